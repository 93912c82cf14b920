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

export const finalize: Command = {
  name: "competitions finalize",
  summary: "End a competition whose evaluation is over, so that prizes can be withdrawn",
  positional: "ID",
  options: [...CHAIN_OPTIONS, ...SIGNER_OPTIONS, HOME_OPTION, ...CONFIRM_OPTIONS],
  notes: `Anybody may do it once evaluation has ended and no round is running; miners do it as well.
Then winners, and everybody with a refund, run \`deml withdraw\`.`,
  examples: ["deml competitions finalize 3 --yes"],
  async run(invocation) {
    invocation.argument(0, "ID");
    const connection = await openConnection(invocation);
    const competition = await competitionNamed(invocation, connection);
    const { id, ended } = competition;
    if (ended) {
      if (invocation.json) invocation.terminal.out(toJson({ competition: id, finalized: false }));
      else invocation.terminal.out(`Competition ${id} has ended before`);
      return EXIT.ok;
    }
    requireFinal(competition);
    const account = await openAccount(invocation, connection);
    try {
      const mined = await sendOne(invocation, connection, account, {
        functionName: "finalize",
        args: [id],
        purpose: `finalize competition ${id}`,
      });
      if (mined === undefined) return EXIT.ok;
      if (invocation.json) {
        const transactions = account.sent;
        invocation.terminal.out(toJson({ competition: id, finalized: true, transactions }));
      } else invocation.terminal.out(`Competition ${id} has ended`);
      return EXIT.ok;
    } finally {
      account.close();
    }
  },
};

function requireFinal({ id, canFinalize, running, evaluationEnd, now }: Competition): void {
  if (canFinalize) return;
  const ends = new Date(1_000 * evaluationEnd).toISOString().slice(0, 19);
  throw told(
    "chain",
    running > 0
      ? `A round of competition ${id} is still running`
      : now < evaluationEnd
      ? `Competition ${id} is evaluated until ${ends}Z`
      : `Competition ${id} cannot be finalized yet`,
    `See \`deml status --competition ${id}\``,
  );
}
