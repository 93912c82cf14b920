import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { checkDeclared, LARGEST_BATCH, walk } from "./graph_walk.ts";
import { type GraphProto, type NodeProto, type TensorProto, TYPE } from "./onnx.ts";

const node = (
  opType: string,
  input: string[],
  output: string[],
  integers: Record<string, number | number[]> = {},
): NodeProto => ({
  opType,
  input,
  output,
  attribute: Object.entries(integers).map(([name, value]) =>
    typeof value === "number" ? { name, i: value } : { name, ints: value }
  ),
});
const list = (name: string, ...int64Data: number[]): TensorProto => ({
  name,
  dims: [int64Data.length],
  dataType: TYPE.int64,
  int64Data,
});
const weights = (name: string, ...dims: number[]): TensorProto => ({
  name,
  dims,
  dataType: TYPE.float,
});

/** Walks nodes over samples of four values called `x`. */
function walked(node: NodeProto[], initializer: TensorProto[] = [], fixedBatch?: number) {
  return walk({ node, initializer } as GraphProto, "x", [4], fixedBatch);
}
const refuses = (...given: Parameters<typeof walked>) =>
  assertEquals(assertThrows(() => walked(...given), InvalidModel).rule, "graph");

const DENSE = [node("MatMul", ["x", "w"], ["h"]), node("Relu", ["h"], ["y"])];
const W = weights("w", 4, 3);

Deno.test("a model's cost is that of one sample, whatever its batch", () => {
  const open = walked(DENSE, [W]);
  assertEquals(open.values.get("y")!.shape, [1, 3]);
  assertEquals([open.rows, open.multiplyAdds, open.made], [1, 4 * 3 + 3, 6]);
  assertEquals([...open.perSample].sort(), ["h", "x", "y"]);
  const fixed = walked(DENSE, [W], 32);
  assertEquals(fixed.values.get("y")!.shape, [32, 3]);
  assertEquals([fixed.rows, fixed.multiplyAdds, fixed.made], [32, 15, 32 * 6]);
  assertEquals([...fixed.perSample].sort(), ["h", "x", "y"]);
  // Three values for two samples: one and a half, rounded up.
  const summed = node("ReduceSum", ["c"], ["d"]);
  assertEquals(walked([summed], [weights("c", 3)], 2).multiplyAdds, 2);
});

Deno.test("rows that do not grow with the batch do not belong to samples", () => {
  const { perSample } = walked([node("ReduceSum", ["x"], ["y"], { axes: [0] })], [
    weights("one", 1, 4),
  ]);
  assertEquals([...perSample], ["x"]);
});

Deno.test("values that grow faster than the batch are refused if the batch is open", () => {
  const squared = [node("Transpose", ["x"], ["t"]), node("MatMul", ["x", "t"], ["y"])];
  refuses(squared);
  assertEquals(walked(squared, [], LARGEST_BATCH).values.get("y")!.shape, [1_024, 1_024]);
  assertEquals(walked([node("Transpose", ["x"], ["y"])]).values.get("y")!.shape, [4, 1]);
});

const SIZE = [node("Shape", ["x"], ["s"]), node("Gather", ["s", "i"], ["n"])];
const FIRST = list("i", 0);

Deno.test("shapes may be computed from the batch only in proportion", () => {
  const shaped = [...SIZE, node("Concat", ["n", "r"], ["to"], { axis: 0 })];
  const reshaped = [...shaped, node("Reshape", ["x", "to"], ["y"])];
  const { values } = walked(reshaped, [FIRST, list("r", 2, 2)]);
  assertEquals(values.get("y")!.shape, [1, 2, 2]);
  // The batch minus one may not be used in a shape; a fixed one is a number like any other.
  const less = [...SIZE, node("Sub", ["n", "o"], ["to"]), node("Reshape", ["x", "to"], ["y"])];
  const constants = [FIRST, list("o", -3)];
  refuses(less, constants);
  assertEquals(walked(less, [FIRST, list("o", -12)], 4).values.get("y")!.shape, [16]);
  // A dropped value is known again if it is the same for every batch.
  const asked = node("Equal", ["n", "m"], ["e"]);
  const picked = [...SIZE, asked, node("Where", ["e", "one", "n"], ["to"])];
  const chosen = [...picked, node("Concat", ["to", "rest"], ["all"], { axis: 0 })];
  const made = [...chosen, node("Reshape", ["x", "all"], ["y"])];
  const given = [FIRST, list("one", 1), list("rest", 4)];
  assertEquals(walked(made, [...given, list("m", -1)]).values.get("y")!.shape, [1, 4]);
  refuses(made, [...given, list("m", 1)]);
});

