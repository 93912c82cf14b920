/**
 * What config files say for one flag of one command.
 *
 * @module
 */
import { show } from "../../../protocol/text/visible.ts";
import { type Command, COMMON_OPTIONS, type Option, usage } from "../command.ts";
import { nearest } from "../nearest.ts";
import { type Config, isTable } from "./read_config.ts";

/** Flags of a single run, and those that locate the file. */
const NOT_IN_FILE: ReadonlySet<string> = new Set(COMMON_OPTIONS.map(({ name }) => name));

/** Whether a flag may be in a config file. */
export function isConfigurable({ name }: Option): boolean {
  return !NOT_IN_FILE.has(name);
}

/** A flag's value, and the file that has it. */
export interface Configured {
  value: string | boolean | string[];
  path: string;
}

/**
 * The value of a flag as its parser would give it, from the first file that has it; undefined if
 * none does. In a file, the command's own table takes precedence over what all commands share.
 */
export function configured(
  command: Command,
  option: Option,
  configs: readonly Config[],
): Configured | undefined {
  for (const config of configs) {
    const value = valueIn(command, option, config);
    if (value !== undefined) return { value, path: config.path };
  }
}

function valueIn(
  command: Command,
  option: Option,
  { path, values }: Config,
): Configured["value"] | undefined {
  const own = tableOf(command, values);
  const value = (isTable(own) ? own[option.name] : undefined) ?? values[option.name];
  if (value === undefined || NOT_IN_FILE.has(option.name)) return undefined;
  const wrong = (takes: string) =>
    usage(
      command,
      `In ${path}, "${option.name}" takes ${takes}, not ${show(JSON.stringify(value), 60)}`,
    );
  if (option.value === undefined) {
    if (typeof value !== "boolean") throw wrong("true or false");
    return value;
  }
  if (option.repeat) {
    const list = Array.isArray(value) ? value : [value];
    if (!list.every(isScalar)) throw wrong(`${option.value}, or a list of them`);
    return list.map(String);
  }
  if (!isScalar(value) || value === "") throw wrong(option.value);
  return String(value);
}

/** A command's own table: `[mine]`, or `[data.add]` for `data add`. */
function tableOf({ name }: Command, values: Config["values"]): unknown {
  let table: unknown = values;
  for (const word of name.split(" ")) {
    table = isTable(table) && Object.hasOwn(table, word) ? table[word] : undefined;
  }
  return table;
}

/** Refuses names that no command has: a mistyped flag would silently have no effect. */
export function requireKnown({ path, values }: Config, commands: readonly Command[]): void {
  for (const [name, value] of Object.entries(values)) {
    if (!isTable(value)) {
      if (commands.some((command) => has(command, name))) continue;
      throw usage(undefined, `In ${path}, "${show(name)}" is not a flag${meant(name, commands)}`);
    }
    const nouns = Object.entries(value).filter(([, each]) => isTable(each));
    requireFlags(path, name, value, commands);
    for (const [verb, table] of nouns) {
      requireFlags(path, `${name} ${verb}`, table as Record<string, unknown>, commands);
    }
  }
}

function requireFlags(
  path: string,
  name: string,
  table: Record<string, unknown>,
  commands: readonly Command[],
): void {
  const own = commands.find((command) => command.name === name);
  const isNoun = commands.some((command) => command.name.startsWith(`${name} `));
  const where = `[${show(name.replace(" ", "."))}]`;
  if (own === undefined && !isNoun) throw usage(undefined, `In ${path}, ${where} is not a command`);
  const unknown = Object.entries(table)
    .find(([key, value]) => !(own && has(own, key)) && !(isNoun && isTable(value)));
  if (unknown === undefined) return;
  const near = own === undefined ? "" : meant(unknown[0], [own]);
  throw usage(own, `In ${path}, "${show(unknown[0])}" of ${where} is not a flag${near}`);
}

/** The flag that a mistyped one may be. */
function meant(name: string, commands: readonly Command[]): string {
  const known = commands.flatMap(({ options }) => options.map((option) => option.name));
  const near = nearest(name, known.filter((each) => !NOT_IN_FILE.has(each)));
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

function has({ options }: Command, name: string): boolean {
  return !NOT_IN_FILE.has(name) && options.some((option) => option.name === name);
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}
