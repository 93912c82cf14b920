import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "fflate";
import { loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import { readCsv } from "./csv.ts";
import { writeIdx } from "./idx.ts";
import { readDataSet } from "./data_set.ts";
import { digitsCsv, mnistCsv, mnistIdx } from "./mnist.ts";
import { readNpy } from "./npy.ts";
import type { CompetitionSpec, DataFile } from "../../protocol/spec/spec.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";

const core = loadCore();
const bytes = (text: string) => new TextEncoder().encode(text);

function spec(test: Partial<DataFile>, shape = [1, 28, 28]): CompetitionSpec {
  return {
    version: 1,
    name: "test",
    description: "",
    metric: "accuracy",
    test: {
      cid: UNPUBLISHED,
      format: "csv",
      rows: 10_000,
      labelColumn: 0,
      classes: 10,
      ...test,
    } as DataFile,
    input: { shape, type: "float32", layout: "channels-first", scale: 1, mean: [0], std: [255] },
    limits: { unpackedBytes: 1, parameters: 1, multiplyAdds: 1 },
    engine: { name: "native", version: "1.30.0" },
  };
}

Deno.test("MNIST as CSV and as IDX give the same pixels, divided by 255 exactly, and labels", async () => {
  const idx = await mnistIdx("test");
  const fromCsv = readDataSet(core, spec({}), "test", { data: await mnistCsv("test") });
  const idxSpec = spec({ format: "idx", labels: UNPUBLISHED } as Partial<DataFile>);
  const fromIdx = readDataSet(core, idxSpec, "test", { data: idx.images, labels: idx.labels });
  assertEquals(fromCsv.inputs, fromIdx.inputs);
  assertEquals(fromCsv.labels, fromIdx.labels);
  assertEquals(fromCsv.inputs, Float32Array.from(idx.images.subarray(16), (p) => p / 255));
  assertEquals(fromCsv.labels, Int32Array.from(idx.labels.subarray(8)));
});

Deno.test("one mean and one deviation apply to every channel", () => {
  const read = (mean: number[], std: number[]) => {
    const given = spec({ rows: 1, classes: 2 }, [3, 1, 2]);
    const input = { ...given.input, mean, std };
    return readDataSet(core, { ...given, input }, "test", { data: bytes("1,1,2,3,4,5,6\n") });
  };
  assertEquals(read([1], [2]).inputs, Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5));
  assertEquals(read([1], [2]).inputs, read([1, 1, 1], [2, 2, 2]).inputs);
});

Deno.test("a CSV with quotes, a header and the label at the end is also read", () => {
  const text = 'a,"b, or c",label\r\n"1",2.5,3\r\n4,"5",6\r\n';
  const shape = { rows: 2, features: 2, labelColumn: "label", header: true };
  const table = readCsv(core, bytes(text), shape);
  assertEquals(table.values, Float32Array.of(1, 2.5, 4, 5));
  assertEquals(table.labels, Float32Array.of(3, 6));
  // A byte order mark, a column in the middle.
  const marked = readCsv(core, bytes("\ufeff1,7,2\n3,8,4\n"), {
    rows: 2,
    features: 2,
    labelColumn: 1,
    header: false,
  });
  assertEquals(marked.labels, Float32Array.of(7, 8));
  assertEquals(marked.values, Float32Array.of(1, 2, 3, 4));
});

Deno.test("a header has names for the columns, which may be empty, and is not the last line", () => {
  const shape = { rows: 1, features: 1, labelColumn: 0, header: true };
  for (const header of [",", "a,b", "\n\r\na,b\r"]) {
    const table = readCsv(core, bytes(`${header}\n7,8\n`), shape);
    assertEquals([table.labels, table.values], [Float32Array.of(7), Float32Array.of(8)]);
  }
  for (const text of ["a,b", "7,8", "\n7,8\n"]) {
    assertThrows(() => readCsv(core, bytes(text), shape), DemlError);
  }
  assertThrows(() => readCsv(core, bytes("a,b\n"), shape), DemlError);
  for (const labelColumn of [-1, 2, "a"]) {
    assertThrows(() => readCsv(core, bytes("x,b\n7,8\n"), { ...shape, labelColumn }), DemlError);
  }
});

Deno.test("an error in a CSV names line and column", () => {
  const cases: [string, string][] = [
    ["1,2,3\n4,5\n", 'data/csv-fields {"row":2,"fields":2,"expected":3}'],
    ["1,2,3\n4,5,6,7\n", 'data/csv-more-fields {"row":2,"expected":3}'],
    ["1,2,3\n4,five,6\n", 'data/csv-number {"row":2,"column":2,"text":"five"}'],
    ['1,2,3\n"4",,6\n', 'data/csv-number {"row":2,"column":2,"text":""}'],
    ['1,2,3\n"4",6\n', 'data/csv-fields {"row":2,"fields":2,"expected":3}'],
    ["1,2,3\n", 'data/csv-rows {"rows":1,"expected":2}'],
    ["1,2,3\n1,2,3\n1,2,3\n", 'data/csv-more-rows {"expected":2}'],
    ['1,2,"3\n', 'data/csv-number {"row":1,"column":3,"text":"\\"3"}'],
  ];
  for (const [text, message] of cases) {
    const shape = { rows: 2, features: 2, labelColumn: 0, header: false };
    const error = assertThrows(() => readCsv(core, bytes(text), shape), DemlError, message);
    assertEquals(error.code, "data");
  }
});

