/**
 * The one family of errors that people see.
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

/** Exit codes of the program: 0 done, 1 failed, 2 wrong usage, 3 the model is INVALID, 130 interrupted. */
export const EXIT = { ok: 0, failed: 1, usage: 2, invalid: 3, interrupted: 130 } as const;

/** Characters of a message: many values, each cut where it enters, and no stranger's book. */
const LONGEST_MESSAGE = 2_000;

/**
 * A failure that has been understood.
 *
 * The message says what is wrong, the remedy what to do next; both start with a capital and end
 * without a full stop, and neither breaks a line nor holds a character that nobody sees. Details are
 * for machines (`--json`) and never hold keys or salts.
 */
export class DemlError extends Error {
  override readonly name = "DemlError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    remedy: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    // What is cut in the middle of a secret is found by nobody later.
    super(oneLine(redact(message), LONGEST_MESSAGE), { cause: options.cause });
    this.remedy = oneLine(redact(remedy), LONGEST_MESSAGE);
    this.details = options.details ?? {};
  }

  readonly remedy: string;
  readonly details: Record<string, unknown>;

  /** The exit code that a program ending on this error gives. */
  get exitCode(): number {
    if (this.code === "usage") return EXIT.usage;
    if (this.code === "interrupted") return EXIT.interrupted;
    return EXIT.failed;
  }
}

/** What a failure says of itself, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
