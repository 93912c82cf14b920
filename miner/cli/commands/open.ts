import { CHAIN_OPTIONS, type Connection, openConnection } from "../../chain/client.ts";
import { findSealedModel, openSealedModel, openTestSet } from "../../chain/open_sealed.ts";
import { type Competition, readCompetition } from "../../chain/read_competition.ts";
import { createSender, type Sender } from "../../chain/sender.ts";
import { DemlError, EXIT } from "../../errors.ts";
import { openJournal } from "../../journal/journal.ts";
import { type KeyFile, readKeyFile } from "../../model/key_file.ts";
import { openSigner, SIGNER_OPTIONS } from "../../wallet/signer.ts";
import type { Command, Invocation } from "../command.ts";
import { chosenCompetition, COMPETITION_OPTION } from "../competition_option.ts";
import { HOME_OPTION, makeHome } from "../home_option.ts";
import { toJson } from "../json.ts";

export const open: Command = {
  name: "open",
  summary: "Publish the key of a sealed model or test set",
  positional: "KEYFILE",
  options: [...CHAIN_OPTIONS, ...SIGNER_OPTIONS, COMPETITION_OPTION, HOME_OPTION],
  notes:
    `KEYFILE is what \`deml seal\` wrote. Between submissionEnd and openingEnd, and not before, its
key goes on the chain, and miners can read what it opens. Any account may pay for the
call: the key counts, not who sends it. A model that is not opened is disqualified.

Running it again does no harm.`,
  examples: [
    "deml open entry.deml.key.json --competition 3 --key-file author.key",
    "deml open t10k-images-idx3-ubyte.key.json --competition 3 --key-file organizer.key",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "KEYFILE");
  const file = await readKeyFile(path);
  const connection = await openConnection(invocation);
  const id = await chosenCompetition(invocation, connection);
  const competition = await readCompetition(connection, id);
  requireOpening(competition);
  const account = await openSigner(invocation);
  const journal = openJournal(
    `${await makeHome(invocation)}/${account.address.toLowerCase()}.sqlite`,
  );
  try {
    const sender = createSender(connection, account, journal);
    await sender.resume();
    const { transaction, what } = await publish(connection, sender, competition, file);
    if (invocation.json) {
      invocation.terminal.out(toJson({ competition: id, opened: what, transaction }));
    } else {
      const subject = file.seals === "test-set" ? "The test set" : what.replace("model", "Model");
      const done = transaction === undefined ? "was open already" : "is open";
      invocation.terminal.out(`${subject} of competition ${id} ${done}`);
    }
    return EXIT.ok;
  } finally {
    journal.close();
  }
}

async function publish(
  connection: Connection,
  sender: Sender,
  competition: Competition,
  file: KeyFile,
) {
  if (file.seals === "test-set") {
    const transaction = await openTestSet(connection, sender, competition.id, file.key);
    return { transaction, what: "test set" };
  }
  const model = await findSealedModel(connection, competition, file.digest, file.author);
  const transaction = await openSealedModel(sender, competition.id, model, file.key);
  return { transaction, what: `model ${model.id}` };
}

/** A key that is sent too early is not taken by the contract, and yet known to everybody. */
function requireOpening({ id, phase, sealed, submissionEnd }: Competition): void {
  if (!sealed) {
    throw new DemlError("chain", `Competition ${id} is open, not sealed`, "Nothing is to do");
  }
  if (phase !== "registration" && phase !== "submission") return;
  throw new DemlError(
    "chain",
    `Competition ${id} is in ${phase}: a key that is sent now would give the secret away`,
    `Open it after ${new Date(1_000 * submissionEnd).toISOString().slice(0, 19)}Z`,
  );
}
