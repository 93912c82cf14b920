/**
 * Splitting the public part off a test set that is one CSV file.
 *
 * Of R rows, N are public: those at which `⌊(i + 1)·N/R⌋` grows, i from 0. They are spread evenly, so
 * that a file in the order of its labels gives both parts every label; and the same file is always split
 * in the same way, so that a command that is run again publishes the same bytes.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import type { OrganizerFailure } from "./failures.ts";

const LINE_FEED = 10;

/**
 * Splits a CSV file; the header, if any, begins both parts.
 *
 * @param rows Of the file, without its header
 * @param wanted How many of them are public
 * @throws DemlError `data` if a row is not a line, or the test set would be left empty
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { splitCsv } from "./split_rows.ts";
 *
 * const file = new TextEncoder().encode("x,label\n1,0\n2,0\n3,1\n4,1\n");
 * const { test, publicPart } = splitCsv(file, { rows: 4, wanted: 2, header: true });
 * const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
 * assertEquals(text(publicPart), "x,label\n2,0\n4,1\n");
 * assertEquals(text(test), "x,label\n1,0\n3,1\n");
 * ```
 */
export function splitCsv(
  bytes: Uint8Array,
  { rows, wanted, header }: { rows: number; wanted: number; header: boolean },
): { test: Uint8Array<ArrayBuffer>; publicPart: Uint8Array<ArrayBuffer> } {
  const lines = linesOf(bytes);
  const [first, ...others] = lines;
  const samples = header ? others : lines;
  // A row may also span lines, in quotes, or be an empty line that nobody counts.
  if (samples.length !== rows) {
    throw new DemlError<OrganizerFailure>({ kind: "data/rows-and-lines", rows });
  }
  if (wanted >= rows) throw new DemlError<OrganizerFailure>({ kind: "data/no-rows-left", rows });
  const isPublic = (_: Uint8Array, index: number) =>
    Math.floor((index + 1) * wanted / rows) > Math.floor(index * wanted / rows);
  const head = header && first ? [first] : [];
  return {
    test: joined([...head, ...samples.filter((line, index) => !isPublic(line, index))]),
    publicPart: joined([...head, ...samples.filter(isPublic)]),
  };
}

/** Lines without their ends. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, at);
    const end = found < 0 ? bytes.length : found;
    if (end > at) lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return lines;
}

function joined(lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lines.reduce((sum, { length }) => sum + length + 1, 0));
  let at = 0;
  for (const line of lines) {
    whole.set(line, at);
    at += line.length;
    whole[at++] = LINE_FEED;
  }
  return whole;
}
