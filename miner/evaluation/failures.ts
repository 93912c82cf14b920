/**
 * What may go wrong with an evaluation, when neither the model nor the data is the reason.
 *
 * @module
 */

/** How a child's process ended by itself, or was ended by others. */
export interface ChildEnding {
  how: "memory" | "ended";
  /**
   * What tells: `said`, it named memory; `silent`, only the signal speaks for memory; `killed`, from
   * outside; `processor`, it used up its processor time; `ended`, nothing is known
   */
  sign: "said" | "silent" | "killed" | "processor" | "ended";
  /** The signal, e.g. `SIGKILL`, or `code 1` */
  status: string;
  /** Bytes of memory that the kernel let it hold, where it sets a limit */
  memory?: number;
  /** Its last words, where it had any */
  said?: string;
}

/** What a child did instead of giving a verdict. */
export type ChildFacts =
  /** It was killed at its limit */
  | { how: "late"; seconds: number }
  | ChildEnding
  /** It closed its pipe */
  | { how: "memory" | "ended"; sign: "silence"; said?: string }
  /**
   * `nonsense` is outside the protocol, `impossible` an answer to another question, `permitted` one
   * that kept permissions, `frame` a message that cannot be read
   */
  | {
    how: "memory" | "protocol";
    sign: "nonsense" | "impossible" | "permitted" | "frame";
    reason?: string;
    said?: string;
  }
  /** It told its failure itself */
  | { how: "memory" | "engine"; sign: "answered"; reason: string };

/** A child that gave no verdict: the model is not judged. */
export type ChildFailed = { kind: "evaluator/child" } & ChildFacts;

export type EvaluationFailure =
  | ChildFailed
  /** The flag asks for another engine than the spec's, where a stake depends on it */
  | { kind: "evaluator/other-engine"; demanded: string; version: string; chosen: string }
  /** `version` is this program's onnxruntime */
  | { kind: "evaluator/other-version"; demanded: string; version: string }
  /** It was asked for; `because` is a clause, e.g. "bubblewrap is not installed" */
  | { kind: "evaluator/no-sandbox"; because: string };
