/**
 * Mutated models, through both engines: the same verdict when looked at again, run again, and run by
 * the other engine.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import {
  type Evaluator,
  type LoadedCompetition,
  openEvaluator,
} from "../../miner/evaluation/host/evaluator.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { data, SPEC } from "./build.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { judge } from "./judge.ts";
import { submission } from "./submission.ts";

export const NAME = "models";

/** Milliseconds: two engines run it twice, in processes of their own. */
const WITHIN = 30_000;

export const fuzz: Fuzz = async (random, until) => {
  const evaluators: Evaluator[] = [];
  const loaded: LoadedCompetition[] = [];
  try {
    for (const engine of ENGINES) {
      const evaluator = openEvaluator({ engine, width: 1, sandbox: "off", within: 20_000 });
      evaluators.push(evaluator);
      loaded.push(await evaluator.load({ spec: SPEC, part: "test", data: data() }));
    }
    return await play(random, until, (_, seed) => one(loaded, submission(seed)), WITHIN);
  } finally {
    for (const evaluator of evaluators) await evaluator.close();
  }
};

async function one(competitions: LoadedCompetition[], bytes: Uint8Array): Promise<void> {
  const [found, again] = [judge(bytes, SPEC), judge(bytes, SPEC)];
  if (found instanceof InvalidModel) return assertEquals(String(again), String(found));
  assertEquals(again, found);
  const said = new Set<string>();
  for (const competition of competitions) {
    const runs: (string | Int32Array)[] = [];
    for (let run = 0; run < 2; run++) {
      const verdict = await competition.evaluate(bytes);
      runs.push(verdict.kind === "invalid" ? verdict.rule : verdict.predictions);
    }
    assertEquals(runs[0], runs[1], "a second run");
    said.add(typeof runs[0] === "string" ? runs[0] : "VALID");
  }
  // Labels may differ by rounding: some of these models have scores that are equal but for it.
  assertEquals(said.size, 1, [...said].join(" / "));
}
