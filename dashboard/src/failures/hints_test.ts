import { assert } from "@std/assert";
import type { Hint } from "../../../protocol/score/hints.ts";
import { tellHint } from "./hints.ts";

Deno.test("every hint says what was seen and what to do, without the program's flags", () => {
  const outside = { kind: "outside-classes", rows: 182, classes: 10 } as const;
  const hints: [Hint, RegExp][] = [
    [{ kind: "raw-logit", rows: 1_119 }, /1,119 values are outside 0 to 1.*Sigmoid/],
    [{ kind: "not-probabilities", rows: 1_119 }, /1,119 rows are none.*Softmax$/],
    [{ ...outside, lowest: 10, highest: 10 }, /^182 predictions are .*last class is 9.*subtract 1/],
    [{ ...outside, lowest: -1, highest: 12 }, /from -1 to 12, and the classes from 0 to 9/],
    [{ ...outside, rows: 1, lowest: -1, highest: -1 }, /^1 prediction is .*give labels 0 to 9/],
    [{ kind: "never-predicted", count: 1, labels: [3] }, /never predicts label 3/],
    [{ kind: "never-predicted", count: 9, labels: [3, 5] }, /9 labels .*: 3, 5 and others/],
    [
      { kind: "outputs-passed-over", outputs: [{ name: "p", type: "double" }] },
      /^Output "p" is double.*float32$/,
    ],
  ];
  for (const [hint, says] of hints) {
    const text = tellHint(hint);
    assert(says.test(text), text);
    assert(!/[.!?]$|undefined|--[a-z]|`deml/.test(text), text);
  }
});
