/**
 * Why a model is INVALID, as plain data: it crosses from a worker to the page.
 *
 * @module
 */
import type { Failure } from "../../../protocol/errors.ts";
import type { InvalidModel } from "../../../protocol/score/verdict.ts";

export type Verdict = Pick<InvalidModel, "rule" | "found" | "advice">;

/** A verdict where a failure is shown. */
export interface InvalidFailure extends Failure, Verdict {
  kind: "model/invalid";
}

/** A verdict as data. */
export function verdictOf({ rule, found, advice }: Verdict): Verdict {
  return { rule, found, advice };
}

/** A verdict as a failure. */
export function invalid(verdict: Verdict): InvalidFailure {
  return { kind: "model/invalid", ...verdictOf(verdict) };
}
