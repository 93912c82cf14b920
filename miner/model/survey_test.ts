import { assert, assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { decodeModel, encodeModel, type NodeProto } from "./onnx.ts";
import { survey } from "./survey.ts";

const MODEL = new URL("../../examples/models/lenet.onnx", import.meta.url);
const lenet = Deno.readFileSync(MODEL);
const changed = (change: (model: ReturnType<typeof decodeModel>) => void) => {
  const model = decodeModel(lenet);
  change(model);
  return encodeModel(model);
};
const counts = (onnx: Uint8Array) =>
  Object.fromEntries(survey(onnx).operators.map(({ name, count }) => [name, count]));

Deno.test("an admitted model has no problem, and all its facts", () => {
  const { problem, inputs, input, outputs, nodes, subgraphs, parameters, opsets } = survey(lenet);
  assertEquals([problem, nodes, subgraphs, parameters], [undefined, 10, 0, 20_564]);
  assertEquals(inputs, input && [input]);
  assertEquals(outputs[0]?.shape, [undefined, 10]);
  assertEquals(opsets, [{ domain: "ai.onnx", version: 20 }]);
});

Deno.test("several inputs are all listed, as they are declared", () => {
  const onnx = changed(({ graph }) => {
    graph.input?.push({
      name: "mask",
      type: { tensorType: { elemType: 9, shape: { dim: [{ dimParam: "N" }, { dimValue: 7 }] } } },
    });
  });
  const { inputs, input, outputs, problem } = survey(onnx);
  assertEquals(inputs.map(({ name, type }) => [name, type]), [["image", "float32"], [
    "mask",
    "bool",
  ]]);
  assertEquals([input, inputs[1]?.shape, problem?.rule], [undefined, [undefined, 7], "input"]);
  // Nothing was inferred, so what the file declares is shown.
  assertEquals(outputs[0]?.shape?.at(-1), 10);
});

Deno.test("unknown domains, functions, subgraphs and broken tensors are described before they are refused", () => {
  const domain = changed((model) => model.opsetImport.push({ domain: "com.acme", version: 3 }));
  assertEquals(survey(domain).opsets.at(-1), { domain: "com.acme", version: 3 });
  const own = changed((model) => model.functions = [{ name: "Swish", domain: "local" }]);
  assertEquals([survey(own).functions, survey(own).problem?.rule], [["Swish"], "operator"]);
  const body: NodeProto[] = [{ opType: "Erf", input: ["a"], output: ["b"] }];
  const nested = changed(({ graph }) =>
    graph.node?.push({
      opType: "If",
      input: ["image"],
      output: ["z"],
      attribute: [{ name: "then_branch", type: 5, g: { node: [...body, ...body] } }],
    })
  );
  const { subgraphs, nodes, problem } = survey(nested);
  assertEquals([subgraphs, nodes, problem?.rule], [1, 13, "operator"]);
  assertEquals([counts(nested).If, counts(nested).Erf], [1, 2]);
  const broken = changed(({ graph }) => {
    const [tensor] = graph.initializer ?? [];
    if (tensor) tensor.rawData = new Uint8Array(3);
  });
  assertEquals(survey(broken).problem?.rule, "initializer");
  assertEquals(survey(broken).operators, survey(lenet).operators);
});

Deno.test("a file that is cut short is described as far as it goes", () => {
  const whole = counts(lenet);
  for (let length = lenet.length - 1; length > 20_000; length -= 7_919) {
    const cut = lenet.subarray(0, length);
    const { problem, nodes, producer } = survey(cut);
    assertEquals(problem?.rule, "onnx-format");
    assert(nodes > 0 && producer.startsWith("pytorch"), `${length}: ${nodes} nodes`);
    for (const [name, count] of Object.entries(counts(cut))) assert(count <= (whole[name] ?? 0));
  }
});

Deno.test("only the broken part of a file is missing", () => {
  const damaged = lenet.slice();
  // The first node's first field gets a wire type that does not exist.
  const at = damaged.findIndex((_, i) => damaged[i] === 0x0a && damaged[i + 2] === 0x0a && i > 20);
  damaged[at + 2] = 0x0f;
  const { problem, nodes } = survey(damaged);
  assertEquals(problem?.rule, "onnx-format");
  assert(nodes >= 9, `${nodes} nodes`);
});

Deno.test("bytes that are not a model are refused", () => {
  for (const text of ["", "hello", "\u0080\u0004pickle", "DEML", "{}", "a".repeat(5_000)]) {
    assertThrows(() => survey(new TextEncoder().encode(text)), InvalidModel, "onnx-format");
  }
});

Deno.test("open dims of a sample are not a fault, and known where a shape is given", () => {
  const model = decodeModel(lenet);
  const [, ...dims] = model.graph.input![0]!.type!.tensorType!.shape!.dim!;
  for (const dim of dims.slice(1)) Object.assign(dim, { dimValue: 0, dimParam: "size" });
  const open = encodeModel(model);
  const [without, given] = [survey(open), survey(open, [1, 28, 28])];
  assertEquals([without.problem, without.multiplyAdds], [undefined, undefined]);
  assertEquals([given.problem, given.multiplyAdds], [undefined, survey(lenet).multiplyAdds]);
});
