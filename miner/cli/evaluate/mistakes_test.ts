import { assertEquals } from "@std/assert";
import { classAccuracies } from "./class_accuracy.ts";
import { worstMistakes } from "./mistakes.ts";

Deno.test("the most confident mistakes come first, then by row, without right predictions", () => {
  const margins = {
    lead: new Float32Array(5),
    miss: Float32Array.of(0, 2, 9, 2, 0),
    labels: Int32Array.of(0, 1, 2, 3, 4),
  };
  const found = worstMistakes(Int32Array.of(0, 9, 8, 7, 6), margins, 3);
  assertEquals(found.map(({ row }) => row), [2, 1, 3]);
  assertEquals(found[0], { row: 2, predicted: 8, label: 2, miss: 9 });
  assertEquals(worstMistakes(Int32Array.of(0, 9, 8, 7, 6), margins, 9).at(-1)!.row, 4);
});

Deno.test("accuracies by class include classes without rows, and rows that got no class", () => {
  const [one, two, none] = classAccuracies(
    Uint32Array.of(3, 1, 0, 2, 2, 0, 0, 0, 0),
    Uint32Array.of(0, 4, 0),
    3,
    [
      "a",
      "b",
      "c",
    ],
  );
  assertEquals(one, { label: 0, name: "a", rows: 4, correct: 3, others: 0, accuracy: 0.75 });
  assertEquals([two!.rows, two!.others, two!.accuracy], [8, 4, 0.25]);
  assertEquals([none!.rows, none!.accuracy], [0, undefined]);
});
