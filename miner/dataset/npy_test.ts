import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { readNpy } from "./npy.ts";

/** An NPY file as NumPy writes it: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function npy(
  { descr, order = "False", shape, version = 1 }: {
    descr: string;
    order?: string;
    shape: string;
    version?: number;
  },
  data: ArrayLike<number>,
): Uint8Array {
  const start = version >= 2 ? 12 : 10;
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const header = `${text.padEnd(Math.ceil((text.length + start + 1) / 64) * 64 - start - 1)}\n`;
  const length = new Uint8Array(start - 8);
  length.set([header.length & 255, header.length >> 8]);
  return Uint8Array.of(
    ...[0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...length],
    ...new TextEncoder().encode(header),
    ...Array.from(data),
  );
}

/** Values of each type, including its extremes; this machine's byte order is the file's. */
const TYPED: [descr: string, values: Exclude<ArrayBufferView, DataView> & ArrayLike<number>][] = [
  ["|i1", Int8Array.of(-128, 0, 127)],
  ["<i2", Int16Array.of(-32_768, 258, 32_767)],
  ["<u2", Uint16Array.of(0, 258, 65_535)],
  ["<i4", Int32Array.of(-65_536, 16_909_060, 8_388_608)],
  ["<u4", Uint32Array.of(0, 16_777_215, 2_147_483_648)],
  ["<f4", Float32Array.of(-0.5, 1.5, 3e38)],
  ["<f8", Float64Array.of(-0.5, 1.5, 0.1)],
];

Deno.test("numbers of every supported type become float32, in the file's order", () => {
  for (const [descr, values] of TYPED) {
    for (const version of [1, 2]) {
      const found = readNpy(npy({ descr, shape: "3,", version }, new Uint8Array(values.buffer)));
      assertEquals(found, { shape: [3], data: Float32Array.from(values) }, `${descr}, ${version}`);
    }
  }
  const whole = BigInt64Array.of(-3n, 4_294_967_296n);
  const bytes = new Uint8Array(whole.buffer);
  assertEquals(readNpy(npy({ descr: "<i8", shape: "2," }, bytes)), {
    shape: [2],
    data: Float32Array.of(-3, 4_294_967_296),
  });
});

Deno.test("bytes stay bytes, and a shape of several dims is returned", () => {
  const pixels = [0, 1, 2, 253, 254, 255];
  assertEquals(readNpy(npy({ descr: "|u1", shape: "1, 2, 3" }, pixels)), {
    shape: [1, 2, 3],
    data: Uint8Array.from(pixels),
  });
  // As part of a larger file.
  const file = npy({ descr: "<u2", shape: "2,1" }, [1, 0, 2, 0]);
  const larger = new Uint8Array(file.length + 7);
  larger.set(file, 3);
  assertEquals(readNpy(larger.subarray(3, 3 + file.length)).data, Float32Array.of(1, 2));
});

Deno.test("a file that does not match its header is refused, with the reason", () => {
  const good = { descr: "<u2", shape: "2," };
  const two = [1, 0, 2, 0];
  const cases: [file: Uint8Array, failure: string][] = [
    [npy(good, two).subarray(1), "data/not-npy"],
    [npy(good, two).subarray(0, 11), "data/not-npy"],
    [npy(good, two).subarray(0, 40), "data/npy-header-length"],
    [npy({ ...good, order: "None" }, two), "data/npy-header"],
    [npy({ ...good, descr: "<U2" }, two), 'data/npy-type {"type":"<U2"}'],
    [npy({ ...good, descr: "u2" }, two), "data/npy-type"],
    [npy({ ...good, descr: "|O" }, two), "data/npy-objects"],
    [npy(good, two.slice(0, 3)), '"expected":132}'],
    [npy(good, [...two, 0]), '"expected":132}'],
    [npy({ ...good, shape: "" }, two), '"shape":"","type":"<u2","expected":130}'],
    [npy({ ...good, shape: "2, 2" }, two), '"shape":"2 × 2","type":"<u2","expected":136}'],
    // Dims whose product is Infinity or NaN, which JSON cannot represent.
    [npy({ ...good, shape: "9".repeat(400) }, two), '"expected":9007199254740991}'],
    [npy({ ...good, shape: `0, ${"9".repeat(400)}` }, two), '"expected":9007199254740991}'],
  ];
  for (const [file, failure] of cases) assertThrows(() => readNpy(file), DemlError, failure);
});

