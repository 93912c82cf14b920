/**
 * The one program: argv → command → exit code. What needs none of the commands, `--version` and the
 * evaluator child, starts without loading them.
 *
 * @module
 */

/** Started by the program itself, never by a person, so help does not list it. */
const EVALUATOR_CHILD = "evaluator-child";

if (import.meta.main) {
  const [name, engine] = Deno.args;
  if (name === EVALUATOR_CHILD) {
    const { runEvaluatorChild } = await import("./evaluation/guest/start.ts");
    await runEvaluatorChild(engine === "wasm" ? "wasm" : "native");
    Deno.exit();
  }
  if (name === "--version" || name === "-V") {
    const { printVersion } = await import("./cli/print_version.ts");
    printVersion();
    Deno.exit();
  }
  const { runProgram } = await import("./cli/run.ts");
  Deno.exit(await runProgram(Deno.args));
}
