import { EXIT, told } from "../../../../protocol/errors.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { openAccount } from "../../account.ts";
import { CHAIN_OPTIONS, openConnection } from "../../chain_option.ts";
import type { Command } from "../../command.ts";
import { CONFIRM_OPTIONS } from "../../confirm.ts";
import { HOME_OPTION } from "../../home_option.ts";
import { competitionNamed } from "../../id_argument.ts";
import { toJson } from "../../json.ts";
import { sendOne } from "../../send_one.ts";
import { SIGNER_OPTIONS } from "../../signer_option.ts";

export const cancel: Command = {
  name: "competitions cancel",
  summary: "Cancel a sealed competition whose test set failed",
  positional: "ID",
  options: [...CHAIN_OPTIONS, ...SIGNER_OPTIONS, HOME_OPTION, ...CONFIRM_OPTIONS],
  notes:
    `Nobody can cancel a competition that runs as it should, not even its organizer: people paid
for it. A sealed one can be cancelled, by anybody, if its test set was not opened in time, was
found bad, or was not judged in time. Buy-ins are refunded then.`,
  examples: ["deml competitions cancel 3"],
  async run(invocation) {
    invocation.argument(0, "ID");
    const connection = await openConnection(invocation);
    const competition = await competitionNamed(invocation, connection);
    requireCancellable(competition);
    const account = await openAccount(invocation, connection);
    try {
      const { id } = competition;
      const mined = await sendOne(invocation, connection, account, {
        functionName: "cancel",
        args: [id],
        purpose: `cancel competition ${id}`,
      });
      if (mined === undefined) return EXIT.ok;
      if (invocation.json) {
        const transactions = account.sent;
        invocation.terminal.out(toJson({ competition: id, cancelled: true, transactions }));
      } else invocation.terminal.out(`Competition ${id} is cancelled`);
      return EXIT.ok;
    } finally {
      account.close();
    }
  },
};

function requireCancellable({ id, canCancel, ended, ending, sealed }: Competition): void {
  if (canCancel) return;
  throw told(
    "chain",
    ended
      ? `Competition ${id} has ended: ${ending}`
      : sealed
      ? `Competition ${id} cannot be cancelled while its test set can still be opened and judged`
      : `Competition ${id} is open, and open competitions are never cancelled`,
    ended ? "There is nothing to do" : `See \`deml status --competition ${id}\``,
  );
}
