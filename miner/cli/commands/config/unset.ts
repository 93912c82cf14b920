import { EXIT, told } from "../../../../protocol/errors.ts";
import { show } from "../../../../protocol/text/visible.ts";
import type { Command } from "../../command.ts";
import { configPath, openConfig, saveConfig } from "../../config/edit_config.ts";
import { entryIn, withEntry } from "../../config/entry.ts";
import { FILE_OPTIONS, WHICH_FILE } from "../../config/file_options.ts";
import { toJson } from "../../json.ts";

export const unset: Command = {
  name: "config unset",
  summary: "Remove a value from the config file",
  positional: "NAME",
  options: FILE_OPTIONS,
  ignoresConfigs: true,
  notes: `NAME is as in \`deml config set\`; a name that no command knows can also be removed.

${WHICH_FILE}`,
  examples: ["deml config unset rpc", "deml config unset mine.max-stake"],
  async run(invocation) {
    const keys = invocation.argument(0, "NAME").replace(/^--/, "").split(/[. ]/);
    const name = keys.join(".");
    const file = await openConfig(await configPath(invocation));
    if (entryIn(file.values, keys) === undefined) {
      throw told("usage", `${show(name, 60)} is not in ${file.path}`, "See `deml config list`");
    }
    await saveConfig(file, withEntry(file.values, keys, undefined));
    const { terminal } = invocation;
    if (invocation.json) terminal.out(toJson({ name, path: file.path }));
    else terminal.note(`${name} is no longer in ${file.path}`);
    return EXIT.ok;
  },
};
