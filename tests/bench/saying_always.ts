/**
 * An evaluator that gives every model the same verdict, for measuring everything but evaluation.
 *
 * @module
 */
import type { Hex } from "viem";
import type { Evaluator } from "../../miner/evaluation/host/evaluator.ts";

/** The evidence of all its verdicts. */
export const EVIDENCE: Hex = `0x${"11".repeat(32)}`;

/**
 * Opens one.
 *
 * @param score In score units
 */
export function sayingAlways(score: number): Evaluator {
  return {
    width: 2,
    engineVersion: undefined,
    sandbox: undefined,
    load: () =>
      Promise.resolve({
        evaluate: () => Promise.resolve({ kind: "scored", score, root: EVIDENCE }),
      }),
    rest: () => Promise.resolve(),
    close: () => Promise.resolve(),
  } as unknown as Evaluator;
}
