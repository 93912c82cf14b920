import { EXIT } from "../../../../protocol/errors.ts";
import type { Command } from "../../command.ts";
import { configPath } from "../../config/edit_config.ts";
import { FILE_OPTIONS } from "../../config/file_options.ts";
import { toJson } from "../../json.ts";

export const path: Command = {
  name: "config path",
  summary: "Print the path of the config file that `config set` writes",
  options: FILE_OPTIONS,
  ignoresConfigs: true,
  notes: "The file need not exist yet. `deml config list` shows what all config files set.",
  examples: ["deml config path", '$EDITOR "$(deml config path)"'],
  async run(invocation) {
    const file = await configPath(invocation);
    const exists = await Deno.stat(file).then(() => true, () => false);
    invocation.terminal.out(invocation.json ? toJson({ path: file, exists }) : file);
    return EXIT.ok;
  },
};
