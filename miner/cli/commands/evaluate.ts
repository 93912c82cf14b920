import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { EXIT, told } from "../../../protocol/errors.ts";
import { readFile } from "../../base/read_file.ts";
import type { Comparison } from "../../evaluation/host/compare_verdicts.ts";
import { openEvaluator } from "../../evaluation/host/evaluator.ts";
import { MAX_SAMPLES } from "../../evaluation/wire/requests.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { judge } from "../evaluate/judge.ts";
import { DATA_OPTIONS, LOCAL_LIMITS, localSpec, namedSpec } from "../evaluate/local_spec.ts";
import { geometryOf } from "../evaluate/picture.ts";
import { printReport, type Report, reportJson } from "../evaluate/report.ts";
import { showMistakes } from "../evaluate/show_mistakes.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { readModelFile } from "../read_model_file.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions } from "../evaluator_option.ts";
import { reportInvalid } from "../report_invalid.ts";

/** Pictures on a sheet by default. */
const SHEET = 32;

export const evaluate: Command = {
  name: "evaluate",
  summary: "Score a model on your own data, as the miners would",
  positional: "MODEL",
  options: [
    ...DATA_OPTIONS,
    {
      name: "mistakes",
      value: "N",
      help: "Show the N worst mistakes, as pictures if the samples are pictures",
    },
    { name: "png", value: "FILE", help: "Write the worst mistakes as pictures on one sheet" },
    { name: "compare", help: "Run both engines and list the rows where they disagree" },
    ...EVALUATOR_OPTIONS.filter(({ name }) => name !== "jobs"),
  ],
  notes: `MODEL is an .onnx file or a .deml package. The defaults describe MNIST as CSV.

The table counts labels (rows) by predictions (columns); predictions outside the classes are
under "other". A hint beside the score names what often goes wrong in an export. The worst
mistakes are those that the model was most confident of. With --compare, a row's lead is how
far an engine's label is ahead of the next, in the model's own scores: if both leads are tiny,
the row is a near tie.`,
  examples: [
    "deml evaluate model.onnx --data mnist_test.csv",
    "deml evaluate model.onnx --data mnist_test.csv --mistakes 6 --png mistakes.png",
    "deml evaluate entry.deml --data test.csv --spec competition.json --compare",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "MODEL");
  const [dataPath, labelsPath] = [invocation.required("data"), invocation.text("labels")];
  const named = await namedSpec(invocation);
  const options = { ...evaluatorOptions(invocation), width: 1 };
  const engine = options.engine ?? named?.engine.name ?? "native";
  const bytes = await sizeOf(dataPath) + await sizeOf(labelsPath);
  const evaluator = openEvaluator({ ...options, engine });
  const { terminal } = invocation;
  try {
    // The child starts while the files are read.
    const { limits = LOCAL_LIMITS } = named ?? {};
    evaluator.prepare({ engine, limits, bytes, rows: named?.test.rows ?? bytes });
    const [{ bytes: model }, data, labels] = await Promise.all([
      readModelFile(path),
      readFile(dataPath),
      labelsPath === undefined ? undefined : readFile(labelsPath),
    ]);
    const spec = named ?? localSpec(invocation, data);
    const task = {
      model,
      path,
      competition: { spec, part: "test" as const, data, labels },
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
  } finally {
    terminal.clear();
    await evaluator.close();
  }
}

/** Length of a file; a missing one is reported when it is read. */
async function sizeOf(path: string | undefined): Promise<number> {
  if (path === undefined) return 0;
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}

function agrees(comparison: Comparison): boolean {
  return comparison.kind === "compared" ? comparison.differences.length === 0 : comparison.agree;
}

/** How many mistakes to show; pictures need samples that are pictures. */
function mistakeCount(invocation: Invocation, spec: CompetitionSpec): number {
  const png = invocation.text("png");
  if (png !== undefined && geometryOf(spec.input) === undefined) {
    throw usage(
      evaluate,
      `--png needs pictures, and a sample of shape ${spec.input.shape.join(",")} is not one`,
    );
  }
  if (png !== undefined && exists(png)) {
    throw told("file", `${png} already exists`, "Remove it, or name another file");
  }
  const wanted = invocation.integer("mistakes", { min: 1, max: MAX_SAMPLES });
  return wanted ?? (png === undefined ? 0 : SHEET);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
