/**
 * Turns a command line into the input of a command.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  type Command,
  COMMON_OPTIONS,
  Invocation,
  isInEnvironment,
  type Option,
  usage,
} from "./command.ts";
import { configured } from "./config/configured.ts";
import type { Config } from "./config/read_config.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Parses a command's arguments; anything unknown is an error, never ignored. Omitted flags come
 * from the environment, then from the config files.
 */
export async function parseInvocation(
  command: Command,
  argv: string[],
  terminal: Terminal,
  signal: AbortSignal,
  configs: readonly Config[],
  commands: () => Promise<readonly Command[]>,
): Promise<Invocation> {
  const options = [...command.options, ...COMMON_OPTIONS];
  const unknown: string[] = [];
  const parsed = parseArgs(withValues(argv, options), {
    string: ["_", ...options.filter((option) => option.value).map((option) => option.name)],
    boolean: options.filter((option) => !option.value).map((option) => option.name),
    collect: options.filter((option) => option.repeat).map((option) => option.name),
    unknown: (argument: string) => {
      if (!argument.startsWith("-") || argument === "-") return true;
      unknown.push(argument);
      return false;
    },
  });
  const [stranger] = unknown;
  if (stranger !== undefined) {
    const { unknownFlag } = await import("./unknown_flag.ts");
    throw await unknownFlag(command, stranger, commands);
  }
  const { _: positional, ...values } = parsed as unknown as
    & { _: string[] }
    & Record<string, string | boolean | string[]>;
  for (const option of options) {
    if (option.value && [values[option.name]].flat().includes("")) {
      throw usage(command, `--${option.name} needs a value: ${option.value}`);
    }
  }
  for (const option of options) {
    const { name, repeat } = option;
    const given = argv.some((each) => each === `--${name}` || each.startsWith(`--${name}=`));
    if (given) continue;
    const inFile = isInEnvironment(option) ? undefined : configured(command, option, configs);
    const value = inFile?.value ?? (repeat ? undefined : option.default);
    if (value !== undefined && value !== false) values[name] = value;
  }
  const most = command.positional?.includes("...")
    ? Infinity
    : command.positional?.split(" ").length ?? 0;
  if (positional.length > most) {
    throw usage(command, `Unexpected argument "${positional[most]}"`);
  }
  return new Invocation(
    command,
    positional.map(String),
    values,
    terminal,
    signal,
    configs,
    commands,
  );
}

/**
 * Joins a flag and its value: the parser would take a value such as `-1` for a flag. What begins
 * with two dashes is a flag, and the value before it is missing.
 */
function withValues(argv: readonly string[], options: readonly Option[]): string[] {
  const taking = new Set(
    options.filter(({ value }) => value !== undefined).map(({ name }) => `--${name}`),
  );
  const joined: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const [argument = "", next] = argv.slice(at, at + 2);
    if (argument === "--") return [...joined, ...argv.slice(at)];
    const value = taking.has(argument) && next?.startsWith("-") && !next.startsWith("--");
    joined.push(value ? `${argument}=${next}` : argument);
    if (value) at++;
  }
  return joined;
}
