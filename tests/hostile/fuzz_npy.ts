/**
 * NPY files.
 *
 * @module
 */
import { readNpy } from "../../miner/dataset/npy.ts";
import { below, damaged, joined, noise } from "./damage.ts";
import { checkReader } from "./data_oracle.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, type Random } from "./mutate.ts";

export const NAME = "npy";

export const fuzz: Fuzz = (random, until) =>
  play(random, until, (next) => checkReader(next, "npy", readNpy, file(next)));

const TYPES: [string, number][] = [
  ["|u1", 1],
  ["|u1", 1],
  ["|i1", 1],
  ["<i2", 2],
  ["<u2", 2],
  ["<i4", 4],
  ["<u4", 4],
  ["<i8", 8],
  ["<f4", 4],
  ["<f8", 8],
];
const ODD_TYPES = [">f4", "|O", "<c8", "|S4", "constructor", "toString", "__proto__", ""];
const SIZES = ["0", "00", "1", "4294967296", "9007199254740993", "1".repeat(400), "", " "];

function file(next: Random): Uint8Array {
  const shape = Array.from({ length: 1 + below(next, 3) }, () => 1 + below(next, 4));
  const [name, width] = pick(next, TYPES);
  const count = shape.reduce((a, b) => a * b, 1);
  const small = joined(
    ...Array.from(
      { length: count },
      () => Uint8Array.of(below(next, 4), ...Array(width - 1).fill(0)),
    ),
  );
  const dims = next() < 0.7 ? shape : shape.map(() => pick(next, SIZES));
  const type = next() < 0.9 ? name : pick(next, ODD_TYPES);
  const order = next() < 0.9 ? "False" : "True";
  const padding = " ".repeat(pick(next, [0, 10, 100, 60_000]));
  const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${
    dims.join(", ")
  },), }${padding}\n`;
  const head = new TextEncoder().encode(text);
  const long = next() < 0.3;
  const length = new DataView(new ArrayBuffer(long ? 4 : 2));
  const told = next() < 0.9 ? head.length : below(next, 65_536);
  if (long) length.setUint32(0, next() < 0.9 ? told : 2 ** 32 - 1, true);
  else length.setUint16(0, told, true);
  const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, long ? 2 : 1, 0);
  const body = next() < 0.6 ? small : noise(next, count * width);
  const whole = joined(magic, new Uint8Array(length.buffer), head, body);
  return next() < 0.5 ? whole : damaged(next, whole);
}
