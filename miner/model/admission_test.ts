import { assert, assertEquals, assertThrows } from "@std/assert";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { admit } from "./admission.ts";
import { decodeModel, encodeModel, type GraphProto, type ModelProto } from "./onnx.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";

const SPEC = mnistSpec(undefined, {
  unpackedBytes: 1_000_000,
  parameters: 30_000,
  multiplyAdds: 400_000,
});

const read = (name: string) =>
  Deno.readFileSync(new URL(`../../examples/models/${name}.onnx`, import.meta.url));

/** The LeNet, changed. */
function changed(change: (model: ModelProto, graph: GraphProto) => void, name = "lenet") {
  const model = decodeModel(read(name));
  change(model, model.graph!);
  return encodeModel(model);
}

function assertInvalid(bytes: Uint8Array, rule: string, found: string, spec = SPEC): void {
  const error = assertThrows(() => admit(bytes, spec), InvalidModel);
  assertEquals(error.rule, rule);
  assert(error.found.includes(found), error.found);
}

Deno.test("the fixtures are admitted, with the work that their layers need", () => {
  const lenet = admit(read("lenet"), SPEC);
  // Two convolutions, two pools, two dense layers; activations and reshapes count each value once.
  const [c1, c2] = [24 * 24 * 8 * 25, 8 * 8 * 16 * 8 * 25];
  const pools = 12 * 12 * 8 * 4 + 4 * 4 * 16 * 4;
  const touched = 24 * 24 * 8 + 8 * 8 * 16 + 256 + 64;
  assertEquals(lenet.multiplyAdds, c1 + c2 + pools + touched + 256 * 64 + 64 * 10);
  assertEquals([lenet.outputKind, lenet.fixedBatch], ["scores", undefined]);
  assertEquals(admit(read("logreg"), SPEC).outputKind, "labels");
  assertEquals(admit(read("mlp"), SPEC).sample, [1, 28, 28]);
});

Deno.test("the checked model is what runs: the bytes are encoded again", () => {
  const original = read("lenet");
  // A second graph after the first: one reader merges the two, another uses the last.
  const extra = encodeModel(decodeModel(read("mlp")));
  const twice = new Uint8Array([...original, ...extra]);
  try {
    const { onnx: runs } = admit(twice, SPEC);
    assertEquals(encodeModel(decodeModel(runs)), runs);
    assert(runs.length < twice.length);
  } catch (error) {
    assert(error instanceof InvalidModel);
  }
});

Deno.test("weights outside the file are refused, in initializers and in attributes", () => {
  const outside = { key: "location", value: "/etc/passwd" };
  const external = changed((_, graph) => {
    graph.initializer![0]!.externalData = [outside];
  });
  assertInvalid(external, "external-data", "outside the file");
  const located = changed((_, graph) => {
    graph.initializer![0]!.dataLocation = 1;
  });
  assertInvalid(located, "external-data", "outside the file");
  const constant = changed((_, graph) => {
    graph.node!.unshift({
      opType: "Constant",
      output: ["secret"],
      attribute: [{
        name: "value",
        type: 4,
        t: { dims: [1], dataType: 1, externalData: [outside] },
      }],
    });
  });
  assertInvalid(constant, "external-data", "outside the file");
});

Deno.test("operators and domains outside the list are refused, and subgraphs in any attribute", () => {
  for (const [opType, domain] of [["NonZero", ""], ["Loop", ""], ["Relu", "com.microsoft"]]) {
    const bytes = changed((_, graph) => Object.assign(graph.node![1]!, { opType, domain }));
    assertInvalid(bytes, "operator", opType!);
  }
  const domain = changed((model, graph) => {
    model.opsetImport.push({ domain: "my.ops", version: 1 } as never);
    graph.node![1]!.domain = "my.ops";
  });
  assertInvalid(domain, "operator", "my.ops");
  const late = changed((model) => model.opsetImport[0]!.version = 99);
  assertInvalid(late, "operator", "opset 99");
  const graph = changed((_, graph) =>
    graph.node![1]!.attribute = [{ name: "then_branch", type: 5, g: { node: [] } }]
  );
  assertInvalid(graph, "operator", "subgraph");
});

