import { assert, assertEquals } from "@std/assert";
import type { Hint } from "../../../protocol/score/hints.ts";
import { tellHint } from "./hints.ts";

const OUTSIDE = {
  kind: "outside-classes",
  rows: 180,
  lowest: 10,
  highest: 10,
  classes: 10,
} as const;

Deno.test("every hint is a sentence that says what was seen and what to do", () => {
  const hints: [Hint, RegExp][] = [
    [{ kind: "raw-logit", rows: 1 }, /^1 row gets a value outside 0 to 1.*add a Sigmoid/],
    [{ kind: "raw-logit", rows: 1_119 }, /^1119 rows get a value/],
    [{ kind: "not-probabilities", rows: 2 }, /^2 rows get scores that are not .*add a Softmax/],
    [OUTSIDE, /^180 rows get the label 10, and the classes are 0 to 9.*subtract 1/],
    [{ ...OUTSIDE, highest: 12 }, /labels from 10 to 12.*map the model's labels/],
    [{ ...OUTSIDE, lowest: -1, highest: -1 }, /label below 0.*from 0 to 9/],
    [{ kind: "never-predicted", count: 1, labels: [3] }, /^The label 3 is in the data/],
    [{ kind: "never-predicted", count: 2, labels: [3, 5] }, /^2 labels.*them: 3, 5;/],
    [{ kind: "never-predicted", count: 9, labels: [3, 5] }, /them: 3, 5 and others;/],
    [
      { kind: "outputs-passed-over", outputs: [{ name: "label", type: "int32" }] },
      /^Output "label" is int32, .*cast labels to int64/,
    ],
  ];
  for (const [hint, says] of hints) {
    const text = tellHint(hint);
    assert(says.test(text), text);
    assert(!/[.!?]$|undefined/.test(text), text);
  }
  assertEquals(new Set(hints.map(([{ kind }]) => kind)).size, 5);
});
