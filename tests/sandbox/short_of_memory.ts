/**
 * Gives an evaluation too little memory, with the very program that runs this, and tells what is said
 * of it.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { ChildFailure } from "../../miner/evaluation/host/live_child.ts";
import { tell } from "../../miner/cli/failures/tell.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import type { SandboxChoice } from "../../miner/evaluation/host/sandbox.ts";
import { competition } from "./models.ts";

/** What people read. */
export interface Told {
  program: string;
  message: string;
  remedy: string;
  failure: unknown;
}

if (import.meta.main) {
  const [engine, sandbox, memory] = Deno.args as [EngineName, SandboxChoice, string];
  const evaluator = openEvaluator({ engine, sandbox, width: 1, memory: Number(memory) });
  try {
    await evaluator.load(await competition());
  } catch (error) {
    if (!(error instanceof DemlError)) throw error;
    const { message, remedy } = tell(error);
    const failure = error instanceof ChildFailure ? error.failure.how : undefined;
    console.log(
      JSON.stringify({ program: Deno.execPath(), message, remedy, failure } satisfies Told),
    );
  } finally {
    await evaluator.close();
  }
}
