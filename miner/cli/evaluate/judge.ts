/**
 * Runs one model for `deml evaluate`: with one engine or both, with its worst mistakes.
 *
 * @module
 */
import type { CompetitionSpec } from "../../dataset/spec.ts";
import { compareVerdicts, type Comparison } from "../../evaluation/compare_verdicts.ts";
import {
  type Evaluator,
  type EvaluatorCompetition,
  type EvaluatorOptions,
  openEvaluator,
} from "../../evaluation/evaluator.ts";
import type { EngineName } from "../../evaluation/protocol.ts";
import type { ScoredVerdict, Verdict } from "../../evaluation/verdict_of.ts";
import type { Invocation } from "../command.ts";
import { evaluatorOptions } from "../evaluator_option.ts";
import { progressLine } from "../progress_line.ts";
import { type Mistake, worstMistakes } from "./mistakes.ts";
import { geometryOf, type Picture, pictureOf } from "./picture.ts";

/** What an evaluation gave, before it is shown. */
export interface Found {
  verdict: Verdict;
  engine: EngineName;
  mistakes: Mistake[];
  pictures: Picture[];
  comparison?: Comparison;
}

/** Evaluates a model; `count` mistakes are looked for. */
export async function judge(
  invocation: Invocation,
  competition: EvaluatorCompetition,
  model: Uint8Array,
  path: string,
  count: number,
): Promise<Found> {
  const { terminal } = invocation;
  const options = { ...evaluatorOptions(invocation), width: 1 };
  const engine = options.engine ?? competition.spec.engine.name;
  const compare = invocation.flag("compare");
  const evaluator = openEvaluator({ ...options, engine });
  try {
    terminal.progress("Reading the data");
    const margins = compare || count > 0;
    const verdict = await evaluateOnce(invocation, evaluator, competition, model, path, margins);
    if (verdict.kind === "invalid") return { verdict, engine, mistakes: [], pictures: [] };
    const mistakes = verdict.margins
      ? worstMistakes(verdict.predictions, verdict.margins, count)
      : [];
    return {
      verdict,
      engine,
      mistakes,
      pictures: await picturesOf(evaluator, competition.spec, mistakes),
      comparison: compare
        ? await compareWith(invocation, options, engine, competition, model, path, verdict)
        : undefined,
    };
  } finally {
    terminal.clear();
    await evaluator.close();
  }
}

async function evaluateOnce(
  { terminal }: Invocation,
  evaluator: Evaluator,
  competition: EvaluatorCompetition,
  model: Uint8Array,
  path: string,
  margins: boolean,
): Promise<Verdict> {
  await evaluator.setCompetition(competition);
  const started = performance.now();
  return await evaluator.evaluate(model, {
    form: path.endsWith(".onnx") ? "onnx" : "package",
    margins,
    onProgress: (done, rows) => {
      const seconds = (performance.now() - started) / 1_000;
      terminal.progress(progressLine("Evaluating", done, rows, "rows", seconds));
    },
  });
}

/** Runs the other engine, and compares native with WASM, in this order. */
async function compareWith(
  invocation: Invocation,
  options: EvaluatorOptions,
  engine: EngineName,
  competition: EvaluatorCompetition,
  model: Uint8Array,
  path: string,
  verdict: ScoredVerdict,
): Promise<Comparison> {
  const other = engine === "native" ? "wasm" : "native";
  const evaluator = openEvaluator({ ...options, engine: other });
  try {
    const second = await evaluateOnce(invocation, evaluator, competition, model, path, true);
    return engine === "native"
      ? compareVerdicts(verdict, second)
      : compareVerdicts(second, verdict);
  } finally {
    await evaluator.close();
  }
}

async function picturesOf(
  evaluator: Evaluator,
  spec: CompetitionSpec,
  mistakes: Mistake[],
): Promise<Picture[]> {
  const geometry = geometryOf(spec.input);
  if (geometry === undefined || mistakes.length === 0) return [];
  const values = await evaluator.samples(mistakes.map(({ row }) => row));
  const features = values.length / mistakes.length;
  return mistakes.map((_, index) =>
    pictureOf(values.subarray(index * features, (index + 1) * features), geometry)
  );
}
