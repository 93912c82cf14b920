import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { NodeProto } from "../onnx.ts";
import type { Rule, Shape, Value } from "./rule.ts";
import { conv, convTranspose, globalPool, pool, quantizedConv, resize } from "./windows.ts";

type Attributes = Record<string, number | number[] | string>;

const node = (attributes: Attributes, opType = "Conv"): NodeProto => ({
  opType,
  attribute: Object.entries(attributes).map(([name, value]) =>
    typeof value === "string"
      ? { name, s: new TextEncoder().encode(value) }
      : typeof value === "number"
      ? { name, i: value }
      : { name, ints: value }
  ),
});
const values = (shapes: (Shape | undefined)[]): (Value | undefined)[] =>
  shapes.map((shape) => shape && { shape });

/** The first output's shape, and the work. */
function gives(rule: Rule, shapes: (Shape | undefined)[], attributes: Attributes = {}) {
  const { outputs, work } = rule(node(attributes), values(shapes));
  return [outputs[0]!.shape, work];
}

function refuses(rule: Rule, shapes: (Shape | undefined)[], attributes: Attributes = {}): void {
  const told = JSON.stringify([shapes, attributes]);
  assertThrows(() => rule(node(attributes), values(shapes)), InvalidModel, undefined, told);
}

const IMAGE = [2, 4, 9, 7];
const WEIGHTS = [6, 4, 3, 2];

Deno.test("a convolution slides its weights over space", () => {
  const each = 4 * 3 * 2;
  assertEquals(gives(conv, [IMAGE, WEIGHTS]), [[2, 6, 7, 6], 2 * 6 * 7 * 6 * each]);
  const cases: [Attributes, Shape][] = [
    [{ strides: [2, 3] }, [4, 2]],
    [{ strides: [4, 1] }, [2, 6]],
    [{ dilations: [2, 3] }, [5, 4]],
    [{ pads: [1, 0, 2, 5] }, [10, 11]],
    [{ pads: [1, 0, 2, 5], auto_pad: "NOTSET" }, [10, 11]],
    [{ pads: [1, 0, 2, 5], auto_pad: "VALID" }, [7, 6]],
    [{ auto_pad: "SAME_UPPER", strides: [2, 3] }, [5, 3]],
    [{ auto_pad: "SAME_LOWER", strides: [4, 1] }, [3, 7]],
    [{ kernel_shape: [3, 2] }, [7, 6]],
  ];
  for (const [attributes, space] of cases) {
    const found = gives(conv, [IMAGE, WEIGHTS], attributes);
    const out = [2, 6, ...space];
    assertEquals(found, [out, 12 * space[0]! * space[1]! * each], JSON.stringify(attributes));
  }
  assertEquals(gives(conv, [[1, 1, 5], [1, 1, 5]]), [[1, 1, 1], 5]);
  assertEquals(gives(conv, [IMAGE, [6, 2, 3, 2]], { group: 2 }), [[2, 6, 7, 6], 504 * 12]);
  const quantized = [IMAGE, [], [], WEIGHTS];
  assertEquals(gives(quantizedConv, quantized), [[2, 6, 7, 6], 504 * each]);
});

