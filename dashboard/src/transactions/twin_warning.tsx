/**
 * Says that the same is pending already, before it is signed once more.
 *
 * @module
 */
import { type Address, toFunctionSelector } from "viem";
import { useApp } from "../context.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { twinWords } from "../words/transaction_words.ts";
import { type Call, dataOf } from "./call.ts";
import { type Transactions, useTransactions } from "./store.ts";
import type { Tracked } from "./tracked.ts";
import { twinsOf } from "./twins.ts";

/** Those that cost a fund each. */
const CREATES = demlAbi.flatMap((item) =>
  item.type === "function" && item.name === "createCompetition" ? [toFunctionSelector(item)] : []
);

/** The pending ones that would do the same for an account. */
export function useTwins(
  store: Transactions,
  account: Address | undefined,
  call: Call,
): readonly Tracked[] {
  const { connection: { contract } } = useApp();
  const list = useTransactions(store);
  if (account === undefined) return [];
  const intent = { account, to: contract, data: dataOf(call), purpose: call.purpose };
  return twinsOf(list, intent, CREATES);
}

/** Nothing without twins. */
export function TwinWarning(
  { twins: [first, ...others], value }: { twins: readonly Tracked[]; value: bigint },
) {
  if (first === undefined) return null;
  const { title, what } = twinWords([first, ...others], value, showTime);
  return (
    <div className="notice warning" role="alert" data-warning="twin">
      <p>
        <strong>{title}</strong> {what}
      </p>
    </div>
  );
}

const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

function showTime(at: number): string {
  return FORMAT.format(at);
}
