/**
 * What can go wrong with keys and envelopes. A fault of a model is a verdict, not a failure:
 * protocol/score/verdict.ts.
 *
 * @module
 */

export type ModelFailure =
  /** This machine failed, e.g. for lack of memory */
  | { kind: "evaluator/decrypt"; bytes: number; reason: string }
  /** A key is never overwritten */
  | { kind: "file/key-exists"; path: string }
  | { kind: "wallet/not-a-key-file"; path: string }
  /** Key and commitment do not match */
  | { kind: "wallet/damaged-key-file"; path: string };
