/**
 * The one program: argv → command → exit code.
 *
 * @module
 */
import { runProgram } from "./cli/run.ts";

if (import.meta.main) Deno.exit(await runProgram(Deno.args));
