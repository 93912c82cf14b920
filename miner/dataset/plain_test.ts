/** What files are, whatever their names say; compressed files and archives of arrays. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { gzipSync } from "node:zlib";
import { loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { DataFile } from "../../protocol/spec/spec.ts";
import { checkSpec, type CompetitionSpec } from "../../protocol/spec/spec.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import { readDataSet } from "./data_set.ts";
import { gunzip } from "./gzip.ts";
import { writeIdx } from "./idx.ts";
import { mnistSpec } from "./mnist_spec.ts";
import { asDataFailure } from "./plain.ts";
import { READERS } from "./readers.ts";
import { sniff } from "./sniff.ts";

const text = (content: string) => new TextEncoder().encode(content);
const gzip = (content: Uint8Array) => new Uint8Array(gzipSync(content));

function specWith(test: Partial<DataFile> & { format: DataFile["format"] }): CompetitionSpec {
  const data = { cid: UNPUBLISHED, rows: 2, classes: 2, ...test };
  return checkSpec({
    ...mnistSpec(),
    test: data,
    input: { shape: [2], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] },
  });
}

const CSV = specWith({ format: "csv", labelColumn: 2 } as never);
const IDX = specWith({ format: "idx", labels: UNPUBLISHED } as never);
const NPZ = specWith({ format: "npz", samplesArray: "x", labelsArray: "y" } as never);

/** Two float32 or int64 per row, as NumPy writes them. */
function npy(descr: string, shape: string, data: Uint8Array): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) +
    "\n";
  return Uint8Array.of(0x93, ...text("NUMPY"), 1, 0, 118, 0, ...text(header), ...data);
}
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

Deno.test("a compressed file is read like the one inside, in every format", () => {
  const core = loadCore();
  const rows = text("1,2.5,0\n3,4,1\n");
  const members = new Uint8Array([...gzip(rows.subarray(0, 8)), ...gzip(rows.subarray(8))]);
  for (const data of [rows, gzip(rows), members]) {
    const { inputs, labels } = readDataSet(core, CSV, "test", { data });
    assertEquals([[...inputs], [...labels]], [[1, 2.5, 3, 4], [0, 1]]);
  }
  const samples = writeIdx([2, 2], Uint8Array.of(1, 2, 3, 4));
  const labels = writeIdx([2], Uint8Array.of(1, 0));
  const found = readDataSet(core, IDX, "test", { data: gzip(samples), labels: gzip(labels) });
  assertEquals([[...found.inputs], [...found.labels]], [[1, 2, 3, 4], [1, 0]]);
});

Deno.test("a gzip file that is cut, damaged, followed by something, or a bomb is refused", () => {
  const good = gzip(text("1,2,3\n".repeat(50)));
  const changed = (at: number) => {
    const bytes = good.slice();
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return bytes;
  };
  const cases: [bytes: Uint8Array, why: string][] = [
    [good.subarray(0, good.length - 3), "data/gzip-damaged"],
    [good.subarray(0, 5), "data/gzip-damaged"],
    [changed(-6), "data/gzip-damaged"],
    [changed(-1), "data/gzip-damaged"],
    [new Uint8Array([...good, 1, 2, 3]), "data/gzip-damaged"],
    [gzip(new Uint8Array(50_000_000)), "data/gzip-too-large"],
  ];
  for (const [bytes, why] of cases) assertThrows(() => gunzip(bytes, 1_000), DemlError, why);
  assertEquals(gunzip(good, 300).length, 300);
  assertThrows(() => gunzip(good, 299), DemlError, "data/gzip-too-large");
  // A trailer that promises 4 GiB gets no more than deflate could deliver.
  const liar = good.slice();
  liar.set([255, 255, 255, 255], liar.length - 4);
  assertThrows(() => gunzip(liar, 2 ** 32), DemlError, "data/gzip-damaged");
});

