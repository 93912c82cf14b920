/**
 * Where a node comes from: its name, and its place in the author's program as far as the file says.
 *
 * @module
 */
import { show } from "../../protocol/text/visible.ts";
import { InvalidModel, short } from "../../protocol/score/verdict.ts";
import type { NodeProto } from "./onnx.ts";

/** Characters of metadata looked at, from its end: a stack trace ends with the author's line. */
const READ = 4_000;
/** Characters shown of a line of the author's program. */
const SHOWN_LINE = 80;
/** Frames of libraries are not the author's. */
const LIBRARY = /[\\/](site-packages|dist-packages)[\\/]|[\\/]torch[\\/]nn[\\/]/;
const FRAME = /File "([^"\n]{1,400})", line (\d{1,9})[^\n]*(?:\n[ \t]+(?!File ")([^\n]*))?/g;

/**
 * Does work on a node; what is wrong with it is thrown with the node's name and place.
 *
 * @throws InvalidModel whatever `work` throws
 */
export function locating<T>(node: NodeProto, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InvalidModel ? located(error, node) : error;
  }
}

/** The same verdict, with the name and place of the node that it is about. */
export function located(error: InvalidModel, node: NodeProto): InvalidModel {
  const parts = [nameOf(node, error.found), placeOf(node)].filter((part) => part !== "");
  if (parts.length === 0) return error;
  return new InvalidModel(error.rule, [error.found, ...parts].join(", "), error.advice);
}

/** The node's name, otherwise that of a value it makes, unless the finding has it already. */
function nameOf({ name, output }: NodeProto, found: string): string {
  if (name) return found.includes(`"${short(name)}"`) ? "" : `at node "${short(name)}"`;
  const made = output?.find((each) => each !== "");
  return made === undefined ? "" : `at the node that makes "${short(made)}"`;
}

/**
 * A node's place in the author's program: the layer, and the line. PyTorch writes both as metadata;
 * TorchScript and tf2onnx name a node by its path, whose last part is the operator.
 */
export function placeOf(node: NodeProto): string {
  const layer = layerOf(node);
  const line = lineOf(metadata(node, "pkg.torch.onnx.stack_trace"));
  return [layer && `in layer ${show(layer, 60)}`, line].filter((part) => part !== "").join(", ");
}

function layerOf(node: NodeProto): string {
  const scopes = [...metadata(node, "pkg.torch.onnx.name_scopes").matchAll(/'([^'\n]*)'/g)]
    .map(([, name = ""]) => name);
  // The last is the node itself, the first the model; each contains the one before.
  const layer = scopes.slice(0, -1).findLast((name) => name !== "");
  if (layer !== undefined) return layer;
  const within = metadata(node, "namespace").split("/").slice(0, -1).at(-1) ?? "";
  const [named = ""] = within.split(":");
  if (named !== "") return named;
  const path = (node.name ?? "").split("/").slice(0, -1);
  return path[0] === "" ? path.slice(1).join(".") : path.join("/");
}

/** The innermost line that is not a library's. */
function lineOf(trace: string): string {
  const frames = [...trace.matchAll(FRAME)];
  const own = frames.findLast(([, path = ""]) => !LIBRARY.test(path)) ?? frames.at(-1);
  if (own === undefined) return "";
  const [, path = "", line, code = ""] = own;
  const file = short(path.split(/[\\/]/).at(-1) ?? "");
  const shown = show(code.trim(), SHOWN_LINE);
  return `${file} line ${line}${shown === "" ? "" : `: ${shown}`}`;
}

function metadata({ metadataProps }: NodeProto, wanted: string): string {
  return metadataProps?.find(({ key }) => key === wanted)?.value?.slice(-READ) ?? "";
}
