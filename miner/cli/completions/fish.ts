/**
 * Completions for fish.
 *
 * @module
 */
import { firstWords, type Flag, type Known, type Takes } from "./commands.ts";

const HEAD = `# Completions of deml for fish, generated: deml completions fish
function __deml_is
  set -l given (commandline -opc)
  set -e given[1]
  for at in (seq (count $argv))
    test "$given[$at]" = "$argv[$at]"; or return 1
  end
end
function __deml_count
  set -l given (commandline -opc)
  test (count $given) -eq $argv[1]
end
complete -c deml -f`;

const TAKES: Record<Takes, string> = {
  nothing: "",
  file: " -r -F",
  folder: " -x -a '(__fish_complete_directories)'",
  value: " -x",
};

/** The script to source, or to put into completions/deml.fish. */
export function fishCompletions(commands: readonly Known[]): string {
  const lines = [HEAD];
  for (const { name, summary, verbs, preset } of firstWords(commands)) {
    lines.push(line("__deml_count 1", `-a ${name} -d ${quoted(summary)}`));
    for (const verb of verbs) {
      const condition = `__deml_is ${name}; and __deml_count 2`;
      lines.push(line(condition, `-a ${verb.name} -d ${quoted(verb.summary)}`));
      if (verb.name !== preset) continue;
      for (const flag of verb.flags) lines.push(line(condition, optionOf(flag)));
    }
  }
  for (const { name, flags, files } of commands) {
    const condition = `__deml_is ${name}`;
    if (files) lines.push(line(condition, "-F"));
    for (const flag of flags) lines.push(line(condition, optionOf(flag)));
  }
  return `${lines.join("\n")}\n`;
}

function line(condition: string, rest: string): string {
  return `complete -c deml -n ${quoted(condition)} ${rest}`;
}

function optionOf({ name, help, takes }: Flag): string {
  return `-l ${name}${TAKES[takes]} -d ${quoted(help)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
