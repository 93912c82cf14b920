/**
 * Failures in words that the page has from the start: those of the chain, and of the page itself. All
 * others are told by `tell.ts`, which comes when it is needed.
 *
 * @module
 */
import { type Sentence, tellWith } from "../../../protocol/format/tell.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { CHAIN } from "./chain.ts";
import { understand } from "./understand.ts";

/** The same as `tell`; undefined of what only `tell` has words for. */
export function tellFirst(error: unknown, purpose: string): Sentence | undefined {
  if (error instanceof InvalidModel) return undefined;
  const { failure } = understand(error, purpose);
  const here = failure.kind.endsWith("/told") || Object.hasOwn(CHAIN, failure.kind);
  return here ? tellWith(CHAIN, failure) : undefined;
}