Deno.test("sizes that follow the batch may be compared where every batch gives one answer", () => {
  const shaped = (...nodes: NodeProto[]) => [
    ...SIZE,
    ...nodes,
    node("Concat", ["to", "rest"], ["all"], { axis: 0 }),
    node("Reshape", ["x", "all"], ["y"]),
  ];
  const given = [FIRST, list("one", 1), list("rest", 4)];
  const picked = (operator: string, bound: number) => () =>
    walked(
      shaped(
        node(operator, ["n", "bound"], ["e"]),
        node("Where", ["e", "n", "n"], ["to"]),
      ),
      [...given, list("bound", bound)],
    ).values.get("y")!.shape;
  for (const operator of ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"]) {
    for (const bound of [0, 1_025]) assertEquals(picked(operator, bound)(), [1, 4], operator);
    // Between the smallest batch and the largest, the answer depends on the batch.
    for (const bound of [1, 600, 1_024]) {
      assertThrows(picked(operator, bound), InvalidModel, "computed from data");
    }
  }
  for (const operator of ["Max", "Min"]) {
    const same = shaped(node(operator, ["n", "n"], ["to"]));
    assertEquals(walked(same, given).values.get("y")!.shape, [1, 4], operator);
  }
  // The larger one is the batch for every batch, or for some of them only.
  for (const [operator, bound, known] of [["Max", 1, true], ["Max", 4, false]] as const) {
    const larger = () =>
      walked(shaped(node(operator, ["n", "bound"], ["to"])), [...given, list("bound", bound)]);
    if (known) assertEquals(larger().values.get("y")!.shape, [1, 4]);
    else assertThrows(larger, InvalidModel, "computed from data");
  }
  // Broadcast across each other, a column and a row meet in more places than either has.
  const across = [
    ...SIZE,
    node("Concat", ["n", "one"], ["both"], { axis: 0 }),
    node("Reshape", ["both", "column"], ["tall"]),
    node("Reshape", ["bounds", "row"], ["wide"]),
    node("Max", ["tall", "wide"], ["square"]),
    node("Reshape", ["square", "flat"], ["four"]),
    node("Gather", ["four", "one"], ["to"]),
    node("ConstantOfShape", ["to"], ["y"]),
  ];
  refuses(across, [
    ...given,
    list("column", 2, 1),
    list("row", 1, 2),
    list("bounds", 0, 600),
    list("flat", 4),
  ]);
  // Its result for the largest batch does not bound the others.
  refuses(shaped(node("Mod", ["n", "one"], ["to"])), given);
  const floats = [
    ...SIZE,
    node("Cast", ["n"], ["f"], { to: TYPE.float }),
    node("Range", ["zero", "f", "step"], ["r"]),
    node("Concat", ["r", "r"], ["y"], { axis: 0 }),
  ];
  const single = (name: string, value: number) => ({ ...weights(name), floatData: [value] });
  refuses(floats, [FIRST, single("zero", 0), single("step", 1)]);
});

Deno.test("values exist once, before they are used, and are not empty", () => {
  refuses([node("Relu", ["nowhere"], ["y"])]);
  refuses([node("Relu", ["x"], ["y"]), node("Relu", ["x"], ["y"])]);
  refuses([node("Relu", ["x"], ["x"])]);
  refuses([node("Relu", ["x"], ["w"])], [W]);
  const nothing = weights("nothing", 0);
  refuses([node("Relu", ["nothing"], ["y"])], [nothing]);
  refuses([node("TopK", ["x", "k"], ["y", "z"])], [list("k", 0)]);
  const taken = walked([node("Identity", ["nothing"], ["y"])], [nothing]);
  assertEquals(taken.values.get("y")!.shape, [0]);
  // An empty name is an input without a value.
  assertEquals(walked([node("Dropout", ["x", ""], ["y", ""])]).values.has(""), false);
});

Deno.test("an output has its declared type", () => {
  const { values } = walked(DENSE, [W]);
  const output = (
    name: string,
    elemType?: number,
  ) => [{ name, type: { tensorType: { elemType } } }];
  checkDeclared(output("y", TYPE.float), values);
  checkDeclared(output("y"), values);
  checkDeclared(output("z", TYPE.int64), values);
  assertThrows(() => checkDeclared(output("y", TYPE.int64), values), InvalidModel);
});
