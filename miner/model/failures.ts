/**
 * What may go wrong with keys and envelopes. What is wrong with a model is a verdict and no failure:
 * protocol/score/verdict.ts.
 *
 * @module
 */

export type ModelFailure =
  /** This machine failed, e.g. for want of memory */
  | { kind: "evaluator/decrypt"; bytes: number; reason: string }
  /** A key is never written over */
  | { kind: "file/key-exists"; path: string }
  | { kind: "wallet/not-a-key-file"; path: string }
  /** Key and commitment do not belong together */
  | { kind: "wallet/damaged-key-file"; path: string };
