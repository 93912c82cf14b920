/**
 * The hints beside a score.
 *
 * @module
 */
import type { Hint } from "../../protocol/score/hints.ts";
import { tellHint } from "./failures/hints.ts";
import type { Terminal } from "./terminal.ts";

/** Prints them, one paragraph each. */
export function showHints({ note, paint }: Terminal, hints: readonly Hint[]): void {
  for (const hint of hints) note(`${paint.yellow("Hint")}: ${tellHint(hint)}`);
}
