/**
 * What can go wrong with an evaluation, other than by the model or the data.
 *
 * @module
 */

/** How a child's process ended, by itself or by others. */
export interface ChildEnding {
  how: "memory" | "ended";
  /**
   * The evidence: `said`, it named memory; `silent`, only the signal indicates memory; `killed`,
   * from outside; `processor`, it used up its processor time; `ended`, nothing is known
   */
  sign: "said" | "silent" | "killed" | "processor" | "ended";
  /** The signal, e.g. `SIGKILL`, or `code 1` */
  status: string;
  /** The kernel's limit on its memory, in bytes, if there is one */
  memory?: number;
  /** Its last words, if it had any */
  said?: string;
}

/** What a child did instead of returning a verdict. */
export type ChildFacts =
  /** It was killed at its limit */
  | { how: "late"; seconds: number }
  | ChildEnding
  /** It closed its pipe */
  | { how: "memory" | "ended"; sign: "silence"; said?: string }
  /**
   * `nonsense` is outside the protocol, `impossible` an answer to another question, `permitted`
   * from a child that kept permissions, `frame` a message that cannot be read
   */
  | {
    how: "memory" | "protocol";
    sign: "nonsense" | "impossible" | "permitted" | "frame";
    reason?: string;
    said?: string;
  }
  /** It reported its failure itself */
  | { how: "memory" | "engine"; sign: "answered"; reason: string };

/** A child without a verdict: the model is not judged. */
export type ChildFailed = { kind: "evaluator/child" } & ChildFacts;

export type EvaluationFailure =
  | ChildFailed
  /** The flag asks for an engine other than the spec's, and a stake depends on it */
  | { kind: "evaluator/other-engine"; demanded: string; version: string; chosen: string }
  /** `version` is this program's onnxruntime */
  | { kind: "evaluator/other-version"; demanded: string; version: string }
  /** It was asked for; `because` is a clause, e.g. "bubblewrap is not installed" */
  | { kind: "evaluator/no-sandbox"; because: string };
