/**
 * A data set's files as their readers take them: decompressed, and of the format that was said.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { type FormatName, FORMATS, type LargestFiles } from "../../protocol/spec/formats.ts";
import { show } from "../../protocol/text/visible.ts";
import type { DatasetFailure } from "./failures.ts";
import { gunzip, isGzip } from "./gzip.ts";
import { following, joined } from "./csv_text.ts";
import type { DataBytes } from "./reader.ts";
import { HEAD, sniff } from "./sniff.ts";

/** The most bytes of files that nothing is known of. */
const ANY: LargestFiles = { data: 3 * 1024 ** 3, labels: 1024 ** 3 };

/**
 * Decompresses files that gzip compressed.
 *
 * @param most What the content may have, in bytes
 * @throws DemlError `data`
 */
export function plainBytes({ data, labels }: DataBytes, most: LargestFiles = ANY): DataBytes {
  const plain = (bytes: Uint8Array, limit: number) => isGzip(bytes) ? gunzip(bytes, limit) : bytes;
  return {
    data: plain(data, most.data),
    ...(labels && { labels: plain(labels, most.labels) }),
  };
}

/**
 * A file that arrives in pieces: it stays so unless it is compressed.
 *
 * @throws DemlError `data`
 */
export function plainPieces(pieces: Iterable<Uint8Array>, most: LargestFiles): DataBytes {
  const rest = pieces[Symbol.iterator]();
  const first = rest.next();
  if (first.done) return { data: new Uint8Array() };
  const begun = following(first.value, rest);
  if (isGzip(first.value)) {
    return plainBytes({ data: joined(Array.from(begun, (piece) => piece.slice())) }, most);
  }
  return { data: first.value.slice(0, HEAD), pieces: begun };
}

/** Refuses a file of another format, naming what it is. */
export function requireFormat(format: FormatName, { data }: DataBytes): void {
  const found = sniff(data.subarray(0, HEAD));
  if (data.length === 0 || ("format" in found && found.format === format)) return;
  const is = "format" in found
    ? FORMATS[found.format].word
    : "gzip" in found
    ? "gzip within gzip"
    : found.other;
  throw new DemlError<DatasetFailure>({ kind: "data/other-file", found: is, format });
}

/** What a reader did not expect is a fault of the file, unless memory ran out. */
export function asDataFailure<T>(format: FormatName, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof DemlError || cause instanceof RangeError) throw cause;
    const reason = show(reasonOf(cause), 200);
    throw new DemlError<DatasetFailure>({ kind: "data/unreadable", format, reason }, { cause });
  }
}
