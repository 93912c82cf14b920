import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { NodeProto } from "../onnx.ts";
import { labelsOf, trees } from "./trees.ts";

type Columns = Record<string, number[] | string[] | number>;

/** Floats by their names; all other numbers are whole. */
const FLOATS = /weights|values/;

function node(columns: Columns): NodeProto {
  const attribute = Object.entries(columns).map(([name, value]) => {
    if (typeof value === "number") return { name, i: value };
    if (typeof value[0] === "string") {
      return { name, strings: value.map((text) => new TextEncoder().encode(String(text))) };
    }
    return FLOATS.test(name)
      ? { name, floats: value as number[] }
      : { name, ints: value as number[] };
  });
  return { opType: "TreeEnsemble", attribute };
}

/** Two trees: a root with two leaves, and a root whose left child has its own two leaves. */
const NODES: Columns = {
  nodes_treeids: [0, 0, 0, 1, 1, 1, 1, 1],
  nodes_nodeids: [0, 1, 2, 0, 1, 2, 3, 4],
  nodes_featureids: [0, 0, 0, 2, 1, 0, 0, 0],
  nodes_truenodeids: [1, 0, 0, 1, 3, 0, 0, 0],
  nodes_falsenodeids: [2, 0, 0, 2, 4, 0, 0, 0],
  nodes_values: [1, 0, 0, 1, 1, 0, 0, 0],
  nodes_modes: ["BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_GT", "BRANCH_EQ", "LEAF", "LEAF", "LEAF"],
};
const votes = (kind: "class" | "target"): Columns => ({
  [`${kind}_treeids`]: [0, 0, 1, 1, 1],
  [`${kind}_nodeids`]: [1, 2, 2, 3, 4],
  [`${kind}_ids`]: [0, 1, 0, 1, 1],
  [`${kind}_weights`]: [1, 1, 1, 1, 1],
});
const CLASSES: Columns = { ...NODES, ...votes("class"), classlabels_int64s: [4, 5, 6] };
const TARGETS: Columns = { ...NODES, ...votes("target"), n_targets: 2 };
const X = { shape: [7, 3] };

const refuses = (columns: Columns, kind: "class" | "target" = "class", input = X) =>
  assertThrows(() => trees(kind)(node(columns), [input]), InvalidModel);
/** A column with another value at a place. */
const altered = (name: string, place: number, value: number | string): Columns => ({
  ...CLASSES,
  [name]: (CLASSES[name] as number[]).toSpliced(place, 1, value as number),
});

Deno.test("a classifier gives labels and scores, a regressor its targets", () => {
  const classified = trees("class")(node(CLASSES), [X]);
  assertEquals(classified.outputs.map(({ shape }) => shape), [[7], [7, 3]]);
  assertEquals(classified.work, 7 * (8 + 5 + 3));
  const regressed = trees("target")(node(TARGETS), [X]);
  assertEquals(regressed.outputs.map(({ shape }) => shape), [[7, 2]]);
  assertEquals(regressed.work, 7 * (8 + 5 + 2));
  const one = { ...NODES, ...votes("target"), target_ids: [0, 0, 0, 0, 0] };
  assertEquals(trees("target")(node(one), [X]).outputs[0]!.shape, [7, 1]);
  const wide = { ...TARGETS, n_targets: 1_000_000 };
  assertEquals(trees("target")(node(wide), [X]).outputs[0]!.shape, [7, 1_000_000]);
  for (const n_targets of [0, -1, 1_000_001]) refuses({ ...TARGETS, n_targets }, "target");
  refuses(CLASSES, "class", { shape: [7] });
  refuses(CLASSES, "class", { shape: [7, 3, 1] });
});

Deno.test("labels are counted in any attribute that has them", () => {
  for (const name of ["classlabels_ints", "classlabels_int64s"]) {
    assertEquals(labelsOf(node({ [name]: [1, 2, 3] })), 3);
  }
  assertEquals(labelsOf(node({ classlabels_strings: ["a", "b"] })), 2);
  assertEquals(labelsOf(node({})), 1);
});

Deno.test("every tree is walked: each node once, from its root, to existing features", () => {
  for (
    const columns of [
      // Its own child, two ways to a node, a missing child, unreachable nodes
      altered("nodes_truenodeids", 0, 0),
      altered("nodes_truenodeids", 0, 2),
      altered("nodes_falsenodeids", 4, 2),
      altered("nodes_truenodeids", 0, 7),
      altered("nodes_falsenodeids", 0, 7),
      altered("nodes_modes", 4, "LEAF"),
      // Features outside the row, an unknown mode, a node twice
      altered("nodes_featureids", 3, 3),
      altered("nodes_featureids", 3, -1),
      altered("nodes_modes", 0, "BRANCH_MORE"),
      altered("nodes_nodeids", 2, 1),
      altered("nodes_treeids", 2, 1),
    ]
  ) refuses(columns);
  // A leaf's feature is not used.
  trees("class")(node(altered("nodes_featureids", 1, 99)), [X]);
  trees("class")(node(altered("nodes_featureids", 3, 0)), [X]);
  trees("class")(node({ ...CLASSES, nodes_missing_value_tracks_true: Array(8).fill(0) }), [X]);
});

Deno.test("columns of different lengths are refused", () => {
  for (const name of [...Object.keys(NODES), ...Object.keys(votes("class"))]) {
    const column = CLASSES[name] as number[];
    refuses({ ...CLASSES, [name]: column.slice(1) });
    refuses({ ...CLASSES, [name]: column.slice(0, -1) });
    refuses({ ...CLASSES, [name]: [] });
  }
  refuses({ ...CLASSES, nodes_missing_value_tracks_true: [0] });
  refuses({ classlabels_int64s: [4, 5, 6] });
});

Deno.test("only leaves vote, for existing outputs", () => {
  refuses(altered("class_nodeids", 0, 0));
  refuses(altered("class_nodeids", 0, 9));
  refuses(altered("class_ids", 0, 3));
  refuses(altered("class_ids", 0, -1));
  trees("class")(node(altered("class_ids", 0, 2)), [X]);
  for (const base_values of [[], [1], [1, 2, 3]]) {
    trees("class")(node({ ...CLASSES, base_values }), [X]);
  }
  refuses({ ...CLASSES, base_values: [1, 2] });
});
