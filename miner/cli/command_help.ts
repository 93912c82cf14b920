/**
 * A command's help page.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { type Command, COMMON_OPTIONS, isInEnvironment, type Option, startOf } from "./command.ts";
import { configured } from "./config/configured.ts";
import type { Config } from "./config/read_config.ts";

/** Where a flag's value comes from if it is not on the command line, as help shows it. */
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
  const lines = zip(options, left).map(([option, named]) => {
    const source = sourceOf(command, option, config);
    return `  ${named.padEnd(width)}  ${option.help}${source}`;
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
