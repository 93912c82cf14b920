/**
 * What the chain shows of a transaction.
 *
 * @module
 */
import {
  type Hex,
  type PublicClient,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from "viem";
import { findByNonce } from "./nonce_search.ts";
import type { Observation, Other } from "./track.ts";
import { senderOf, type Tracked } from "./tracked.ts";

/** Nonces that are searched for at once; the next time, the search continues. */
const MOST_SEARCHED = 8;

/**
 * Reads the chain; fails if the chain does not respond.
 *
 * @param taken Hashes of the account's other transactions that the page follows
 */
export async function observe(
  client: PublicClient,
  before: Tracked,
  head: bigint,
  taken: ReadonlySet<Hex>,
): Promise<Observation> {
  const { hash, nonce, nonceKnown, sentIn } = before;
  const account = senderOf(before);
  const [receipt, known, used] = await Promise.all([
    hash === undefined
      ? undefined
      : client.getTransactionReceipt({ hash }).catch(unless(TransactionReceiptNotFoundError)),
    hash === undefined
      ? undefined
      : client.getTransaction({ hash }).catch(unless(TransactionNotFoundError)),
    client.getTransactionCount({ address: account }),
  ]);
  const seen: Observation = {
    head,
    now: Date.now(),
    receipt: receipt && {
      block: receipt.blockNumber,
      success: receipt.status === "success",
      from: receipt.from,
    },
    known: known && { nonce: known.nonce, from: known.from },
    used,
    others: [],
    searched: nonce,
  };
  if (receipt || known || used <= nonce) return seen;
  const others: Other[] = [];
  const end = nonceKnown ? nonce + 1 : Math.min(used, nonce + MOST_SEARCHED);
  let searched = nonce;
  for (; searched < end; searched++) {
    const found = await findByNonce(client, { account, nonce: searched, from: sentIn, head });
    // The node may know later what it does not know now.
    if (found === undefined) break;
    others.push({ ...found, taken: taken.has(found.hash) });
  }
  return { ...seen, others, searched };
}

/** Turns one kind of failure into undefined. */
function unless(kind: new (...given: never[]) => Error) {
  return (error: unknown): undefined => {
    if (!(error instanceof kind)) throw error;
  };
}
