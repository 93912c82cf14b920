import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { chooseOutput } from "./choose_output.ts";
import type { Walked } from "./graph_walk.ts";
import { TYPE } from "./onnx.ts";

/** An output's name, type and shape; its rows are the samples' by default. */
type Output = [name: string, type: number, shape: number[], own?: boolean];

function chosen(classes: number, ...given: [reads: "outputs", ...Output[]] | Output[]) {
  const [reads, outputs] = given[0] === "outputs"
    ? ["outputs" as const, given.slice(1) as Output[]]
    : ["labels" as const, given as Output[]];
  const walked = {
    values: new Map(outputs.map(([name, type, shape]) => [name, { type, shape }])),
    perSample: new Set(outputs.flatMap(([name, , , own = true]) => own ? [name] : [])),
  } as unknown as Walked;
  const declared = outputs.map(([name, elemType]) => ({
    name,
    type: { tensorType: { elemType } },
  }));
  const { output, outputKind } = chooseOutput(declared, walked, classes, reads);
  return `${output}: ${outputKind}`;
}
const { float, int64, int32, string, double } = TYPE;

Deno.test("labels precede scores in any order of outputs, and the first of each is used", () => {
  assertEquals(chosen(3, ["a", float, [1, 3]], ["b", int64, [1]]), "b: labels");
  assertEquals(chosen(3, ["a", int64, [1, 1]], ["b", int64, [1]]), "a: labels");
  assertEquals(chosen(3, ["a", float, [1, 3]], ["b", float, [1, 3]]), "a: scores");
  assertEquals(chosen(3, ["a", int64, [1, 3]], ["b", float, [1, 3]]), "b: scores");
  assertEquals(chosen(3, ["a", float, [1, 4]], ["b", float, [1, 3]]), "b: scores");
});

Deno.test("one column is a probability of two classes, and a score of one", () => {
  for (const shape of [[1], [1, 1]]) {
    assertEquals(chosen(2, ["a", float, shape]), "a: probability");
    assertEquals(chosen(1, ["a", float, shape]), "a: scores");
    assertThrows(() => chosen(3, ["a", float, shape]), InvalidModel);
  }
  assertEquals(chosen(2, ["a", float, [1, 2]]), "a: scores");
});

Deno.test("outputs without one row per sample, or of another type, are skipped", () => {
  for (
    const output of <Output[]> [
      ["a", float, [1, 3], false],
      ["a", float, [1, 3, 1]],
      ["a", float, [1, 1, 3]],
      ["a", double, [1, 3]],
      ["a", int32, [1]],
      ["a", string, [1]],
      ["a", int64, [1], false],
    ]
  ) {
    assertEquals(chosen(3, output, ["b", float, [1, 3]]), "b: scores", String(output));
    assertEquals(assertThrows(() => chosen(3, output), InvalidModel).rule, "output");
  }
});

Deno.test("a metric of outputs passes labels over, and says what to export", () => {
  const choose = (...outputs: Output[]) => chosen(3, "outputs", ...outputs);
  assertEquals(choose(["a", int64, [1]], ["b", float, [1, 3]]), "b: scores");
  assertEquals(chosen(2, "outputs", ["a", int64, [1]], ["b", float, [1, 1]]), "b: probability");
  const { rule, message, advice } = assertThrows(() => choose(["a", int64, [1]]), InvalidModel);
  assertEquals([rule, advice.kind], ["output", "export-scores"]);
  assertEquals(/label per row/.test(message), false, message);
});
