import { assertEquals } from "@std/assert";
import { loadCore } from "../../../core-wasm/mod.ts";
import { mnistSpec } from "../../../miner/dataset/mnist_spec.ts";
import { UNPUBLISHED } from "../../../protocol/spec/part.ts";
import { pictureShapeOf, pixelsOf } from "./picture.ts";
import { chosenRows, mostDistinct, openTable, statisticsOf } from "./table.ts";
import { wordOf } from "./word_of.ts";

const values = Float32Array.of(3, 0, 1, 5, 2, 0, 3, 7);
const labels = Int32Array.of(1, 0, 1, 0);
const said = Int32Array.of(1, 1, 0, 0);

Deno.test("rows are chosen by label, mistake or prediction, and sorted", () => {
  const choose = (query: Parameters<typeof chosenRows>[3]) => [
    ...chosenRows(values, 2, labels, query, said),
  ];
  assertEquals(choose({}), [0, 1, 2, 3]);
  assertEquals(choose({ label: 1 }), [0, 2]);
  assertEquals(choose({ mistakes: true }), [1, 2]);
  assertEquals(choose({ label: 0, prediction: 1 }), [1]);
  assertEquals(choose({ outside: 2 }), []);
  assertEquals([...chosenRows(values, 2, labels, { outside: 2 }, Int32Array.of(1, 2, -1, 0))], [
    1,
    2,
  ]);
  assertEquals(choose({ sortBy: 0 }), [1, 2, 0, 3], "equal ones keep the file's order");
  assertEquals(choose({ sortBy: 0, descending: true }), [0, 3, 2, 1]);
  assertEquals(choose({ sortBy: -1 }), [1, 3, 0, 2]);
  assertEquals(choose({ descending: true }), [3, 2, 1, 0]);
  assertEquals([...chosenRows(values, 2, labels, { mistakes: true })], [0, 1, 2, 3]);
});

Deno.test("statistics are those of the columns", () => {
  const [first, second] = statisticsOf(values, 4, 2);
  assertEquals([first!.min, first!.max, first!.mean, first!.zeros], [1, 3, 2.25, 0]);
  assertEquals(Math.abs(first!.deviation - Math.sqrt(0.6875)) < 1e-12, true);
  assertEquals([second!.min, second!.max, second!.zeros], [0, 7, 0.5]);
  assertEquals([first!.distinct, second!.distinct], [3, 3]);
  const MOST = mostDistinct(1);
  const many = Float32Array.from({ length: MOST + 1 }, (_, row) => row);
  assertEquals(statisticsOf(many, MOST, 1)[0]!.distinct, MOST);
  assertEquals(statisticsOf(many, MOST + 1, 1)[0]!.distinct, Infinity);
});

Deno.test("a column says what its values are, and how many are missing", () => {
  const table = [
    [1, 0, 0.5, NaN, 7],
    [1, 1, 2, NaN, NaN],
    [1, 1, -3, NaN, 9],
  ];
  const found = statisticsOf(Float32Array.from(table.flat()), 3, 5);
  assertEquals(found.map(({ type, missing }) => [type, missing]), [
    ["constant", 0],
    ["yes or no", 0],
    ["decimals", 0],
    ["empty", 3],
    ["whole numbers", 1],
  ]);
  // What is missing spoils nothing else.
  const { min, max, mean, deviation } = found[4]!;
  assertEquals([min, max, mean, deviation], [7, 9, 8, 1]);
  assertEquals([found[3]!.min, found[3]!.mean, found[3]!.distinct], [NaN, NaN, 0]);
});

Deno.test("however many columns there are, the values that are counted fit in memory", () => {
  assertEquals([1, 2_000, 100_000, 10_000_000].map(mostDistinct), [1_000, 1_000, 20, 2]);
  const wide = statisticsOf(Float32Array.from({ length: 300_000 }, (_, at) => at), 3, 100_000);
  assertEquals([wide.length, wide[99_999]!.distinct], [100_000, 3]);
});

Deno.test("pictures are recognised by their shape, and tables are not taken for pictures", () => {
  const input = { type: "float32" as const, scale: 1, mean: [0], std: [1] };
  const shapeOf = (shape: number[], layout: "flat" | "channels-first" | "channels-last") =>
    pictureShapeOf({ ...input, shape, layout });
  assertEquals(shapeOf([1, 28, 28], "channels-first")?.width, 28);
  assertEquals(shapeOf([32, 32, 3], "channels-last")?.interleaved, true);
  assertEquals(shapeOf([784], "flat")?.height, 28);
  assertEquals(shapeOf([4], "flat"), undefined);
  assertEquals(shapeOf([20], "flat"), undefined);
  assertEquals(shapeOf([5, 8, 8], "channels-first"), undefined);
});

Deno.test("pixels keep bytes unchanged, and stretch other values", () => {
  const shape = { height: 1, width: 2, channels: 1, interleaved: false } as const;
  assertEquals([...pixelsOf(Float32Array.of(0, 200), shape)], [0, 0, 0, 255, 200, 200, 200, 255]);
  assertEquals([...pixelsOf(Float32Array.of(-1, 1), shape)], [0, 0, 0, 255, 255, 255, 255, 255]);
  const coloured = { height: 1, width: 1, channels: 3, interleaved: true } as const;
  assertEquals([...pixelsOf(Float32Array.of(9, 8, 7), coloured)], [9, 8, 7, 255]);
});

Deno.test("columns have the names of the header, without the label's", () => {
  const file = { cid: UNPUBLISHED, format: "csv" as const, rows: 1, classes: 2, labelColumn: 1 };
  const given = mnistSpec({ ...file, header: true });
  const spec = { ...given, input: { ...given.input, shape: [2], layout: "flat" as const } };
  const data = new TextEncoder().encode('"a",label,b\n5,1,6\n');
  assertEquals(openTable(loadCore(), spec, "test", { data }).facts.names, ["a", "b"]);
});

Deno.test("columns of words show the words, and missing cells that they are", () => {
  const file = {
    cid: UNPUBLISHED,
    format: "csv" as const,
    rows: 4,
    classes: 2,
    labelColumn: 1,
    header: true,
  };
  const columns = [
    { column: "sex", categories: ["f", "m\u202e"], missing: 3 },
    { column: 2, missing: "nan" as const },
  ];
  const given = mnistSpec(file);
  const input = { ...given.input, shape: [2], layout: "flat" as const, columns };
  const data = new TextEncoder().encode("sex,y,age\nf,1,6\nm\u202e,0,\nx,0,1\n,1,2\n");
  const table = openTable(loadCore(), { ...given, input }, "test", { data });
  const { rules } = table.facts;
  const { values } = table.window(0, 4);
  assertEquals(
    [...values].map((value, index) => wordOf(value, rules?.[index % 2])),
    ["f", undefined, "m\\u{202e}", "missing", "another word", undefined, "missing", undefined],
  );
  assertEquals(table.statistics().map(({ type, missing }) => [type, missing]), [
    ["categories", 0],
    ["whole numbers", 1],
  ]);
});
