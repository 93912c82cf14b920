import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type NodeProto, TYPE } from "../onnx.ts";
import { einsum, gemm, matMul, quantizedMatMul } from "./matrix.ts";
import { recurrent } from "./recurrent.ts";
import type { Rule, Shape } from "./rule.ts";

const node = (attributes: Record<string, number | string> = {}, opType = "MatMul"): NodeProto => ({
  opType,
  attribute: Object.entries(attributes).map(([name, value]) =>
    typeof value === "string" ? { name, s: new TextEncoder().encode(value) } : { name, i: value }
  ),
});
type Attributes = Parameters<typeof node>[0];
const values = (shapes: Shape[]) => shapes.map((shape) => ({ shape }));

/** The first output's shape, and the work. */
function gives(rule: Rule, shapes: Shape[], attributes?: Attributes) {
  const { outputs, work } = rule(node(attributes), values(shapes));
  return [outputs[0]!.shape, work];
}

function refuses(rule: Rule, shapes: Shape[], attributes?: Attributes): void {
  const told = JSON.stringify([shapes, attributes]);
  assertThrows(() => rule(node(attributes), values(shapes)), InvalidModel, undefined, told);
}

Deno.test("a Gemm multiplies two matrices, transposed or not, and adds a broadcast one", () => {
  const out = [[2, 5], 2 * 5 * 3];
  assertEquals(gives(gemm, [[2, 3], [3, 5]]), out);
  assertEquals(gives(gemm, [[3, 2], [3, 5]], { transA: 1 }), out);
  assertEquals(gives(gemm, [[2, 3], [5, 3]], { transB: 1 }), out);
  for (const added of [[5], [1], [], [2, 1], [2, 5]]) {
    assertEquals(gives(gemm, [[2, 3], [3, 5], added]), out);
  }
  for (const added of [[2], [3, 5], [1, 2, 5]]) refuses(gemm, [[2, 3], [3, 5], added]);
  refuses(gemm, [[2, 3], [5, 3]]);
  refuses(gemm, [[2, 3], [3]]);
  refuses(gemm, [[3], [3, 5]]);
  refuses(gemm, [[1, 2, 3], [3, 5]]);
  refuses(gemm, [[2, 3]]);
});

Deno.test("a MatMul multiplies the last two dimensions and broadcasts the others", () => {
  const cases: [Shape, Shape, Shape][] = [
    [[2, 3], [3, 5], [2, 5]],
    [[3], [3, 5], [5]],
    [[2, 3], [3], [2]],
    [[3], [3], []],
    [[7, 2, 3], [3, 5], [7, 2, 5]],
    [[7, 1, 2, 3], [4, 3, 5], [7, 4, 2, 5]],
    [[3], [7, 3, 5], [7, 5]],
    [[7, 2, 3], [3], [7, 2]],
  ];
  for (const [a, b, out] of cases) {
    const work = 3 * out.reduce((product, dim) => product * dim, 1);
    assertEquals(gives(matMul, [a, b]), [out, work], JSON.stringify([a, b]));
    const quantized = [a, [], [], b, [], [], [], []];
    assertEquals(gives(quantizedMatMul, quantized), [out, work]);
  }
  for (const [a, b] of [[[2, 3], [5, 3]], [[2, 3], [2]], [[], [3, 5]], [[2, 3], []]]) {
    refuses(matMul, [a!, b!]);
  }
  refuses(matMul, [[2, 2, 3], [4, 3, 5]]);
});

Deno.test("only quantized products mix types", () => {
  const [a, b] = [{ shape: [2, 2], type: TYPE.float }, { shape: [2, 2], type: TYPE.double }];
  for (const rule of [gemm, matMul]) {
    assertThrows(() => rule(node(), [a, b]), InvalidModel);
    assertEquals(rule(node(), [a, a]).work, 8);
    assertEquals(rule(node(), [{ shape: [2, 2] }, b]).work, 8);
  }
  assertEquals(matMul(node({}, "MatMulInteger"), [a, b]).work, 8);
});

