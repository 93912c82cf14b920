/**
 * Tree ensembles. The engine trusts their attributes: a node that is its own child would run
 * forever, a missing feature would be read from outside the row. So every tree is walked here,
 * once.
 *
 * @module
 */
import { attribute, integerAttribute, integersAttribute, type NodeProto } from "../onnx.ts";
import { at, hasRank, type Rule, shown, wrong } from "./rule.ts";
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
    work: rows * (nodes.leaves.length + voting + outputs),
  };
};

/** The number of classes of a classifier of ai.onnx.ml. */
export function labelsOf(node: NodeProto): number {
  return attribute(node, "classlabels_ints")?.ints?.length ||
    attribute(node, "classlabels_int64s")?.ints?.length ||
    attribute(node, "classlabels_strings")?.strings?.length || 1;
}

/** A place among the nodes by tree, then by number: a map cannot have pairs of numbers as keys. */
type Places = Map<number, Map<number, number>>;

/** The nodes of all trees. */
interface Nodes {
  places: Places;
  /** Whether the node at a place is a leaf */
  leaves: Uint8Array;
}

function placeOf(places: Places, tree: number, id: number): number | undefined {
  return places.get(tree)?.get(id);
}

/** The modes by their bytes: files repeat seven words for every node. */
function modesOf(words: Uint8Array[]): string[] {
  const decoder = new TextDecoder();
  let last = new Uint8Array() as Uint8Array;
  let text = "";
  return words.map((word) => {
    if (!sameBytes(word, last)) [last, text] = [word, decoder.decode(word)];
    return text;
  });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The nodes, each found once, from their tree's first node on. */
function checkNodes(node: NodeProto, features: number): Nodes {
  const list = (name: string) => integersAttribute(node, `nodes_${name}`) ?? [];
  const [tree, id, feature] = [list("treeids"), list("nodeids"), list("featureids")];
  const [yes, no, missing] = [
    list("truenodeids"),
    list("falsenodeids"),
    list("missing_value_tracks_true"),
  ];
  const values = attribute(node, "nodes_values")?.floats ?? [];
  const modes = modesOf(attribute(node, "nodes_modes")?.strings ?? []);
  const count = tree.length;
  if (
    count === 0 || [id, feature, yes, no, values, modes].some(({ length }) => length !== count) ||
    (missing.length !== 0 && missing.length !== count)
  ) throw wrong(node, "lists its nodes in columns of different lengths");
  const places: Places = new Map();
  const waiting: number[] = [];
  const leaves = new Uint8Array(count);
  for (const [i, inTree] of tree.entries()) {
    const [own, mode, asked] = [id[i] ?? NaN, modes[i] ?? "", feature[i] ?? NaN];
    let ofTree = places.get(inTree);
    if (ofTree === undefined) {
      places.set(inTree, ofTree = new Map());
      waiting.push(i);
    }
    if (ofTree.has(own)) throw wrong(node, `has the node ${inTree} ${own} twice`);
    if (!MODES.has(mode)) throw wrong(node, `has the mode ${short(mode)}`);
    if (mode === "LEAF") leaves[i] = 1;
    else if (!(asked >= 0 && asked < features)) {
      throw wrong(node, `asks for feature ${asked} of ${features}`);
    }
    ofTree.set(own, i);
  }
  const seen = new Uint8Array(count);
  let reached = 0;
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    const inTree = tree[i] ?? NaN;
    if (seen[i]) throw wrong(node, `reaches its node ${inTree} ${id[i]} in two ways`);
    seen[i] = 1;
    reached++;
    if (leaves[i]) continue;
    for (const child of [yes[i] ?? NaN, no[i] ?? NaN]) {
      const place = placeOf(places, inTree, child);
      if (place === undefined) throw wrong(node, `has no node ${child} in tree ${inTree}`);
      waiting.push(place);
    }
  }
  if (reached !== count) throw wrong(node, "has unreachable nodes");
  return { places, leaves };
}

/** Every vote is a leaf's, for an existing output. */
function checkVotes(
  node: NodeProto,
  votes: "class" | "target",
  outputs: number,
  { places, leaves }: Nodes,
): number {
  const list = (name: string) => integersAttribute(node, `${votes}_${name}`) ?? [];
  const [tree, id, output] = [list("treeids"), list("nodeids"), list("ids")];
  const weights = attribute(node, `${votes}_weights`)?.floats ?? [];
  if ([id, output, weights].some(({ length }) => length !== tree.length)) {
    throw wrong(node, "lists its votes in columns of different lengths");
  }
  for (const [i, inTree] of tree.entries()) {
    const [own, voted] = [id[i] ?? NaN, output[i] ?? NaN];
    if (leaves[placeOf(places, inTree, own) ?? -1] !== 1) {
      throw wrong(node, `lets ${inTree} ${own} vote, which is not a leaf`);
    }
    if (!(voted >= 0 && voted < outputs)) throw wrong(node, `votes for ${voted} of ${outputs}`);
  }
  const base = attribute(node, "base_values")?.floats?.length ?? 0;
  if (![0, 1, outputs].includes(base)) throw wrong(node, `has ${base} base values`);
  return tree.length;
}
