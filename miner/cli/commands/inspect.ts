import { toHex } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { cidOfBytes, sha256 } from "../../ipfs/cid.ts";
import { admit } from "../../model/admission.ts";
import { unpack } from "../../model/package.ts";
import { type End, type Survey, survey } from "../../model/survey.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { show } from "../../../protocol/text/visible.ts";
import type { Command, Invocation } from "../command.ts";
import { competitionSource, SOURCE_OPTIONS } from "../competition_source.ts";
import { tellAdvice } from "../failures/advice.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { toJson } from "../json.ts";
import { type ModelFile, readModelFile } from "../read_model_file.ts";
import { reportInvalid } from "../report_invalid.ts";

export const inspect: Command = {
  name: "inspect",
  summary: "Show what is in a model, what it costs, and which limits it meets",
  positional: "MODEL",
  options: SOURCE_OPTIONS,
  notes: `MODEL is an .onnx file or a .deml package. Nothing is run: parameters, multiply-adds and
shapes are inferred from the graph, as the miners do before they run a model.

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

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "MODEL");
  const source = invocation.text("competition") === undefined
    ? undefined
    : await competitionSource(invocation);
  let model: ModelFile;
  let facts: Survey;
  try {
    model = await readModelFile(path);
    facts = survey(model.onnx);
  } catch (error) {
    if (error instanceof InvalidModel) return reportInvalid(invocation, path, error);
    throw error;
  }
  const limits = source && limitsOf(source.spec, model, facts, source.competition?.byteLimit);
  const problem = source ? judged(model, source.spec) : facts.problem;
  const bytes = { onnx: model.onnx.length, packed: model.packed.length };
  const digest = toHex(await sha256(model.packed));
  const { terminal } = invocation;
  if (invocation.json) {
    const { problem: _, ...told } = facts;
    const found = problem && {
      rule: problem.rule,
      found: problem.found,
      remedy: tellAdvice(problem.advice),
    };
    const cid = String(await cidOfBytes(model.packed));
    terminal.out(toJson({ model: path, bytes, digest, cid, ...told, limits, problem: found }));
  } else {
    print(invocation, facts, model, limits);
    if (problem) reportInvalid(invocation, path, problem);
  }
  const broken = problem !== undefined || limits?.some(({ met }) => !met);
  return source && broken ? EXIT.invalid : EXIT.ok;
}

/** What a miner would find before it runs the package. */
function judged({ packed }: ModelFile, spec: CompetitionSpec): InvalidModel | undefined {
  try {
    admit(unpack(packed, spec.limits), spec);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidModel) return error;
    throw error;
  }
}

function limitsOf(
  { limits }: CompetitionSpec,
  model: ModelFile,
  facts: Survey,
  byteLimit: number | undefined,
): LimitFound[] {
  const packed = Math.min(limits.packedBytes ?? Infinity, byteLimit ?? Infinity);
  const rows: [string, number | undefined, number][] = [
    ["packed bytes", model.packed.length, packed],
    ["unpacked bytes", model.onnx.length, limits.unpackedBytes],
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
  facts: Survey,
  { onnx, packed, wasPacked }: ModelFile,
  limits: LimitFound[] | undefined,
): void {
  const count = (value: number | undefined) => value?.toLocaleString("en") ?? "unknown";
  const share = (100 * packed.length / onnx.length).toFixed(1);
  const rows: [string, string][] = [
    ["size", `${showBytes(onnx.length)}, ${showBytes(packed.length)} packed (${share} %)`],
    ["file", wasPacked ? "a package" : "a bare ONNX file"],
    ["written by", show(facts.producer) || "unknown"],
    ["opset", listed(facts.opsets, ({ domain, version }) => `${show(domain)} ${version}`)],
    ["operators", listed(facts.operators, operator)],
    ["parameters", count(facts.parameters)],
    ["multiply-adds", `${count(facts.multiplyAdds)} a sample`],
    ["input", facts.input ? end(facts.input) : "not exactly one"],
    ...facts.outputs.slice(0, MOST_LISTED).map((
      output,
    ): [string, string] => ["output", end(output)]),
  ];
  for (const [label, value] of rows) out(`${paint.dim(label.padEnd(15))}${value}`);
  for (const { name, found, limit, met } of limits ?? []) {
    const verdict = met ? paint.green("met") : paint.red("not met");
    out(`${paint.dim("limit".padEnd(15))}${name}: ${count(found)} of ${count(limit)}, ${verdict}`);
  }
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
