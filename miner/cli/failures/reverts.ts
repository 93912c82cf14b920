/**
 * What to do about a revert of the contract, at the terminal.
 *
 * @module
 */
import type { RevertFailure } from "../../chain/failures.ts";
import {
  type ContractError,
  revertFact,
  revertMessage,
} from "../../../protocol/format/revert_facts.ts";
import type { Words } from "../../../protocol/format/tell.ts";

const LOOK = "Check `deml status`";
const WAIT = "Wait, and try again";
const DONE = "There is nothing left to do";

/** To add an error: a fact in `protocol/format/revert_facts.ts`, and its remedy here and in the page. */
const REMEDIES: Record<ContractError, string> = {
  AlreadyClaimed: DONE,
  AlreadyEnrolled: DONE,
  AlreadyOpened: DONE,
  AlreadyRegistered: "Submit a model",
  BadBatch: "Pack rows, openings and signed commitments as PROTOCOL.md, section 6, says",
  BadMedian: "Read the round's rows again",
  BadPart: "Send parts of 1 to 120,000 bytes within the package",
  BadRow: "Read its events again",
  BadScore: "Scores are 0 to 100,000, INVALID (0xE00000) or ABSTAIN (0xFFFFFF)",
  BadSize: "Make the model smaller",
  BadTerms: "Correct it and create the competition again",
  BenchFull: WAIT,
  CannotCancel: "Check with `deml status` until when it may still be judged",
  CommitsClosed: "Wait for the next round",
  CommitsOpen: WAIT,
  DepositTooNew: "Wait for the next round",
  DigestMismatch: "Send the package that the digest was computed from",
  HasQuorum: LOOK,
  Incomplete: "Its author must publish the rest before it can be opened",
  NeedsKeyCommitment: "Seal the model before you submit it",
  NoQuorum: "End it with expireRound or failRound, as `deml mine` does; its models then wait again",
  NoReservation: "Submit the model without one",
  NoSeat: LOOK,
  NoSuchCompetition: "See `deml competitions list`",
  NoSuchModel: LOOK,
  NoSuchRound: LOOK,
  NotAuthor: "Sign with its author's key",
  NotEnded: "Wait until it is finalized or cancelled",
  NotEnrolled: "Enrol first, as `deml mine` does",
  NotRegistered: "Register before it ends",
  NotSealed: LOOK,
  NothingOwed: LOOK,
  NothingToEvaluate: WAIT,
  OtherTerms: "Read its terms again, and pay only for what you have read",
  PartOutOfOrder: "Send the part that begins there",
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
  TransferFailed: "Choose another recipient",
  WrongKey: "Check the key file",
  WrongOpening: "Check the journal",
  WrongPhase: LOOK,
  WrongValue: "Send exactly what is due",
};

/** A revert in words. */
export function revertWords({ purpose, reason, args }: RevertFailure): Words {
  // Whatever was tried: it is the number that is wrong.
  const message = reason === "NoSuchCompetition"
    ? revertFact(reason, args)
    : revertMessage(purpose, reason, args);
  return [message, REMEDIES[reason]];
}
