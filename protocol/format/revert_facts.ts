/**
 * What each revert of the contract means: facts, which the terminal and the page share. What to do
 * about it, each says in its own table, which is as complete.
 *
 * @module
 */
import type { ContractErrorArgs, ContractErrorName } from "viem";
import type { demlAbi } from "../generated/deml.ts";
import { PHASES, TERMS } from "../generated/enums.ts";
import { showEther } from "./format.ts";

/** The names of the ABI's errors. */
export type ContractError = ContractErrorName<typeof demlAbi>;

type Facts = {
  [Name in ContractError]: (
    ...args: ContractErrorArgs<typeof demlAbi, Name> extends readonly unknown[]
      ? ContractErrorArgs<typeof demlAbi, Name>
      : []
  ) => string;
};

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
    "evaluationEnd must leave room for two rounds after the last part may arrive, within ten years",
  commitWindow: "commitWindow must be 60 seconds to 30 days",
  revealWindow: "revealWindow must be 60 seconds to 30 days",
  roundInterval: "roundInterval must be at most 30 days",
  byteLimit: "byteLimit must be at least 1",
  maxModels: "maxModels must be at least 2",
  maxModelsPerAuthor: "maxModelsPerAuthor must be 1 to 127, and at most half of maxModels",
  seats: "seats must be 1 to 400",
  quorum: "quorum must be more than half of the seats, and at most all of them",
  tolerance: "tolerance must be at most 100,000",
  seatStake: "seatStake must be at least 1 wei",
  fund: "a fifth of the fund, divided by maxModels, must be at least 2^24 wei",
  prizeShares: "prizeShares must be at most 6 and add up to 10,000",
};

const moment = (seconds: number | bigint) => new Date(Number(seconds) * 1000).toISOString();

function termRule(term: number): string {
  const name = TERMS[term];
  return name === undefined ? "an unknown term" : TERM_RULES[name];
}

/** What each error of the ABI says, without a full stop. */
const FACTS: Facts = {
  AlreadyClaimed: (model) => `A score of model ${model} is already claimed`,
  AlreadyEnrolled: (miner) => `${miner} is already enrolled`,
  AlreadyOpened: () => "It is already open",
  AlreadyRegistered: (account) => `${account} is already registered`,
  BadBatch: (length) => `${length} bytes of the batch are not a whole number of groups`,
  BadMedian: (at, value) => `${value} is not the median of place ${at} in this round`,
  BadPart: (offset, length, size) =>
    `A part of ${length} bytes at ${offset} does not fit into a package of ${size} bytes`,
  BadRow: (miner) => `The row of ${miner} is not the one it revealed`,
  BadScore: (score) => `${score} is not a score`,
  BadSize: (size, limit) => `The package has ${size} bytes, the competition takes 1 to ${limit}`,
  BadTerms: (term) => `The terms are wrong: ${termRule(Number(term))}`,
  BenchFull: (limit) => `The competition has reached its limit of ${limit} deposits`,
  CannotCancel: () => "The test set was opened in time, and is not judged bad or too late",
  CommitsClosed: () => "The round no longer takes commits",
  CommitsOpen: () => "The round still takes commits",
  DepositTooNew: (miner) =>
    `The deposit of ${miner} was less than a commit window old when the round was opened`,
  DigestMismatch: (found, expected) => `The package's digest is ${found}, not ${expected}`,
  HasQuorum: (found, quorum) =>
    `The round has ${found} of the ${quorum} that it needs, so it continues`,
  Incomplete: (model, published, size) =>
    `Model ${model} has ${published} of its ${size} bytes on chain`,
  NeedsKeyCommitment: () => "The competition is sealed and the model has no key",
  NoQuorum: (found, quorum) => `The round has ${found} of the ${quorum} that it needs`,
  NoReservation: () =>
    "There is nothing to reserve: the competition is sealed, or the reservation is zero",
  NoSeat: (miner) => `${miner} has no seat in this round`,
  NoSuchCompetition: (id) => `Competition ${id} does not exist`,
  NoSuchModel: (id, model) => `There is no model ${model} in competition ${id}`,
  NoSuchRound: (id, round) => `There is no round ${round} in competition ${id}`,
  NotAuthor: (account) => `${account} did not submit this model`,
  NotEnded: () => "The competition has not ended: until then each miner claims for itself",
  NotEnrolled: (miner) => `${miner} is not enrolled`,
  NotRegistered: (account) => `${account} is not registered`,
  NotSealed: () => "The competition is open, not sealed",
  NothingOwed: (account) => `Nothing is owed to ${account} here`,
  NothingToEvaluate: () => "No model waits for a round",
  OtherTerms: (found, expected) =>
    `The money is meant for the terms ${found}, but the competition has ${expected}`,
  PartOutOfOrder: (offset, published) =>
    `The part begins at ${offset}, but ${published} bytes are on chain`,
  RevealsClosed: () => "The time to reveal in this round is over",
  RevealsOpen: (until) => `Rows may be revealed until ${moment(until)}`,
  RoundOver: () => "The round is over",
  RoundRuns: (round) => `Round ${round} is running, and only one may run at a time`,
  RoundTooSoon: (earliest) => `The next round may open at ${moment(earliest)}`,
  RowsMissing: (given, needed) => `The round needs ${needed} rows, ${given} were given`,
  SeatHeld: (round) => `This deposit backs a seat in round ${round}`,
  SeatTwice: (miner) => `The row of ${miner} was given twice`,
  StillWaiting: (models) => `${models} models wait for a round that may still come`,
  TestSetNotJudged: () => "Models are opened once round zero has found the test set good",
  TooEarly: (earliest) => `This is possible from ${moment(earliest)} on`,
  TooFewDeposits: (counting, quorum) =>
    `${counting} deposits are a commit window old, and a round needs ${quorum}`,
  TooLate: (latest) => `This was possible before ${moment(latest)}`,
  TooManyModels: (limit) => `This author has used all of its ${limit} models`,
  TransferFailed: (to) => `${to} does not accept the payment`,
  WrongKey: () => "The key does not match its commitment",
  WrongOpening: (miner) => `This is not what ${miner} committed to`,
  WrongPhase: (phase) => `The competition is ${IN_PHASE[PHASES[Number(phase)] ?? "none"]} now`,
  WrongValue: (sent, due) => `${showEther(sent)} was sent, ${showEther(due)} is due`,
};

/** What is wrong, without a full stop. */
export function revertFact(error: ContractError, args: readonly unknown[]): string {
  return (FACTS[error] as (...args: readonly unknown[]) => string)(...args);
}

/**
 * What is wrong with what was tried.
 *
 * @param purpose Completes "Cannot …"
 */
export function revertMessage(
  purpose: string,
  error: ContractError,
  args: readonly unknown[],
): string {
  return `Cannot ${purpose}: ${lowerFirst(revertFact(error, args))}`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]* /.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