Deno.test("weights, kernels and windows that do not match are refused", () => {
  refuses(conv, [[2, 4], [6, 4]]);
  refuses(conv, [IMAGE, [6, 4, 3]]);
  refuses(conv, [IMAGE, [6, 3, 3, 2]]);
  refuses(conv, [IMAGE, [6, 4, 3, 2]], { group: 0 });
  refuses(conv, [IMAGE, [6, 4, 3, 2]], { group: 2 });
  refuses(conv, [IMAGE, [7, 2, 3, 2]], { group: 2 });
  refuses(conv, [IMAGE, [6, 4, 10, 2]]);
  for (
    const attributes of <Attributes[]> [
      { kernel_shape: [2, 3] },
      { kernel_shape: [3] },
      { strides: [1] },
      { strides: [1, 0] },
      { dilations: [1] },
      { dilations: [0, 1] },
      { pads: [1, 1] },
      { pads: [0, 0, 0, -1] },
    ]
  ) refuses(conv, [IMAGE, WEIGHTS], attributes);
  assertEquals(gives(conv, [IMAGE, WEIGHTS, [6]])[0], [2, 6, 7, 6]);
  refuses(conv, [IMAGE, WEIGHTS, [5]]);
  refuses(conv, [IMAGE, WEIGHTS, [6, 1]]);
  refuses(conv, [IMAGE, WEIGHTS, []]);
  // The third input of a ConvInteger is a zero point.
  const integer = conv(node({}, "ConvInteger"), values([IMAGE, WEIGHTS, []]));
  assertEquals(integer.outputs[0]!.shape, [2, 6, 7, 6]);
});

Deno.test("a transposed convolution grows space, and costs the larger of both sides", () => {
  const [x, w] = [[2, 4, 5, 3], [4, 6, 3, 2]];
  const each = 6 * 3 * 2;
  const grown = [2, 6, 7, 4];
  assertEquals(gives(convTranspose, [x, w]), [grown, 2 * 4 * 7 * 4 * each]);
  const cases: [Attributes, Shape][] = [
    [{ strides: [2, 3] }, [11, 8]],
    [{ dilations: [2, 3] }, [9, 6]],
    [{ strides: [2, 3], output_padding: [1, 2] }, [12, 10]],
    [{ strides: [2, 3], pads: [1, 0, 2, 1] }, [8, 7]],
    [{ strides: [2, 3], pads: [1, 0, 2, 1], auto_pad: "VALID" }, [11, 8]],
    [{ strides: [2, 3], auto_pad: "SAME_UPPER" }, [10, 9]],
    [{ output_shape: [20, 30] }, [20, 30]],
    [{ output_shape: [2, 6, 20, 30] }, [20, 30]],
  ];
  for (const [attributes, [height, width]] of cases) {
    const found = gives(convTranspose, [x, w], attributes);
    const work = 8 * height! * width! * each;
    assertEquals(found, [[2, 6, height!, width!], work], JSON.stringify(attributes));
  }
  // The output is smaller than the input, but every input value is still used.
  const padded = { pads: [3, 1, 3, 1] };
  assertEquals(gives(convTranspose, [x, w], padded), [[2, 6, 1, 2], 2 * 4 * 5 * 3 * each]);
  assertEquals(gives(convTranspose, [x, w], { group: 2 })[0], [2, 12, 7, 4]);
  assertEquals(gives(convTranspose, [[1, 1, 1], [1, 1, 1]]), [[1, 1, 1], 1]);
  refuses(convTranspose, [x, w], { pads: [3, 1, 4, 1] });
  refuses(convTranspose, [x, w], { group: 0 });
  refuses(convTranspose, [x, [4, 6, 3]]);
  refuses(convTranspose, [x, [6, 4, 3, 2]]);
  refuses(convTranspose, [[2, 4], [4, 6]]);
  refuses(convTranspose, [x, w], { output_shape: [20] });
});

Deno.test("a pool takes a value of each window", () => {
  const pooled = pool(node({ kernel_shape: [3, 2], strides: [2, 2] }, "MaxPool"), values([IMAGE]));
  assertEquals(pooled.outputs.map(({ shape }) => shape), [[2, 4, 4, 3], [2, 4, 4, 3]]);
  assertEquals(pooled.work, 2 * 4 * 4 * 3 * 6);
  const up = { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 };
  assertEquals(gives(pool, [IMAGE], up)[0], [2, 4, 5, 4]);
  assertEquals(gives(pool, [IMAGE], { ...up, ceil_mode: 0 })[0], [2, 4, 4, 3]);
  assertEquals(gives(pool, [[1, 1, 3]], { kernel_shape: [3] }), [[1, 1, 1], 3]);
  refuses(pool, [IMAGE]);
  refuses(pool, [[2, 4]], { kernel_shape: [] });
  assertEquals(gives(globalPool, [IMAGE]), [[2, 4, 1, 1], 2 * 4 * 9 * 7]);
  assertEquals(gives(globalPool, [[2, 4, 5]]), [[2, 4, 1], 40]);
  refuses(globalPool, [[2, 4]]);
});