Deno.test("either byte order, half precision, truth values and eight bytes are read", () => {
  const big = new DataView(new ArrayBuffer(16));
  big.setFloat64(0, -0.1);
  big.setFloat64(8, 1e30);
  const doubles = readNpy(npy({ descr: ">f8", shape: "2," }, new Uint8Array(big.buffer)));
  assertEquals(doubles.data, Float32Array.of(-0.1, 1e30));
  // The smallest, the largest subnormal, 1, the largest, infinity and NaN.
  const halves = [[1, 0], [0xff, 3], [0, 0x3c], [0xff, 0x7b], [0, 0xfc], [1, 0x7c]].flat();
  assertEquals(
    readNpy(npy({ descr: "<f2", shape: "6," }, halves)).data,
    Float32Array.of(2 ** -24, 1_023 * 2 ** -24, 1, 65_504, -Infinity, NaN),
  );
  assertEquals(
    readNpy(npy({ descr: "|b1", shape: "3," }, [0, 1, 2])).data,
    Float32Array.of(0, 1, 1),
  );
  const ints = new DataView(new ArrayBuffer(16));
  ints.setBigUint64(0, 2n ** 64n - 1n);
  ints.setBigInt64(8, 9_007_200_328_482_817n);
  assertEquals(
    readNpy(npy({ descr: ">u8", shape: "2," }, new Uint8Array(ints.buffer))).data,
    Float32Array.of(2 ** 64, 9_007_200_328_482_816),
  );
});

Deno.test("whole numbers of eight bytes are rounded once, not first to a double", () => {
  const bytes = new DataView(new ArrayBuffer(8));
  const nearest = (value: bigint) => {
    // The two float32 around it, by exact arithmetic.
    const bits = new DataView(new ArrayBuffer(4));
    bits.setFloat32(0, Number(value));
    const around = [-1, 0, 1].map((step) => {
      const copy = new DataView(bits.buffer.slice(0));
      copy.setUint32(0, bits.getUint32(0) + step);
      return copy.getFloat32(0);
    });
    const far = (float: number) => {
      const apart = BigInt(float) - value;
      return apart < 0n ? -apart : apart;
    };
    const [best = 0n] = around.map(far).sort((a, b) => a < b ? -1 : 1);
    return around.filter((float) => far(float) === best);
  };
  let seed = 1n;
  for (let round = 0; round < 20_000; round++) {
    seed = (seed * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    const exponent = 54n + seed % 10n;
    // One beside the middle between two float32.
    const middle = (seed >> 40n | 1n << 23n) * 2n + 1n;
    const value = (middle << exponent - 25n) + (round % 3 === 0 ? 0n : round % 3 === 1 ? 1n : -1n);
    if (value >= 2n ** 63n) continue;
    bytes.setBigInt64(0, value, true);
    const [found = NaN] =
      readNpy(npy({ descr: "<i8", shape: "1," }, new Uint8Array(bytes.buffer))).data;
    const wanted = nearest(value);
    if (!wanted.includes(found)) assertEquals([value, found], [value, wanted[0]]);
  }
});

Deno.test("an array in Fortran order is read as the same array in C order", () => {
  const shape = [2, 3, 4];
  const count = 24;
  const inFortran = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    const [i, j, k] = [Math.floor(at / 12), Math.floor(at / 4) % 3, at % 4];
    inFortran[i + 2 * j + 6 * k] = at;
  }
  for (const descr of ["|u1", "|i1"]) {
    const found = readNpy(npy({ descr, order: "True", shape: shape.join(", ") }, inFortran));
    assertEquals(Array.from(found.data), Array.from({ length: count }, (_, at) => at));
    assertEquals(found.shape, shape);
  }
});
