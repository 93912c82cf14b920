import { hexToBytes, zeroHash } from "viem";
import { EXIT, told } from "../../../protocol/errors.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { showMeasured } from "../../../protocol/format/show_score.ts";
import { claimedScore } from "../../../protocol/score/score_claim.ts";
import { metricOf, rightWord } from "../../../protocol/score/metrics.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { MAX_SPEC_BYTES, parseSpec } from "../../../protocol/spec/spec.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Connection } from "../../chain/client.ts";
import type { Verdict } from "../../evaluation/host/evaluator.ts";
import { cidOfDigest } from "../../ipfs/cid.ts";
import { fetchVerified } from "../../ipfs/fetch.ts";
import { ENVELOPE_BYTES } from "../../model/envelope.ts";
import { missingParts, publishingGas } from "../../participant/parts.ts";
import { claimCall, CLAIMING_GAS } from "../../participant/claim_score.ts";
import { nameCall, NAMING_GAS, wantsName } from "../../participant/name_model.ts";
import { registrationOf } from "../../participant/register.ts";
import { reservationOf, reserveCall, submitModel } from "../../participant/submit_model.ts";
import { type Account, openAccount } from "../account.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import type { Command, Invocation } from "../command.ts";
import type { CompetitionSource } from "../competition_source.ts";
import { CONFIRM_OPTIONS, confirmBill } from "../confirm.ts";
import { EVALUATOR_OPTIONS } from "../evaluator_option.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeMade, homeOf } from "../home_option.ts";
import { competitionAt } from "../id_argument.ts";
import { toJson } from "../json.ts";
import { keptBlocks } from "../kept_blocks.ts";
import { PUBLIC_DATA_OPTIONS, type PublicData, publicData } from "../public_data.ts";
import { packageOf, readModelFile, takenIn } from "../read_model_file.ts";
import { reportInvalid } from "../report_invalid.ts";
import { showHints } from "../show_hints.ts";
import { SIGNER_OPTIONS } from "../signer_option.ts";
import { computeClaim, mayClaim, requireClaims } from "../submission/claim.ts";
import { checkBefore, hintsOf, judgeSubmission, overByteLimit } from "../submission/judge.ts";
import {
  keptSubmission,
  type SealedSubmission,
  sealSubmission,
} from "../submission/seal_submission.ts";
import {
  type Entered,
  isComplete,
  readEntered,
  requirePhase,
  type Submission,
  submissionOf,
} from "../submission/submission.ts";

export const submit: Command = {
  name: "submit",
  summary: "Submit a model: pack, check, score, seal, send",
  positional: "MODEL",
  options: [
    { name: "competition", value: "ID", help: "Number of the competition" },
    ...CHAIN_OPTIONS,
    ...SIGNER_OPTIONS,
    ...PUBLIC_DATA_OPTIONS,
    {
      name: "name",
      value: "NAME",
      help: "What the model is called: up to 32 bytes; in a separate transaction",
    },
    {
      name: "claim",
      help: "In a sealed competition: claim the score on the public part, with a bond of a buy-in",
    },
    {
      name: "unscored",
      help: "Submit without judging the model first: an INVALID one is paid for",
    },
    {
      name: "sealed-as",
      value: "PATH",
      help: "Where a sealed model and its key go: PATH.sealed and PATH.key.json",
    },
    GATEWAY_OPTION,
    HOME_OPTION,
    ...EVALUATOR_OPTIONS.filter(({ name }) => name !== "engine" && name !== "jobs"),
    ...CONFIRM_OPTIONS,
  ],
  notes:
    `MODEL is an .onnx file, which is packed as \`deml pack\` does, or a .deml package. It is judged
first as the miners will: an INVALID model is not sent (exit code 3). You see its score on the
public samples, its size, the gas and the buy-in, and confirm.

In registration it registers you, and in an open competition reserves a place; run it again
when submission begins. In a sealed competition the model is encrypted: its key is on the disk
first, and \`deml open\` publishes it when the test set is open. A lost key loses the buy-in.

--name names the model for the leaderboard, until submission ends: run the command again with another
to change it, with "" to take it away. Names are public, and need not be unique.

--claim shows your score on the leaderboard while the model is sealed. It is computed on the public part
of the test set, and miners compute it again once the model is open: a false claim makes the model
INVALID. The bond comes back at the end; it is burnt if the model is INVALID by any rule, such as
NaN for a private row, or is not opened.

It is encrypted once per competition, whatever the file is called later: the folder keys of --home
has copies. A large package goes in several transactions. After Ctrl-C or a crash, the same command
continues where the bytes on chain end.`,
  examples: [
    "deml submit model.onnx --competition 3 --gateway https://ipfs.example",
    "deml submit entry.deml --competition 3 --name 'LeNet, wider'",
    "deml submit entry.deml --competition 3 --claim",
    "deml submit entry.deml --competition 3 --yes --json",
    "deml submit entry.deml --competition 3 --dry-run",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "MODEL");
  const id = invocation.requiredInteger("competition", { min: 1, max: Number.MAX_SAFE_INTEGER });
  const connection = await openConnection(invocation);
  const competition = await competitionAt(connection, BigInt(id));
  let packed: Uint8Array;
  try {
    const model = await readModelFile(path, (name) => invocation.terminal.note(takenIn(name)));
    checkBefore(model, { competition });
    packed = packageOf(model);
  } catch (error) {
    if (error instanceof InvalidModel) return reportInvalid(invocation, path, error);
    throw error;
  }
  const tooLarge = overByteLimit(packed, { competition });
  if (tooLarge) return reportInvalid(invocation, path, tooLarge);
  const account = await openAccount(invocation, connection);
  try {
    return await submitFrom(invocation, { connection, competition, account, path, packed });
  } finally {
    account.close();
  }
}

