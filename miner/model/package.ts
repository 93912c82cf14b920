/**
 * The package of a model, `.deml`. PROTOCOL.md, section 8:
 *
 *     "DEML" │ version 1 │ flags │ zlib stream
 *
 * With flag bit 0 the stream has the model in two sections (sections.ts), without it the ONNX file
 * itself.
 *
 * @module
 */
import { zlibSync } from "fflate";
import { type Core, CoreError, loadCore } from "../../core-wasm/mod.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { concatBytes } from "./bytes.ts";
import { type Content, estimatedLength, planStream } from "./deflate/zlib_stream.ts";
import type { Sink } from "./deflate/bit_writer.ts";
import { join, split, whole } from "./sections.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { weightRanges, WORD } from "./weights.ts";

const MAGIC = [0x44, 0x45, 0x4d, 0x4c];
const VERSION = 1;
const SHUFFLED = 1;
const HEADER = 6;

const REPACK = { kind: "repack" } as const;

/** A spec's limits for a package. */
export type PackageLimits = Pick<CompetitionSpec["limits"], "packedBytes" | "unpackedBytes">;

/** Up to this many bytes of a content, fflate is also tried: it is slower than our own encoder. */
const SHORT = 1_048_576;

/**
 * Packs an ONNX file without losing a bit.
 *
 * The stream has its blocks split between text and weights, where weights are only Huffman-coded
 * unless they repeat. Of a short file, fflate's at level 9 is taken if it is smaller.
 *
 * @param core An already loaded one, if any
 * @throws InvalidModel `onnx-format`
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { pack, unpack } from "./package.ts";
 *
 * const model = new URL("../../examples/models/mlp.onnx", import.meta.url);
 * const onnx = await Deno.readFile(model);
 * const packed = pack(onnx);
 * assert(packed.length < 0.9 * onnx.length);
 * assertEquals(unpack(packed, { unpackedBytes: 1_000_000 }), onnx);
 * ```
 */
export function pack(onnx: Uint8Array, core: Core = loadCore()): Uint8Array<ArrayBuffer> {
  const { write } = planPackage(onnx, core);
  return write();
}

/** A package that is planned, to be written as a whole or in pieces. */
export interface PlannedPackage {
  /** @param sink Is given all bytes; without one they are returned */
  write(sink?: Sink): Uint8Array<ArrayBuffer>;
}

/**
 * Plans what `pack` makes: with a sink, a package never is in memory as a whole.
 *
 * @throws InvalidModel `onnx-format`
 */
export function planPackage(onnx: Uint8Array, core: Core = loadCore()): PlannedPackage {
  const plans = formsOf(onnx).flatMap(({ content, flags }) => {
    const header = new Uint8Array([...MAGIC, VERSION, flags]);
    const { length, write } = planStream(content, core.adler32);
    const ours = { length, write: (sink?: Sink) => write(header, sink) };
    if (content.length > SHORT) return [ours];
    const stream = zlibSync(content.read(0, content.length), { level: 9 });
    const whole = concatBytes([header, stream]);
    const theirs = (sink?: Sink) => {
      sink?.(whole);
      return sink ? new Uint8Array() : whole;
    };
    return [{ length: stream.length, write: theirs }, ours];
  });
  return plans.reduce((best, plan) => (plan.length < best.length ? plan : best));
}

/**
 * About how many bytes `pack` would make: a few megabytes of a large file are looked at.
 *
 * @throws InvalidModel `onnx-format`
 */
export function estimatePacked(onnx: Uint8Array): number {
  return HEADER + Math.min(...formsOf(onnx).map(({ content }) => estimatedLength(content)));
}

/** What the stream may contain, and its flags. */
function formsOf(onnx: Uint8Array): { content: Content; flags: number }[] {
  const ranges = weightRanges(onnx);
  const shuffled = ranges.floats.reduce((sum, { length }) => sum + length, 0);
  const forms = [];
  if (shuffled > 0) forms.push({ content: split(onnx, ranges), flags: SHUFFLED });
  // If weights are most of a file, shuffling them always helps.
  if (2 * shuffled < onnx.length) forms.push({ content: whole(onnx, ranges), flags: 0 });
  return forms;
}

/**
 * Unpacks a package, its base64 text, or a bare zlib stream of an ONNX file.
 *
 * @param bytes Untrusted bytes
 * @param limits The spec's: the most bytes of the package, and of the model
 * @param core An already loaded one, if any
 * @returns The ONNX file
 * @throws InvalidModel `package-format`, `package-corrupt` or `package-size`
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { unpack } from "./package.ts";
 * import { InvalidModel } from "../../protocol/score/verdict.ts";
 *
 * const junk = new TextEncoder().encode("not a model");
 * const invalid = assertThrows(() => unpack(junk, { unpackedBytes: 1_000_000 }), InvalidModel);
 * assertEquals(invalid.rule, "package-format");
 * ```
 */
export function unpack(
  bytes: Uint8Array,
  { packedBytes = Infinity, unpackedBytes }: PackageLimits,
  core: Core = loadCore(),
): Uint8Array<ArrayBuffer> {
  if (bytes.length > packedBytes) {
    throw new InvalidModel(
      "package-size",
      `it has ${bytes.length} bytes packed, the spec allows ${packedBytes}`,
      { kind: "shrink-package" },
    );
  }
  const packed = isBinary(bytes) ? bytes : fromBase64(core, bytes);
  if (!startsWith(packed, MAGIC)) {
    if (!isZlib(packed)) {
      throw new InvalidModel("package-format", "it does not start with DEML", REPACK);
    }
    return inflate(core, packed, unpackedBytes);
  }
  if (packed.length < HEADER) {
    throw new InvalidModel("package-corrupt", "it ends within its header", REPACK);
  }
  const [version, flags = 0] = packed.subarray(MAGIC.length);
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
  if ((flags & SHUFFLED) === 0) return inflate(core, stream, unpackedBytes);
  const unshuffle = (planes: Uint8Array) => core.unshuffle(planes, WORD);
  return join(inflate(core, stream, unpackedBytes), unshuffle);
}

function inflate(core: Core, stream: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  try {
    return core.inflate(stream, limit);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (error.code === "too-large") {
      throw new InvalidModel(
        "package-size",
        `it inflates beyond the spec's ${limit} bytes`,
        { kind: "shrink" },
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

/**
 * Whether these are the bytes themselves. Base64 text of anything acceptable begins with R (of
 * DEML) or C, G, K, O, S, W, a, e (of a zlib header), and a zlib header cannot begin with any of
 * these.
 */
function isBinary(bytes: Uint8Array): boolean {
  return startsWith(bytes, MAGIC) || isZlib(bytes);
}

/** Method 8, and a header that is a multiple of 31: RFC 1950, section 2.2. */
function isZlib(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return false;
  return (first & 15) === 8 && ((first << 8) | second) % 31 === 0;
}

function fromBase64(core: Core, text: Uint8Array): Uint8Array {
  try {
    return core.base64Decode(text);
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
