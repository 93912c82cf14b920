import { assert, assertEquals } from "@std/assert";
import {
  attr,
  before,
  dense,
  encode,
  floats,
  integers,
  node,
  SPEC,
} from "../../../tests/hostile/build.ts";
import { tensor } from "../../../tests/hostile/operators/numbers.ts";
import { openEngine } from "../../evaluation/engine/open_engine.ts";
import { admit, type Admitted } from "../admission.ts";
import { decodeModel, TYPE } from "../onnx.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { rangeOf } from "./bounded_cast.ts";

// Outside the tests: loading one leaves a port of node:worker_threads open until the process exits.
const engines = await Promise.all([openEngine("native"), openEngine("wasm")]);

type Model = ReturnType<typeof dense>;
const operators = ({ onnx }: Admitted) =>
  decodeModel(onnx).graph!.node!.map(({ opType }) => opType!);

async function outputs(model: Model, samples: number[]): Promise<(number | bigint)[][]> {
  const admitted = admit(encode(model), SPEC);
  return await Promise.all(engines.map(async (engine) => {
    const session = await engine.load(admitted.onnx, admitted);
    const given = [samples.length / 4, ...admitted.sample];
    const { data } = await session.run(Float32Array.from(samples), given);
    await session.release();
    return Array.from(data as Float32Array);
  }));
}

Deno.test("a range ends with the largest float within its integers", () => {
  assertEquals(rangeOf(TYPE.int32, TYPE.float), [-(2 ** 31), 2_147_483_520]);
  assertEquals(rangeOf(TYPE.int32, TYPE.double), [-(2 ** 31), 2 ** 31 - 1]);
  assertEquals(rangeOf(TYPE.int64, TYPE.double), [-(2 ** 63), 2 ** 63 - 1024]);
  assertEquals(rangeOf(TYPE.uint8, TYPE.float), [0, 255]);
  for (const type of [TYPE.int8, TYPE.uint16, TYPE.int32, TYPE.uint32, TYPE.int64, TYPE.uint64]) {
    const [low, high] = rangeOf(type, TYPE.float);
    assertEquals([Math.fround(low), Math.fround(high)], [low, high]);
  }
});

Deno.test("a model that needs no change stays unchanged", () => {
  assertEquals(operators(admit(encode(dense()), SPEC)), ["Flatten", "Gemm"]);
});

Deno.test("labels that are cast from floats keep their values", async () => {
  const model = before([
    node("Cast", ["flat"], ["whole"], [attr.int("to", TYPE.int64)]),
    node("Cast", ["whole"], ["x"], [attr.int("to", TYPE.float)]),
  ]);
  // The dense layer selects one of the four values at a time.
  const rows = [-2.9, 0, 0, 0, 0.99, 0, 0, 0, 1e6, 0, 0, 0, -0.5, 0, 0, 0];
  const plain = await outputs(dense(), rows.map(Math.trunc));
  assertEquals(await outputs(model, rows), plain);
});

Deno.test("the number of a shape's dimensions is a constant for both engines", async () => {
  const scalar = (name: string, value: number) => ({ ...integers(name, [value]), dims: [] });
  const model = before([
    node("Shape", ["square"], ["shape"]),
    node("Size", ["shape"], ["rank"]),
    node("Range", ["zero", "rank", "one"], ["axes"]),
    node("ReduceSum", ["square", "axes"], ["sum"]),
    node("Add", ["flat", "sum"], ["x"]),
  ], [floats("square", [3, 4], Array(12).fill(0.5)), scalar("zero", 0), scalar("one", 1)]);
  const rows = [1, 2, 3, 4];
  assertEquals(await outputs(model, rows), await outputs(dense(), rows.map((value) => value + 6)));
  assert(!operators(admit(encode(model), SPEC)).includes("Size"));
});

Deno.test("a NaN among compared values invalidates the label, of its sample alone", async () => {
  const model = dense();
  model.graph.node = [
    node("Flatten", ["samples"], ["flat"]),
    node("Div", ["flat", "flat"], ["ratio"]),
    node("TopK", ["ratio", "one"], ["most", "place"], [attr.int("axis", 1)]),
  ];
  model.graph.initializer = [integers("one", [1])];
  model.graph.output = [{ name: "place", type: { tensorType: { elemType: TYPE.int64 } } }];
  // 0 / 0 is NaN; every other ratio is 1.
  for (const labels of await outputs(model, [1, 2, 3, 4, 1, 0, 3, 4, 5, 5, 5, 5])) {
    assertEquals(labels, [0n, -1n, 0n]);
  }
});

