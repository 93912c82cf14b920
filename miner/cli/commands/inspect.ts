import { toHex } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { cidOfBytes, sha256 } from "../../ipfs/cid.ts";
import { admit } from "../../model/admission.ts";
import { readFile } from "../../base/read_file.ts";
import { estimatePacked, unpack } from "../../model/package.ts";
import { type End, type Survey, survey } from "../../model/survey.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { show } from "../../../protocol/text/visible.ts";
import type { Command, Invocation } from "../command.ts";
import {
  type CompetitionSource,
  competitionSource,
  SOURCE_OPTIONS,
} from "../competition_source.ts";
import { tellAdvice } from "../failures/advice.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { toJson } from "../json.ts";
import { type ModelFile, onnxOf, packageOf, readModelFile } from "../read_model_file.ts";
import { reportInvalid } from "../report_invalid.ts";

export const inspect: Command = {
  name: "inspect",
  summary: "Show what is in a model, what it costs, and which limits it meets",
  positional: "MODEL",
  options: SOURCE_OPTIONS,
  notes: `MODEL is an .onnx file or a .deml package. Nothing is run: parameters, multiply-adds and
shapes are inferred from the graph, as the miners do before they run a model. A file that
they would refuse is also described, before it says what is wrong with it.

How small a file of more than 256 KB would pack is estimated, from samples of its weights:
\`deml pack\` prints its exact size, its digest and its content identifier.

With --competition it prints the spec's limits next to the model's values, and exits with
3 if the model breaks a rule. \`deml check\` also runs the model.`,
  examples: [
    "deml inspect model.onnx",
    "deml inspect entry.deml --competition competition.json",
    "deml inspect entry.deml --competition 3 --json",
  ],
  run,
};

/** Of opsets, operators and outputs; honest models have fewer, and --json has all. */
const MOST_LISTED = 100;

/** A limit of the spec next to the model's value. */
interface LimitFound {
  name: string;
  found: number | undefined;
  limit: number;
  met: boolean;
}

/** A bare file up to this size is packed, for its digest; a larger one is only estimated. */
const PACKED_FOR_DIGEST = 262_144;
/** An estimate this near to a limit does not tell whether it is met. */
const NEAR = 0.25;

/** What is known of a model's file. */
interface Inspected {
  onnx: Uint8Array;
  wasPacked: boolean;
  /** Unknown of a file without its weights, or a broken one */
  packed: { bytes: number; exact?: Uint8Array } | undefined;
  facts: Survey;
  problem: InvalidModel | undefined;
}

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "MODEL");
  const source = invocation.text("competition") === undefined
    ? undefined
    : await competitionSource(invocation);
  let found: Inspected;
  try {
    found = await inspected(path, source);
  } catch (error) {
    if (error instanceof InvalidModel) return reportInvalid(invocation, path, error);
    throw error;
  }
  const { facts, problem, packed, onnx } = found;
  const limits = source && limitsOf(source.spec, found, source.competition?.byteLimit);
  const { terminal } = invocation;
  if (invocation.json) {
    const { problem: _, ...told } = facts;
    const exact = packed?.exact;
    const problemTold = problem && {
      rule: problem.rule,
      found: problem.found,
      remedy: tellAdvice(problem.advice),
    };
    const digest = exact && toHex(await sha256(exact));
    const cid = exact && String(await cidOfBytes(exact));
    const bytes = {
      onnx: onnx.length,
      packed: packed?.bytes,
      estimated: packed && exact === undefined,
    };
    terminal.out(
      toJson({ model: path, bytes, digest, cid, ...told, limits, problem: problemTold }),
    );
  } else {
    print(invocation, found, limits);
    if (problem) reportInvalid(invocation, path, problem);
  }
  // Without a spec there is nothing to break, but the file must be complete.
  const whole = packed !== undefined;
  const broken = problem !== undefined || limits?.some(({ met }) => !met);
  return !whole || (source && broken) ? EXIT.invalid : EXIT.ok;
}

/** @throws InvalidModel if nothing in it can be read */
async function inspected(path: string, source: CompetitionSource | undefined): Promise<Inspected> {
  let model: ModelFile;
  let missing: InvalidModel | undefined;
  try {
    model = await readModelFile(path);
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    // Its weights are elsewhere; everything else can be shown.
    missing = error;
    model = { bytes: await readFile(path), wasPacked: false };
  }
  const onnx = onnxOf(model);
  const facts = survey(onnx, source?.spec.input.shape);
  const packed = missing ? undefined : packedSize(model, facts, source);
  const problem = missing ?? (source ? judged(model, source.spec) : facts.problem);
  return { onnx, wasPacked: model.wasPacked, packed, facts, problem };
}

