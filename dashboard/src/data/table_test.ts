import { assertEquals } from "@std/assert";
import { loadCore } from "../../../core-wasm/mod.ts";
import { mnistSpec } from "../../../miner/dataset/mnist_spec.ts";
import { UNPUBLISHED } from "../../../protocol/spec/part.ts";
import { pictureShapeOf, pixelsOf } from "./picture.ts";
import { chosenRows, MOST_DISTINCT, openTable, statisticsOf } from "./table.ts";

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
  const many = Float32Array.from({ length: MOST_DISTINCT + 1 }, (_, row) => row);
  assertEquals(statisticsOf(many, MOST_DISTINCT, 1)[0]!.distinct, MOST_DISTINCT);
  assertEquals(statisticsOf(many, MOST_DISTINCT + 1, 1)[0]!.distinct, Infinity);
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