/** A model, and where it goes. */
interface Task {
  connection: Connection;
  competition: Competition;
  account: Account;
  path: string;
  packed: Uint8Array;
}

async function submitFrom(invocation: Invocation, task: Task): Promise<number> {
  const { connection, competition, account, path, packed } = task;
  const { id, sealed: isSealed, phase } = competition;
  const { address, sender } = account;
  const entered = await readEntered(connection, competition, address);
  const places = {
    base: invocation.text("sealed-as") ?? `${path.replace(/\.(onnx|deml)$/, "")}.competition-${id}`,
    copies: `${homeOf(invocation)}/keys`,
  };
  const found = isSealed
    ? await keptSubmission(packed, address, places, entered.models)
    : undefined;
  const kept = found && "kept" in found ? found.kept : undefined;
  const bytes = isSealed ? kept?.envelope : packed;
  const known = bytes && await submissionOf(bytes, address, entered);
  const claims = invocation.flag("claim");
  const source = claims ? await claimSource(invocation, competition) : undefined;
  if (known && isComplete(known)) {
    await rename(invocation, task, known);
    if (source !== undefined) await claimLater(invocation, task, known, source);
    return report(invocation, task, known, { sealed: kept });
  }
  requirePhase(competition, known?.begun, entered.registered);
  const length = bytes?.length ?? packed.length + ENVELOPE_BYTES;
  requireFits(length, competition);
  let judged: Judged | undefined;
  if (!invocation.flag("unscored") && known?.begun === undefined) {
    judged = await score(invocation, competition, packed);
    if (judged.verdict.kind === "invalid") return reportInvalid(invocation, path, judged.verdict);
  }
  if (!await confirmed(invocation, task, entered, { length, known })) return EXIT.ok;
  if (!entered.registered) {
    const reservation = known && !isSealed ? reservationOf(address, known.digest) : zeroHash;
    await sender.send(registrationOf(competition, reservation));
  } else if (phase === "registration" && known && !isSealed && !known.reserved) {
    await sender.send(reserveCall(id, address, known.digest));
  }
  if (phase === "registration") {
    await account.confirmed();
    return reportWaiting(invocation, task);
  }
  const sealed = kept ??
    (found && "free" in found ? await seal(invocation, packed, account, found.free) : undefined);
  const submission = known ?? await submissionOf(sealed?.envelope ?? packed, address, entered);
  invocation.terminal.progress("Sending the package");
  const commitment = sealed?.key.commitment ?? zeroHash;
  const { model } = await submitModel(connection, sender, id, submission.bytes, commitment);
  const name = invocation.text("name");
  if (name !== undefined && await wantsName(connection, competition, model, name)) {
    await sender.send(nameCall(id, model, name));
  }
  if (source !== undefined && mayClaim(competition, known?.begun)) {
    const claim = await computeClaim(invocation, source, packed, submission.digest);
    await sender.send(claimCall(competition, model, claim));
  }
  await account.confirmed();
  return report(invocation, task, submission, { sealed, model, judged });
}

