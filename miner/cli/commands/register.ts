import { type Hex, toHex, zeroHash } from "viem";
import { EXIT, told } from "../../../protocol/errors.ts";
import { showRefused } from "../../../protocol/format/refused_sentences.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { refusedTerms } from "../../../protocol/terms/refused_terms.ts";
import { readFile } from "../../base/read_file.ts";
import { call } from "../../chain/call.ts";
import { sha256 } from "../../ipfs/cid.ts";
import { registrationOf } from "../../participant/register.ts";
import { reservationOf } from "../../participant/submit_model.ts";
import { openAccount } from "../account.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import type { Command, Invocation } from "../command.ts";
import { CONFIRM_OPTIONS } from "../confirm.ts";
import { HOME_OPTION } from "../home_option.ts";
import { competitionNamed } from "../id_argument.ts";
import { toJson } from "../json.ts";
import { sendOne } from "../send_one.ts";
import { SIGNER_OPTIONS } from "../signer_option.ts";

export const register: Command = {
  name: "register",
  summary: "Join a competition, and pay its buy-in",
  positional: "ID",
  options: [
    ...CHAIN_OPTIONS,
    ...SIGNER_OPTIONS,
    { name: "model", value: "PACKAGE", help: "Reserve a place for this package at the same time" },
    HOME_OPTION,
    ...CONFIRM_OPTIONS,
  ],
  notes:
    `The buy-in is paid for the terms as they were read and shown: if they were others, the contract
refuses the transaction. An account registers once per competition.

A reserved place is that of the first who knew the model: a copier from the mempool comes
later. PACKAGE is what \`deml pack\` wrote; only the same bytes fit the place.`,
  examples: ["deml register 3", "deml register 3 --model entry.deml --yes"],
  async run(invocation) {
    invocation.argument(0, "ID");
    const connection = await openConnection(invocation);
    const competition = await competitionNamed(invocation, connection);
    const { id, buyIn } = competition;
    const account = await openAccount(invocation, connection);
    try {
      if (await call(connection, "isRegistered", [id, account.address])) {
        return report(invocation, id, false, account.sent);
      }
      requireRegistration(competition);
      for (const refused of refusedTerms(competition).filter(({ by }) => by === "authors")) {
        const sentence = `Careful authors avoid ${refused.term}: ${showRefused(refused)}`;
        invocation.terminal.note(invocation.terminal.paint.yellow(sentence));
      }
      const reservation = await reserved(invocation, account.address);
      const write = registrationOf(competition, reservation);
      const mined = await sendOne(invocation, connection, account, write, [["buy-in", buyIn]]);
      if (mined === undefined) return EXIT.ok;
      return report(invocation, id, true, account.sent);
    } finally {
      account.close();
    }
  },
};

async function reserved(invocation: Invocation, author: `0x${string}`): Promise<Hex> {
  const path = invocation.text("model");
  if (path === undefined) return zeroHash;
  return reservationOf(author, toHex(await sha256(await readFile(path))));
}

/** Whether somebody can still register. */
export function requireRegistration({ id, phase, ended, registrationEnd }: Competition): void {
  if (phase === "registration") return;
  const closed = new Date(1_000 * registrationEnd).toISOString().slice(0, 16);
  throw told(
    "chain",
    ended
      ? `Competition ${id} has ended`
      : `Registration of competition ${id} closed at ${closed}Z`,
    "See `deml competitions list --phase registration`",
  );
}

function report(
  { terminal, json }: Invocation,
  id: bigint,
  registered: boolean,
  transactions: unknown[],
): number {
  if (json) terminal.out(toJson({ competition: id, registered, transactions }));
  else {
    terminal.out(
      registered ? `Registered in competition ${id}` : `Already registered in competition ${id}`,
    );
    terminal.note(`Submit with \`deml submit MODEL --competition ${id}\``);
  }
  return EXIT.ok;
}
