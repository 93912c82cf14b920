/**
 * A model that gives the same on every processor and engine, except for rounding: PROTOCOL.md,
 * section 8, lists the operators that would not, and the change for each.
 *
 * @module
 */
import type { SampleAxis } from "../independence/sample_axis.ts";
import { attribute, type DecodedModel, integer, type ModelProto, type NodeProto } from "../onnx.ts";
import { at, type Value } from "../operators/rule.ts";
import type { Ends } from "../prune.ts";
import { locating } from "../locate.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { FoldedWeights } from "./folded_weights.ts";
import { GraphEditor } from "./graph_editor.ts";
import { Magnitudes } from "./magnitudes.ts";
import { mend } from "./mend.ts";
import { NaNWatch, orders } from "./nan_watch.ts";
import { refuse } from "./refuse.ts";

/** The first opset with IsNaN and Where. */
const OLDEST = 9;

/**
 * Rewrites a pruned model.
 *
 * @param samples Where values have their samples
 * @throws InvalidModel `operator` or `initializer` for a model that cannot be made portable
 */
export function portable(
  model: DecodedModel,
  ends: Ends,
  values: ReadonlyMap<string, Value>,
  samples: ReadonlyMap<string, SampleAxis>,
): ModelProto {
  const { graph } = model;
  const opset = coreOpset(model);
  const editor = new GraphEditor(graph, Math.max(OLDEST, opset));
  const watch = new NaNWatch(editor);
  const magnitudes = new Magnitudes(graph);
  const folded = new FoldedWeights(editor, magnitudes);
  const step = (node: NodeProto) => {
    const inputs = (node.input ?? []).map((name) => values.get(name));
    const to = values.get(node.output?.[0] ?? "")?.type;
    refuse(node, inputs[0]?.type, to, magnitudes);
    const first = node.input?.[0] ?? "";
    if (orders(node, inputs[0]) && !magnitudes.isFinite(first)) {
      watch.look(first, at(node, inputs, 0), samples.get(first));
    }
    const mended = mend(editor, folded.pass(node, inputs), inputs, to, magnitudes);
    editor.nodes.push(opset < OLDEST ? lifted(mended) : mended);
    watch.pass(node);
    magnitudes.pass(node, inputs, to);
  };
  for (const node of graph.node ?? []) locating(node, () => step(node));
  const labels = ends.outputKind === "labels";
  const nodes = watch.carried(ends.output, values.get(ends.output)!.shape.length, labels);
  const used = new Set([ends.output, ...nodes.flatMap(({ input }) => input ?? [])]);
  const initializer = [...graph.initializer ?? [], ...editor.constants]
    .filter(({ name }) => used.has(name ?? ""));
  return {
    ...model,
    opsetImport: (model.opsetImport ?? []).map((entry) =>
      isCore(entry) ? { ...entry, version: editor.opset } : entry
    ),
    graph: { ...graph, node: nodes, initializer },
  };
}

type OpsetEntry = NonNullable<ModelProto["opsetImport"]>[number];

function isCore({ domain }: OpsetEntry): boolean {
  return !domain || domain === "ai.onnx";
}

/** The version of the operators of ai.onnx. */
export function coreOpset(model: ModelProto): number {
  return integer(model.opsetImport?.find(isCore)?.version);
}

/** Opset 9 has all of 7 and 8 except one attribute; engines only support its default. */
function lifted(node: NodeProto): NodeProto {
  const spatial = attribute(node, "spatial");
  if (node.opType !== "BatchNormalization" || spatial === undefined) return node;
  if (integer(spatial.i) !== 1) {
    throw new InvalidModel(
      "operator",
      "its BatchNormalization node is not spatial",
      { kind: "export-opset", domain: "ai.onnx", opset: 20, exporter: "unknown" },
    );
  }
  return { ...node, attribute: node.attribute?.filter((entry) => entry !== spatial) };
}
