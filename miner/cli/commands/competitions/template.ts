import { EXIT } from "../../../../protocol/errors.ts";
import { TEMPLATE_NAMES, templateOf } from "../../create/templates.ts";
import { type Command, usage } from "../../command.ts";
import { toJson } from "../../json.ts";

export const template: Command = {
  name: "competitions template",
  summary: "Print a plan to begin a competition with",
  positional: "KIND",
  options: [],
  notes: `KIND is ${TEMPLATE_NAMES.join(" or ")}: what a sample is. The plan explains its fields;
\`deml competitions create\` takes it.`,
  examples: [
    "deml competitions template image > competition.yaml",
    "deml competitions template table > competition.yaml",
  ],
  run(invocation) {
    const kind = invocation.argument(0, "KIND");
    const name = TEMPLATE_NAMES.find((each) => each === kind);
    if (name === undefined) {
      throw usage(template, `KIND is ${TEMPLATE_NAMES.join(" or ")}, not "${kind}"`);
    }
    const text = templateOf(name);
    if (invocation.json) invocation.terminal.out(toJson({ kind: name, template: text }));
    else invocation.terminal.block(text.trimEnd());
    return Promise.resolve(EXIT.ok);
  },
};
