import { attr, type Case, changed, floats, inserted, integers, node } from "../build.ts";

const weights = (value: number) => floats("weights", [4, 3], Array(12).fill(value));

/** What only shows when the model runs. */
export const RUN_CASES: Case[] = [
  changed("as-it-should-be", undefined, () => {}),
  changed("nan-weights", "output", (graph) => graph.initializer![0] = weights(NaN), { runs: true }),
  changed("infinite-weights", "output", (graph) => {
    // Infinity times the zeros among the samples is NaN.
    graph.initializer![0] = weights(Infinity);
  }, { runs: true }),
  inserted(
    "nan-for-some-samples",
    "output",
    [
      node("Sub", ["flat", "half"], ["shifted"]),
      node("Sqrt", ["shifted"], ["x"]),
    ],
    [floats("half", [1], [0.5])],
    { runs: true },
  ),
  // An infinity is a score like another: the largest, or the smallest.
  changed("infinite-scores", undefined, (graph) => {
    graph.initializer![1] = floats("bias", [3], [0, Infinity, -Infinity]);
  }),
  inserted(
    "index-outside-at-run-time",
    "runtime",
    [
      node("Cast", ["flat"], ["whole"], [attr.int("to", 7)]),
      node("Add", ["whole", "far"], ["index"]),
      node("Gather", ["table", "index"], ["x"]),
    ],
    [integers("far", [1_000]), floats("table", [4], [1, 2, 3, 4])],
    { runs: true },
  ),
  inserted(
    "operator-newer-than-its-opset",
    "runtime",
    [
      node("Gelu", ["flat"], ["x"]),
    ],
    [],
    { runs: true },
  ),
  inserted(
    "attribute-of-another-kind",
    "runtime",
    [
      node("LeakyRelu", ["flat"], ["x"], [attr.text("alpha", "much")]),
    ],
    [],
    { runs: true },
  ),
  inserted(
    "unknown-attribute",
    "runtime",
    [
      node("Relu", ["flat"], ["x"], [attr.int("surprise", 1)]),
    ],
    [],
    { runs: true },
  ),
  inserted("too-many-inputs", "runtime", [node("Relu", ["flat", "flat"], ["x"])], [], {
    runs: true,
  }),
];
