/**
 * The help pages above those of commands: of the program, and of a noun such as `data`.
 *
 * @module
 */
import { DEFAULT_VERBS } from "./default_verbs.ts";
import { COMMANDS, SECTIONS } from "./table.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { columns, helpWidth, wrap } from "./wrap.ts";

/** All commands with their summaries, section by section. */
export async function programHelp(width = helpWidth()): Promise<string> {
  const rows = await listed(Object.keys(COMMANDS));
  const lines = columns(rows, width);
  // All sections in the same columns: a row begins where a name does.
  const starts = lines.flatMap((line, at) => /^ {2}\S/.test(line) ? [at] : []);
  const sections: string[] = [];
  let row = 0;
  for (const { title, commands } of SECTIONS) {
    const next = row + Object.keys(commands).length;
    sections.push(`${title}:`, ...lines.slice(starts[row], starts[next]), "");
    row = next;
  }
  return [
    ...wrap("DeML: machine-learning competitions without a central judge", width),
    "",
    "Usage: deml COMMAND [flags]",
    "",
    ...sections,
    ...wrap("`deml COMMAND --help` explains a command, `deml version` prints the version.", width),
    ...wrap(
      `Exit codes: ${EXIT_CODES.map(([code, means]) => `${code} ${means}`).join(", ")}.`,
      width,
    ),
  ].join("\n");
}

/** The verbs of a noun with their summaries. */
export async function nounHelp(
  noun: string,
  verbs: readonly string[],
  width = helpWidth(),
): Promise<string> {
  const preset = DEFAULT_VERBS[noun];
  return [
    `Usage: deml ${noun} VERB [flags]`,
    "",
    "Commands:",
    ...columns(await listed(verbs.map((verb) => `${noun} ${verb}`)), width),
    "",
    ...(preset === undefined
      ? []
      : wrap(`\`deml ${noun}\` alone is \`deml ${noun} ${preset}\`.`, width)),
    ...wrap(`\`deml ${noun} VERB --help\` explains a command.`, width),
  ].join("\n");
}

async function listed(names: readonly string[]): Promise<[name: string, summary: string][]> {
  const rows: [string, string][] = [];
  for (const name of names) {
    const command = await COMMANDS[name]?.();
    if (command !== undefined) rows.push([name, command.summary]);
  }
  return rows;
}
