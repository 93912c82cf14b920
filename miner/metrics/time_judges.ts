/**
 * Measures how long evaluations take.
 *
 * @module
 */
import type { Evaluator, LoadedCompetition } from "../evaluation/host/evaluator_types.ts";
import type { Judges } from "../evaluation/host/judges.ts";
import type { Meter } from "./meter.ts";

/** The same judges; the one of the spec's engine is timed. */
export function timeJudges(judges: Judges, meter: Pick<Meter, "evaluated">): Judges {
  const { evaluator } = judges;
  const timed: Evaluator = Object.create(evaluator, {
    load: {
      value: async (...given: Parameters<Evaluator["load"]>): Promise<LoadedCompetition> => {
        const loaded = await evaluator.load(...given);
        return {
          ...loaded,
          async evaluate(...given) {
            const started = performance.now();
            try {
              return await loaded.evaluate(...given);
            } finally {
              meter.evaluated((performance.now() - started) / 1_000);
            }
          },
        };
      },
    },
  });
  return { ...judges, evaluator: timed };
}
