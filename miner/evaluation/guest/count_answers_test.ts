import { assertEquals } from "@std/assert";
import { loadCore } from "../../../core-wasm/mod.ts";
import type { PassedOver } from "../../../protocol/score/hints.ts";
import { countAnswers } from "./count_answers.ts";

const core = loadCore();

function count(
  predictions: number[],
  labels: number[],
  classes: number,
  { improbable = 0, single = true, passedOver }: {
    improbable?: number;
    single?: boolean;
    passedOver?: PassedOver[];
  } = {},
) {
  return core.scope((views) => {
    const answered = { predictions: views.put(Int32Array.from(predictions)), improbable, single };
    return countAnswers(core, answered, Int32Array.from(labels), classes, passedOver);
  });
}

Deno.test("a model that gives every label hints at nothing", () => {
  assertEquals(count([0, 1, 1, 2], [0, 1, 2, 2], 3), {
    correct: 3,
    confusion: Uint32Array.of(1, 0, 0, 0, 1, 0, 0, 1, 1),
    others: Uint32Array.of(0, 0, 0),
    hints: [],
  });
  // No row carries the label 2.
  assertEquals(count([0, 1], [1, 0], 3).hints, []);
});

Deno.test("predictions outside the classes are counted by label, with their ends", () => {
  for (const classes of [3, 300]) {
    const { correct, others, hints } = count([1, 2, classes, -1, 5000], [0, 1, 2, 2, 2], classes);
    assertEquals(correct, 0);
    assertEquals(others, classes === 3 ? Uint32Array.of(0, 0, 3) : undefined);
    assertEquals(hints, [
      { kind: "outside-classes", rows: 3, lowest: -1, highest: 5000, classes },
      { kind: "never-predicted", count: 1, labels: [0] },
    ]);
  }
});

Deno.test("a label whose rows are all predicted outside the classes is never predicted either", () => {
  assertEquals(count([7, 7, 1], [0, 0, 1], 2).hints.at(-1), {
    kind: "never-predicted",
    count: 1,
    labels: [0],
  });
});

Deno.test("of many labels that are never predicted, the first are named and all counted", () => {
  for (const classes of [256, 257]) {
    const labels = Array.from({ length: classes }, (_, label) => label);
    const { hints, confusion } = count(labels.map(() => 0), labels, classes);
    assertEquals(confusion === undefined, classes > 256);
    assertEquals(hints, [{
      kind: "never-predicted",
      count: classes - 1,
      labels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    }]);
  }
});

Deno.test("raw logits and outputs that nobody reads are passed on", () => {
  const outputs: PassedOver[] = [{ name: "label", type: "int32" }];
  assertEquals(count([0, 1], [0, 1], 2, { improbable: 2, passedOver: outputs }).hints, [
    { kind: "raw-logit", rows: 2 },
    { kind: "outputs-passed-over", outputs },
  ]);
  assertEquals(count([0, 1], [0, 1], 2, { improbable: 2, single: false }).hints, [
    { kind: "not-probabilities", rows: 2 },
  ]);
});