Deno.test("signed weights of 8 bits run unsigned, with the same results", async () => {
  const weights = [-128, 127, -1, 0, 5, 100, -100, 64, -64, 1, 2, 3];
  const model = dense();
  model.graph.node = [
    node("Flatten", ["samples"], ["flat"]),
    node("Cast", ["flat"], ["bytes"], [attr.int("to", TYPE.uint8)]),
    node("MatMulInteger", ["bytes", "weights"], ["sums"]),
    node("Cast", ["sums"], ["scores"], [attr.int("to", TYPE.float)]),
  ];
  model.graph.initializer = [tensor("weights", TYPE.int8, [4, 3], weights.map(BigInt))];
  const { onnx } = admit(encode(model), SPEC);
  const product = decodeModel(onnx).graph!.node!.find(({ opType }) => opType === "MatMulInteger")!;
  const types = decodeModel(onnx).graph!.initializer!.filter(({ name }) =>
    product.input!.includes(name!)
  ).map(({ dataType }) => dataType);
  assertEquals(types, [TYPE.uint8, TYPE.uint8]);
  const samples = [255, 255, 255, 255];
  const expected = [0, 1, 2].map((column) =>
    [0, 1, 2, 3].reduce((sum, row) => sum + 255 * weights[3 * row + column]!, 0)
  );
  for (const scores of await outputs(model, samples)) assertEquals(scores, expected);
});

Deno.test("unsigned weights of a convolution run signed with signed input, with the same results", async () => {
  const weights = [255, 128, 0, 1, 255, 255, 255, 255, 7, 200, 90, 3];
  const model = dense();
  model.graph.node = [
    node("Reshape", ["samples", "image"], ["pixels"]),
    node("Cast", ["pixels"], ["bytes"], [attr.int("to", TYPE.int8)]),
    node("ConvInteger", ["bytes", "weights"], ["sums"]),
    node("Flatten", ["sums"], ["rows"]),
    node("Cast", ["rows"], ["scores"], [attr.int("to", TYPE.float)]),
  ];
  model.graph.initializer = [
    tensor("weights", TYPE.uint8, [3, 4, 1, 1], weights.map(BigInt)),
    integers("image", [0, 4, 1, 1]),
  ];
  const { graph } = decodeModel(admit(encode(model), SPEC).onnx);
  const product = graph!.node!.find(({ opType }) => opType === "ConvInteger")!;
  const types = product.input!.map((name) =>
    graph!.initializer!.find((tensor) => tensor.name === name)?.dataType
  );
  assertEquals(types, [undefined, TYPE.int8, undefined, TYPE.int8]);
  const samples = [127, 127, -128, -128];
  const expected = [0, 1, 2].map((row) =>
    samples.reduce((sum, sample, at) => sum + sample * (weights[4 * row + at] ?? 0), 0)
  );
  for (const scores of await outputs(model, samples)) assertEquals(scores, expected);
});

Deno.test("after its first QuantizeLinear a quantized model is not watched", () => {
  const zero = { name: "zero", dims: [], dataType: TYPE.uint8, int32Data: [128] };
  const round = (from: string, to: string) => [
    node("QuantizeLinear", [from, "scale", "zero"], [`${to}_bytes`]),
    node("DequantizeLinear", [`${to}_bytes`, "scale", "zero"], [to]),
  ];
  const model = before([
    node("Reshape", ["flat", "image"], ["i"]),
    ...round("i", "q"),
    node("Conv", ["q", "kernel"], ["c"]),
    node("Relu", ["c"], ["r"]),
    ...round("r", "s"),
    node("MaxPool", ["s"], ["p"], [attr.ints("kernel_shape", [1, 1])]),
    node("Flatten", ["p"], ["x"]),
  ], [
    floats("scale", [], [0.1]),
    zero,
    integers("image", [0, 1, 2, 2]),
    floats("kernel", [1, 1, 1, 1], [2]),
  ]);
  const found = operators(admit(encode(model), SPEC));
  assertEquals(found.filter((name) => name === "ReduceSum").length, 1);
  assert(found.indexOf("ReduceSum") < found.indexOf("QuantizeLinear"));
});

