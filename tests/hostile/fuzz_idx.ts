/**
 * IDX files.
 *
 * @module
 */
import { readIdx, writeIdx } from "../../miner/dataset/idx.ts";
import { below, damaged, joined, noise } from "./damage.ts";
import { checkReader } from "./data_oracle.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, type Random } from "./mutate.ts";

export const NAME = "idx";

export const fuzz: Fuzz = (random, until) =>
  play(random, until, (next) => checkReader(next, "idx", readIdx, file(next)));

const SIZES = [0, 1, 1, 2, 2, 3, 4, 255, 65_536, 2 ** 31, 2 ** 32 - 1];

function file(next: Random): Uint8Array {
  const shape = Array.from({ length: 1 + below(next, 3) }, () => 1 + below(next, 4));
  const count = shape.reduce((a, b) => a * b, 1);
  const small = Uint8Array.from({ length: count }, () => below(next, 4));
  if (next() < 0.5) return maybe(next, writeIdx(shape, small));
  // Its own header, perhaps with floats, and with absurd dimensions.
  const dims = next() < 0.5 ? shape : shape.map(() => pick(next, SIZES));
  const head = new DataView(new ArrayBuffer(4 + 4 * dims.length));
  head.setUint8(2, pick(next, [8, 8, 13, 13, 9, 14]));
  head.setUint8(3, next() < 0.9 ? dims.length : below(next, 256));
  dims.forEach((dim, i) => head.setUint32(4 + 4 * i, dim));
  const body = next() < 0.5 ? noise(next, 4 * count) : small;
  return maybe(next, joined(new Uint8Array(head.buffer), body));
}

const maybe = (next: Random, bytes: Uint8Array) => next() < 0.5 ? bytes : damaged(next, bytes);
