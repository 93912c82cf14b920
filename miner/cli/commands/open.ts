import type { Connection } from "../../chain/client.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import { findSealedModel, openModelCall, openTestSetCall } from "../../participant/open_sealed.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";
import { readCompetition } from "../../chain/read_competition.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Write } from "../../transactions/sender.ts";
import { EXIT, told } from "../../../protocol/errors.ts";
import { type KeyFile, readKeyFile } from "../../model/key_file.ts";
import { openAccount } from "../account.ts";
import { CONFIRM_OPTIONS } from "../confirm.ts";
import { sendOne } from "../send_one.ts";
import { SIGNER_OPTIONS } from "../signer_option.ts";
import { keptBlocks } from "../kept_blocks.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { chosenCompetition, COMPETITION_OPTION } from "../competition_option.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions } from "../evaluator_option.ts";
import { warnOpenFile } from "../warn_open_file.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeMade } from "../home_option.ts";
import { toJson } from "../json.ts";
import { requireExpected, type ScoreFirst, scoreFirst } from "../open/score_first.ts";
import { leastExpected } from "../../../protocol/score/metrics.ts";
import { showScore } from "../../../protocol/format/show_score.ts";

export const open: Command = {
  name: "open",
  summary: "Publish the key of a sealed model or test set",
  positional: "KEYFILE",
  options: [
    ...CHAIN_OPTIONS,
    ...SIGNER_OPTIONS,
    COMPETITION_OPTION,
    GATEWAY_OPTION,
    HOME_OPTION,
    {
      name: "at-least",
      value: "PERCENT",
      help:
        "Least score to open a model; by default a tenth of the way from chance to 100; of values 1",
    },
    { name: "unscored", help: "Open a model without scoring it first" },
    ...EVALUATOR_OPTIONS,
    ...CONFIRM_OPTIONS,
  ],
  notes:
    `KEYFILE is what \`deml seal\` wrote. Its key goes on the chain, and then everybody can read what
it opens. Any account may pay for the call: the key counts, not its sender.

The key of a test set is published in the first third of the opening phase. Miners then
judge whether the test set matches the spec, and models are opened once it is found good,
until openingEnd. A model that is not opened by then is disqualified.

A model is scored on the opened test set before its key is sent: if the labels make no
sense, the score shows it, and the model stays secret.

Running it again does no harm.`,
  examples: [
    "deml open entry.deml.key.json --competition 3 --key-file author.key --at-least 95",
    "deml open t10k-images-idx3-ubyte.key.json --competition 3 --key-file organizer.key",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const connection = await openConnection(invocation);
  const id = await chosenCompetition(invocation, connection);
  return await openKey(invocation, connection, id, invocation.argument(0, "KEYFILE"));
}

/** Publishes the key in a file, for this command and `deml competitions open-test`. */
export async function openKey(
  invocation: Invocation,
  connection: Connection,
  id: bigint,
  path: string,
  seals?: KeyFile["seals"],
): Promise<number> {
  const file = await readKeyFile(path);
  await warnOpenFile(invocation.terminal, path);
  if (seals !== undefined && file.seals !== seals) {
    throw told(
      "wallet",
      `${path} is the key of a model, not of a test set`,
      "Open a model with `deml open`",
    );
  }
  const competition = await readCompetition(connection, id);
  requireOpening(competition, file);
  const account = await openAccount(invocation, connection);
  try {
    const { write, what, score } = await opening(invocation, connection, competition, file);
    const mined = write && await sendOne(invocation, connection, account, write);
    if (write !== undefined && mined === undefined) return EXIT.ok;
    const transaction = mined?.hash;
    if (invocation.json) {
      const transactions = account.sent;
      invocation.terminal.out(
        toJson({ competition: id, opened: what, score, transaction, transactions }),
      );
    } else {
      const subject = file.seals === "test-set" ? "The test set" : what.replace("model", "Model");
      const done = transaction === undefined ? "was already open" : "is open";
      invocation.terminal.out(`${subject} of competition ${id} ${done}`);
    }
    return EXIT.ok;
  } finally {
    account.close();
  }
}

/** What publishes the key; undefined if it is public. */
async function opening(
  invocation: Invocation,
  connection: Connection,
  competition: Competition,
  file: KeyFile,
): Promise<{ write: Write | undefined; what: string; score?: number }> {
  if (file.seals === "test-set") {
    const write = await openTestSetCall(connection, competition.id, file.key);
    return { write: write as Write | undefined, what: "test set" };
  }
  const model = await findSealedModel(connection, competition, file.digest, file.author);
  const what = `model ${model.id}`;
  const score = model.status === "sealed"
    ? await checkScore(invocation, connection, { competition, model, file })
    : undefined;
  const write = openModelCall(competition.id, model, file.key);
  return { write: write as Write | undefined, what, score };
}

/** Scores a model as miners will; undefined if that is not wanted. */
async function checkScore(
  invocation: Invocation,
  connection: Connection,
  sealed: Pick<ScoreFirst, "competition" | "model" | "file">,
): Promise<number | undefined> {
  const percent = invocation.text("at-least");
  if (percent !== undefined && !/^(100|\d{1,2}(\.\d{1,3})?)$/.test(percent)) {
    throw usage(open, `--at-least takes a percentage, not "${percent}"`);
  }
  if (invocation.flag("unscored")) return undefined;
  const home = await homeMade(invocation);
  const { terminal, signal } = invocation;
  terminal.progress("Scoring the model on the opened test set");
  const { verdict, spec } = await scoreFirst({
    connection,
    ...sealed,
    sources: {
      gateways: gatewaysOf(invocation),
      store: keptBlocks(home),
      signal,
    },
    evaluation: evaluatorOptions(invocation),
  });
  terminal.clear();
  const least = percent === undefined ? leastExpected(spec) : Math.round(1_000 * Number(percent));
  requireExpected(verdict, sealed.model.id, least);
  if (verdict.kind !== "scored") return undefined;
  terminal.note(
    `Model ${sealed.model.id} scores ${showScore(verdict.score)} on the opened test set`,
  );
  return verdict.score;
}

/** The contract rejects a key that is sent too early or too late, but everybody has seen it. */
function requireOpening(competition: Competition, { seals }: KeyFile): void {
  const { id, now, phase, sealed, submissionEnd, openingEnd, testSet, testKey } = competition;
  if (!sealed) {
    throw told("chain", `Competition ${id} is open, not sealed`, "There is nothing to do");
  }
  const refuse = (message: string, remedy: string) => told("chain", message, remedy);
  const date = (seconds: number) => `${new Date(1_000 * seconds).toISOString().slice(0, 19)}Z`;
  if (phase === "registration" || phase === "submission") {
    throw refuse(
      `Competition ${id} is in ${phase}: a key sent now would give the secret away`,
      `Open it after ${date(submissionEnd)}`,
    );
  }
  if (seals === "test-set") {
    const { key } = thirdsOf(competition);
    if (now < key || testKey !== undefined) return;
    throw refuse(
      `The key of the test set was due before ${date(key)}`,
      "Anybody can cancel the competition now, and buy-ins are refunded",
    );
  }
  if (testSet !== "good") {
    throw refuse(
      `The test set of competition ${id} is ${testSet === "bad" ? "bad" : "not judged yet"}: ` +
        "a key sent now would give the model away",
      testSet === "bad"
        ? "There is nothing to do: buy-ins are refunded"
        : "Wait for round zero: `deml status`",
    );
  }
  if (now >= openingEnd) {
    throw refuse(`Models had to be opened before ${date(openingEnd)}`, "It is disqualified");
  }
}