/** A padded convolution of ones times `kernel`, and the nodes after it. */
function convolved(
  kernel: number,
  nodes: ReturnType<typeof node>[],
  constants: Record<string, number>,
): Model {
  return before([
    node("Reshape", ["flat", "image"], ["i"]),
    node("Conv", ["i", "kernel"], ["c"], [attr.ints("pads", [1, 1, 1, 1])]),
    ...nodes,
    node("Flatten", ["o"], ["x"]),
  ], [
    integers("image", [0, 1, 2, 2]),
    integers("same", [1, 1, 1, 1]),
    floats("kernel", [1, 1, 3, 3], Array(9).fill(kernel)),
    ...Object.entries(constants).map(([name, value]) => floats(name, [1], [value])),
  ]);
}

const times = (factor: string) => [node("Mul", ["c", factor], ["o"])];
const normalised = (scale: string, variance: string) => [
  node("BatchNormalization", ["c", scale, "zero", "zero", variance], ["o"]),
];

Deno.test("weights that engines fold from computed constants stay finite", async () => {
  const given = { zero: 0, one: 1, ten: 10, root: 2 ** 50, large: 2 ** 100, less: -1e-5 };
  const renamed = node("Identity", ["large"], ["f"]);
  const squared = node("Mul", ["root", "root"], ["f"]);
  const power = node("Pow", ["root", "ten"], ["f"]);
  const listed = node("Constant", [], ["f"], [attr.floats("value_floats", [2 ** 100])]);
  const below = node("Floor", ["less"], ["f"]);
  for (
    const nodes of [
      ...[renamed, squared, power, listed].flatMap((computed) => [
        [computed, ...times("f")],
        [computed, ...normalised("f", "one")],
      ]),
      [node("Sub", ["less", "zero"], ["f"]), ...normalised("large", "f")],
      [below, ...normalised("one", "f")],
      ...[
        node("Identity", ["c"], ["d"]),
        node("Dropout", ["c"], ["d"]),
        node("Cast", ["c"], ["d"], [attr.int("to", TYPE.float)]),
        node("Sub", ["c", "zero"], ["d"]),
        node("Div", ["c", "one"], ["d"]),
        node("Expand", ["c", "same"], ["d"]),
      ].map((nothing) => [
        nothing,
        node("BatchNormalization", ["d", "large", "zero", "zero", "one"], ["o"]),
      ]),
    ]
  ) {
    const model = convolved(2 ** 100, [
      ...nodes.slice(0, -1),
      { ...nodes.at(-1)!, output: ["r"] },
      // The scores show where a NaN is: with infinite weights, at every zero.
      node("IsNaN", ["r"], ["odd"]),
      node("Cast", ["odd"], ["o"], [attr.int("to", TYPE.float)]),
    ], given);
    let found: (number | bigint)[][];
    try {
      found = await outputs(model, [0, 0, 3, 1, 0, 0, 0, 0, 1, 2, 3, 4]);
    } catch (error) {
      assert(error instanceof InvalidModel && error.rule === "initializer", String(error));
      continue;
    }
    assertEquals(found[0], found[1], JSON.stringify(nodes.map(({ opType }) => opType)));
  }
});

Deno.test("a normalization with computed constants gives the same results", async () => {
  const given = { zero: 0, two: 2, three: 3, six: 6 };
  const samples = [0, 1, 3, 1, 5, 6, 7, 8];
  const plain = await outputs(convolved(0.5, normalised("six", "three"), given), samples);
  for (
    const scale of [
      node("Identity", ["six"], ["f"]),
      node("Mul", ["two", "three"], ["f"]),
      node("Constant", [], ["f"], [attr.floats("value_floats", [6])]),
      node("Div", ["six", "one"], ["f"]),
    ]
  ) {
    const variance = node("Round", ["three"], ["v"]);
    const model = convolved(0.5, [scale, variance, ...normalised("f", "v")], { ...given, one: 1 });
    assertEquals(await outputs(model, samples), plain, scale.opType!);
  }
});
