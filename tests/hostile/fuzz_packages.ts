/**
 * Packages: what the reader takes, zlib takes as well and inflates to the same; what it refuses, it
 * refuses as a verdict, and never holds more than the spec allows.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import { loadCore } from "../../core-wasm/mod.ts";
import { pack, unpack } from "../../miner/model/package.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { BASES } from "./bases.ts";
import { encode, packed } from "./build.ts";
import { below, damaged, noise } from "./damage.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { mutate, pick, type Random } from "./mutate.ts";

export const NAME = "packages";

const HEADER = 6;

const core = loadCore();

export const fuzz: Fuzz = (random, until) => play(random, until, one);

function one(next: Random): void {
  const content = contentOf(next);
  const whole = next() < 0.5 ? packed(content) : packOrNot(content);
  // The sections of a model need some bytes more than it has.
  assertEquals(unpack(whole, { unpackedBytes: 2 * content.length + 64 }, core), content);
  const bytes = asSent(next, whole);
  const unpackedBytes = pick(next, [content.length, content.length - 1, 100, 4_000_000]);
  const given = bytes.slice();
  const result = read(bytes, unpackedBytes);
  assertEquals(bytes, given, "the reader wrote into what it was given");
  if (result === undefined) return;
  assert(result.length <= unpackedBytes, `${result.length} bytes of ${unpackedBytes}`);
  // Shuffled weights are put back in their places, so only a plain stream is what zlib gives.
  const plain = bytes[0] === 0x44 && bytes[1] === 0x45 && bytes[5] === 0;
  if (plain) assertEquals(result, new Uint8Array(inflateSync(bytes.subarray(HEADER))));
}

function contentOf(next: Random): Uint8Array {
  if (next() < 0.2) return noise(next, 1 + below(next, 3_000));
  if (next() < 0.3) return new Uint8Array(1 + below(next, 200_000)).fill(below(next, 256));
  const model = pick(next, BASES)();
  mutate(next, model);
  return encode(model);
}

/** The package, its base64 text or the bare stream, damaged. */
function asSent(next: Random, whole: Uint8Array): Uint8Array {
  const form = below(next, 4);
  if (form === 0) {
    return damaged(next, new TextEncoder().encode(Buffer.from(whole).toString("base64")));
  }
  return damaged(next, form === 1 ? whole.subarray(HEADER) : whole);
}

function read(bytes: Uint8Array, unpackedBytes: number): Uint8Array | undefined {
  try {
    return unpack(bytes, { unpackedBytes, packedBytes: 1_000_000 }, core);
  } catch (error) {
    assert(error instanceof InvalidModel, `${error}`);
    assert(error.rule.startsWith("package-"), error.rule);
    return undefined;
  }
}

function packOrNot(content: Uint8Array): Uint8Array {
  try {
    return pack(content, core);
  } catch (error) {
    assert(error instanceof InvalidModel, `${error}`);
    return packed(content);
  }
}
