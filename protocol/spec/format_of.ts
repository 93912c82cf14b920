/**
 * Finding a file's format.
 *
 * @module
 */
import { DemlError } from "../errors.ts";
import type { DataFailure } from "../failures.ts";
import { FORMAT_NAMES, type FormatName, formatNamed, starts } from "./formats.ts";

/** The format of text that begins like no other format. */
const TEXT: FormatName = "csv";
/** A binary file has a zero within this many bytes. */
const HEAD = 4_096;

/**
 * The format of a file, by its first bytes.
 *
 * @throws DemlError `data` for a file in an unknown format
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatOf } from "./format_of.ts";
 *
 * assertEquals(formatOf(new TextEncoder().encode("7,0,0\n")), "csv");
 * assertEquals(formatOf(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1)), "idx");
 * ```
 */
export function formatOf(bytes: Uint8Array): FormatName {
  const found = FORMAT_NAMES.find((name) => formatNamed(name).begins?.(bytes));
  if (found !== undefined) return found;
  if (starts(bytes, 0x50, 0x4b) || starts(bytes, 0x1f, 0x8b)) {
    throw new DemlError<DataFailure>({ kind: "data/compressed" });
  }
  if (bytes.subarray(0, HEAD).includes(0)) {
    throw new DemlError<DataFailure>({ kind: "data/unknown-format" });
  }
  return TEXT;
}
