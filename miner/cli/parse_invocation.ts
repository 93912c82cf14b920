/**
 * Turns a command line into the input of a command.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Command, COMMON_OPTIONS, Invocation, isInEnvironment, usage } from "./command.ts";
import { configured } from "./config/configured.ts";
import type { Config } from "./config/read_config.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Parses a command's arguments; anything unknown is an error, never ignored. Omitted flags come
 * from the environment, then from the config file.
 */
export function parseInvocation(
  command: Command,
  argv: string[],
  terminal: Terminal,
  signal: AbortSignal,
  config?: Config,
): Invocation {
  const options = [...command.options, ...COMMON_OPTIONS];
  const unknown: string[] = [];
  const parsed = parseArgs(argv, {
    string: ["_", ...options.filter((option) => option.value).map((option) => option.name)],
    boolean: options.filter((option) => !option.value).map((option) => option.name),
    collect: options.filter((option) => option.repeat).map((option) => option.name),
    unknown: (argument: string) => {
      if (!argument.startsWith("-") || argument === "-") return true;
      unknown.push(argument);
      return false;
    },
  });
  if (unknown.length > 0) throw usage(command, `Unknown flag ${unknown[0]}`);
  const { _: positional, ...values } = parsed as unknown as
    & { _: string[] }
    & Record<string, string | boolean | string[]>;
  for (const option of options) {
    if (option.value && !option.repeat && values[option.name] === "") {
      throw usage(command, `--${option.name} needs a value: ${option.value}`);
    }
  }
  for (const option of options) {
    const { name, repeat } = option;
    const given = argv.some((each) => each === `--${name}` || each.startsWith(`--${name}=`));
    if (given) continue;
    const inFile = config && !isInEnvironment(option) && configured(command, option, config);
    const value = inFile ?? (repeat ? undefined : option.default);
    if (value !== undefined && value !== false) values[name] = value;
  }
  const most = command.positional?.includes("...")
    ? Infinity
    : command.positional?.split(" ").length ?? 0;
  if (positional.length > most) {
    throw usage(command, `Unexpected argument "${positional[most]}"`);
  }
  return new Invocation(command, positional.map(String), values, terminal, signal, config);
}
