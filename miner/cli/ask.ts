/**
 * Asking a person at a terminal.
 *
 * @module
 */
import { told } from "../../protocol/errors.ts";
import type { Invocation } from "./command.ts";

/** Whether somebody is there to answer: not in scripts, and not with `--yes` or `--json`. */
export function canAsk(invocation: Invocation): boolean {
  return !invocation.json && !invocation.flag("yes") && Deno.stdin.isTerminal() &&
    Deno.stderr.isTerminal();
}

/**
 * Asks until the answer will do.
 *
 * @param check What is wrong with an answer, as a sentence; undefined if nothing is
 * @throws DemlError `interrupted` if the terminal is closed
 */
export function ask(
  invocation: Invocation,
  question: string,
  preset = "",
  check: (answer: string) => string | undefined = () => undefined,
): string {
  const { terminal, signal } = invocation;
  while (true) {
    terminal.clear();
    const answer = prompt(preset === "" ? `${question}:` : `${question} [${preset}]:`);
    signal.throwIfAborted();
    if (answer === null) {
      throw told("interrupted", "No answer", "Run the command again to continue");
    }
    const given = answer.trim() === "" ? preset : answer.trim();
    const wrong = check(given);
    if (wrong === undefined) return given;
    terminal.note(terminal.paint.yellow(wrong));
  }
}

/** Asks a question that is answered with yes or no. */
export function askYes(invocation: Invocation, question: string, preset: boolean): boolean {
  const answer = ask(
    invocation,
    question,
    preset ? "yes" : "no",
    (given) => /^(y|yes|n|no)$/i.test(given) ? undefined : "Answer yes or no",
  );
  return /^y/i.test(answer);
}
