/**
 * The evaluators of a miner: one for the engine that a spec names, and for a `native` competition a
 * second one that runs `wasm`, whose bits are the same on every processor. What the two disagree about,
 * honest miners may disagree about as well.
 *
 * @module
 */
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import {
  type Evaluator,
  type EvaluatorCompetition,
  type EvaluatorOptions,
  openEvaluator,
} from "./evaluator.ts";

/** What judges models. */
export interface Judges {
  /** Runs the spec's engine */
  evaluator: Evaluator;
  /** Runs `wasm` beside a `native` one; absent without cross-check */
  cross?: Evaluator;
}

/**
 * Opens the evaluators; no child starts before there is work for it.
 *
 * Each place then has two warm children, one of each engine, with the data in both: reading it anew for
 * every model would take longer than most models. They never work at once, but both hold memory, so
 * neither's limit may pass half of the machine's.
 *
 * @param options Of both; without `engine`, for each competition has its own
 */
export function openJudges(
  options: Omit<EvaluatorOptions, "engine">,
  { crossCheck }: { crossCheck: boolean },
): Judges {
  if (!crossCheck) return { evaluator: openEvaluator(options) };
  const halves = { ...options, share: 1 / 2 };
  return {
    evaluator: openEvaluator(halves),
    // It says nothing of its own start: it has the walls and limits of the other.
    cross: openEvaluator({ ...halves, log: undefined }),
  };
}

/** Whether a competition's models are judged by both engines. */
export function isCrossChecked(judges: Judges, spec: Pick<CompetitionSpec, "engine">): boolean {
  return judges.cross !== undefined && spec.engine.name === "native";
}

/**
 * Loads a data set into both evaluators, or into one where the competition needs no second.
 *
 * @throws DemlError `evaluator` or `data`: this machine cannot tell anything about its models
 */
export async function setCompetition(
  judges: Judges,
  competition: EvaluatorCompetition,
): Promise<void> {
  const { evaluator, cross } = judges;
  await evaluator.setCompetition(competition);
  if (!isCrossChecked(judges, competition.spec)) return await cross?.rest();
  const { spec } = competition;
  // The version stays: what a spec fixes for one engine, both of ours have.
  const engine = { ...spec.engine, name: "wasm" as const };
  await cross!.setCompetition({ ...competition, spec: { ...spec, engine } });
}

/** Ends all children. */
export async function closeJudges({ evaluator, cross }: Judges): Promise<void> {
  await Promise.all([evaluator.close(), cross?.close()]);
}