Deno.test("space is resized by known scales or to known sizes", () => {
  const x = { shape: IMAGE };
  const resized = (attributes: Attributes, ...inputs: (Value | undefined)[]) =>
    resize(node(attributes), [x, undefined, ...inputs]);
  const scales = { shape: [4], floats: [1, 1, 2, 0.5] };
  const sizes = { shape: [4], integers: [2, 4, 5, 6] };
  const none = { shape: [0], integers: [] };
  const scaled = resized({}, scales);
  assertEquals([scaled.outputs[0]!.shape, scaled.work], [[2, 4, 18, 3], 16 * 2 * 4 * 18 * 3]);
  assertEquals(resized({}, scales, none).outputs[0]!.shape, [2, 4, 18, 3]);
  assertEquals(resized({}, undefined, sizes).outputs[0]!.shape, [2, 4, 5, 6]);
  assertEquals(resized({}, scales, sizes).outputs[0]!.shape, [2, 4, 5, 6]);
  const two = { shape: [2], integers: [5, 6] };
  assertEquals(resized({ axes: [2, -1] }, undefined, two).outputs[0]!.shape, [2, 4, 5, 6]);
  assertEquals(resized({ axes: [0, 3] }, undefined, two).outputs[0]!.shape, [5, 4, 9, 6]);
  resized({ keep_aspect_ratio_policy: "stretch" }, scales);
  // 9 × 7 in 5 × 6: by 5 ÷ 9 or by 6 ÷ 7.
  for (const [policy, size] of [["not_larger", [5, 4]], ["not_smaller", [8, 6]]] as const) {
    const attributes = { axes: [2, 3], keep_aspect_ratio_policy: policy };
    const { outputs: [output] } = resized(attributes, undefined, two);
    assertEquals(output!.shape, [2, 4, ...size]);
  }
  // As float32, 10 times 0.7 is 7.
  const tenth = resize(node({}), [{ shape: [10] }, undefined, {
    shape: [1],
    floats: [Math.fround(0.7)],
  }]);
  assertEquals(tenth.outputs[0]!.shape, [7]);
  for (
    const [attributes, ...inputs] of [
      [{ keep_aspect_ratio_policy: "not_larger" }, scales],
      [{ keep_aspect_ratio_policy: "largest" }, undefined, sizes],
      [{}],
      [{}, { shape: [4] }],
      [{}, { shape: [4], floats: [1, 1, 0.1, 1] }],
      [{}, undefined, { shape: [4] }],
      [{}, undefined, { shape: [4], integers: [2, 4, 5, 0] }],
    ] as [Attributes, ...Value[]][]
  ) assertThrows(() => resized(attributes, ...inputs), InvalidModel);
});

Deno.test("rounded up, the last window of a pool starts within the input or the padding before it", () => {
  const size = (dim: number, kernel: number, stride: number, pads: [number, number]) =>
    pool(node({ kernel_shape: [kernel], strides: [stride], pads, ceil_mode: 1 }, "MaxPool"), [
      { shape: [1, 1, dim] },
    ]).outputs[0]!.shape[2];
  assertEquals(size(8, 3, 3, [1, 1]), 3);
  assertEquals(size(2, 1, 2, [0, 0]), 1);
  assertEquals(size(7, 3, 2, [0, 0]), 3);
  assertEquals(size(8, 3, 2, [0, 0]), 4);
  // A fourth window would start behind the padding before and the input.
  assertEquals(size(8, 2, 3, [1, 1]), 3);
  assertEquals(size(9, 1, 5, [1, 1]), 2);
});
