/**
 * gzip, around a file of any format, by pako: it checks lengths and CRC-32, in every browser alike.
 *
 * @module
 */
import { Inflate } from "pako";
import { DemlError } from "../../protocol/errors.ts";
import { starts } from "../../protocol/spec/formats.ts";
import type { DatasetFailure } from "./failures.ts";

/** Whether a file is compressed by gzip. */
export function isGzip(bytes: Uint8Array): boolean {
  return starts(bytes, 0x1f, 0x8b);
}

/** Deflate cannot do better: RFC 1951 has at most 258 bytes for two bits. */
const BEST_RATIO = 1_032;
/** Bytes that come at a time. */
const CHUNK = 1 << 20;
/** zlib's window, and 16 for gzip. */
const GZIP_WINDOW = 15 + 16;

/**
 * Decompresses a file, of one member or several.
 *
 * @param most The most bytes accepted: larger content is refused before it is there
 * @throws DemlError `data` if it is larger, damaged, cut off, or followed by something else
 */
export function gunzip(bytes: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  let content = new Uint8Array(Math.min(sizeSaid(bytes), most, BEST_RATIO * bytes.length));
  let length = 0;
  const inflate = new Inflate({ windowBits: GZIP_WINDOW, chunkSize: CHUNK });
  inflate.onData = (part: Uint8Array) => {
    if (length + part.length > most) throw wrong({ kind: "data/gzip-too-large", most });
    if (length + part.length > content.length) content = grown(content, length + part.length, most);
    content.set(part, length);
    length += part.length;
  };
  inflate.push(bytes, true);
  if (inflate.err !== 0) {
    throw wrong({ kind: "data/gzip-damaged", reason: String(inflate.msg || inflate.err) });
  }
  if (!inflate.ended) throw wrong({ kind: "data/gzip-damaged", reason: "it ends too early" });
  return length === content.length ? content : content.slice(0, length);
}

/** The last four bytes have the length of the last member, modulo 2³². */
function sizeSaid(bytes: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteLength < 18) return 0;
  return new DataView(buffer, byteOffset, byteLength).getUint32(byteLength - 4, true);
}

function grown(content: Uint8Array, needed: number, most: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(most, Math.max(needed, 2 * content.length)));
  larger.set(content);
  return larger;
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}
