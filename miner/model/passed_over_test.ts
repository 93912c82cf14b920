import { assertEquals } from "@std/assert";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { admit } from "./admission.ts";
import { decodeModel, encodeModel, TYPE } from "./onnx.ts";

const { double, float, int32, int64 } = TYPE;
const LOGREG = await Deno.readFile(new URL("../../examples/models/logreg.onnx", import.meta.url));

/** The example, whose scores are also cast to other types, and so reduced to labels. */
function withOutputs(...casts: [name: string, type: number, reduced: boolean][]): Uint8Array {
  const model = decodeModel(LOGREG);
  const { graph } = model;
  const scores = graph.output?.find(({ type }) => type?.tensorType?.elemType === float)?.name;
  if (scores === undefined) throw new Error("The example has no scores");
  for (const [name, type, reduced] of casts) {
    const of = `${name} uncast`;
    graph.node?.push(
      reduced
        ? {
          opType: "ArgMax",
          input: [scores],
          output: [of],
          attribute: [{ name: "axis", type: 2, i: 1 }, { name: "keepdims", type: 2, i: 0 }],
        }
        : { opType: "Identity", input: [scores], output: [of] },
      {
        opType: "Cast",
        input: [of],
        output: [name],
        attribute: [{ name: "to", type: 2, i: type }],
      },
    );
    const dim = [{ dimParam: "n" }, ...(reduced ? [] : [{ dimValue: 10 }])];
    graph.output?.push({ name, type: { tensorType: { elemType: type, shape: { dim } } } });
  }
  return encodeModel(model);
}

Deno.test("outputs that are not read because of their type are named, and change nothing else", () => {
  const plain = admit(LOGREG, mnistSpec());
  assertEquals(plain.passedOver, []);
  const more = admit(
    withOutputs(
      ["wide", double, false],
      ["label\u202e", int32, true],
      ["odd", double, true],
      ["same", int64, true],
      ["scores", float, false],
      ["table", int32, false],
    ),
    mnistSpec(),
  );
  assertEquals(more.passedOver, [
    { name: "wide", type: "double" },
    { name: "label\\u{202e}", type: "int32" },
  ]);
  const { output, outputKind } = more;
  assertEquals({ output, outputKind }, { output: plain.output, outputKind: plain.outputKind });
  assertEquals(more.onnx.length, plain.onnx.length);
});

Deno.test("of a regression, a double per row is one that would be read", () => {
  const { test: { classes: _, ...test }, validation: __, ...spec } = mnistSpec();
  const target = { decimals: 0, range: [0, 9] } satisfies CompetitionSpec["target"];
  const reduced = decodeModel(withOutputs(["rounded", int32, true], ["exact", double, true]));
  const { graph } = reduced;
  graph.node?.push({
    opType: "Cast",
    input: ["exact"],
    output: ["value"],
    attribute: [{ name: "to", type: 2, i: float }],
  });
  const dim = [{ dimParam: "n" }];
  graph.output?.push({ name: "value", type: { tensorType: { elemType: float, shape: { dim } } } });
  const { output, passedOver } = admit(encodeModel(reduced), {
    ...spec,
    metric: "r2",
    target,
    test,
  });
  assertEquals({ output, passedOver }, {
    output: "value",
    passedOver: [{ name: "exact", type: "double" }],
  });
});
