/**
 * Reports to a participant that a model is INVALID.
 *
 * @module
 */
import { EXIT } from "../../protocol/errors.ts";
import type { Advice } from "../../protocol/score/advice.ts";
import type { Invocation } from "./command.ts";
import { tellAdvice } from "./failures/advice.ts";
import { toJson } from "./json.ts";
import { terminalColumns, wrap } from "./wrap.ts";

/** Columns below which nothing is wrapped any narrower. */
const NARROWEST = 40;

/** Prints the verdict and returns its exit code. */
export function reportInvalid(
  { json, terminal }: Invocation,
  what: string,
  { rule, found, advice }: { rule: string; found: string; advice: Advice },
): number {
  const remedy = tellAdvice(advice);
  if (json) terminal.out(toJson({ verdict: "INVALID", rule, found, remedy }));
  else {
    const says = `${terminal.paint.red("INVALID:")} ${what}: ${found} (${rule}). ${remedy}.`;
    // Whoever reads a log or a pipe gets one line.
    const columns = terminalColumns(Deno.stderr);
    const lines = columns === undefined ? [says] : wrap(says, Math.max(columns, NARROWEST), 2);
    for (const line of lines) terminal.note(line);
  }
  return EXIT.invalid;
}
