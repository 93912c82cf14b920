/**
 * The commands as a shell needs to know them.
 *
 * @module
 */
import { type Command, COMMON_OPTIONS, type Option } from "../command.ts";
import { DEFAULT_VERBS } from "../default_verbs.ts";

/** What may follow a flag or stand alone: nothing, a file, a folder, or what no shell knows. */
export type Takes = "nothing" | "file" | "folder" | "value";

/** A flag. */
export interface Flag {
  name: string;
  help: string;
  takes: Takes;
  /** As help names its value */
  value: string;
  repeat: boolean;
}

/** A command. */
export interface Known {
  name: string;
  summary: string;
  flags: Flag[];
  /** Whether its arguments are files */
  files: boolean;
}

/** A first word: a command, or a noun with its verbs. */
export interface Word {
  name: string;
  summary: string;
  verbs: Known[];
  /** The verb without which the noun also works */
  preset?: string;
}

/** Names of arguments that are files. */
const FILES = /\b(FILE|MODEL|PACKAGE|KEYFILE|LABELS|PLAN)\b/;

/** All commands, as shells know them. */
export function knownCommands(commands: readonly Command[]): Known[] {
  return commands.map(known);
}

/** The first words of all commands, each once. */
export function firstWords(commands: readonly Known[]): Word[] {
  const words = new Map<string, Word>();
  for (const command of commands) {
    const [noun = "", verb] = command.name.split(" ");
    const word = words.get(noun) ??
      { name: noun, summary: command.summary, verbs: [], preset: DEFAULT_VERBS[noun] };
    if (verb !== undefined) word.verbs.push({ ...command, name: verb });
    words.set(noun, word);
  }
  return [...words.values()].map((word) =>
    word.verbs.length === 0
      ? word
      : { ...word, summary: word.verbs.map(({ name }) => name).join(", ") }
  );
}

function known({ name, summary, options, positional = "" }: Command): Known {
  const flags = [...options, ...COMMON_OPTIONS].map(flagOf);
  return { name, summary, flags, files: FILES.test(positional) };
}

function flagOf({ name, help, value = "", repeat = false }: Option): Flag {
  return { name, help, value, repeat, takes: takesOf(value) };
}

function takesOf(value: string): Takes {
  if (value === "") return "nothing";
  if (value === "FOLDER") return "folder";
  return FILES.test(value) || /\bSPEC\b/.test(value) ? "file" : "value";
}
