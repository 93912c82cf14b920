import { EXIT } from "../../../../protocol/errors.ts";
import { type Command, startOf } from "../../command.ts";
import { showValue, sourced } from "../../config/sources.ts";
import { isConfigurable } from "../../config/configured.ts";
import { DEFAULT_VERBS } from "../../default_verbs.ts";
import { suggestion } from "../../nearest.ts";
import { show as escaped } from "../../../../protocol/text/visible.ts";
import { HOME_OPTION } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { renderTable } from "../../render_table.ts";
import { usage } from "../../command.ts";

export const show: Command = {
  name: "config show",
  summary: "Show the value of each flag of a command, and where it comes from",
  positional: "COMMAND...",
  options: [HOME_OPTION],
  notes:
    `COMMAND is one or two words. A value comes from the environment, from a config file or from
the program itself (default). The keys in URLs are not shown.`,
  examples: ["deml config show mine", "deml config show competitions list --json"],
  async run(invocation) {
    const name = invocation.positional.join(" ");
    if (name === "") throw usage(show, "COMMAND is missing");
    const commands = await invocation.commands();
    const command = commands.find((each) => each.name === name) ??
      commands.find((each) => each.name === `${name} ${DEFAULT_VERBS[name]}`);
    if (command === undefined) {
      const names = commands.map((each) => each.name);
      throw usage(show, `No command "${escaped(name, 60)}"${suggestion(name, names)}`);
    }
    const rows = command.options.filter(isConfigurable)
      .map((option) => sourced(command, option, invocation.configs));
    const { terminal } = invocation;
    if (invocation.json) terminal.out(toJson({ command: command.name, values: rows }));
    else if (rows.length === 0) terminal.note(`\`${startOf(command)}\` has no flags of its own`);
    else {
      terminal.block(renderTable(
        [{ heading: "flag" }, { heading: "value" }, { heading: "from" }],
        rows.map((row) => [`--${row.name}`, showValue(row), row.from ?? "not set"]),
      ));
    }
    return EXIT.ok;
  },
};
