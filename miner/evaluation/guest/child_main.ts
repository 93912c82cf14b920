/**
 * The evaluator child as its own program, for a checkout: the fewer modules, the sooner it is ready
 * and the less it may read. The single binary starts itself instead.
 *
 * @module
 */
import { runEvaluatorChild } from "./start.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";

if (import.meta.main) {
  await runEvaluatorChild(Deno.args[0] as EngineName);
  Deno.exit(0);
}
