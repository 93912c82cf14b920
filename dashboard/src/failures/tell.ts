/**
 * Every failure that can reach the page, in words. Those of `miner/evaluation` and `miner/participant`
 * cannot: a browser starts no children, and opens models itself.
 *
 * @module
 */
import type { Failure } from "../../../protocol/errors.ts";
import { type Sentence, tellWith } from "../../../protocol/format/tell.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { tellVerdict } from "./advice.ts";
import { CHAIN } from "./chain.ts";
import { DATASET } from "./dataset.ts";
import { IPFS } from "./ipfs.ts";
import { MODEL } from "./model.ts";
import { DATA, SPEC } from "./protocol.ts";
import { REVERTS } from "./reverts.ts";
import { understand } from "./understand.ts";

/** By kind. */
export const TABLES = {
  ...CHAIN,
  ...DATA,
  ...DATASET,
  ...IPFS,
  ...MODEL,
  ...REVERTS,
  ...SPEC,
};

/**
 * Puts whatever was thrown into words.
 *
 * @param purpose What was being done, as a verb, for what nobody understood
 */
export function tell(error: unknown, purpose = "do this"): Sentence {
  if (error instanceof InvalidModel) return tellVerdict(error);
  return tellFailure(understand(error, purpose).failure);
}

/** The same of a failure as data. */
export function tellFailure(failure: Failure): Sentence {
  return tellWith(TABLES, failure);
}