Deno.test("opsets of domains that no node uses, and repeated ones, do not reach the engine", () => {
  const model = changed((model) => {
    const [{ version }] = model.opsetImport as [{ version: number }];
    for (const domain of ["ai.onnx", "com.microsoft", "ai.onnx.ml"]) {
      model.opsetImport.push({ domain, version: domain === "ai.onnx" ? version : 1 } as never);
    }
  });
  const { opsetImport } = decodeModel(admit(model, SPEC).onnx);
  assertEquals(opsetImport.map(({ domain }) => domain), [""]);
});

Deno.test("dims that disagree with the bytes, negative or huge ones are refused", () => {
  for (const dims of [[8, 1, 5, 6], [-8, 1, 5, 5], [2 ** 40, 2 ** 40]]) {
    const bytes = changed((_, graph) => graph.initializer![0]!.dims = dims);
    assertInvalid(bytes, "initializer", "dims");
  }
  const twice = changed((_, graph) => graph.initializer!.push(graph.initializer![0]!));
  assertInvalid(twice, "graph", "two initializers");
});

Deno.test("limits are exact", () => {
  const { parameters, multiplyAdds } = admit(read("lenet"), SPEC);
  const limited = (limits: Partial<CompetitionSpec["limits"]>) => ({
    ...SPEC,
    limits: { ...SPEC.limits, ...limits },
  });
  admit(read("lenet"), limited({ parameters, multiplyAdds }));
  const lenet = read("lenet");
  assertInvalid(lenet, "parameters", `${parameters}`, limited({ parameters: parameters - 1 }));
  const less = limited({ multiplyAdds: multiplyAdds - 1 });
  assertInvalid(lenet, "multiply-adds", `${multiplyAdds}`, less);
});

Deno.test("inputs: shape, type and number; a fixed batch is honoured, a flat row is accepted", () => {
  const dims = (model: GraphProto) => model.input![0]!.type!.tensorType!.shape!.dim!;
  const fixed = changed((_, graph) => dims(graph)[0] = { dimValue: 32 } as never);
  assertEquals(admit(fixed, SPEC).fixedBatch, 32);
  const wrong = changed((_, graph) => dims(graph)[3] = { dimValue: 32 } as never);
  assertInvalid(wrong, "input", "[N, 1, 28, 32]");
  const open = changed((_, graph) => {
    for (const i of [2, 3]) dims(graph)[i] = { dimParam: "n" } as never;
  });
  const bound = admit(open, SPEC);
  assertEquals(bound.sample, [1, 28, 28]);
  assertEquals(
    dims(decodeModel(bound.onnx).graph).map(({ dimParam, dimValue }) => dimParam || dimValue),
    ["n", 1, 28, 28],
  );
  const integers = changed((_, graph) => graph.input![0]!.type!.tensorType!.elemType = 7);
  assertInvalid(integers, "input", "is int64, the spec's samples are float32");
  const second = changed((_, graph) => graph.input!.push({ name: "second" }));
  assertInvalid(second, "input", "2 inputs");
  const flat = changed((_, graph) => {
    dims(graph).splice(1, 3, { dimValue: 784 } as never);
  }, "logreg");
  assertEquals(admit(flat, SPEC).sample, [784]);
});

Deno.test("outputs: a model without labels or scores is refused", () => {
  const other = { ...SPEC, test: { ...SPEC.test, classes: 11 } };
  assertInvalid(read("lenet"), "output", "11 classes", other);
  const none = changed((_, graph) => graph.output![0]!.name = "nowhere");
  assertInvalid(none, "output", "none of its outputs");
});

Deno.test("nodes out of order, shapes that do not match, and a shape from data are refused", () => {
  const reversed = changed((_, graph) => graph.node!.reverse());
  assertInvalid(reversed, "graph", "does not exist");
  const pool = changed((_, graph) => {
    const kernel = graph.node!.find(({ opType }) => opType === "MaxPool")!.attribute!
      .find(({ name }) => name === "kernel_shape")!;
    kernel.ints = [200, 200];
  });
  assertInvalid(pool, "graph", "larger than its input");
  const computed = changed((_, graph) => {
    graph.node!.find(({ opType }) => opType === "Reshape")!.input![1] = "image";
  });
  assertInvalid(computed, "graph", "computed from data");
});

Deno.test("bytes that are not ONNX are refused with a sentence", () => {
  for (
    const bytes of [new Uint8Array(), new Uint8Array(50).fill(0xff), new TextEncoder().encode("hi")]
  ) {
    assertThrows(() => admit(bytes, SPEC), InvalidModel, "onnx-format");
  }
});
