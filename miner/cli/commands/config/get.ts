import { EXIT, told } from "../../../../protocol/errors.ts";
import type { Command } from "../../command.ts";
import { findEntry } from "../../config/entry.ts";
import { sourced } from "../../config/sources.ts";
import { HOME_OPTION } from "../../home_option.ts";
import { toJson } from "../../json.ts";

export const get: Command = {
  name: "config get",
  summary: "Print the value that a flag has without being given",
  positional: "NAME",
  options: [HOME_OPTION],
  notes:
    `NAME is as in \`deml config set\`. The value comes from the environment, the config files or
the flag's default; a list is printed one value per line. The keys in URLs are not shown. The
exit code is 1 if there is no value.`,
  examples: ["deml config get rpc", "deml config get mine.max-stake --json"],
  async run(invocation) {
    const commands = await invocation.commands();
    const entry = findEntry(get, invocation.argument(0, "NAME"), commands);
    const command = entry.command ?? { ...get, name: "" };
    const found = sourced(command, entry.option, invocation.configs);
    // A default is a command's own: two commands may have different ones.
    if (found.value === undefined || (entry.command === undefined && found.from === "default")) {
      throw told(
        "usage",
        `${entry.name} is not set`,
        `Set it: deml config set ${entry.name} VALUE`,
      );
    }
    const { terminal } = invocation;
    if (invocation.json) terminal.out(toJson({ ...found, name: entry.name }));
    else for (const each of [found.value].flat()) terminal.out(String(each));
    return EXIT.ok;
  },
};
