/**
 * What a file is, by its first bytes: its name may say anything.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { FORMAT_NAMES, type FormatName, formatNamed, starts } from "../../protocol/spec/formats.ts";
import type { DatasetFailure } from "./failures.ts";

/** Bytes that `sniff` needs. */
export const HEAD = 4_096;

/** Files that people try to use as data, and what helps. Offsets count from 0. */
const OTHERS: readonly { is: string; at?: number; bytes: readonly number[] | string }[] = [
  { is: "Parquet", bytes: "PAR1" },
  { is: "Arrow or Feather", bytes: "ARROW1" },
  { is: "Feather", bytes: "FEA1" },
  { is: "HDF5", bytes: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] },
  { is: "MATLAB", bytes: "MATLAB 5.0" },
  { is: "SQLite", bytes: "SQLite format 3\0" },
  { is: "Avro", bytes: "Obj\x01" },
  { is: "R data", bytes: "RDX" },
  { is: "zstd", bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { is: "bzip2", bytes: "BZh" },
  { is: "xz", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { is: "7-Zip", bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { is: "tar", at: 257, bytes: "ustar" },
  { is: "PNG", bytes: [0x89, 0x50, 0x4e, 0x47] },
  { is: "JPEG", bytes: [0xff, 0xd8, 0xff] },
  { is: "PDF", bytes: "%PDF" },
  { is: "Excel 97", bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { is: "UTF-32 text", bytes: [0xff, 0xfe, 0x00, 0x00] },
  { is: "UTF-32 text", bytes: [0x00, 0x00, 0xfe, 0xff] },
  { is: "UTF-16 text", bytes: [0xff, 0xfe] },
  { is: "UTF-16 text", bytes: [0xfe, 0xff] },
];

/** What `sniff` finds. */
export type Sniffed =
  | { format: FormatName }
  | { gzip: true }
  /** Another kind of file, e.g. `Parquet`; `unknown` if it is binary */
  | { other: string };

/**
 * Recognises a file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sniff } from "./sniff.ts";
 *
 * const text = (content: string) => new TextEncoder().encode(content);
 * assertEquals(sniff(text("7,0,0\n")), { format: "csv" });
 * assertEquals(sniff(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1)), { format: "idx" });
 * assertEquals(sniff(text("PAR1")), { other: "Parquet" });
 * ```
 */
export function sniff(head: Uint8Array): Sniffed {
  if (starts(head, 0x1f, 0x8b)) return { gzip: true };
  const format = FORMAT_NAMES.find((name) => formatNamed(name).begins?.(head));
  if (format === "npz" && !isNpz(head)) return { other: zipOf(head) };
  if (format !== undefined) return { format };
  const other = OTHERS.find(({ at = 0, bytes }) => begins(head.subarray(at), bytes));
  if (other !== undefined) return { other: other.is };
  if (/^\s*<(!doctype|html|\?xml)/i.test(textOf(head.subarray(0, 200)))) {
    return { other: "HTML or XML" };
  }
  // Pickles begin with their protocol; text has no such character.
  if (head[0] === 0x80 && (head[1] ?? 9) <= 5) return { other: "a Python pickle" };
  if (head.subarray(0, HEAD).includes(0)) return { other: "unknown" };
  return { format: "csv" };
}

/**
 * The format of a file that is not compressed.
 *
 * @throws DemlError `data` that names any other kind of file
 */
export function formatOf(head: Uint8Array): FormatName {
  const found = sniff(head);
  if ("format" in found) return found.format;
  throw new DemlError<DatasetFailure>(
    "gzip" in found ? { kind: "data/compressed" } : { kind: "data/other-file", found: found.other },
  );
}

/** The first file of a ZIP says what the ZIP is. */
function isNpz(head: Uint8Array): boolean {
  return firstName(head).endsWith(".npy");
}

function zipOf(head: Uint8Array): string {
  const name = firstName(head);
  return name === "[Content_Types].xml" || name.startsWith("xl/") ? "Excel" : "ZIP";
}

/** The name in a ZIP's first local header. */
function firstName(head: Uint8Array): string {
  if (head.length < 30) return "";
  const length = (head[26] ?? 0) | (head[27] ?? 0) << 8;
  return textOf(head.subarray(30, 30 + length));
}

function begins(head: Uint8Array, bytes: readonly number[] | string): boolean {
  const wanted = typeof bytes === "string"
    ? [...bytes].map((character) => character.charCodeAt(0))
    : bytes;
  return starts(head, ...wanted);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
