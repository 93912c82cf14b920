/**
 * What a file may contain in addition to its graph's values: opsets, domains, types of its inputs
 * and outputs.
 *
 * @module
 */
import { type DecodedModel, integer, type ValueInfoProto } from "./onnx.ts";
import { located } from "./locate.ts";
import { broken, InvalidModel, short } from "../../protocol/score/verdict.ts";

/** More nodes than any model within sensible limits has; the runtime's start grows with them. */
const MOST_NODES = 20_000;
/** The most inputs and outputs, or attributes, of a node. */
const MOST_ENDS = 10_000;
/** Versions of the operators that the engine knows: later ones are announced, not implemented. */
const OLDEST_OPSET = 7;
const NEWEST_OPSET = 24;
/** Versions of ai.onnx.ml. */
const NEWEST_ML = 5;
const ML = "ai.onnx.ml";

/** Checks everything outside nodes and tensors. */
export function checkParts(model: DecodedModel): void {
  const { graph } = model;
  if (model.functions?.length) {
    const advice = { kind: "inline-functions" } as const;
    throw new InvalidModel("operator", "it defines its own functions", advice);
  }
  if (model.trainingInfo?.length) throw broken("graph", "it carries training information");
  if (graph.sparseInitializer?.length) {
    const advice = { kind: "dense-tensors" } as const;
    throw new InvalidModel("initializer", "it has sparse initializers", advice);
  }
  const nodes = graph.node ?? [];
  if (nodes.length > MOST_NODES) {
    throw new InvalidModel(
      "graph",
      `it has ${nodes.length} nodes, more than ${MOST_NODES}`,
      { kind: "shrink" },
    );
  }
  for (const { input, output, attribute } of nodes) {
    const most = Math.max(input?.length ?? 0, output?.length ?? 0, attribute?.length ?? 0);
    if (most > MOST_ENDS) throw broken("graph", `it has a node with ${most} ends`);
  }
  checkOpsets(model);
  for (const value of [...graph.input ?? [], ...graph.output ?? []]) checkDepth(value);
}

/** Domains that no node uses are dropped by `prune`, and so is what an opset says twice. */
function checkOpsets(model: DecodedModel): void {
  const used = new Set((model.graph.node ?? []).map(({ domain }) => domain || "ai.onnx"));
  const seen = new Map<string, number>();
  for (const { domain, version } of model.opsetImport) {
    const name = domain || "ai.onnx";
    if (name !== "ai.onnx" && name !== ML) {
      if (!used.has(name)) continue;
      throw usesDomain(model, name);
    }
    const number = integer(version);
    if ((seen.get(name) ?? number) !== number) {
      throw broken("operator", `it names two opsets of ${name}`);
    }
    seen.set(name, number);
    const [oldest, newest] = name === ML ? [1, NEWEST_ML] : [OLDEST_OPSET, NEWEST_OPSET];
    if (number < oldest || number > newest) {
      throw new InvalidModel(
        "operator",
        `it uses opset ${number} of ${name}, admitted are ${oldest} to ${newest}`,
        { kind: "export-opset", domain: name, opset: name === ML ? 3 : 20, exporter: "unknown" },
      );
    }
  }
}

function usesDomain({ graph }: DecodedModel, name: string): InvalidModel {
  const domain = short(name);
  const found = `it uses the domain ${domain}`;
  const advice = { kind: "standard-domains", domain, exporter: "unknown" } as const;
  const node = graph.node?.find((each) => each.domain === name);
  const error = new InvalidModel(
    "operator",
    node ? `${found}, by its ${short(node.opType ?? "")} node` : found,
    advice,
  );
  return node ? located(error, node) : error;
}

/**
 * A nested type is not a tensor's; one nested so deep that another machine's reader might fail must
 * not pass on this one.
 */
function checkDepth({ name, type }: ValueInfoProto): void {
  let inner = type;
  for (let depth = 0; inner; depth++) {
    if (depth > 3) throw broken("graph", `the type of "${short(name ?? "")}" is nested deeply`);
    inner = inner.sequenceType?.elemType ?? inner.mapType?.valueType ??
      inner.optionalType?.elemType;
  }
}
