/**
 * The contract's reverts as sentences. To add one: give it a row here; the test compares the rows
 * with the ABI.
 *
 * @module
 */
import {
  BaseError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  formatEther,
  type Hex,
} from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { PHASES, TERMS } from "../../protocol/generated/enums.ts";
import { DemlError } from "../../protocol/errors.ts";

type Sentence = (args: readonly unknown[]) => [message: string, remedy: string];

const IN_PHASE: Record<typeof PHASES[number], string> = {
  none: "not there",
  registration: "in registration",
  submission: "in submission",
  opening: "in opening",
  evaluation: "in evaluation",
  settled: "settled",
  cancelled: "cancelled",
};
const TERM_RULES: Record<typeof TERMS[number], string> = {
  registrationEnd: "registrationEnd must be at least three commit windows ahead",
  submissionEnd: "submissionEnd must be at least 60 seconds after registrationEnd",
  openingEnd:
    "openingEnd must be submissionEnd when open; when sealed, three times two commit windows and a reveal window after it",
  evaluationEnd:
    "evaluationEnd must leave room for two rounds after the last part may come, within ten years",
  commitWindow: "commitWindow must be 60 seconds to 30 days",
  revealWindow: "revealWindow must be 60 seconds to 30 days",
  roundInterval: "roundInterval must be at most 30 days",
  byteLimit: "byteLimit must be at least 1",
  maxModels: "maxModels must be at least 2",
  maxModelsPerAuthor: "maxModelsPerAuthor must be 1 to 127, and at most half of maxModels",
  seats: "seats must be 1 to 400",
  quorum: "quorum must be more than half of the seats, and no more than all",
  tolerance: "tolerance must be at most 100,000",
  seatStake: "seatStake must be at least 1 wei",
  fund: "a fifth of the fund, divided by maxModels, must be at least 2^24 wei",
  prizeShares: "prizeShares must be at most 6 and add up to 10,000",
};

const ether = (wei: unknown) => `${formatEther(wei as bigint)} ETH`;
const moment = (seconds: unknown) => new Date(Number(seconds) * 1000).toISOString();
const LOOK = "Look with `deml status`";
const WAIT = "Wait, and try again";

