/**
 * Finds the command that a command line means: `mine`, or noun and verb as in `data add`.
 *
 * @module
 */
import { type Command, usage } from "./command.ts";
import { suggestion } from "./nearest.ts";
import { DEFAULT_VERBS } from "./default_verbs.ts";
import { COMMANDS } from "./table.ts";

/** A command with the rest of its command line, or a noun alone. */
export type Found =
  | { load: () => Promise<Command>; rest: string[] }
  | { noun: string; verbs: string[] };

/** @throws DemlError `usage` if there is no such command */
export function findCommand(argv: readonly string[]): Found {
  const [name = "", verb] = argv;
  const verbs = verbsOf(name);
  if (verbs.length === 0) {
    const load = commandNamed(name);
    if (load !== undefined) return { load, rest: argv.slice(1) };
    throw usage(undefined, `No command "${name}"${suggestion(name, nouns())}`);
  }
  if (verb === undefined || verb.startsWith("-")) {
    const load = commandNamed(`${name} ${DEFAULT_VERBS[name]}`);
    if (load === undefined || verb === "--help" || verb === "-h") return { noun: name, verbs };
    return { load, rest: argv.slice(1) };
  }
  const load = commandNamed(`${name} ${verb}`);
  if (load !== undefined) return { load, rest: argv.slice(2) };
  throw usage(
    undefined,
    `No command "${name} ${verb}"${suggestion(verb, verbs)}`,
    `deml ${name} --help`,
  );
}

/** The verbs of a noun; empty for a command of one word. */
export function verbsOf(noun: string): string[] {
  return Object.keys(COMMANDS).filter((name) => name.startsWith(`${noun} `))
    .map((name) => name.slice(noun.length + 1));
}

/** The first words of all commands, each once. */
function nouns(): string[] {
  return [...new Set(Object.keys(COMMANDS).map((name) => name.split(" ", 1)[0] ?? name))];
}

function commandNamed(name: string): (() => Promise<Command>) | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}
