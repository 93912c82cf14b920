/**
 * Where each flag's value comes from, if it is not given on the command line.
 *
 * @module
 */
import { redact } from "../../../protocol/text/secrets.ts";
import { PASSWORD_VARIABLE, PRIVATE_KEY_VARIABLE } from "../../base/variables.ts";
import { type Command, isInEnvironment, type Option } from "../command.ts";
import { configured } from "./configured.ts";
import type { Config } from "./read_config.ts";

/** A value and its source. */
export interface Sourced {
  name: string;
  value: string | boolean | string[] | undefined;
  /** The variable, the file, `default`, or nothing */
  from: string | undefined;
}

/** Variables that contain a secret, not the name of a file as their flags do. */
const SECRET: ReadonlySet<string> = new Set([PASSWORD_VARIABLE, PRIVATE_KEY_VARIABLE]);

/** The value that a command would use for a flag. */
export function sourced(command: Command, option: Option, configs: readonly Config[]): Sourced {
  const { name, variable } = option;
  if (variable !== undefined && isInEnvironment(option)) {
    const value = SECRET.has(variable) ? "(secret)" : Deno.env.get(variable);
    return { name, value, from: variable };
  }
  const found = configured(command, option, configs);
  if (found !== undefined) return { name, value: found.value, from: found.path };
  return {
    name,
    value: option.default,
    from: option.default === undefined ? undefined : "default",
  };
}

/** A value in one cell; without keys, which the table would measure. */
export function showValue({ value }: Sourced): string {
  return value === undefined ? "-" : redact([value].flat().join(" "));
}
