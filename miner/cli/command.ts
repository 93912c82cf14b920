/**
 * A command: its name, its flags, its help and what it does.
 *
 * @module
 */
import { DemlError, told } from "../../protocol/errors.ts";
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
  /** The environment variable that replaces it, with precedence over config files */
  variable?: string;
}

/** One command of the program, one per file under `miner/cli/commands/`. */
export interface Command {
  /** One word, or noun and verb: `data add` */
  name: string;
  /** How it is started, if not as `deml NAME` */
  startedAs?: string;
  /** One line for the list of commands */
  summary: string;
  /** Positional arguments as help shows them, e.g. `MODEL` or `[FILE]` */
  positional?: string;
  options: Option[];
  /** Paragraphs that teach, printed below the flags */
  notes?: string;
  examples: string[];
  /** Whether it reads config files itself, as `config set` does with a broken one */
  ignoresConfigs?: boolean;
  /** Does the work and returns the exit code */
  run(invocation: Invocation): Promise<number>;
}

/** The flags that every command takes. */
export const COMMON_OPTIONS: Option[] = [
  { name: "json", help: "Print one JSON object on stdout, for scripts" },
  {
    name: "config",
    value: "FILE",
    help: "Flags in TOML or JSON, instead of config.toml or config.json in the home",
  },
  { name: "no-color", help: "No colours; also set by NO_COLOR=1, or if stdout is not a terminal" },
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
    /** The config files that were read, the first takes precedence */
    readonly configs: readonly Config[] = [],
    /** Every command of the program, for those that are about commands */
    readonly commands: () => Promise<readonly Command[]> = () => Promise.resolve([]),
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

  /** The value of a required flag. */
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

  /** The same for a flag that is required or has a default. */
  requiredInteger(name: string, bounds: { min: number; max: number }): number {
    const value = this.integer(name, bounds);
    if (value === undefined) throw usage(this.command, `--${name} is missing`);
    return value;
  }

  /** The positional argument at `index`, which is required. */
  argument(index: number, name: string): string {
    const value = this.positional[index];
    if (value === undefined || value === "") throw usage(this.command, `${name} is missing`);
    return value;
  }
}

/** How a command is started. */
export function startOf({ startedAs, name }: Command): string {
  return startedAs ?? `deml ${name}`;
}

/** A usage error that points to the command's help. */
export function usage(
  command: Command | undefined,
  message: string,
  help = command === undefined ? "deml --help" : `${startOf(command)} --help`,
): DemlError {
  return told("usage", message, `See \`${help}\``);
}

/** Whether a variable sets a flag. */
export function isInEnvironment({ variable }: Option): boolean {
  return variable !== undefined && (Deno.env.get(variable) ?? "") !== "";
}
