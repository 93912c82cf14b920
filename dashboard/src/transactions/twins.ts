/**
 * Transactions that would do once more what a pending one may still do.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { isPending, type Tracked } from "./tracked.ts";

/** A function's selector in calldata: 0x and four bytes. */
const SELECTOR = 10;

/** What is about to be sent. */
export interface Intent {
  account: Address;
  to: Address;
  data: Hex;
  purpose: string;
}

/**
 * The pending ones that do the same: the same call, the same purpose, or, since a second competition
 * costs a second fund, whatever its terms, the same function where that creates something.
 *
 * @param creates Selectors of functions whose second call is probably a mistake
 */
export function twinsOf(
  list: readonly Tracked[],
  { account, to, data, purpose }: Intent,
  creates: readonly Hex[],
): Tracked[] {
  const selector = data.slice(0, SELECTOR) as Hex;
  return list.filter((each) =>
    isPending(each) && each.account.toLowerCase() === account.toLowerCase() &&
    each.to.toLowerCase() === to.toLowerCase() &&
    (each.data === data || each.purpose === purpose ||
      (creates.includes(selector) && each.data.startsWith(selector)))
  );
}
