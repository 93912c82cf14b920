/**
 * Tree ensembles. The engine trusts their attributes: a node that is its own child would run
 * forever, a missing feature would be read from outside the row. So every tree is walked here,
 * once.
 *
 * @module
 */
import { attribute, integerAttribute, integersAttribute, type NodeProto } from "../onnx.ts";
import { at, hasRank, type Rule, shown, wrong } from "./rule.ts";
import { zip } from "../../../protocol/zip.ts";
import { short } from "../../../protocol/score/verdict.ts";

const MODES = new Set([
  "BRANCH_LEQ",
  "BRANCH_LT",
  "BRANCH_GTE",
  "BRANCH_GT",
  "BRANCH_EQ",
  "BRANCH_NEQ",
  "LEAF",
]);

/** A classifier's votes are `class_…`, a regressor's `target_…`. */
export const trees = (votes: "class" | "target"): Rule => (node, inputs) => {
  const { shape } = at(node, inputs, 0);
  if (!hasRank(shape, 2)) throw wrong(node, `decides on ${shown(shape)}`);
  const [rows, features] = shape;
  const outputs = votes === "class" ? labelsOf(node) : integerAttribute(node, "n_targets", 1);
  if (!(outputs >= 1 && outputs <= 1_000_000)) throw wrong(node, `has ${outputs} targets`);
  const nodes = checkNodes(node, features);
  const voting = checkVotes(node, votes, outputs, nodes);
  const given = votes === "class" ? [{ shape: [rows] }] : [];
  return {
    outputs: [...given, { shape: [rows, outputs] }],
    work: rows * (nodes.size + voting + outputs),
  };
};

/** The number of classes of a classifier of ai.onnx.ml. */
export function labelsOf(node: NodeProto): number {
  return attribute(node, "classlabels_ints")?.ints?.length ||
    attribute(node, "classlabels_int64s")?.ints?.length ||
    attribute(node, "classlabels_strings")?.strings?.length || 1;
}

/** The nodes by tree and number, each found once, from the tree's first node on. */
function checkNodes(node: NodeProto, features: number): Map<string, boolean> {
  const list = (name: string) => integersAttribute(node, `nodes_${name}`) ?? [];
  const [tree, id, feature] = [list("treeids"), list("nodeids"), list("featureids")];
  const [yes, no, missing] = [
    list("truenodeids"),
    list("falsenodeids"),
    list("missing_value_tracks_true"),
  ];
  const values = attribute(node, "nodes_values")?.floats ?? [];
  const modes = (attribute(node, "nodes_modes")?.strings ?? [])
    .map((mode) => new TextDecoder().decode(mode));
  const count = tree.length;
  if (
    count === 0 || [id, feature, yes, no, values, modes].some(({ length }) => length !== count) ||
    (missing.length !== 0 && missing.length !== count)
  ) throw wrong(node, "lists its nodes in columns of different lengths");
  const places = new Map<string, number>();
  const roots: number[] = [];
  const known = new Set<number>();
  for (const [i, [inTree, own, mode, asked]] of zip(tree, id, modes, feature).entries()) {
    const key = `${inTree} ${own}`;
    if (places.has(key)) throw wrong(node, `has the node ${key} twice`);
    if (!MODES.has(mode)) throw wrong(node, `has the mode ${short(mode)}`);
    if (mode !== "LEAF" && !(asked >= 0 && asked < features)) {
      throw wrong(node, `asks for feature ${asked} of ${features}`);
    }
    places.set(key, i);
    if (!known.has(inTree)) roots.push(i);
    known.add(inTree);
  }
  const seen = new Map<string, boolean>();
  const waiting = roots;
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    const key = `${tree[i]} ${id[i]}`;
    if (seen.has(key)) throw wrong(node, `reaches its node ${key} in two ways`);
    const leaf = modes[i] === "LEAF";
    seen.set(key, leaf);
    if (leaf) continue;
    for (const child of [yes[i], no[i]]) {
      const place = places.get(`${tree[i]} ${child}`);
      if (place === undefined) throw wrong(node, `has no node ${child} in tree ${tree[i]}`);
      waiting.push(place);
    }
  }
  if (seen.size !== count) throw wrong(node, "has unreachable nodes");
  return seen;
}

/** Every vote is a leaf's, for an existing output. */
function checkVotes(
  node: NodeProto,
  votes: "class" | "target",
  outputs: number,
  nodes: Map<string, boolean>,
): number {
  const list = (name: string) => integersAttribute(node, `${votes}_${name}`) ?? [];
  const [tree, id, output] = [list("treeids"), list("nodeids"), list("ids")];
  const weights = attribute(node, `${votes}_weights`)?.floats ?? [];
  if ([id, output, weights].some(({ length }) => length !== tree.length)) {
    throw wrong(node, "lists its votes in columns of different lengths");
  }
  for (const [inTree, own, voted] of zip(tree, id, output)) {
    if (nodes.get(`${inTree} ${own}`) !== true) {
      throw wrong(node, `lets ${inTree} ${own} vote, which is not a leaf`);
    }
    if (!(voted >= 0 && voted < outputs)) throw wrong(node, `votes for ${voted} of ${outputs}`);
  }
  const base = attribute(node, "base_values")?.floats?.length ?? 0;
  if (![0, 1, outputs].includes(base)) throw wrong(node, `has ${base} base values`);
  return tree.length;
}
