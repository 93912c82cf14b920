/**
 * Miners of a sealed competition, through the duties that `deml mine` performs.
 *
 * @module
 */
import { contextOn } from "../../miner/demo/context_on.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import type { MinerContext } from "../../miner/duties/context.ts";
import { performDuties } from "../../miner/duties/perform.ts";
import { codeOf } from "../../protocol/score/score.ts";
import type { Evaluator } from "../../miner/evaluation/host/evaluator.ts";
import type { RefusedTermName } from "../../protocol/terms/refused_terms.ts";
import { tellFailure, withFailure } from "../../miner/cli/failures/tell.ts";
import type { Because } from "../../protocol/score/judgement.ts";

/** Three miners judge 500 digits: terms that miners elsewhere refuse. */
export const ACCEPTED: RefusedTermName[] = ["few-seats", "narrow-tolerance", "commit-window-short"];

/** Some miners. */
export interface Miners {
  contexts: MinerContext[];
  /** Their output, and their verdicts other than scores, line by line */
  told: string[];
  /** Lets each perform what is due, one after the other; answers the kinds of it. */
  perform(): Promise<string[][]>;
}

/**
 * Makes miners; each fetches and verifies every byte itself, the evaluator's children are shared.
 */
export async function hireMiners(
  stage: Stage,
  id: bigint,
  count: number,
  evaluator: Evaluator,
): Promise<Miners> {
  const told: string[] = [];
  const actors = await Promise.all(Array.from({ length: count }, () => stage.actor("miners")));
  const own: Parameters<typeof contextOn>[2] = {
    judges: { evaluator },
    accepted: ACCEPTED,
    log: (line, about) => void told.push(withFailure(line, about?.failure)),
    onJudged: (model, { score, because }) => {
      if (because === undefined) return;
      const why = because.code === "invalid" ? invalidWords(because) : because.code;
      told.push(`${model ?? "test set"}: ${codeOf(score)} by ${why}`);
    },
  };
  const contexts = actors.map((actor) => contextOn(stage, actor, own));
  return {
    contexts,
    told,
    async perform() {
      const performed: string[][] = [];
      for (const context of contexts) {
        performed.push((await performDuties(context, id)).duties.map(({ kind }) => kind));
      }
      return performed;
    },
  };
}

function invalidWords({ rule, what, found }: Extract<Because, { code: "invalid" }>): string {
  return `${rule}: ${what === undefined ? found : tellFailure(what).message}`;
}
