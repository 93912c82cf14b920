/**
 * Numbers that operators stumble over, by element type, and their bytes in an ONNX file.
 *
 * @module
 */
import { type TensorProto, TYPE, TYPE_BYTES } from "../../../miner/model/onnx.ts";
import { pick, type Random } from "../mutate.ts";

/** Element types that ONNX has beside those of TYPE. */
export const ALL = { ...TYPE, uint16: 4, int16: 5, uint32: 12, uint64: 13 } as const;
export const FLOATS: readonly number[] = [TYPE.float, TYPE.double, TYPE.float16];
export const SIGNED: readonly number[] = [TYPE.int8, ALL.int16, TYPE.int32, TYPE.int64];
export const UNSIGNED: readonly number[] = [TYPE.uint8, ALL.uint16, ALL.uint32, ALL.uint64];
export const INTEGERS: readonly number[] = [...SIGNED, ...UNSIGNED];

const SMALL = [-3, -2.5, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 2.5, 3, 7, 0.1, -0.3];
const NONE = [0, -0, NaN, Infinity, -Infinity];
const ODD = [...NONE, 127.5, 128, 255.5, 256, -128.5, -129, 65_535.6];
const HUGE = [
  ...[2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 2 ** 64, 1e10, 1e30].flatMap((n) => [n, -n]),
  ...[2_147_483_520, 4_294_967_040, 1e-40, 1e-300, 3.4028234663852886e38, 65_504],
];

/**
 * How wild floats are: `tame` are small, `nan` may be NaN or infinite, `odd` lie at the ends of
 * small types as well, `wild` may be huge. Sums of the last two differ by the order of rounding.
 */
export type Wildness = "tame" | "nan" | "odd" | "wild";

/** A float of a kind. */
export function float(next: Random, wildness: Wildness): number {
  if (wildness === "tame" || next() < 0.3) return pick(next, SMALL);
  if (wildness === "nan") return pick(next, NONE);
  return pick(next, wildness === "odd" || next() < 0.4 ? ODD : HUGE);
}

/** A whole number that a type holds: small, or near its ends. */
export function whole(next: Random, type: number): bigint {
  const bits = 8 * TYPE_BYTES[type]!;
  const signed = SIGNED.includes(type);
  const [low, high] = signed
    ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
    : [0n, 2n ** BigInt(bits) - 1n];
  const choice = next();
  if (choice < 0.15) return low;
  if (choice < 0.3) return high;
  if (choice < 0.4) return high / 2n + 1n;
  const small = BigInt(Math.floor(next() * 12)) - (signed ? 5n : 0n);
  return choice < 0.5 ? (signed ? low + 3n : high - 2n) : small;
}

/** Any value of a type. */
export function value(next: Random, type: number, wildness: Wildness): number | bigint {
  if (FLOATS.includes(type)) return float(next, wildness);
  if (type === TYPE.bool) return next() < 0.5 ? 1n : 0n;
  return wildness === "tame" ? BigInt(Math.floor(next() * 5)) : whole(next, type);
}

/** A tensor of raw values. */
export function tensor(
  name: string,
  type: number,
  dims: number[],
  values: readonly (number | bigint)[],
): TensorProto {
  const width = TYPE_BYTES[type]!;
  const view = new DataView(new ArrayBuffer(width * values.length));
  values.forEach((value, i) => write(view, i * width, type, value));
  return { name, dims, dataType: type, rawData: new Uint8Array(view.buffer) };
}

function write(view: DataView, at: number, type: number, value: number | bigint): void {
  if (type === TYPE.float) view.setFloat32(at, Number(value), true);
  else if (type === TYPE.double) view.setFloat64(at, Number(value), true);
  else if (type === TYPE.float16) view.setFloat16(at, Number(value), true);
  else {
    const bits = BigInt.asUintN(64, BigInt(value));
    for (let i = 0; i < TYPE_BYTES[type]!; i++) {
      view.setUint8(at + i, Number(bits >> BigInt(8 * i) & 255n));
    }
  }
}