Deno.test("a missing header is an error of the data", () => {
  const shape = { rows: 1, features: 1, labelColumn: "y", header: true };
  for (const header of ['"x', 'x"y,y', '"x"z,y']) {
    assertThrows(
      () => readCsv(core, bytes(`${header}\n1,0\n`), shape),
      DemlError,
      "data/csv-unreadable",
    );
  }
});

Deno.test("labels outside the classes, and files that do not match the spec, are refused", () => {
  const csv = digitsCsv([1, 2, 3, 4], [0, 9]);
  const two = spec({ rows: 2 }, [1, 1, 2]);
  assertEquals(readDataSet(core, two, "test", { data: csv }).labels, Int32Array.of(0, 9));
  const few = spec({ rows: 2, classes: 9 }, [1, 1, 2]);
  assertThrows(
    () => readDataSet(core, few, "test", { data: csv }),
    DemlError,
    'data/label {"row":2,"label":"9","classes":9}',
  );
  assertThrows(
    () => readDataSet(core, two, "test", { data: bytes("1.5,1,2\n1,1,2\n") }),
    DemlError,
    'data/label {"row":1,"label":"1.5","classes":10}',
  );
  const idx = spec({ format: "idx", labels: UNPUBLISHED, rows: 2 } as Partial<DataFile>, [1, 1, 2]);
  const samples = writeIdx([2, 2], Uint8Array.of(1, 2, 3, 4));
  assertThrows(
    () => readDataSet(core, idx, "test", { data: samples }),
    DemlError,
    "data/no-labels-file",
  );
  assertThrows(
    () => readDataSet(core, idx, "test", { data: samples, labels: csv }),
    DemlError,
    "data/not-idx",
  );
  assertThrows(
    () => readDataSet(core, two, "validation", { data: csv }),
    DemlError,
    "data/no-validation-set",
  );
});

Deno.test("a fault in a late row of a long CSV is reported with its own row", async () => {
  const csv = await mnistCsv("test");
  const at = (row: number) => {
    let start = 0;
    for (let i = 1; i < row; i++) start = csv.indexOf(0x0a, start) + 1;
    return start;
  };
  const put = (row: number, text: string) => {
    const changed = csv.slice();
    changed.set(bytes(text), at(row));
    return changed;
  };
  const read = (data: Uint8Array) => readDataSet(core, spec({}), "test", { data });
  assertThrows(() => read(put(9_000, "x")), DemlError, '{"row":9000,"column":1,"text":"x');
  assertThrows(() => read(put(9_000, ",")), DemlError, '"row":9000');
  assertThrows(() => read(put(7_001, "\n")), DemlError, '"row":7001');
  assertThrows(() => read(csv.subarray(0, at(9_999))), DemlError, '{"rows":9998,"expected":10000}');
  // A quote in a late row.
  const [label] = csv.subarray(at(9_500));
  const quoted = new Uint8Array(csv.length + 2);
  quoted.set(csv.subarray(0, at(9_500)));
  quoted.set([0x22, label!, 0x22], at(9_500));
  quoted.set(csv.subarray(at(9_500) + 1), at(9_500) + 3);
  assertEquals(read(quoted), read(csv));
});

Deno.test("found by fuzzing: a quote in a header, a type named like a property of every object", () => {
  const shape = { rows: 1, features: 1, labelColumn: "b", header: true };
  assertThrows(() => readCsv(core, bytes('a"x,b\n1,2\n'), shape), DemlError, "data/csv-unreadable");
  for (const name of ["constructor", "__proto__", "toString"]) {
    const header = `{'descr': '${name}', 'fortran_order': False, 'shape': (1,), }\n`;
    const head = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0);
    const file = new Uint8Array([...head, ...bytes(header), 1]);
    assertThrows(() => readNpy(file), DemlError, "data/npy-type");
  }
});

Deno.test("a CSV in pieces is the same data set, also if gzip compressed it", async () => {
  const csv = await mnistCsv("test");
  const whole = readDataSet(core, spec({}), "test", { data: csv });
  const inPieces = (file: Uint8Array) => {
    const pieces = function* () {
      for (let at = 0; at < file.length; at += 100_000) yield file.subarray(at, at + 100_000);
    };
    return readDataSet(core, spec({}), "test", { data: new Uint8Array(), pieces: pieces() });
  };
  for (const file of [csv, gzipSync(csv, { level: 1 })]) assertEquals(inPieces(file), whole);
  assertThrows(() => inPieces(bytes("PAR1 and so on")), DemlError, "data/other-file");
  assertThrows(() => inPieces(new Uint8Array()), DemlError, "data/empty");
});
