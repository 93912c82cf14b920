/**
 * Runs one model for `deml evaluate`: with one engine or both, with its worst mistakes.
 *
 * @module
 */
import type { CompetitionSpec, EngineName } from "../../../protocol/spec/spec.ts";
import { compareVerdicts, type Comparison } from "../../evaluation/host/compare_verdicts.ts";
import {
  type Evaluator,
  type EvaluatorCompetition,
  type LoadedCompetition,
  openEvaluator,
} from "../../evaluation/host/evaluator.ts";
import type { ScoredVerdict, Verdict } from "../../evaluation/host/verdict_of.ts";
import type { Invocation } from "../command.ts";
import { evaluatorOptions } from "../evaluator_option.ts";
import { progressLine } from "../progress_line.ts";
import { type Mistake, worstMistakes } from "./mistakes.ts";
import { geometryOf, type Picture, pictureOf } from "./picture.ts";

/** Result of an evaluation, before it is shown. */
export interface Found {
  verdict: Verdict;
  engine: EngineName;
  mistakes: Mistake[];
  pictures: Picture[];
  comparison?: Comparison;
}

/** One model, and the questions about it. */
export interface Task {
  model: Uint8Array;
  /** Its file: `.onnx` is a bare model, anything else a package */
  path: string;
  competition: EvaluatorCompetition;
  engine: EngineName;
  /** How many mistakes to look for */
  mistakes: number;
  /** Whether to also run the other engine */
  compare: boolean;
}

/** Evaluates a model with an evaluator of the task's engine. */
export async function judge(
  invocation: Invocation,
  evaluator: Evaluator,
  task: Task,
): Promise<Found> {
  const { engine, competition, compare } = task;
  const margins = compare || task.mistakes > 0;
  const { verdict, loaded } = await evaluateOnce(invocation, evaluator, task, margins);
  if (verdict.kind === "invalid") return { verdict, engine, mistakes: [], pictures: [] };
  const mistakes = verdict.margins
    ? worstMistakes(verdict.predictions, verdict.margins, task.mistakes)
    : [];
  return {
    verdict,
    engine,
    mistakes,
    pictures: await picturesOf(loaded, competition.spec, mistakes),
    comparison: compare ? await compareEngines(invocation, task, verdict) : undefined,
  };
}

async function evaluateOnce(
  { terminal }: Invocation,
  evaluator: Evaluator,
  { competition, model, path }: Task,
  margins: boolean,
): Promise<{ verdict: Verdict; loaded: LoadedCompetition }> {
  terminal.progress("Reading the data");
  const loaded = await evaluator.load(competition);
  const started = performance.now();
  const verdict = await loaded.evaluate(model, {
    form: path.endsWith(".onnx") ? "onnx" : "package",
    margins,
    onProgress: (done, rows) => {
      const seconds = (performance.now() - started) / 1_000;
      terminal.progress(progressLine("Evaluating", done, rows, "rows", seconds));
    },
  });
  return { verdict, loaded };
}

/** Runs the other engine, and compares native with WASM, in this order. */
async function compareEngines(
  invocation: Invocation,
  task: Task,
  first: ScoredVerdict,
): Promise<Comparison> {
  const engine = task.engine === "native" ? "wasm" : "native";
  const evaluator = openEvaluator({ ...evaluatorOptions(invocation), width: 1, engine });
  try {
    const { verdict: second } = await evaluateOnce(invocation, evaluator, task, true);
    return engine === "wasm" ? compareVerdicts(first, second) : compareVerdicts(second, first);
  } finally {
    await evaluator.close();
  }
}

async function picturesOf(
  loaded: LoadedCompetition,
  spec: CompetitionSpec,
  mistakes: Mistake[],
): Promise<Picture[]> {
  const geometry = geometryOf(spec.input);
  if (geometry === undefined || mistakes.length === 0) return [];
  const values = await loaded.samples(mistakes.map(({ row }) => row));
  const features = values.length / mistakes.length;
  return mistakes.map((_, index) =>
    pictureOf(values.subarray(index * features, (index + 1) * features), geometry)
  );
}
