import { assertEquals, assertThrows } from "@std/assert";
import { writeIdx } from "../dataset/idx.ts";
import { csvHead } from "../dataset/csv_head.ts";
import { loadCore } from "../../core-wasm/mod.ts";
import { readDataSet } from "../dataset/data_set.ts";
import { DemlError } from "../../protocol/errors.ts";
import { checkSpec } from "../../protocol/spec/spec.ts";
import { EMPTY } from "./draft.ts";
import { formatOf } from "../dataset/sniff.ts";
import { guessFiles, guessInput, rangeOf } from "./guess.ts";
import { specOf, withGuess } from "./spec_of.ts";

const text = (content: string) => new TextEncoder().encode(content);

Deno.test("a format is recognised by the first bytes, and any other than the three is refused", () => {
  assertEquals(formatOf(writeIdx([2, 2], new Uint8Array(4))), "idx");
  assertEquals(formatOf(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0)), "npy");
  assertEquals(formatOf(text("1,2,3\n")), "csv");
  assertThrows(() => formatOf(Uint8Array.of(0x50, 0x4b, 3, 4)), DemlError, "data/other-file");
  assertThrows(() => formatOf(Uint8Array.of(0x89, 0x50, 0, 1)), DemlError, "data/other-file");
});

Deno.test("a header is distinguished from a row of numbers", () => {
  assertEquals(csvHead(text("5,0,0\n3,1,2\n")).header, false);
  const named = csvHead(text('"a","b","label"\n1,2,0\n3,4,1\n'));
  assertEquals([named.header, named.columns, named.labelColumn], [true, ["a", "b", "label"], 2]);
  assertEquals(csvHead(text("label,1x1,1x2\n5,0,0\n")).labelColumn, 0);
  // pandas writes 0,1,2 above the columns: no name tells them from a row.
  assertEquals(csvHead(text("0,1,2\n5,0,9\n")).header, false);
  assertThrows(() => csvHead(text("a,b\n")), DemlError, "data/csv-header-only");
  assertThrows(() => csvHead(text("1\n2\n")), DemlError, "data/csv-one-column");
});

Deno.test("the label column is the one of few whole numbers", () => {
  assertEquals(csvHead(text("7,0,0,0\n2,0,9,0\n7,1,1,0\n")).labelColumn, 0);
  assertEquals(csvHead(text("5.1,3.5,0\n4.9,3.0,1\n6.2,3.4,2\n")).labelColumn, 2);
  assertEquals(csvHead(text("1,9,0\n2,8,1\n3,7,0\n")).labelColumn, 2);
});

Deno.test("shapes: pictures with their channels, tables flat", () => {
  const pixels = { bytes: true, largest: 255 };
  const of = (dims: number[], range = pixels) => {
    const { shape, layout, std } = guessInput(dims, range);
    return [shape, layout, std[0]];
  };
  assertEquals(of([784]), [[1, 28, 28], "channels-first", 255]);
  assertEquals(of([3072]), [[3, 32, 32], "channels-first", 255]);
  assertEquals(of([28, 28]), [[1, 28, 28], "channels-first", 255]);
  assertEquals(of([32, 32, 3]), [[32, 32, 3], "channels-last", 255]);
  assertEquals(of([3, 32, 32]), [[3, 32, 32], "channels-first", 255]);
  assertEquals(of([784], { bytes: false, largest: 4 }), [[784], "flat", 1]);
  assertEquals(of([13], { bytes: true, largest: 200 }), [[13], "flat", 255]);
  assertEquals(of([4], { bytes: true, largest: 3 }), [[4], "flat", 1]);
});

Deno.test("a range spans several parts", () => {
  assertEquals(rangeOf([0, 3], rangeOf([255])), { bytes: true, largest: 255 });
  assertEquals(rangeOf([0.5], rangeOf([7])).bytes, false);
  assertEquals(rangeOf([-1]).bytes, false);
});

Deno.test("IDX and its labels", () => {
  const images = writeIdx([3, 28, 28], new Uint8Array(3 * 784).fill(200));
  const guessPair = (labels?: Uint8Array) => guessFiles({ data: images, labels });
  const guess = guessPair(writeIdx([3], Uint8Array.of(9, 0, 4)));
  assertEquals([guess.rows, guess.classes, guess.features], [3, 10, 784]);
  assertEquals(guess.input.shape, [1, 28, 28]);
  assertThrows(
    () => guessPair(writeIdx([2], Uint8Array.of(1, 2))),
    DemlError,
    'data/samples-and-labels {"samples":3,"labels":2}',
  );
  assertThrows(
    () => guessPair(text("1\n2\n3\n")),
    DemlError,
    'data/other-format {"file":"labels","found":"CSV"',
  );
  assertThrows(() => guessPair(), DemlError, 'data/no-labels-file {"format":"idx"}');
});

Deno.test("every row of a CSV is read", () => {
  const guess = guessFiles({ data: text("a,label\n0.5,1\n200,0\n7,11\n") });
  const { format, rows, classes, labelColumn, header, columns, features } = guess;
  assertEquals([format, rows, classes, labelColumn, header], ["csv", 3, 12, 1, true]);
  assertEquals([columns, features, guess.input.std], [["a", "label"], 1, [1]]);
});

Deno.test("words as labels become the names of the classes, and the data is read with them", () => {
  const data = new TextEncoder().encode(
    "length;width;kind\n5.1;3.5;setosa\n7.0;3.2;virginica\n6.3;3.3;setosa\n",
  );
  const guess = guessFiles({ data });
  assertEquals([guess.classes, guess.classNames], [2, ["setosa", "virginica"]]);
  const { test } = withGuess(EMPTY, guess);
  assertEquals(test.labelColumn, "kind");
  const spec = specOf({ ...withGuess(EMPTY, guess), name: "iris" });
  const { labels, inputs } = readDataSet(loadCore(), checkSpec(spec), "test", { data });
  assertEquals([...labels], [0, 1, 0]);
  assertEquals(inputs, Float32Array.of(5.1, 3.5, 7, 3.2, 6.3, 3.3));
});

Deno.test("a label's column whose name is not the only one is guessed by its number", () => {
  const data = new TextEncoder().encode("a,b,a\n1,5,0\n2,3,1\n");
  assertEquals(withGuess(EMPTY, guessFiles({ data })).test.labelColumn, "2");
  const twice = new TextEncoder().encode("y,a,y\n0,1,1\n1,3,0\n");
  assertThrows(() => guessFiles({ data: twice }), DemlError, "data/csv-label-twice");
});
