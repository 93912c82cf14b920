/**
 * A data set's files as their readers take them: decompressed, and of the format that was said.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { type FormatName, FORMATS, type LargestFiles } from "../../protocol/spec/formats.ts";
import { show } from "../../protocol/text/visible.ts";
import { joined } from "./csv_text.ts";
import type { DatasetFailure } from "./failures.ts";
import { gunzip, isGzip } from "./gzip.ts";
import type { DataBytes } from "./reader.ts";
import { HEAD, sniff } from "./sniff.ts";

/** The most bytes of files that nothing is known of. */
const ANY: LargestFiles = { data: 3 * 1024 ** 3, labels: 1024 ** 3 };

/** Files as readers take them, and the beginning of the first. */
export interface Plain extends DataBytes {
  head: Uint8Array;
}

/**
 * Decompresses files that gzip compressed.
 *
 * @param most What the content may have, in bytes
 * @throws DemlError `data`
 */
export function plainBytes(given: DataBytes, most: LargestFiles = ANY): Plain {
  const { data, pieces, labels } = given.pieces === undefined ? given : peeked(given, most.data);
  const plain = (bytes: Uint8Array, limit: number) => isGzip(bytes) ? gunzip(bytes, limit) : bytes;
  const opened = pieces === undefined ? plain(data, most.data) : data;
  return {
    data: opened,
    head: opened.slice(0, HEAD),
    ...(pieces && { pieces }),
    ...(labels && { labels: plain(labels, most.labels) }),
  };
}

/** Pieces with their beginning in `data`; what is compressed is collected, as whole `data`. */
function peeked({ pieces = [], labels }: DataBytes, most: number): DataBytes {
  const rest = pieces[Symbol.iterator]();
  const first = rest.next();
  const start = first.done ? new Uint8Array() : first.value;
  function* all() {
    yield start;
    for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
  }
  if (!isGzip(start)) return { data: start.slice(0, HEAD), pieces: all(), labels };
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const piece of all()) {
    length += piece.length;
    if (length > most) {
      throw new DemlError<DatasetFailure>({ kind: "data/gzip-too-large", most });
    }
    parts.push(piece.slice());
  }
  return { data: joined(parts), labels };
}

/** Refuses a file of another format, naming what it is. */
export function requireFormat(format: FormatName, { head }: Pick<Plain, "head">): void {
  if (head.length === 0) throw new DemlError<DatasetFailure>({ kind: "data/empty" });
  const found = sniff(head);
  if ("format" in found && found.format === format) return;
  const is = "format" in found
    ? FORMATS[found.format].word
    : "gzip" in found
    ? "gzip within gzip"
    : found.other;
  throw new DemlError<DatasetFailure>({ kind: "data/other-file", found: is, format });
}

/** V8's words if memory runs out, or a buffer is longer than it can be. */
const NO_MEMORY = /allocat|memory|invalid (typed )?array (buffer )?length/i;

/** What a reader did not expect is a fault of the file, unless memory ran out. */
export function asDataFailure<T>(format: FormatName, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof DemlError) throw cause;
    if (cause instanceof RangeError && NO_MEMORY.test(cause.message)) throw cause;
    const reason = show(reasonOf(cause), 200);
    throw new DemlError<DatasetFailure>({ kind: "data/unreadable", format, reason }, { cause });
  }
}
