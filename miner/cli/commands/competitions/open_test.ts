import { CHAIN_OPTIONS, openConnection } from "../../chain_option.ts";
import type { Command } from "../../command.ts";
import { CONFIRM_OPTIONS } from "../../confirm.ts";
import { HOME_OPTION } from "../../home_option.ts";
import { competitionNamed } from "../../id_argument.ts";
import { SIGNER_OPTIONS } from "../../signer_option.ts";
import { openKey } from "../open.ts";

export const openTest: Command = {
  name: "competitions open-test",
  summary: "Publish the key of a sealed test set",
  positional: "ID KEYFILE",
  options: [...CHAIN_OPTIONS, ...SIGNER_OPTIONS, HOME_OPTION, ...CONFIRM_OPTIONS],
  notes:
    `The key is due in the first third of the opening phase: \`deml competitions show ID\` says when.
Without it the competition is cancelled, and a fifth of the fund is lost. Miners then judge
whether the test set matches the spec, and participants open their models.

Any account may pay for the call: the key counts, not its sender.`,
  examples: ["deml competitions open-test 3 test.csv.key.json"],
  async run(invocation) {
    invocation.argument(0, "ID");
    const path = invocation.argument(1, "KEYFILE");
    const connection = await openConnection(invocation);
    const { id } = await competitionNamed(invocation, connection);
    return await openKey(invocation, connection, id, path, "test-set");
  },
};
