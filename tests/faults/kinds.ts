/**
 * What each kind of fault is, in words.
 *
 * @module
 */
import type { Kind } from "./faults.ts";

export const WORDS: Record<Kind, string> = {
  "before": "A transaction does not reach the node, and there is no response",
  "after": "A transaction reaches the node, and the answer is lost",
  "dropped": "A transaction is answered with its hash, and does not reach the node",
  "answered-and-lost": "A transaction is answered with its hash, and the node forgets it",
  "hidden": "A receipt is not found though it is there",
  "kill-before": "The miner is killed before the node hears of a transaction",
  "kill-after": "The miner is killed when the node has a transaction, before its answer",
  "kill-write": "The miner is killed at a write to its journal, before or after it is on disk",
  "restart": "The miner is killed between two polls",
  "disk-full": "Up to three writes to the journal fail: the disk is full",
  "reorg": "One to six blocks are replaced by empty ones, what they held is forgotten",
  "fee": "The next block's base fee is ten times the last one's",
  "stale": "Up to three polls see the chain as it was one to eight blocks ago",
  "lying":
    "Up to three polls see zeros, ones or nothing where views, nonces, balances, receipts are",
  "empty-logs": "Up to three polls find no event",
  "wrong-chain": "Up to three polls reach a node of another chain id",
  "gateway": "The gateway answers 502 for up to three polls",
  "html": "A page of HTML instead of JSON",
  "429": "Too many requests",
  "truncated": "JSON that ends in the middle",
  "hang": "No answer at all",
  "502": "A bad gateway before the node",
};
