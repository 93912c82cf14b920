/**
 * Measures how long evaluations take.
 *
 * @module
 */
import type { Evaluator } from "../evaluation/host/evaluator_types.ts";
import type { Judges } from "../evaluation/host/judges.ts";
import type { Meter } from "./meter.ts";

/** The same judges, with a clock beside the one that runs the spec's engine. */
export function timeJudges(judges: Judges, meter: Pick<Meter, "evaluated">): Judges {
  const { evaluator } = judges;
  const timed: Evaluator = Object.create(evaluator, {
    evaluate: {
      value: async (...given: Parameters<Evaluator["evaluate"]>) => {
        const started = performance.now();
        try {
          return await evaluator.evaluate(...given);
        } finally {
          meter.evaluated((performance.now() - started) / 1_000);
        }
      },
    },
  });
  return { ...judges, evaluator: timed };
}
