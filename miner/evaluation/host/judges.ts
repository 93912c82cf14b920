/**
 * The evaluators of a miner: one for the engine that a spec names, and for a `native` competition a
 * second one that runs `wasm`, whose bits are the same on every processor. If the two disagree,
 * honest miners may also disagree.
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

/** The evaluators that judge models. */
export interface Judges {
  /** Runs the spec's engine */
  evaluator: Evaluator;
  /** Runs `wasm` in addition to `native`; absent without cross-check */
  cross?: Evaluator;
  /** Runs `wasm` where the evaluator is made to run one engine: claims have one of their own */
  claims?: Evaluator;
}

/**
 * Opens the evaluators; no child starts before there is work for it.
 *
 * Each place then has two warm children, one of each engine, with the data in both: reading it
 * again for every model would take longer than most models. They never work at the same time, but
 * both use memory, so neither's limit may exceed half of the machine's.
 *
 * @param options For both; `engine`, if not each competition's own, only without a cross-check
 */
export function openJudges(
  options: EvaluatorOptions & { engine?: undefined },
  how: { crossCheck: boolean },
): Judges;
export function openJudges(options: EvaluatorOptions, how: { crossCheck: false }): Judges;
export function openJudges(
  { engine, ...options }: EvaluatorOptions,
  { crossCheck }: { crossCheck: boolean },
): Judges {
  if (!crossCheck) {
    const evaluator = openEvaluator({ ...options, engine });
    if (engine === undefined) return { evaluator };
    // Another version would call honest claims false.
    return { evaluator, claims: openEvaluator({ ...options, strict: true, log: undefined }) };
  }
  const halves = { ...options, share: 1 / 2, probe: openProbe() };
  return {
    evaluator: openEvaluator(halves),
    // It does not log its start: it has the sandbox and limits of the other.
    cross: openEvaluator({ ...halves, log: undefined }),
  };
}

/** A competition that both evaluators, or the one it needs, have loaded. */
export interface LoadedJudges {
  spec: Pick<CompetitionSpec, "engine">;
  /** Runs the spec's engine */
  own: LoadedCompetition;
  /** Runs `wasm`, if the competition is cross-checked */
  cross?: LoadedCompetition;
}

/** Whether both engines judge a competition's models. */
export function isCrossChecked(judges: Judges, spec: Pick<CompetitionSpec, "engine">): boolean {
  return crossOf(judges, spec) !== undefined;
}

function crossOf({ cross }: Judges, { engine }: Pick<CompetitionSpec, "engine">) {
  return engine.name === "native" ? cross : undefined;
}

/**
 * Loads a data set into both evaluators, or into one if the competition needs only that.
 *
 * @throws DemlError `evaluator` or `data`: this machine cannot judge its models
 */
export async function loadJudges(
  judges: Judges,
  competition: EvaluatorCompetition,
): Promise<LoadedJudges> {
  const { spec } = competition;
  // Claims are checked before any model meets the test set.
  await judges.claims?.rest();
  const own = await judges.evaluator.load(competition);
  const other = crossOf(judges, spec);
  if (other === undefined) {
    await judges.cross?.rest();
    return { spec, own };
  }
  // The version stays: both of our engines have the version that a spec fixes for one.
  const engine = { ...spec.engine, name: "wasm" as const };
  return { spec, own, cross: await other.load({ ...competition, spec: { ...spec, engine } }) };
}

/** Ends all children. */
export async function closeJudges({ evaluator, cross, claims }: Judges): Promise<void> {
  await Promise.all([evaluator.close(), cross?.close(), claims?.close()]);
}
