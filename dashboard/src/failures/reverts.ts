/**
 * What to do about a revert of the contract, on the page.
 *
 * @module
 */
import type { RevertFailure } from "../../../miner/chain/failures.ts";
import { type ContractError, revertMessage } from "../../../protocol/format/revert_facts.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

const LOOK = "Check the competition again";
const WAIT = "Wait, and try again";
const DONE = "There is nothing left to do";
const NEXT = "Wait for the next round";
/** Only programs other than this page send these */
const RELOAD = "Reload the page, and try again";

/**
 * To add an error: a fact in `protocol/format/revert_facts.ts`, and its remedy here and in the
 * terminal.
 */
const REMEDIES: Record<ContractError, string> = {
  AlreadyClaimed: DONE,
  AlreadyEnrolled: DONE,
  AlreadyOpened: DONE,
  AlreadyRegistered: "Submit a model",
  BadBatch: RELOAD,
  BadMedian: RELOAD,
  BadPart: RELOAD,
  BadRow: RELOAD,
  BadScore: RELOAD,
  BadSize: "Make the model smaller",
  BadTerms: "Correct it and create the competition again",
  BenchFull: WAIT,
  CannotCancel: LOOK,
  CommitsClosed: NEXT,
  CommitsOpen: WAIT,
  DepositTooNew: NEXT,
  DigestMismatch: "Send the package that the digest was computed from",
  HasQuorum: LOOK,
  Incomplete: "Its author must publish the rest before it can be opened",
  NeedsKeyCommitment: RELOAD,
  NoQuorum: "Expire the round; its models then wait again",
  NoReservation: "Submit the model without one",
  NoSeat: LOOK,
  NoSuchCompetition: "Choose another one from the list",
  NoSuchModel: LOOK,
  NoSuchRound: LOOK,
  NotAuthor: "Connect the account that submitted it",
  NotEnded: "Wait until it is finalized or cancelled",
  NotEnrolled: LOOK,
  NotRegistered: "Register before it ends",
  NotSealed: LOOK,
  NothingOwed: LOOK,
  NothingToEvaluate: WAIT,
  OtherTerms: "Reload the page, read the terms again, and pay only for what you have read",
  PartOutOfOrder: RELOAD,
  RevealsClosed: LOOK,
  RevealsOpen: WAIT,
  RoundOver: LOOK,
  RoundRuns: WAIT,
  RoundTooSoon: WAIT,
  RowsMissing: LOOK,
  SeatHeld: "Wait until that round is over",
  SeatTwice: DONE,
  StillWaiting: WAIT,
  TestSetNotJudged: "Wait for its verdict: a key sent before then gives the model away",
  TooEarly: WAIT,
  TooFewDeposits: "Wait until enough deposits are old enough",
  TooLate: LOOK,
  TooManyModels: "Reservations that were given up also count",
  TransferFailed: "Use an account that accepts payments",
  WrongKey: "Check the key file",
  WrongOpening: RELOAD,
  WrongPhase: LOOK,
  WrongValue: RELOAD,
};

export const REVERTS: Sentences<RevertFailure> = {
  "revert/contract": ({ purpose, reason, args }) => [
    revertMessage(purpose, reason, args),
    REMEDIES[reason],
  ],
};
