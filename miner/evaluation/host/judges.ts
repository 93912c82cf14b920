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
  type LoadedCompetition,
  openEvaluator,
} from "./evaluator.ts";
import { openProbe } from "./sandbox.ts";

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
  const halves = { ...options, share: 1 / 2, probe: openProbe() };
  return {
    evaluator: openEvaluator(halves),
    // It says nothing of its own start: it has the sandbox and limits of the other.
    cross: openEvaluator({ ...halves, log: undefined }),
  };
}

/** A competition that both evaluators, or the one it needs, have loaded. */
export interface LoadedJudges {
  spec: Pick<CompetitionSpec, "engine">;
  /** Runs the spec's engine */
  own: LoadedCompetition;
  /** Runs `wasm`, where the competition is cross-checked */
  cross?: LoadedCompetition;
}

/** Whether a competition's models are judged by both engines. */
export function isCrossChecked(judges: Judges, spec: Pick<CompetitionSpec, "engine">): boolean {
  return crossOf(judges, spec) !== undefined;
}

function crossOf({ cross }: Judges, { engine }: Pick<CompetitionSpec, "engine">) {
  return engine.name === "native" ? cross : undefined;
}

/**
 * Loads a data set into both evaluators, or into one where the competition needs no second.
 *
 * @throws DemlError `evaluator` or `data`: this machine cannot tell anything about its models
 */
export async function loadJudges(
  judges: Judges,
  competition: EvaluatorCompetition,
): Promise<LoadedJudges> {
  const { spec } = competition;
  const own = await judges.evaluator.load(competition);
  const other = crossOf(judges, spec);
  if (other === undefined) {
    await judges.cross?.rest();
    return { spec, own };
  }
  // The version stays: what a spec fixes for one engine, both of ours have.
  const engine = { ...spec.engine, name: "wasm" as const };
  return { spec, own, cross: await other.load({ ...competition, spec: { ...spec, engine } }) };
}

/** Ends all children. */
export async function closeJudges({ evaluator, cross }: Judges): Promise<void> {
  await Promise.all([evaluator.close(), cross?.close()]);
}