/** Packs a file only where an estimate would not do. */
function packedSize(
  model: ModelFile,
  { problem }: Survey,
  source: CompetitionSource | undefined,
): Inspected["packed"] {
  const { bytes, wasPacked } = model;
  if (wasPacked) return { bytes: bytes.length, exact: bytes };
  // The weights of a broken file cannot be found.
  if (problem?.rule === "onnx-format") return undefined;
  const about = estimatePacked(bytes);
  const limit = source ? packedLimit(source.spec, source.competition?.byteLimit) : Infinity;
  const isNear = about > (1 - NEAR) * limit && about < (1 + NEAR) * limit;
  if (bytes.length > PACKED_FOR_DIGEST && !isNear) return { bytes: about };
  const exact = packageOf(model);
  return { bytes: exact.length, exact };
}

function packedLimit({ limits }: CompetitionSpec, byteLimit = Infinity): number {
  return Math.min(limits.packedBytes ?? Infinity, byteLimit);
}

/** What a miner would find before it runs the package. */
function judged({ bytes, wasPacked }: ModelFile, spec: CompetitionSpec): InvalidModel | undefined {
  try {
    admit(wasPacked ? unpack(bytes, spec.limits) : bytes, spec);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidModel) return error;
    throw error;
  }
}

function limitsOf(
  spec: CompetitionSpec,
  { packed, onnx, facts }: Inspected,
  byteLimit: number | undefined,
): LimitFound[] {
  const { limits } = spec;
  const rows: [string, number | undefined, number][] = [
    ["packed bytes", packed?.bytes, packedLimit(spec, byteLimit)],
    ["unpacked bytes", onnx.length, limits.unpackedBytes],
    ["parameters", facts.parameters, limits.parameters],
    ["multiply-adds", facts.multiplyAdds, limits.multiplyAdds],
  ];
  return rows.filter(([, , limit]) => limit !== Infinity).map(([name, found, limit]) => ({
    name,
    found,
    limit,
    met: found !== undefined && found <= limit,
  }));
}

function print(
  { terminal: { out, paint } }: Invocation,
  { onnx, wasPacked, packed, facts }: Inspected,
  limits: LimitFound[] | undefined,
): void {
  const count = (value: number | undefined) => value?.toLocaleString("en") ?? "unknown";
  const { nodes, subgraphs, functions } = facts;
  const ends = (label: string, values: End[]): [string, string][] => [
    ...values.slice(0, MOST_LISTED).map((value): [string, string] => [label, end(value)]),
    ...values.length > MOST_LISTED
      ? [[`${label}s`, `${values.length - MOST_LISTED} more`] as [string, string]]
      : [],
  ];
  const rows: [string, string][] = [
    ["size", showBytes(onnx.length) + (packed ? `, ${packedShare(packed, onnx.length)}` : "")],
    ["file", wasPacked ? "a package" : "a bare ONNX file"],
    ["written by", show(facts.producer) || "unknown"],
    [
      "opset",
      listed(facts.opsets, ({ domain, version }) => `${show(domain)} ${version}`) || "none",
    ],
    [
      "nodes",
      count(nodes) + (subgraphs > 0 ? `, in a graph and ${count(subgraphs)} within it` : ""),
    ],
    ["operators", listed(facts.operators, operator) || "none"],
    ...functions.length > 0
      ? [["functions", listed(functions, (name) => show(name))] as [string, string]]
      : [],
    ["parameters", count(facts.parameters)],
    [
      "multiply-adds",
      facts.multiplyAdds === undefined ? "unknown" : `${count(facts.multiplyAdds)} a sample`,
    ],
    ...facts.inputs.length === 0 ? [["input", "none"] as [string, string]] : [],
    ...ends("input", facts.inputs),
    ...ends("output", facts.outputs),
  ];
  for (const [label, value] of rows) out(`${paint.dim(label.padEnd(15))}${value}`);
  for (const { name, found, limit, met } of limits ?? []) {
    const verdict = met ? paint.green("met") : paint.red("not met");
    out(`${paint.dim("limit".padEnd(15))}${name}: ${count(found)} of ${count(limit)}, ${verdict}`);
  }
}

function packedShare({ bytes, exact }: NonNullable<Inspected["packed"]>, whole: number): string {
  const share = (100 * bytes / whole).toFixed(exact ? 1 : 0);
  return `${exact ? "" : "about "}${showBytes(bytes)} packed (${share} %)`;
}

function listed<T>(values: T[], text: (value: T) => string): string {
  const rest = values.length > MOST_LISTED ? `, … ${values.length - MOST_LISTED} more` : "";
  return values.slice(0, MOST_LISTED).map(text).join(", ") + rest;
}

function operator({ name, count, admitted }: Survey["operators"][number]): string {
  return `${show(name)}${count > 1 ? ` × ${count}` : ""}${admitted ? "" : " (not admitted)"}`;
}

function end({ name, type, shape }: End): string {
  const dims = shape ? `[${shape.map((dim) => dim ?? "N").join(", ")}]` : "of unknown shape";
  return `${show(name)}, ${type} ${dims}`;
}
