/**
 * The package of a model, `.deml`. PROTOCOL.md, section 8:
 *
 *     "DEML" │ version 1 │ flags │ zlib stream
 *
 * With flag bit 0 the stream holds the model in two sections, *architecture* then *weights*:
 *
 *     uint32 n │ n × (uint32 at, uint32 length) │ ONNX without those ranges │ the ranges, shuffled
 *
 * little-endian; the ranges are the float32 weights, in rising order, together byte-shuffled in four
 * planes: exponents beside exponents compress, mantissas are noise either way. Without the flag the
 * stream is the ONNX file itself.
 *
 * @module
 */
import { zlibSync } from "fflate";
import { CoreError, loadCore } from "../../core-wasm/mod.ts";
import { InvalidModel } from "./verdict.ts";
import { floatRanges, type Range } from "./weights.ts";

const MAGIC = [0x44, 0x45, 0x4d, 0x4c];
const VERSION = 1;
const SHUFFLED = 1;
const HEADER = 6;
const FLOAT_BYTES = 4;

const REPACK = "Pack the model again with `deml pack`";

let core: ReturnType<typeof loadCore> | undefined;

/** Packs an ONNX file without losing a bit. */
export function pack(onnx: Uint8Array): Uint8Array<ArrayBuffer> {
  const ranges = floatRanges(onnx);
  const content = ranges.length > 0 ? split(onnx, ranges) : onnx;
  const stream = zlibSync(content, { level: 9 });
  const packed = new Uint8Array(HEADER + stream.length);
  packed.set([...MAGIC, VERSION, ranges.length > 0 ? SHUFFLED : 0]);
  packed.set(stream, HEADER);
  return packed;
}

/**
 * Unpacks a package, its base64 text, or a bare zlib stream of an ONNX file.
 *
 * @param bytes What a stranger sent
 * @param unpackedBytes Most bytes that may come out
 * @returns The ONNX file
 * @throws InvalidModel `package-format`, `package-corrupt` or `package-size`
 */
export function unpack(bytes: Uint8Array, unpackedBytes: number): Uint8Array<ArrayBuffer> {
  core ??= loadCore();
  const packed = isBinary(bytes) ? bytes : fromBase64(bytes);
  if (!startsWith(packed, MAGIC)) {
    if (!isZlib(packed)) {
      throw new InvalidModel("package-format", "it does not start with DEML", REPACK);
    }
    return inflate(packed, unpackedBytes);
  }
  if (packed.length < HEADER) {
    throw new InvalidModel("package-corrupt", "it ends within its header", REPACK);
  }
  const [version, flags] = [packed[4]!, packed[5]!];
  if (version !== VERSION) {
    throw new InvalidModel("package-format", `its version is ${version}, not ${VERSION}`, REPACK);
  }
  if ((flags & ~SHUFFLED) !== 0) {
    throw new InvalidModel(
      "package-format",
      `it sets unknown flags, 0x${flags.toString(16)}`,
      REPACK,
    );
  }
  const stream = packed.subarray(HEADER);
  if ((flags & SHUFFLED) === 0) return inflate(stream, unpackedBytes);
  return join(inflate(stream, unpackedBytes));
}

function inflate(stream: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  try {
    return core!.inflate(stream, limit);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (error.code === "too-large") {
      throw new InvalidModel(
        "package-size",
        `it inflates past the spec's ${limit} bytes`,
        "Make the model smaller",
      );
    }
    const found = {
      truncated: "its zlib stream is truncated",
      "bad-header": "its zlib header is wrong",
      checksum: "its Adler-32 does not match",
    }[error.code as string] ?? "its zlib stream is corrupt, or bytes follow it";
    throw new InvalidModel("package-corrupt", found, REPACK);
  }
}

function split(onnx: Uint8Array, ranges: Range[]): Uint8Array {
  const weights = concat(ranges.map(({ at, length }) => onnx.subarray(at, at + length)));
  const count = weights.length / FLOAT_BYTES;
  const planes = new Uint8Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    planes[(i % FLOAT_BYTES) * count + Math.floor(i / FLOAT_BYTES)] = weights[i]!;
  }
  const table = new Uint32Array([
    ranges.length,
    ...ranges.flatMap(({ at, length }) => [at, length]),
  ]);
  const rest: Uint8Array[] = [];
  let from = 0;
  for (const { at, length } of ranges) {
    rest.push(onnx.subarray(from, at));
    from = at + length;
  }
  rest.push(onnx.subarray(from));
  return concat([littleEndian(table), ...rest, planes]);
}

function join(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const broken = (found: string) => new InvalidModel("package-corrupt", found, REPACK);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length < 4) throw broken("its table of weights is cut short");
  const count = view.getUint32(0, true);
  const start = 4 + 8 * count;
  if (start > content.length) throw broken("its table of weights is cut short");
  const size = content.length - start;
  const ranges: Range[] = [];
  let weightBytes = 0;
  let from = 0;
  for (let i = 0; i < count; i++) {
    const at = view.getUint32(4 + 8 * i, true);
    const length = view.getUint32(8 + 8 * i, true);
    if (at < from || length > size - at || length === 0 || length % FLOAT_BYTES !== 0) {
      throw broken(`range ${i} of its weights is out of place`);
    }
    ranges.push({ at, length });
    weightBytes += length;
    from = at + length;
  }
  const rest = content.subarray(start, content.length - weightBytes);
  const weights = core!.unshuffle(content.subarray(content.length - weightBytes), FLOAT_BYTES);
  const onnx = new Uint8Array(size);
  let [to, restAt, weightAt] = [0, 0, 0];
  for (const { at, length } of ranges) {
    onnx.set(rest.subarray(restAt, restAt + at - to), to);
    restAt += at - to;
    onnx.set(weights.subarray(weightAt, weightAt + length), at);
    weightAt += length;
    to = at + length;
  }
  onnx.set(rest.subarray(restAt), to);
  return onnx;
}

/**
 * Whether these are the bytes themselves. Base64 text of anything acceptable begins with R (of DEML)
 * or C, G, K, O, S, W, a, e (of a zlib header), none of which a zlib header can begin with.
 */
function isBinary(bytes: Uint8Array): boolean {
  return startsWith(bytes, MAGIC) || isZlib(bytes);
}

/** Method 8, and a header that is a multiple of 31: RFC 1950, section 2.2. */
function isZlib(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && (bytes[0]! & 15) === 8 && ((bytes[0]! << 8) | bytes[1]!) % 31 === 0;
}

function fromBase64(text: Uint8Array): Uint8Array {
  try {
    return core!.base64Decode(text);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new InvalidModel(
      "package-format",
      "it is neither a DEML package, nor its base64 text, nor a zlib stream",
      REPACK,
    );
  }
}

function startsWith(bytes: Uint8Array, prefix: number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function littleEndian(values: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(4 * index, value, true));
  return bytes;
}

function concat(parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
