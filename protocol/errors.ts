/**
 * The one family of errors: a failure is data, which terminal and page each put into words.
 *
 * @module
 */

import { redact } from "./text/secrets.ts";
import { oneLine } from "./text/visible.ts";

/** Codes are stable: scripts may match on them. */
export type ErrorCode =
  | "usage"
  | "file"
  | "package"
  | "model"
  | "data"
  | "spec"
  | "chain"
  | "revert"
  | "funds"
  | "wallet"
  | "ipfs"
  | "evaluator"
  | "journal"
  | "machine"
  | "interrupted"
  | "internal";

/**
 * Exit codes of the program: 0 done, 1 failed, 2 wrong usage, 3 the model is INVALID, 4 what was
 * waited for did not come, or could not be checked, 130 interrupted.
 */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  invalid: 3,
  missed: 4,
  interrupted: 130,
} as const;

/**
 * A failure as data: its kind, and what is known about it. Every room lists its own in
 * `failures.ts`. Values are plain, so that a failure crosses a worker, a pipe and a journal.
 */
export interface Failure {
  /** The stable code and, after the slash, which failure with that code, e.g. `ipfs/not-found` */
  readonly kind: `${ErrorCode}/${string}`;
  /** Whether another try may succeed: a gateway, a node or a disk failed */
  readonly passing?: boolean;
}

/** A failure of the terminal or the page itself, already in words. */
export interface ToldFailure extends Failure {
  readonly kind: `${ErrorCode}/told`;
  readonly message: string;
  readonly remedy: string;
  /** For `--json` */
  readonly details?: Record<string, unknown>;
}

/** Something unforeseen. */
export interface UnexpectedFailure extends Failure {
  readonly kind: "internal/unexpected";
  readonly reason: string;
}

/**
 * Characters of one field: room for many truncated values, not for any amount of untrusted text.
 */
const LONGEST_FIELD = 2_000;

/**
 * A failure that has been understood.
 *
 * Its message is only for stacks: people read the sentence that `tell` makes. No field contains a
 * secret of the program's input, a line break or an invisible character.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DemlError } from "./errors.ts";
 * import type { SpecFailure } from "./failures.ts";
 *
 * const error = new DemlError<SpecFailure>({ kind: "spec/missing-field", field: "input.shape" });
 * assertEquals(error.code, "spec");
 * assertEquals(error.message, 'spec/missing-field {"field":"input.shape"}');
 * ```
 */
export class DemlError<F extends Failure = Failure> extends Error {
  override readonly name = "DemlError";
  readonly failure: F;

  constructor(failure: F, options: { cause?: unknown } = {}) {
    const clean = cleaned(failure) as F;
    super(summary(clean), options);
    this.failure = clean;
  }

  get kind(): F["kind"] {
    return this.failure.kind;
  }

  get code(): ErrorCode {
    return codeOf(this.failure);
  }
}

/** The stable code of a failure. */
export function codeOf({ kind }: Failure): ErrorCode {
  return kind.slice(0, kind.indexOf("/")) as ErrorCode;
}

/** What only the terminal or the page throws, in its own words; rooms below them never do. */
export function told(
  code: ErrorCode,
  message: string,
  remedy: string,
  { cause, details }: { cause?: unknown; details?: Record<string, unknown> } = {},
): DemlError<ToldFailure> {
  return new DemlError<ToldFailure>({ kind: `${code}/told`, message, remedy, details }, { cause });
}

/** Anything that was thrown, as data. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DemlError) return error.failure;
  const failure: UnexpectedFailure = {
    kind: "internal/unexpected",
    reason: String(error).replace(/^Error: /, ""),
  };
  return cleaned(failure) as UnexpectedFailure;
}

/**
 * A secret that was truncated cannot be found later, so secrets are removed first. Numbers that
 * JSON lacks become text: as null, they would make a child's answer invalid.
 */
function cleaned(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "string") return oneLine(redact(value), LONGEST_FIELD);
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, cleaned(item)]),
  );
}

function summary({ kind, ...fields }: Failure): string {
  const json = JSON.stringify(
    fields,
    (_, value) => typeof value === "bigint" ? String(value) : value,
  );
  return json === "{}" ? kind : `${kind} ${json}`;
}

/** The message of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
