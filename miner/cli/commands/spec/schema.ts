import { EXIT } from "../../../../protocol/errors.ts";
import { specSchema } from "../../../organizer/spec_schema.ts";
import type { Command } from "../../command.ts";

export const schema: Command = {
  name: "spec schema",
  summary: "Print the JSON Schema of a spec, for editors",
  options: [],
  notes:
    `It is made of the schema that checks specs. An editor that knows JSON Schema then completes
the fields and marks errors: name it in "$schema", or in the editor's settings. Rules between
fields, such as one mean per channel, are only in \`deml spec check\`.`,
  examples: ["deml spec schema > competition.schema.json"],
  run(invocation) {
    invocation.terminal.block(JSON.stringify(specSchema(), null, 2));
    return Promise.resolve(EXIT.ok);
  },
};
