/**
 * Completions for zsh, to source or to put on $fpath as _deml.
 *
 * @module
 */
import { firstWords, type Flag, type Known, type Takes, type Word } from "./commands.ts";

const ACTIONS: Record<Takes, string> = {
  nothing: "",
  file: ":_files",
  folder: ":_files -/",
  value: ":",
};

/** The script. */
export function zshCompletions(commands: readonly Known[]): string {
  const words = firstWords(commands);
  return [
    "#compdef deml",
    "# Completions of deml for zsh, generated: deml completions zsh",
    "_deml() {",
    "  local -a choices",
    "  if (( CURRENT == 2 )); then",
    ...choices(words, "command"),
    "    return",
    "  fi",
    "  local name=$words[2]",
    "  case $name in",
    ...words.filter(({ verbs }) => verbs.length > 0).flatMap(verbCase),
    "  esac",
    "  shift words; (( CURRENT-- ))",
    "  case $name in",
    ...commands.flatMap(({ name, flags, files }) => [
      `    ${quoted(name)})`,
      "      _arguments \\",
      ...flags.map((flag) => `        ${quoted(specOf(flag))} \\`),
      `        ${files ? "'*:file:_files'" : "'*::'"}`,
      "      ;;",
    ]),
    "  esac",
    "}",
    'if [ "$funcstack[1]" = _deml ]; then _deml "$@"',
    "else compdef _deml deml",
    "fi",
    "",
  ].join("\n");
}

function verbCase({ name, verbs, preset = "" }: Word): string[] {
  return [
    `    ${name})`,
    "      if [[ $words[3] == -* ]]; then",
    `        name="${name} ${preset}"`,
    "      elif (( CURRENT == 3 )); then",
    ...choices(verbs, "verb").map((line) => `    ${line}`),
    "        return",
    "      else",
    '        name="$name $words[3]"; shift words; (( CURRENT-- ))',
    "      fi",
    "      ;;",
  ];
}

function choices(words: readonly { name: string; summary: string }[], what: string): string[] {
  return [
    "    choices=(",
    ...words.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`),
    "    )",
    `    _describe ${what} choices`,
  ];
}

function specOf({ name, help, takes, value, repeat }: Flag): string {
  const text = help.replaceAll(/[[\]\\]/g, "\\$&");
  const meaning = value.replaceAll(":", "\\:");
  const follows = takes === "nothing" ? "" : `:${meaning}${ACTIONS[takes]}`;
  return `${repeat ? "*" : ""}--${name}${takes === "nothing" ? "" : "="}[${text}]${follows}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
