import { EXIT } from "../../../../protocol/errors.ts";
import { type Command, isInEnvironment } from "../../command.ts";
import { isTable } from "../../config/read_config.ts";
import { showValue, type Sourced, sourced } from "../../config/sources.ts";
import { HOME_OPTION } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { renderTable } from "../../render_table.ts";

export const list: Command = {
  name: "config list",
  summary: "List what the environment and the config files set",
  options: [HOME_OPTION],
  notes: `The first of several lines with one name counts. The keys in URLs are not shown.
\`deml config show COMMAND\` lists all flags of one command.`,
  examples: ["deml config list", "deml config list --json"],
  async run(invocation) {
    const seen = new Set<string>();
    const rows: Sourced[] = [];
    for (const command of await invocation.commands()) {
      for (const option of command.options) {
        if (!isInEnvironment(option) || seen.has(option.name)) continue;
        seen.add(option.name);
        rows.push(sourced(command, option, []));
      }
    }
    for (const { path, values } of invocation.configs) rows.push(...entriesOf(values, path));
    const { terminal } = invocation;
    if (invocation.json) terminal.out(toJson({ values: rows }));
    else if (rows.length === 0) terminal.note("Nothing is set: see `deml config set --help`");
    else {
      terminal.block(renderTable(
        [{ heading: "name" }, { heading: "value" }, { heading: "from" }],
        rows.map((row) => [row.name, showValue(row), row.from ?? ""]),
      ));
    }
    return EXIT.ok;
  },
};

function entriesOf(values: Readonly<Record<string, unknown>>, from: string, above = ""): Sourced[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isTable(value)
      ? entriesOf(value, from, `${above}${key}.`)
      : [{ name: `${above}${key}`, value: value as Sourced["value"], from }]
  );
}
