/**
 * A miner's verdict on a model, and why: data, for logs and journals to put into words.
 *
 * @module
 */
import type { Hex } from "viem";
import { DemlError, type ErrorCode, type Failure } from "../errors.ts";
import { oneLine, show } from "../text/visible.ts";
import { redact } from "../text/secrets.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "./score.ts";
import { NO_OUTPUTS } from "./evidence.ts";

/** One place of a miner's row. */
export interface Judgement {
  /** 0 to 100,000, INVALID or ABSTAIN, as the contract writes them */
  score: number;
  /** The evidence's root over the samples, 32 bytes; zeros for a verdict without outputs */
  root: Hex;
  /** Why it is not a score */
  because?: Because;
}

/**
 * Why a child gave no verdict: `late`, it was killed at its time limit; `ended`, it crashed or was
 * killed from outside; `protocol`, its answer is impossible; `memory`, it met a limit; `engine`,
 * its engine failed otherwise.
 */
export type ChildFailureKind = "late" | "ended" | "protocol" | "memory" | "engine";

/** Why a verdict is not a score. */
export type Because =
  /** INVALID: the rule of PROTOCOL.md, section 8, that the model breaks, and what was found */
  | {
    code: "invalid";
    rule: string;
    found: string;
    /** What is wrong with a test set, for a table of words; `found` is then its summary */
    what?: Failure;
  }
  /** ABSTAIN: the engines' verdicts are further apart than half of the tolerance, or one is INVALID */
  | { code: "engines-differ"; native: number; wasm: number; tolerance: number }
  /** ABSTAIN: this miner failed, not the model */
  | {
    code: "failed";
    /** Where: before the bytes were there, or in one engine */
    step: "bytes" | "native" | "wasm";
    error: ErrorCode;
    /**
     * Whether another try may succeed: a gateway or a node failed, not something that everybody
     * sees
     */
    passing?: boolean;
    /** How, if an evaluator child failed */
    failure?: ChildFailureKind;
    /** The failure itself, for a table of words; verdicts of older programs have none */
    what?: Failure;
    /** The failure's own words, partly untrusted: to show, never to parse */
    detail: string;
  };

/**
 * Characters of a reason, in the log and in the journal: enough to recognise it. From here on,
 * untrusted text in it is escaped.
 */
export const LONGEST_REASON = 300;

/**
 * Whether another try may succeed: a node or a gateway failed, which means nothing for the bytes.
 */
export function isPassing(error: unknown): boolean {
  return error instanceof DemlError && (error.code === "chain" || error.failure.passing === true);
}

/** The verdict that a model breaks a rule. */
export function invalid(rule: string, found: string, what?: Failure): Judgement {
  return {
    score: INVALID_SCORE,
    root: NO_OUTPUTS,
    because: {
      code: "invalid",
      rule: show(rule, 40),
      found: oneLine(found, LONGEST_REASON),
      ...(what && { what }),
    },
  };
}

/** The verdict of a miner that cannot judge. */
export function abstain(because: Because): Judgement {
  const shown = because.code === "failed"
    ? { ...because, detail: oneLine(redact(because.detail), LONGEST_REASON) }
    : because;
  return { score: ABSTAIN_SCORE, root: NO_OUTPUTS, because: shown };
}
