/**
 * The help pages above those of commands: of the program, and of a noun such as `data`.
 *
 * @module
 */
import { EXIT } from "../../protocol/errors.ts";
import { COMMANDS, DEFAULT_VERBS } from "./table.ts";

/** All commands with their summaries. */
export async function programHelp(): Promise<string> {
  return [
    "DeML: machine-learning competitions without a central judge",
    "",
    "Usage: deml COMMAND [flags]",
    "",
    "Commands:",
    ...await listed(Object.keys(COMMANDS)),
    "",
    "`deml COMMAND --help` explains a command. `deml --version` prints the version.",
    `Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong usage, ` +
    `${EXIT.invalid} the model is INVALID, ${EXIT.missed} not reached, ` +
    `${EXIT.interrupted} interrupted.`,
  ].join("\n");
}

/** The verbs of a noun with their summaries. */
export async function nounHelp(noun: string, verbs: readonly string[]): Promise<string> {
  const preset = DEFAULT_VERBS[noun];
  return [
    `Usage: deml ${noun} VERB [flags]`,
    "",
    "Commands:",
    ...await listed(verbs.map((verb) => `${noun} ${verb}`)),
    "",
    ...(preset === undefined ? [] : [`\`deml ${noun}\` alone is \`deml ${noun} ${preset}\`.`]),
    `\`deml ${noun} VERB --help\` explains a command.`,
  ].join("\n");
}

async function listed(names: readonly string[]): Promise<string[]> {
  const width = Math.max(...names.map((name) => name.length));
  const lines: string[] = [];
  for (const name of names) {
    const command = await COMMANDS[name]?.();
    if (command !== undefined) lines.push(`  ${name.padEnd(width)}  ${command.summary}`);
  }
  return lines;
}
