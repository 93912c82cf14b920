/**
 * Evaluates one file and reports it: what `deml evaluate` does once its child is starting.
 *
 * @module
 */
import type { CompetitionSpec, EngineName } from "../../../protocol/spec/spec.ts";
import { EXIT, told } from "../../../protocol/errors.ts";
import { readFile } from "../../base/read_file.ts";
import type { Comparison } from "../../evaluation/host/compare_verdicts.ts";
import type { Evaluator } from "../../evaluation/host/evaluator.ts";
import { MAX_SAMPLES } from "../../evaluation/wire/requests.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type Invocation, usage } from "../command.ts";
import { readModelFile } from "../read_model_file.ts";
import { reportInvalid } from "../report_invalid.ts";
import { judge } from "./judge.ts";
import { openLocalData } from "./local_data.ts";
import { localSpec } from "./local_spec.ts";
import { geometryOf } from "./picture.ts";
import { printReport, type Report, reportJson } from "./report.ts";
import { showMistakes } from "./show_mistakes.ts";

/** Pictures on a sheet by default. */
const SHEET = 32;

/** What to evaluate, and with which engine. */
export interface Evaluation {
  /** The model's file */
  path: string;
  /** The data set's files */
  data: string;
  labels?: string;
  engine: EngineName;
  /** What `--spec` names; otherwise the flags describe the data */
  spec?: CompetitionSpec;
}

/**
 * Evaluates and reports.
 *
 * @returns The exit code
 */
export async function evaluateFile(
  invocation: Invocation,
  evaluator: Evaluator,
  { path, engine, spec: named, ...files }: Evaluation,
): Promise<number> {
  const { terminal } = invocation;
  try {
    const [{ bytes: model }, data, labels] = await Promise.all([
      readModelFile(path),
      openLocalData(files.data),
      files.labels === undefined ? undefined : readFile(files.labels),
    ]);
    const spec = named ?? localSpec(invocation, await data.describe(invocation));
    const task = {
      model,
      path,
      competition: { spec, part: "test" as const, data: data.content, labels },
      engine,
      mistakes: mistakeCount(invocation, spec),
      compare: invocation.flag("compare"),
    };
    const found = await judge(invocation, evaluator, task);
    if (named && engine !== spec.engine.name) {
      terminal.note(`The spec demands the ${spec.engine.name} engine; miners will use that one`);
    }
    const { verdict, comparison } = found;
    if (verdict.kind === "invalid") return reportInvalid(invocation, path, verdict);
    const report: Report = { path, ...found, sandbox: evaluator.sandbox, verdict, spec };
    if (invocation.json) terminal.out(reportJson(report));
    else printReport(terminal, report);
    await showMistakes(invocation, found, spec);
    return comparison && !agrees(comparison) ? EXIT.failed : EXIT.ok;
  } catch (error) {
    if (error instanceof InvalidModel) return reportInvalid(invocation, path, error);
    throw error;
  }
}

function agrees(comparison: Comparison): boolean {
  return comparison.kind === "compared" ? comparison.differences.length === 0 : comparison.agree;
}

/** How many mistakes to show; pictures need samples that are pictures. */
function mistakeCount(invocation: Invocation, spec: CompetitionSpec): number {
  const png = invocation.text("png");
  if (png !== undefined && geometryOf(spec.input) === undefined) {
    throw usage(
      invocation.command,
      `--png needs pictures, and a sample of shape ${spec.input.shape.join(",")} is not one`,
    );
  }
  if (png !== undefined && isTaken(png)) {
    throw told("file", `${png} already exists`, "Remove it, or name another file");
  }
  const wanted = invocation.integer("mistakes", { min: 1, max: MAX_SAMPLES });
  if (spec.target && (wanted !== undefined || png !== undefined)) {
    throw usage(invocation.command, "--mistakes and --png are for classes, not for values");
  }
  return wanted ?? (png === undefined ? 0 : SHEET);
}

/** Whether there is something under a name, be it a link that leads nowhere. */
function isTaken(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
