/**
 * A command's help page.
 *
 * @module
 */
import { type Command, COMMON_OPTIONS, isInEnvironment, type Option, startOf } from "./command.ts";
import { configured } from "./config/configured.ts";
import type { Config } from "./config/read_config.ts";
import { columns, helpWidth, reflow, wrap } from "./wrap.ts";

/** Where a flag's value comes from if it is not on the command line, as help shows it. */
function sourceOf(command: Command, option: Option, configs: readonly Config[]): string {
  if (isInEnvironment(option)) return ` [from ${option.variable}]`;
  const found = configured(command, option, configs);
  if (found !== undefined) return ` [${found.value}, from ${found.path}]`;
  return option.default === undefined ? "" : ` [${option.default}]`;
}

/** A flag as help and manual name it: `--rpc URL`. */
export function flagOf({ name, value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** How a command is used: `deml pack MODEL [FILE] [flags]`. */
export function usageOf(command: Command): string {
  return `${startOf(command)}${command.positional ? ` ${command.positional}` : ""} [flags]`;
}

/** A command's help page, with the values that config files give. */
export function commandHelp(
  command: Command,
  configs: readonly Config[] = [],
  width = helpWidth(),
): string {
  const options = [...command.options, ...COMMON_OPTIONS];
  return [
    ...wrap(command.summary, width),
    "",
    ...wrap(`Usage: ${usageOf(command)}`, width, 7),
    "",
    "Flags:",
    ...columns(
      options.map((option) => [
        flagOf(option),
        `${option.help}${sourceOf(command, option, configs)}`,
      ]),
      width,
    ),
    ...(command.notes ? ["", ...reflow(command.notes, width)] : []),
    // Whole, so that they can be copied.
    ...(command.examples.length > 0
      ? ["", "Examples:", ...command.examples.map((example) => `  ${example}`)]
      : []),
  ].join("\n");
}
