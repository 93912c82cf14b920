import { EXIT } from "../../../../protocol/errors.ts";
import type { Command } from "../../command.ts";
import { usage } from "../../command.ts";
import { requireKnown } from "../../config/configured.ts";
import { configPath, openConfig, saveConfig } from "../../config/edit_config.ts";
import { entryIn, entryValue, findEntry, withEntry } from "../../config/entry.ts";
import { isTable } from "../../config/read_config.ts";
import { FILE_OPTIONS, WHICH_FILE } from "../../config/file_options.ts";
import { toJson } from "../../json.ts";
import { learnSecrets } from "../../../../protocol/text/secrets.ts";

export const set: Command = {
  name: "config set",
  summary: "Keep the value of a flag, so that it need not be given each time",
  positional: "NAME VALUE...",
  options: FILE_OPTIONS,
  ignoresConfigs: true,
  notes: `NAME is a flag for all commands, such as rpc, or for one, such as mine.poll or
competitions.list.limit. A flag that may be repeated takes several values. Name and value are
checked before anything is written.

${WHICH_FILE}

Only you can read the file. The command line takes precedence over the environment, that over
the file of --config or the home, that over the user's file.`,
  examples: [
    "deml config set rpc https://rpc.example",
    "deml config set gateway https://one.example https://two.example",
    "deml config set mine.max-stake 0.5",
  ],
  async run(invocation) {
    const name = invocation.argument(0, "NAME");
    const given = invocation.positional.slice(1);
    if (given.length === 0) throw usage(set, "VALUE is missing");
    learnSecrets(given);
    const commands = await invocation.commands();
    const entry = findEntry(set, name, commands);
    const value = entryValue(set, entry, given);
    const file = await openConfig(await configPath(invocation));
    for (let count = 1; count < entry.keys.length; count++) {
      const table = entryIn(file.values, entry.keys.slice(0, count));
      if (table === undefined || isTable(table)) continue;
      throw usage(set, `In ${file.path}, ${entry.keys.slice(0, count).join(".")} is not a table`);
    }
    const values = withEntry(file.values, entry.keys, value);
    requireKnown({ path: file.path, values }, commands);
    await saveConfig(file, values);
    const { terminal } = invocation;
    if (invocation.json) terminal.out(toJson({ name: entry.name, value, path: file.path }));
    else terminal.note(`${entry.name} is ${[value].flat().join(" ")} in ${file.path}`);
    return EXIT.ok;
  },
};