/** What a claim is computed from, if the competition takes one. */
async function claimSource(
  invocation: Invocation,
  competition: Competition,
): Promise<Pick<CompetitionSource, "spec" | "sources">> {
  const found = await specOf(invocation, competition);
  requireClaims(competition, found.spec);
  return found;
}

/** Claims the score of a model that was submitted before. */
async function claimLater(
  invocation: Invocation,
  { connection, competition, account, packed }: Task,
  { begun, digest }: Submission,
  source: Pick<CompetitionSource, "spec" | "sources">,
): Promise<void> {
  if (begun === undefined || claimedScore(begun.claim) !== undefined) return;
  if (!mayClaim(competition, begun)) {
    throw told(
      "chain",
      "Submission is over, and no score is claimed any more",
      "Leave --claim away",
    );
  }
  const claim = await computeClaim(invocation, source, packed, digest);
  const call = claimCall(competition, begun.id, claim);
  const { purpose } = call;
  const payments: [string, bigint][] = [["bond of the claim", competition.buyIn]];
  const bill = { purpose, payments, gas: CLAIMING_GAS, transactions: 1 };
  if (!await confirmBill(invocation, connection, account, bill)) return;
  await account.sender.send(call);
  await account.confirmed();
}

/** Names a model that was submitted before; a name can change until submission ends. */
async function rename(invocation: Invocation, task: Task, { begun }: Submission): Promise<void> {
  const { connection, competition, account } = task;
  const name = invocation.text("name");
  if (name === undefined || begun === undefined) return;
  if (!await wantsName(connection, competition, begun.id, name)) return;
  if (competition.phase !== "submission") {
    throw told(
      "chain",
      "Submission is over, and names do not change any more",
      "Leave --name away",
    );
  }
  const call = nameCall(competition.id, begun.id, name);
  const { purpose } = call;
  const bill = { purpose, payments: [], gas: NAMING_GAS, transactions: 1 };
  if (!await confirmBill(invocation, connection, account, bill)) return;
  await account.sender.send(call);
  await account.confirmed();
}

async function seal(
  invocation: Invocation,
  packed: Uint8Array,
  { address }: Account,
  path: string,
): Promise<SealedSubmission> {
  const copies = `${await homeMade(invocation)}/keys`;
  const sealed = await sealSubmission(packed, address, path, copies);
  invocation.terminal.note(`The model's key is in ${sealed.keyPath}, with a copy in ${copies}`);
  return sealed;
}

function requireFits(length: number, { byteLimit }: Competition): void {
  if (length <= byteLimit) return;
  throw told(
    "model",
    `Sealed, the package has ${length} bytes, and the competition accepts ${byteLimit}`,
    "Make it smaller: `deml pack --float16` or `--int8`",
  );
}

/** Fetches the spec. */
async function specOf(
  invocation: Invocation,
  { specDigest }: Competition,
): Promise<Pick<CompetitionSource, "spec" | "sources">> {
  const gateways = gatewaysOf(invocation);
  const sources = { gateways, store: keptBlocks(homeOf(invocation)), signal: invocation.signal };
  invocation.terminal.progress("Fetching the spec");
  const cid = cidOfDigest(hexToBytes(specDigest));
  const spec = parseSpec(await fetchVerified(cid, { ...sources, maxBytes: MAX_SPEC_BYTES }));
  return { spec, sources };
}

/** What the miners will find, on public samples. */
interface Judged {
  verdict: Verdict;
  part: PublicData["part"];
}

