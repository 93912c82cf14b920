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

/** Prints the verdict and returns its exit code. */
export function reportInvalid(
  { json, terminal }: Invocation,
  what: string,
  { rule, found, advice }: { rule: string; found: string; advice: Advice },
): number {
  const remedy = tellAdvice(advice);
  if (json) terminal.out(toJson({ verdict: "INVALID", rule, found, remedy }));
  else terminal.note(`${terminal.paint.red("INVALID:")} ${what}: ${found} (${rule}). ${remedy}.`);
  return EXIT.invalid;
}
