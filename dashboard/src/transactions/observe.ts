/**
 * What the chain shows of a transaction.
 *
 * @module
 */
import { TransactionNotFoundError, TransactionReceiptNotFoundError } from "viem";
import type { Connection } from "../../../miner/chain/client.ts";
import type { Observation, Tracked } from "./track.ts";

/** Blocks that are searched for a transaction's replacement. */
const SEARCHED = 64n;

/** Reads the chain; fails if the chain does not respond. */
export async function observe(
  { client }: Connection,
  { hash, account, nonce, sentIn }: Tracked,
  head: bigint,
): Promise<Observation> {
  const [receipt, known, used] = await Promise.all([
    client.getTransactionReceipt({ hash }).catch(unless(TransactionReceiptNotFoundError)),
    client.getTransaction({ hash }).catch(unless(TransactionNotFoundError)),
    client.getTransactionCount({ address: account }),
  ]);
  const seen: Observation = {
    head,
    now: Date.now(),
    receipt: receipt && {
      block: receipt.blockNumber,
      success: receipt.status === "success",
    },
    known: known !== undefined,
    used,
  };
  if (seen.receipt !== undefined || seen.known || used <= nonce) return seen;
  const from = account.toLowerCase();
  const first = head - sentIn > SEARCHED ? head - SEARCHED : sentIn;
  for (let number = first; number <= head; number++) {
    const block = await client.getBlock({ blockNumber: number, includeTransactions: true });
    const other = block.transactions.find((each) =>
      each.nonce === nonce && each.from.toLowerCase() === from
    );
    if (other !== undefined) return { ...seen, other };
  }
  return seen;
}

/** Turns one kind of failure into undefined. */
function unless(kind: new (...given: never[]) => Error) {
  return (error: unknown): undefined => {
    if (!(error instanceof kind)) throw error;
  };
}
