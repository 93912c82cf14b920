/**
 * Miners of a sealed competition, through the duties that `deml mine` performs.
 *
 * @module
 */
import { ACCEPTED, contextOn } from "../../miner/demo/context_on.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import type { MinerContext } from "../../miner/duties/context.ts";
import { performDuties } from "../../miner/duties/perform.ts";
import type { Evaluator } from "../../miner/evaluation/evaluator.ts";
import type { RefusedTermName } from "../../miner/refused_terms.ts";

/** Some miners. */
export interface Miners {
  contexts: MinerContext[];
  /** What they told, line by line */
  told: string[];
  /** Lets each perform what is due, one after the other; answers the kinds of it. */
  perform(): Promise<string[][]>;
}

/** Makes miners; each fetches and verifies every byte itself, the evaluator's children are shared. */
export async function hireMiners(
  stage: Stage,
  id: bigint,
  count: number,
  evaluator: Evaluator,
  accepted: RefusedTermName[] = [],
): Promise<Miners> {
  const told: string[] = [];
  const actors = await Promise.all(Array.from({ length: count }, () => stage.actor("miners")));
  const own = {
    judges: { evaluator },
    log: (line: string) => void told.push(line),
    accepted: [...ACCEPTED, ...accepted],
  };
  const contexts = actors.map((actor) => contextOn(stage, actor, own));
  return {
    contexts,
    told,
    async perform() {
      const performed: string[][] = [];
      for (const context of contexts) {
        const { duties } = await performDuties(context, id);
        performed.push(duties.map(({ kind }) => kind));
      }
      return performed;
    },
  };
}
