/**
 * Words for every failure that can reach the page. Those of `miner/evaluation` and `miner/participant`
 * cannot: a browser starts no children, and opens models itself.
 *
 * @module
 */
import type { Failure } from "../../../protocol/errors.ts";
import { type Sentence, tellWith } from "../../../protocol/format/tell.ts";
import { CHAIN } from "./chain.ts";
import { DATASET } from "./dataset.ts";
import { INVALID } from "./invalid.ts";
import { IPFS } from "./ipfs.ts";
import { MODEL } from "./model.ts";
import { ORGANIZER } from "./organizer.ts";
import { DATA, SPEC } from "./protocol.ts";
import { REVERTS } from "./reverts.ts";

/** By kind. */
export const TABLES = {
  ...CHAIN,
  ...DATA,
  ...DATASET,
  ...INVALID,
  ...IPFS,
  ...MODEL,
  ...ORGANIZER,
  ...REVERTS,
  ...SPEC,
};

/** Puts a failure into words. */
export function tellFailure(failure: Failure): Sentence {
  return tellWith(TABLES, failure);
}