Deno.test("an Einsum costs all its letters, for each product", () => {
  const product = { equation: "bij, bjk -> bik" };
  assertEquals(gives(einsum, [[2, 3, 4], [2, 4, 5]], product), [[2, 3, 5], 2 * 3 * 4 * 5]);
  assertEquals(gives(einsum, [[3, 4]], { equation: "ij->ji" }), [[4, 3], 12]);
  assertEquals(gives(einsum, [[3, 4]], { equation: "ij->" }), [[], 12]);
  const three = { equation: "i,j,k->ik" };
  assertEquals(gives(einsum, [[2], [3], [4]], three), [[2, 4], 24 * 2]);
  refuses(einsum, [[2, 3, 4], [2, 5, 5]], product);
  refuses(einsum, [[2, 3, 4]], product);
  refuses(einsum, [[2, 3, 4, 1], [2, 4, 5]], product);
  refuses(einsum, [[3, 3]], { equation: "ij->ik" });
  refuses(einsum, [[3, 4]], { equation: "ii->i" });
  for (
    const equation of ["Ij", "i...->i", "ij->j->i", "", "ij->ii", "i....->i...", "i......", "i.."]
  ) {
    refuses(einsum, [[3, 3]], { equation });
  }
});

Deno.test("an Einsum names no axis of an ellipsis, and need not write its result", () => {
  const matrices = { equation: "...ij,...jk->...ik" };
  assertEquals(gives(einsum, [[5, 1, 2, 3], [1, 6, 3, 4]], matrices), [[5, 6, 2, 4], 30 * 24]);
  refuses(einsum, [[5, 2, 3], [3, 4]], matrices);
  refuses(einsum, [[5, 2, 3], [6, 3, 4]], matrices);
  assertEquals(gives(einsum, [[2, 3, 3]], { equation: "...ii->...i" }), [[2, 3], 6]);
  assertEquals(gives(einsum, [[3], [3]], { equation: "i,i" }), [[], 3]);
  assertEquals(gives(einsum, [[2, 3]], { equation: "ba" }), [[3, 2], 6]);
  assertEquals(gives(einsum, [[], []], { equation: "," }), [[], 1]);
  assertEquals(gives(einsum, [[5, 2, 3], [5, 3, 4]], { equation: "...ij,...jk" })[0], [5, 2, 4]);
  refuses(einsum, [Array<number>(53).fill(1)], { equation: "...->..." });
  refuses(einsum, [[3]], { equation: `${"i".repeat(1_001)}->` });
});

Deno.test("a recurrent layer runs its gates for each step and direction", () => {
  const [steps, batch, features, hidden] = [7, 2, 3, 5];
  for (const [gates, directions] of [[1, 1], [3, 1], [4, 2]] as const) {
    const rows = gates * hidden;
    const shapes = [
      [steps, batch, features],
      [directions, rows, features],
      [directions, rows, hidden],
    ];
    const said = {
      hidden_size: hidden,
      direction: directions === 2 ? "bidirectional" : "reverse",
    };
    const { outputs, work } = recurrent(gates)(node(said), values(shapes));
    const state = [directions, batch, hidden];
    assertEquals(outputs.map(({ shape }) => shape), [[steps, ...state], state, state]);
    assertEquals(work, steps * directions * batch * hidden * gates * (features + hidden));
    refuses(recurrent(gates), shapes, { ...said, hidden_size: hidden + 1 });
    refuses(recurrent(gates), shapes, { direction: said.direction });
    refuses(recurrent(gates), shapes, { ...said, layout: 1 });
    refuses(recurrent(gates), [[steps, batch], shapes[1]!, shapes[2]!], said);
    refuses(recurrent(gates), [shapes[0]!, shapes[1]!, shapes[1]!], said);
    refuses(recurrent(gates), [shapes[0]!, shapes[2]!, shapes[2]!], said);
    refuses(recurrent(gates), shapes.slice(0, 2), said);
  }
  assertEquals(gives(recurrent(1), [[1, 1, 1], [1, 1, 1], [1, 1, 1]], { hidden_size: 1 })[1], 2);
});
