/**
 * Completions for bash, from 3.2 on, without the package bash-completion.
 *
 * @module
 */
import { firstWords, type Flag, type Known, type Takes } from "./commands.ts";

const HEAD = `# Completions of deml for bash, generated: deml completions bash
_deml() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local first=\${COMP_WORDS[1]} name=\${COMP_WORDS[1]} verbs="" flags="" file="" folder="" value="" files=""
  # bash makes words of --flag=value: --flag, =, value.
  if [ "$cur" = "=" ]; then cur=""; elif [ "$prev" = "=" ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()`;

const TAIL = `  local IFS=$'\\n'
  case " $file " in *" $prev "*) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); return ;; esac
  case " $folder " in *" $prev "*) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")); return ;; esac
  case " $value " in *" $prev "*) return ;; esac
  IFS=' '
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$cur")) ;;
    *) if [ -n "$files" ]; then
      IFS=$'\\n'
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$cur"))
    fi ;;
  esac
}
complete -F _deml deml
`;

/** The script to source. */
export function bashCompletions(commands: readonly Known[]): string {
  const words = firstWords(commands);
  const nouns = words.filter(({ verbs }) => verbs.length > 0);
  return [
    HEAD,
    `  if [ "$COMP_CWORD" = 1 ]; then`,
    `    COMPREPLY=($(compgen -W "${
      words.map(({ name }) => name).join(" ")
    } help --help --version" -- "$cur"))`,
    "    return",
    "  fi",
    `  case "$first" in`,
    ...nouns.map(({ name, verbs, preset = "" }) =>
      `    ${name}) verbs="${verbs.map((verb) => verb.name).join(" ")}" name="${name} ${preset}" ;;`
    ),
    "  esac",
    `  if [ -n "$verbs" ]; then`,
    `    case "\${COMP_WORDS[2]}" in -*) ;; *)`,
    `      if [ "$COMP_CWORD" = 2 ]; then COMPREPLY=($(compgen -W "$verbs" -- "$cur")); return; fi`,
    `      name="$first \${COMP_WORDS[2]}" ;;`,
    "    esac",
    "  fi",
    `  case "$name" in`,
    ...commands.map(({ name, flags, files }) =>
      `    "${name}") flags="${named(flags)}" file="${named(flags, "file")}" folder="${
        named(flags, "folder")
      }" value="${named(flags, "value")}" files="${files ? "yes" : ""}" ;;`
    ),
    "  esac",
    TAIL,
  ].join("\n");
}

function named(flags: readonly Flag[], takes?: Takes): string {
  return flags.filter((flag) => takes === undefined || flag.takes === takes)
    .map(({ name }) => `--${name}`).join(" ");
}
