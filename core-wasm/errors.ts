/**
 * The error that a kernel's refusal becomes.
 *
 * @module
 */

/** Why the core refused. */
export type CoreErrorCode =
  | "truncated"
  | "bad-header"
  | "corrupt"
  | "checksum"
  | "too-large"
  | "not-simple"
  | "fields"
  | "not-a-number"
  | "out-of-range"
  | "not-finite"
  | "trailing"
  | "memory"
  | "released";

/** By the status codes of assembly/status.ts. */
const BY_STATUS: Record<number, [CoreErrorCode, string]> = {
  1: ["truncated", "The input ends too early"],
  2: ["bad-header", "The header is wrong"],
  3: ["corrupt", "The content is corrupt"],
  4: ["checksum", "The checksum does not match"],
  5: ["too-large", "The content is larger than its limit"],
  7: ["not-simple", "The text needs a full CSV reader"],
  8: ["fields", "A row has the wrong number of fields"],
  9: ["not-a-number", "A field is not a number"],
  10: ["out-of-range", "A number is not whole and from 0 to 255"],
  11: ["trailing", "Bytes follow the content"],
  12: ["not-finite", "A number is beyond the range of float32"],
};

/** Where a CSV was refused. */
export interface CsvPlace {
  /** Rows before it, without blank lines */
  row: number;
  /** Fields before it in its row: its column, from 0 */
  field: number;
  /** The line of the text, from 1, blank ones counted */
  line: number;
}

/** A refusal. `row`, `field` and `line` exist for CSV. */
export class CoreError extends Error {
  override readonly name = "CoreError";
  readonly row?: number;
  readonly field?: number;
  readonly line?: number;

  constructor(readonly code: CoreErrorCode, message: string, place?: CsvPlace) {
    super(place ? `${message}: line ${place.line}, column ${place.field + 1}` : message);
    this.row = place?.row;
    this.field = place?.field;
    this.line = place?.line;
  }
}

/** The error for a status that is not OK. */
export function coreError(status: number, place?: CsvPlace): CoreError {
  const [code, message] = BY_STATUS[status] ?? ["corrupt", `Unknown status ${status}`];
  return new CoreError(code, message, place);
}
