/**
 * What was meant by a flag that a command does not have.
 *
 * @module
 */
import { show } from "../../protocol/text/visible.ts";
import type { DemlError } from "../../protocol/errors.ts";
import { type Command, COMMON_OPTIONS, startOf, usage } from "./command.ts";
import { nearest } from "./nearest.ts";

/**
 * A failure that names the nearest flag of the command, or else the commands that have this one.
 */
export async function unknownFlag(
  command: Command,
  given: string,
  all: () => Promise<readonly Command[]>,
): Promise<DemlError> {
  const flag = given.split("=", 1)[0] ?? given;
  const shown = show(flag, 60);
  const name = flag.replace(/^-+/, "");
  const own = [...command.options, ...COMMON_OPTIONS].map((option) => option.name);
  if (/^-[\d.]/.test(given)) return usage(command, `Unexpected argument "${shown}"`);
  // `-json`, or a switch with a value such as `--jsom=1`.
  const near = nearest(name, own);
  if (near !== undefined) {
    return usage(command, `Unknown flag ${shown}; did you mean --${near}?`);
  }
  const owners = (await all()).filter(({ options }) =>
    options.some((option) => option.name === name)
  ).map(startOf);
  if (owners.length === 0) return usage(command, `Unknown flag ${shown}`);
  return usage(
    command,
    `${startOf(command)} has no flag ${shown}; ${enumerate(owners)} it`,
  );
}

/** `deml mine` has, `deml mine` and `deml open` have, `deml mine` and 5 other commands have. */
function enumerate([first = "", ...more]: readonly string[]): string {
  if (more.length === 0) return `\`${first}\` has`;
  const rest = more.length === 1 ? `\`${more[0]}\`` : `${more.length} other commands`;
  return `\`${first}\` and ${rest} have`;
}