Deno.test("the arrays that a spec names are read from an NPZ file, and the usual ones are found without it", () => {
  const core = loadCore();
  const x = npy("<f4", "(2, 2)", floats(1, 2.5, 3, 4));
  const y = npy("<i8", "(2,)", new Uint8Array(BigInt64Array.of(1n, 0n).buffer));
  for (const level of [0, 6] as const) {
    const data = zipSync({ "x.npy": x, "y.npy": y, "other.npy": x }, { level });
    const { inputs, labels } = readDataSet(core, NPZ, "test", { data });
    assertEquals([[...inputs], [...labels]], [[1, 2.5, 3, 4], [1, 0]]);
    const { rows, dims, samplesArray, labelsArray } = READERS.npz.look({ data });
    assertEquals([rows, dims, samplesArray, labelsArray], [2, [2], "x", "y"]);
  }
  const keras = zipSync({ "x_train.npy": x, "y_train.npy": y, "x_test.npy": x, "y_test.npy": y });
  assertEquals(READERS.npz.look({ data: keras }).samplesArray, "x_test");
  const unusual = zipSync({ "a.npy": x, "b.npy": y });
  assertThrows(() => READERS.npz.look({ data: unusual }), DemlError, '"found":"a, b"');
  assertThrows(() => readDataSet(core, NPZ, "test", { data: unusual }), DemlError, '"array":"x"');
  const cut = keras.subarray(0, keras.length - 30);
  assertThrows(() => READERS.npz.look({ data: cut }), DemlError, "data/npz-unreadable");
  const bomb = zipSync({ "x.npy": new Uint8Array(10_000_000), "y.npy": y });
  assertThrows(() => readDataSet(core, NPZ, "test", { data: bomb }), DemlError, "too-large");
});

Deno.test("values that are not finite as float32 are refused in arrays, with their row", () => {
  const core = loadCore();
  const y = npy("<i8", "(2,)", new Uint8Array(BigInt64Array.of(1n, 0n).buffer));
  const doubles = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
  for (
    const [value, shown] of [[NaN, "NaN"], [-Infinity, "-Infinity"], [1e39, "Infinity"]] as const
  ) {
    const x = npy("<f8", "(2, 2)", doubles(1, 2, 3, value));
    const data = zipSync({ "x.npy": x, "y.npy": y });
    assertThrows(
      () => readDataSet(core, NPZ, "test", { data }),
      DemlError,
      `data/not-finite {"row":2,"column":2,"text":"${shown}"}`,
    );
  }
});

Deno.test("other files are named for what they are", () => {
  const core = loadCore();
  const magic = (...bytes: number[]) => Uint8Array.of(...bytes, ...new Uint8Array(40));
  const utf16 = Uint8Array.of(0xff, 0xfe, ...[..."1,2\n"].flatMap((c) => [c.charCodeAt(0), 0]));
  const excel = zipSync({ "[Content_Types].xml": text("<Types/>") });
  const cases: [file: Uint8Array, is: string][] = [
    [text("PAR1\u0015"), "Parquet"],
    [magic(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), "HDF5"],
    [utf16, "UTF-16 text"],
    [excel, "Excel"],
    [zipSync({ "a.csv": text("1,2\n") }), "ZIP"],
    [magic(0x89, 0x50, 0x4e, 0x47), "PNG"],
    [text("<!DOCTYPE html><html>404"), "HTML or XML"],
    [magic(0x80, 4, 0x95), "a Python pickle"],
    [magic(1, 2, 3), "unknown"],
  ];
  for (const [data, is] of cases) {
    assertEquals(sniff(data), { other: is });
    assertThrows(
      () => readDataSet(core, CSV, "test", { data }),
      DemlError,
      `data/other-file {"found":"${is}","format":"csv"}`,
    );
  }
  const npz = zipSync({ "x.npy": npy("<f4", "(1,)", floats(1)) });
  assertThrows(() => readDataSet(core, CSV, "test", { data: npz }), DemlError, '"found":"NPZ"');
  assertThrows(() => readDataSet(core, NPZ, "test", { data: text("1,2,0\n") }), DemlError, '"CSV"');
  const twice = gzip(gzip(text("1,2,0\n")));
  assertThrows(() => readDataSet(core, CSV, "test", { data: twice }), DemlError, "within gzip");
  // Text, with or without a byte order mark, is CSV.
  assertEquals(sniff(text("\ufeffa,b\n1,2\n")), { format: "csv" });
});

Deno.test("what a reader did not expect is a fault of the file, but a lack of memory is not", () => {
  const failing = (error: Error) => () =>
    asDataFailure("csv", () => {
      throw error;
    });
  assertThrows(failing(new SyntaxError("odd")), DemlError, "data/unreadable");
  const thrown = assertThrows(failing(new RangeError("Array buffer allocation failed")));
  assert(thrown instanceof RangeError);
});
