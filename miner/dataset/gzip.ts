/**
 * gzip (RFC 1952), around a file of any format. `DecompressionStream` takes files that are cut off,
 * and fflate checks no CRC-32.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { starts } from "../../protocol/spec/formats.ts";
import type { DatasetFailure } from "./failures.ts";
import { inflate, inflateHead } from "./inflate.ts";

/** Whether a file is compressed by gzip. */
export function isGzip(bytes: Uint8Array): boolean {
  return starts(bytes, 0x1f, 0x8b);
}

/**
 * Decompresses a file, of one member or several.
 *
 * @param most The most bytes accepted: larger content is refused before it is there
 * @throws DemlError `data` if it is larger, damaged, cut off, or followed by something else
 */
export function gunzip(bytes: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const content = inflate(bytes, "gzip", sizeSaid(bytes), most);
  if (content instanceof Uint8Array) return content;
  throw new DemlError<DatasetFailure>(
    content === "too-large"
      ? { kind: "data/gzip-too-large", most }
      : { kind: "data/gzip-damaged", reason: content.damaged },
  );
}

/** The first bytes of a file, decompressed if gzip compressed it. */
export function plainHead(bytes: Uint8Array, length: number): Uint8Array {
  return isGzip(bytes) ? inflateHead(bytes, "gzip", length) : bytes.subarray(0, length);
}

/** The last four bytes have the length of the last member, modulo 2³². */
function sizeSaid({ buffer, byteOffset, byteLength }: Uint8Array): number {
  if (byteLength < 18) return 0;
  return new DataView(buffer, byteOffset, byteLength).getUint32(byteLength - 4, true);
}