async function score(
  invocation: Invocation,
  competition: Competition,
  packed: Uint8Array,
): Promise<Judged> {
  const { terminal } = invocation;
  const { spec, sources } = await specOf(invocation, competition);
  const data = await publicData(invocation, { spec, sources });
  const verdict = await judgeSubmission(invocation, packed, data);
  const { part } = data;
  if (verdict.kind === "invalid") return { verdict, part };
  const valid = terminal.paint.green("VALID");
  const samples = part === "test" ? "test" : "public validation";
  const measured = showMeasured(verdict.score, metricOf(spec));
  terminal.note(
    part === "made-up"
      ? `${valid}: it runs; there are no public samples to score it on`
      : `${valid}: ${measured}, ${verdict.correct} of ${verdict.rows} ${samples} samples ${
        rightWord(spec)
      }`,
  );
  showHints(terminal, hintsOf(verdict, part));
  return { verdict, part };
}

/** Gas of registering with a reservation, rounded up: contracts/gas.json. */
const REGISTRATION = 160_000n;

async function confirmed(
  invocation: Invocation,
  { connection, competition, account }: Task,
  { registered }: Entered,
  { length: size, known }: { length: number; known: Submission | undefined },
): Promise<boolean> {
  const { id, phase, buyIn, sealed } = competition;
  const registers = !registered;
  const begun = known?.begun;
  const reserves = !sealed && !known?.reserved && !registers && begun === undefined;
  const sends = phase !== "registration";
  const names = sends && invocation.text("name") !== undefined;
  const claims = sends && invocation.flag("claim") && mayClaim(competition, begun);
  const left = missingParts(size, begun?.published ?? 0);
  const missing = left.reduce((sum, { length }) => sum + length, 0);
  const publishing = publishingGas(sends ? missing : 0, reserves);
  invocation.terminal.note(
    `${showBytes(size)} ${sealed ? "sealed" : "packed"}, to be sent in ${left.length} ` +
      (left.length === 1 ? "transaction" : "transactions"),
  );
  return await confirmBill(invocation, connection, account, {
    purpose: sends ? `submit to competition ${id}` : `register in competition ${id}`,
    payments: [
      ...(registers ? [["buy-in", buyIn] as [string, bigint]] : []),
      ...(claims ? [["bond of the claim", buyIn] as [string, bigint]] : []),
    ],
    gas: publishing.gas + (registers ? REGISTRATION : 0n) + (names ? NAMING_GAS : 0n) +
      (claims ? CLAIMING_GAS : 0n),
    transactions: (registers ? 1 : 0) + (reserves ? 1 : 0) + (sends ? left.length : 0) +
      (names ? 1 : 0) + (claims ? 1 : 0),
  });
}

function reportWaiting({ terminal, json }: Invocation, { competition, account }: Task): number {
  const { id, registrationEnd } = competition;
  const begins = `${new Date(1_000 * registrationEnd).toISOString().slice(0, 16)}Z`;
  const { sent: transactions } = account;
  if (json) {
    terminal.out(toJson({ competition: id, model: null, registered: true, begins, transactions }));
  } else {
    terminal.out(`Registered in competition ${id}; submission begins at ${begins}`);
    terminal.note("Run the same command again then");
  }
  return EXIT.ok;
}

/** The score on public samples, if there are any and it was asked for, and what it hints at. */
function scoreOf(judged: Judged | undefined): object {
  if (judged?.verdict.kind !== "scored") return {};
  const { verdict, part } = judged;
  const hints = hintsOf(verdict, part);
  return part === "made-up" ? { hints } : { score: verdict.score, samples: part, hints };
}

function report(
  { terminal, json }: Invocation,
  { competition: { id }, account: { sent } }: Task,
  { bytes, digest, begun }: Submission,
  { sealed, model = begun?.id, judged }: {
    sealed: SealedSubmission | undefined;
    model?: number;
    judged?: Judged;
  },
): number {
  const keyFile = sealed?.keyPath;
  if (json) {
    const facts = { competition: id, model, digest, bytes: bytes.length, keyFile };
    terminal.out(toJson({ ...facts, ...scoreOf(judged), transactions: sent }));
    return EXIT.ok;
  }
  terminal.out(
    sent.length === 0
      ? `This is model ${model} of competition ${id}: it was submitted before`
      : `Submitted as model ${model} of competition ${id}`,
  );
  terminal.note(
    keyFile === undefined ? `Watch it with \`deml watch ${id}\`` : terminal.paint.yellow(
      `Keep ${keyFile}: \`deml open ${keyFile} --competition ${id}\` publishes the key once the ` +
        "test set is open and found good",
    ),
  );
  return EXIT.ok;
}
