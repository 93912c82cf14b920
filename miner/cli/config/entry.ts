/**
 * One entry of a config file: `rpc` for all commands, `mine.poll` or `data.add.limit` for one.
 *
 * @module
 */
import { show } from "../../../protocol/text/visible.ts";
import { parseAddress } from "../address.ts";
import { type Command, type Option, usage } from "../command.ts";
import { suggestion } from "../nearest.ts";
import { isTable } from "./read_config.ts";
import { isConfigurable } from "./configured.ts";

/** An entry's place, and the flag that it sets. */
export interface Entry {
  /** As it is written: `mine.poll` */
  name: string;
  /** The tables above it, and its own name */
  keys: string[];
  option: Option;
  /** The command, if it is for one alone */
  command: Command | undefined;
}

/**
 * Finds what a name means.
 *
 * @throws DemlError `usage` if no command has this flag
 */
export function findEntry(command: Command, name: string, commands: readonly Command[]): Entry {
  const keys = name.replace(/^--/, "").split(/[. ]/);
  const [flag = ""] = keys.slice(-1);
  const owner = keys.slice(0, -1).join(" ");
  const owners = owner === "" ? commands : commands.filter((each) => each.name === owner);
  if (owners.length === 0) {
    throw usage(
      command,
      `No command "${show(owner, 60)}"${suggestion(owner, commands.map((c) => c.name))}`,
    );
  }
  const options = owners.flatMap((each) => each.options).filter(isConfigurable);
  const option = options.find((each) => each.name === flag);
  if (option === undefined) {
    const of = owner === "" ? "" : ` of \`deml ${owner}\``;
    throw usage(
      command,
      `"${show(flag, 60)}" is not a flag${of}${suggestion(flag, options.map((each) => each.name))}`,
    );
  }
  return { name: keys.join("."), keys, option, command: owner === "" ? undefined : owners[0] };
}

/**
 * The value of an entry as its file has it.
 *
 * @throws DemlError `usage` if its flag takes something else
 */
export function entryValue(
  command: Command,
  { name, option }: Entry,
  given: readonly string[],
): unknown {
  const [first = "", ...more] = given;
  const wrong = (takes: string) =>
    usage(command, `${name} takes ${takes}, not "${show(given.join(" "), 60)}"`);
  if (option.value === undefined) {
    if (more.length > 0 || (first !== "true" && first !== "false")) throw wrong("true or false");
    return first === "true";
  }
  if (given.includes("")) throw wrong(option.value);
  if (more.length > 0 && !option.repeat) throw wrong(`one ${option.value}`);
  for (const text of given) {
    if (option.value === "URL" && !URL.canParse(text)) throw wrong("a URL");
    if (option.value === "ADDRESS") parseAddress(text, name);
  }
  return more.length > 0 ? given : plain(first);
}

/** A number where it is written as numbers are, text otherwise. */
function plain(text: string): string | number {
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? value : text;
}

/** The values with one entry set, or removed if the value is undefined. */
export function withEntry(
  values: Readonly<Record<string, unknown>>,
  [key = "", ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const { [key]: old, ...others } = values;
  const next = rest.length === 0 ? value : withEntry(isTable(old) ? old : {}, rest, value);
  // An emptied table goes too.
  const gone = next === undefined ||
    (rest.length > 0 && isTable(next) && Object.keys(next).length === 0);
  return gone ? others : { ...values, [key]: next };
}

/** What an entry's place has. */
export function entryIn(values: unknown, keys: readonly string[]): unknown {
  let found = values;
  for (const key of keys) {
    found = isTable(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}
