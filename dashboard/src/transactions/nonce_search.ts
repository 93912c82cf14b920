/**
 * Finds the mined transaction of an account that has a nonce.
 *
 * @module
 */
import type { Address, PublicClient } from "viem";
import type { Other } from "./track.ts";

/** Blocks that are read one by one where the node has forgotten what accounts had sent. */
const READ = 64n;

/** What is searched for, and where. */
export interface Search {
  account: Address;
  nonce: number;
  /** The block from which on it may be */
  from: bigint;
  /** The latest block, in which it is */
  head: bigint;
}

/**
 * Finds it by halves, asking how much the account had sent at a block; where the node does not
 * know that any more, in the first and last blocks.
 *
 * @returns undefined if the node cannot tell
 */
export async function findByNonce(
  client: Pick<PublicClient, "getTransactionCount" | "getBlock">,
  { account, nonce, from, head }: Search,
): Promise<Other | undefined> {
  const sent = (blockNumber: bigint) =>
    client.getTransactionCount({ address: account, blockNumber });
  const look = (number: bigint) => lookInto(client, number, account, nonce);
  let exact: bigint | undefined;
  try {
    let [low, high] = [from, head];
    // A chain may have gone back since it was sent.
    if (low > high) low = high;
    while (low > 0n && await sent(low) > nonce) {
      high = low;
      low = low > READ ? low - READ : 0n;
    }
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (await sent(middle) > nonce) high = middle;
      else low = middle;
    }
    exact = high;
  } catch {
    // It keeps no state of old blocks.
  }
  if (exact !== undefined) return await look(exact);
  const last = head - READ > from ? head - READ : from;
  const ends: [bigint, bigint][] = [[last, head], [from, from + READ < last ? from + READ : last]];
  for (const [first, end] of ends) {
    for (let number = first; number <= end; number++) {
      const found = await look(number);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

async function lookInto(
  client: Pick<PublicClient, "getBlock">,
  blockNumber: bigint,
  account: Address,
  nonce: number,
): Promise<Other | undefined> {
  const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
  const found = transactions.find((each) =>
    each.nonce === nonce && each.from.toLowerCase() === account.toLowerCase()
  );
  if (found === undefined) return undefined;
  const { hash, from, to, value, input } = found;
  return { hash, nonce, from, to, value, input, block: blockNumber };
}
