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
    [npy({ ...good, order: "True" }, two), "data/npy-fortran-order"],
    [npy({ ...good, order: "None" }, two), "data/npy-header"],
    [npy({ ...good, descr: ">u2" }, two), 'data/npy-type {"type":">u2"}'],
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