/** What each error of the ABI means, and what to do. */
export const SENTENCES: Record<string, Sentence> = {
  AlreadyEnrolled: ([miner]) => [`${miner} is enrolled already`, "Nothing is to do"],
  AlreadyOpened: () => ["It is opened already", "Nothing is to do"],
  AlreadyRegistered: ([account]) => [`${account} is registered already`, "Submit a model"],
  BadBatch: ([length]) => [
    `${length} bytes of the batch do not make whole groups`,
    "Pack rows, openings and signed commitments as PROTOCOL.md, section 6, says",
  ],
  BadMedian: ([at, value]) => [
    `${value} is not the median of place ${at} in this round`,
    "Read the round's rows again",
  ],
  BadPart: ([offset, length, size]) => [
    `A part of ${length} bytes at ${offset} does not fit a package of ${size} bytes`,
    "Send parts of 1 to 120,000 bytes within the package",
  ],
  BadRow: ([miner]) => [`The row of ${miner} is not the one it revealed`, "Read its events again"],
  BadScore: ([score]) => [
    `${score} is no score`,
    "Scores are 0 to 100,000, INVALID (0xE00000) or ABSTAIN (0xFFFFFF)",
  ],
  BadSize: ([size, limit]) => [
    `The package has ${size} bytes, the competition takes 1 to ${limit}`,
    "Make the model smaller",
  ],
  BadTerms: ([term]) => [
    `The terms are wrong: ${termRule(Number(term))}`,
    "Correct it and create the competition again",
  ],
  BenchFull: ([limit]) => [`The competition has all the ${limit} deposits that it takes`, WAIT],
  CannotCancel: () => [
    "The test set was opened in time, and is not judged bad or too late",
    "Look with `deml status` until when it may still be judged",
  ],
  CommitsClosed: () => ["The round takes no more commits", "Wait for the next round"],
  CommitsOpen: () => ["The round still takes commits", WAIT],
  DepositTooNew: ([miner]) => [
    `The deposit of ${miner} was less than a commit window old when the round was opened`,
    "Wait for the next round",
  ],
  DigestMismatch: ([found, expected]) => [
    `The package's digest is ${found}, not ${expected}`,
    "Send the package that the digest was computed from",
  ],
  HasQuorum: ([found, quorum]) => [
    `The round has ${found} of the ${quorum} that it needs, so it goes on`,
    LOOK,
  ],
  Incomplete: ([model, published, size]) => [
    `Model ${model} has ${published} of its ${size} bytes on chain`,
    "Its author must publish the rest before it can be opened",
  ],
  NeedsKeyCommitment: () => [
    "The competition is sealed and the model has no key",
    "Seal the model before you submit it",
  ],
  NoQuorum: ([found, quorum]) => [
    `The round has ${found} of the ${quorum} that it needs`,
    "It ends by expireRound or failRound, and its models wait again: `deml mine` does that",
  ],
  NoReservation: () => [
    "There is nothing to reserve: the competition is sealed, or the reservation is zero",
    "Submit the model without one",
  ],
  NoSeat: ([miner]) => [`${miner} has no seat in this round`, LOOK],
  NoSuchCompetition: ([id]) => [`There is no competition ${id}`, "Check --competition"],
  NoSuchModel: ([id, model]) => [`There is no model ${model} in competition ${id}`, LOOK],
  NoSuchRound: ([id, round]) => [`There is no round ${round} in competition ${id}`, LOOK],
  NotAuthor: ([account]) => [`${account} did not submit this model`, "Sign with its author's key"],
  NotEnded: () => [
    "The competition has not ended: until then each miner claims for itself",
    "Wait until it is finalized or cancelled",
  ],
  NotEnrolled: ([miner]) => [`${miner} is not enrolled`, "Enrol first: `deml mine` does"],
  NotRegistered: ([account]) => [`${account} is not registered`, "Register before it ends"],
  NotSealed: () => ["The competition is open, not sealed", LOOK],
  NothingOwed: ([account]) => [`Nothing is owed to ${account} here`, LOOK],
  NothingToEvaluate: () => ["No model waits for a round", WAIT],
  OtherTerms: ([found, expected]) => [
    `The money is meant for the terms ${found}, and the competition has ${expected}`,
    "Read its terms again, and pay only for what you have read",
  ],
  PartOutOfOrder: ([offset, published]) => [
    `The part begins at ${offset}, and ${published} bytes are on chain`,
    "Send the part that begins there",
  ],
  RevealsClosed: () => ["The time to reveal in this round is over", LOOK],
  RevealsOpen: ([until]) => [`Rows may be revealed until ${moment(until)}`, WAIT],
  RoundOver: () => ["The round is over", LOOK],
  RoundRuns: ([round]) => [`Round ${round} runs, and there is one at a time`, WAIT],
  RoundTooSoon: ([earliest]) => [`The next round may open at ${moment(earliest)}`, WAIT],
  RowsMissing: ([given, needed]) => [`The round needs ${needed}, ${given} were given`, LOOK],
  SeatHeld: ([round]) => [
    `This deposit backs a seat in round ${round}`,
    "Wait until that round is over",
  ],
  SeatTwice: ([miner]) => [`The row of ${miner} is there already`, "Nothing is to do"],
  StillWaiting: ([models]) => [`${models} models wait for a round that may still come`, WAIT],
  TestSetNotJudged: () => [
    "Models are opened once round zero has found the test set good",
    "Wait for it: a key that is sent before gives the model away",
  ],
  TooEarly: ([earliest]) => [`That may be done from ${moment(earliest)} on`, WAIT],
  TooFewDeposits: ([counting, quorum]) => [
    `${counting} deposits are a commit window old, and a round needs ${quorum}`,
    "Wait until more have come, and are old enough",
  ],
  TooLate: ([latest]) => [`That had to be done before ${moment(latest)}`, LOOK],
  TooManyModels: ([limit]) => [
    `All ${limit} models of this author are used`,
    "A reservation that was given up counts, too",
  ],
  TransferFailed: ([to]) => [`${to} does not take the payment`, "Name another receiver"],
  WrongKey: () => ["The key does not match its commitment", "Check the key file"],
  WrongOpening: ([miner]) => [`This is not what ${miner} committed to`, "Check the journal"],
  WrongPhase: (
    [phase],
  ) => [`The competition is ${IN_PHASE[PHASES[Number(phase)] ?? "none"]} now`, LOOK],
  WrongValue: (
    [sent, due],
  ) => [`${ether(sent)} were sent, ${ether(due)} are due`, "Send exactly that"],
};

/** The contract's reason for a failure, when it gave one. */
export function explainRevert(error: unknown, purpose: string): DemlError | undefined {
  const reason = reasonOf(error);
  const sentence = reason && SENTENCES[reason.name];
  if (!sentence) return undefined;
  const [message, remedy] = sentence(reason.args);
  return new DemlError("revert", `Cannot ${purpose}: ${lowerFirst(message)}`, remedy, {
    cause: error,
    details: { reason: reason.name },
  });
}

function termRule(term: number): string {
  const name = TERMS[term];
  return name === undefined ? "an unknown term" : TERM_RULES[name];
}

function lowerFirst(message: string): string {
  return /^[A-Z][a-z]* /.test(message)
    ? message.charAt(0).toLowerCase() + message.slice(1)
    : message;
}

function reasonOf(error: unknown): { name: string; args: readonly unknown[] } | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.data) {
    return { name: reverted.data.errorName, args: (reverted.data.args ?? []) as unknown[] };
  }
  const data = dataOf(error);
  if (data === undefined) return undefined;
  try {
    const decoded = decodeErrorResult({ abi: demlAbi, data });
    return { name: decoded.errorName, args: (decoded.args ?? []) as readonly unknown[] };
  } catch {
    return undefined;
  }
}

/** The bytes that a node sends along, wherever it puts them. */
function dataOf(error: BaseError): Hex | undefined {
  let found: Hex | undefined;
  error.walk((cause) => {
    const data = (cause as { data?: unknown }).data;
    const value = typeof data === "object" && data !== null
      ? (data as { data?: unknown }).data
      : data;
    if (typeof value === "string" && /^0x[0-9a-f]{8,}$/i.test(value)) found = value as Hex;
    return false;
  });
  return found;
}
