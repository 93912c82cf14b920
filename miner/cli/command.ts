/**
 * What a command is: its name, its flags, its help and what it does.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { DemlError } from "../errors.ts";
import { configured } from "./config/configured.ts";
import type { Config } from "./config/read_config.ts";
import type { Terminal } from "./terminal.ts";

/** One flag. Without `value` it is a switch. */
export interface Option {
  /** The long name, without dashes */
  name: string;
  /** How help names its value, e.g. `URL`; absent for a switch */
  value?: string;
  /** One line for `--help` */
  help: string;
  /** What is used when the flag is absent, as text */
  default?: string;
  /** May be given several times */
  repeat?: boolean;
  /** The environment variable that stands in for it, and goes before the config file */
  variable?: string;
}

/** One command of the program, one a file under `miner/cli/commands/`. */
export interface Command {
  name: string;
  /** How it is started, where that is not `deml NAME` */
  startedAs?: string;
  /** One line for the list of commands */
  summary: string;
  /** Positional arguments as help shows them, e.g. `MODEL` or `[FILE]` */
  positional?: string;
  options: Option[];
  /** Paragraphs that teach, printed below the flags */
  notes?: string;
  examples: string[];
  /** Does the work and answers the exit code */
  run(invocation: Invocation): Promise<number>;
}

/** The flags that every command takes. */
export const COMMON_OPTIONS: Option[] = [
  { name: "json", help: "Print one JSON object on stdout, for scripts" },
  {
    name: "config",
    value: "FILE",
    help: "Flags in TOML or JSON; else config.toml or config.json in the home, if it is there",
  },
  { name: "no-color", help: "No colours, also by NO_COLOR=1 or when not a terminal" },
  { name: "help", help: "Show this help" },
];

/** A command's parsed arguments and its surroundings. */
export class Invocation {
  constructor(
    readonly command: Command,
    readonly positional: string[],
    private readonly values: Record<string, string | boolean | string[]>,
    readonly terminal: Terminal,
    /** Aborted by SIGINT and SIGTERM */
    readonly signal: AbortSignal,
    /** The config file that was read, if there is one */
    readonly config?: Config,
  ) {}

  get json(): boolean {
    return this.flag("json");
  }

  /** Whether a switch was given. */
  flag(name: string): boolean {
    return this.values[name] === true;
  }

  /** The value of a flag, its default, or undefined. */
  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** Every value of a flag that may repeat. */
  texts(name: string): string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value : [];
  }

  /** The value of a flag that must be there. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw usage(this.command, `--${name} is missing`);
    return value;
  }

  /** A flag as a whole number within bounds. */
  integer(name: string, bounds: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < bounds.min || value > bounds.max) {
      throw usage(
        this.command,
        `--${name} takes a whole number from ${bounds.min} to ${bounds.max}, not "${text}"`,
      );
    }
    return value;
  }

  /** The positional argument at `index`, which must be there. */
  argument(index: number, name: string): string {
    const value = this.positional[index];
    if (value === undefined || value === "") throw usage(this.command, `${name} is missing`);
    return value;
  }
}

function startOf({ startedAs, name }: Command): string {
  return startedAs ?? `deml ${name}`;
}

/** A usage error that points to the command's help. */
export function usage(command: Command | undefined, message: string): DemlError {
  const help = command === undefined ? "deml --help" : `${startOf(command)} --help`;
  return new DemlError("usage", message, `See \`${help}\``);
}

/**
 * Parses a command's arguments; anything unknown is an error, never ignored. What they leave out may
 * stand in the config file, unless a variable of the environment says it.
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

/** Whether a variable says what a flag would. */
function isInEnvironment({ variable }: Option): boolean {
  return variable !== undefined && (Deno.env.get(variable) ?? "") !== "";
}

/** Where a flag's value comes from when the command line does not name it, as help shows it. */
function sourceOf(command: Command, option: Option, config: Config | undefined): string {
  if (isInEnvironment(option)) return ` [from ${option.variable}]`;
  const value = config && configured(command, option, config);
  if (value !== undefined && config !== undefined) return ` [${value}, from ${config.path}]`;
  return option.default === undefined ? "" : ` [${option.default}]`;
}

/** A command's help page, with the values that a config file gives. */
export function commandHelp(command: Command, config?: Config): string {
  const options = [...command.options, ...COMMON_OPTIONS];
  const left = options.map((option) => `--${option.name}${option.value ? ` ${option.value}` : ""}`);
  const width = Math.max(...left.map((text) => text.length));
  const lines = options.map((option, index) => {
    const source = sourceOf(command, option, config);
    return `  ${left[index]!.padEnd(width)}  ${option.help}${source}`;
  });
  return [
    `${command.summary}`,
    "",
    `Usage: ${startOf(command)}${command.positional ? ` ${command.positional}` : ""} [flags]`,
    "",
    "Flags:",
    ...lines,
    ...(command.notes ? ["", command.notes] : []),
    ...(command.examples.length > 0
      ? ["", "Examples:", ...command.examples.map((example) => `  ${example}`)]
      : []),
  ].join("\n");
}
