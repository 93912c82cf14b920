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
import { demlAbi } from "../../contracts/generated/deml.ts";
import { DemlError } from "../errors.ts";

type Sentence = (args: readonly unknown[]) => [message: string, remedy: string];

const PHASES = [
  "not there",
  "in registration",
  "in submission",
  "in opening",
  "in evaluation",
  "settled",
  "cancelled",
];
const TERMS = [
  "registrationEnd must be in the future",
  "submissionEnd must come after registrationEnd",
  "openingEnd must come after submissionEnd when sealed, and equal it when open",
  "evaluationEnd must come after openingEnd, within ten years",
  "commitWindow must be 1 second to 30 days",
  "revealWindow must be 1 second to 30 days",
  "roundInterval must be at most 30 days",
  "byteLimit must be at least 1",
  "maxModels must be at least 1",
  "maxModelsPerAuthor must be at least 1",
  "seats must be 1 to 1,000",
  "quorum must be more than half of the seats",
  "tolerance must be at most 100,000",
  "seatStake must be at least 1 wei",
  "the fund must divide into seats × maxModels fees",
  "prizeShares must be at most 6 and add up to 10,000",
];

const ether = (wei: unknown) => `${formatEther(wei as bigint)} ETH`;
const moment = (seconds: unknown) => new Date(Number(seconds) * 1000).toISOString();
const LOOK = "Look with `deml status`";
const WAIT = "Wait, and try again";

/** What each error of the ABI means, and what to do. */
export const SENTENCES: Record<string, Sentence> = {
  AlreadyEnrolled: ([miner]) => [`${miner} is enrolled already`, "Nothing is to do"],
  AlreadyOpened: () => ["It is opened already", "Nothing is to do"],
  AlreadyRegistered: ([account]) => [`${account} is registered already`, "Submit a model"],
  BadMedian: ([at, value]) => [`${value} is not the median of model ${at} in this round`, LOOK],
  BadPart: ([offset, length, size]) => [
    `A part of ${length} bytes at ${offset} does not fit a package of ${size} bytes`,
    "Send parts of 1 to 120,000 bytes within the package",
  ],
  BadBatch: ([length]) => [
    `${length} bytes of the batch do not make whole groups`,
    "Pack rows, openings and signed commitments as PROTOCOL.md, section 6, says",
  ],
  BadRow: ([miner]) => [`The row of ${miner} is not the one it revealed`, "Read its events again"],
  BadScore: ([score]) => [`${score} is no score`, "Scores are 0 to 100,000, or INVALID"],
  BadSize: ([size, limit]) => [
    `The package has ${size} bytes, the competition takes 1 to ${limit}`,
    "Make the model smaller",
  ],
  BadTerms: ([term]) => [
    `The terms are wrong: ${TERMS[Number(term)] ?? "an unknown term"}`,
    "Correct it and create the competition again",
  ],
  CommitsClosed: () => ["The round takes no more commits", "Wait for the next round"],
  CommitsOpen: () => ["The round still takes commits", WAIT],
  DigestMismatch: ([found, expected]) => [
    `The package's digest is ${found}, not ${expected}`,
    "Send the package that the digest was computed from",
  ],
  DigestTaken: ([digest]) => [`The package ${digest} was submitted before`, "Submit another model"],
  NeedsKeyCommitment: () => [
    "The competition is sealed and the model has no key",
    "Seal the model before you submit it",
  ],
  NoDraw: () => ["The round has a seat for everybody, so it needs no seed", "Commit"],
  NoSeat: ([miner]) => [`${miner} has no seat in this round`, LOOK],
  NoSuchCompetition: ([id]) => [`There is no competition ${id}`, "Check --competition"],
  NoSuchModel: ([id, model]) => [`There is no model ${model} in competition ${id}`, LOOK],
  NoSuchRound: ([id, round]) => [`There is no round ${round} in competition ${id}`, LOOK],
  NotAuthor: ([account]) => [`${account} did not submit this model`, "Sign with its author's key"],
  NotDrawn: ([miner]) => [
    `${miner} is not drawn for this round yet`,
    "Wait: the draw widens every quarter of the commit window",
  ],
  NotEnrolled: ([miner]) => [`${miner} is not enrolled`, "Enrol first: `deml mine` does"],
  NotRegistered: ([account]) => [`${account} is not registered`, "Register before it ends"],
  NotSealed: () => ["The competition is open, not sealed", LOOK],
  NothingOwed: ([account]) => [`Nothing is owed to ${account} here`, LOOK],
  NothingToEvaluate: () => ["No model waits for a round", WAIT],
  RevealsClosed: () => ["The time to reveal in this round is over", LOOK],
  RoundOver: () => ["The round is over", LOOK],
  RoundTooEarly: ([first]) => [`The first round for this stake is round ${first}`, WAIT],
  RoundTooSoon: ([earliest]) => [`The next round may open at ${moment(earliest)}`, WAIT],
  RowsMissing: ([given, needed]) => [`The round has ${needed} rows, ${given} were given`, LOOK],
  SeatHeld: ([round]) => [`This stake backs a seat in round ${round}`, "Settle that round first"],
  SeatTwice: ([miner]) => [`The row of ${miner} was revealed before`, "Nothing is to do"],
  SeedPending: () => ["The round's seed is not there yet", "Try again in the next block"],
  StakeShort: ([shortfall]) => [
    `A forfeit took ${ether(shortfall)} of the stake`,
    "Enrol again with that amount: `deml mine` does",
  ],
  StillRunning: ([rounds]) => [`${rounds} rounds are still running`, "Settle them first"],
  StillWaiting: ([models]) => [`${models} models still wait for a round`, WAIT],
  TestSetOpened: () => ["The test set was opened, so the competition goes on", LOOK],
  TooManyModels: ([limit]) => [`The limit of ${limit} models is reached`, LOOK],
  TransferFailed: ([to]) => [`${to} does not take the payment`, "Name another receiver"],
  WrongKey: () => ["The key does not match its commitment", "Check the key file"],
  WrongOpening: ([miner]) => [`This is not what ${miner} committed to`, "Check the journal"],
  WrongPhase: ([phase]) => [`The competition is ${PHASES[Number(phase)]} now`, LOOK],
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

function lowerFirst(message: string): string {
  return /^[A-Z][a-z]* /.test(message) ? message[0]!.toLowerCase() + message.slice(1) : message;
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
