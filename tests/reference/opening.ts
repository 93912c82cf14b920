/**
 * The opening of a sealed competition in the reference model, and how it is cancelled: PROTOCOL.md,
 * section 3.
 *
 * @module
 */
import { type Address, encodeAbiParameters, type Hex, keccak256, zeroHash } from "viem";
import { revealEnd, thirdsOf } from "./clock.ts";
import { findModel } from "./entries.ts";
import { allRefunds, burn, buyInOf, credit, penaltyOf, potOf } from "./money.ts";
import { findCompetition, refuse, requirePhase } from "./refusal.ts";
import { expire } from "./rounds.ts";
import {
  isSealed,
  lastRound,
  type Moment,
  type Payment,
  type ReferenceCompetition,
  type World,
} from "./state.ts";

/** What is published before the opening to bind a test set's key. */
export function testKeyCommitment(key: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: "bytes32" }], [key]));
}

/** What an author submits to bind a model's key to itself. */
export function modelKeyCommitment(author: Address, key: Hex): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [author, key]),
  );
}

export function openTestSet(world: World, { now }: Moment, id: number, key: Hex): void {
  const competition = findCompetition(world, id);
  if (!isSealed(competition)) refuse("NotSealed");
  requirePhase(competition, now, "Opening");
  if (competition.testKey !== undefined) refuse("AlreadyOpened");
  const { testKeyEnd } = thirdsOf(competition);
  if (now >= testKeyEnd) refuse("TooLate", testKeyEnd);
  const fits = key !== zeroHash && testKeyCommitment(key) === competition.terms.testKeyCommitment;
  if (!fits) refuse("WrongKey");
  competition.testKey = key;
}

export function openModel(
  world: World,
  { now }: Moment,
  id: number,
  place: number,
  key: Hex,
): void {
  const competition = findCompetition(world, id);
  if (!isSealed(competition)) refuse("NotSealed");
  requirePhase(competition, now, "Opening");
  if (competition.testSet !== "Good") refuse("TestSetNotJudged");
  const model = findModel(competition, place);
  if (model.status === "Incomplete") refuse("Incomplete", place, model.published, model.size);
  if (model.status !== "Sealed") refuse("AlreadyOpened");
  if (modelKeyCommitment(model.author!, key) !== model.keyCommitment) refuse("WrongKey");
  model.status = "Waiting";
  competition.queue.push(place);
}

/** Whether a sealed competition's test set is none, did not come or was not judged in time. */
export function canCancel(competition: ReferenceCompetition, now: number): boolean {
  const { ending, testKey, testSet, terms } = competition;
  if (!isSealed(competition) || ending !== "Running" || testSet === "Good") return false;
  if (testSet === "Bad") return true;
  const { testKeyEnd, judgingEnd } = thirdsOf(competition);
  if (testKey === undefined) return now >= testKeyEnd;
  if (now < judgingEnd) return false;
  const last = lastRound(competition);
  // Whoever likes the verdict of a round zero that is over has a commit window to settle it.
  return last?.status !== "Running" || now >= revealEnd(competition, last) + terms.commitWindow;
}

export function cancel(world: World, { now }: Moment, id: number): Payment[] {
  const competition = findCompetition(world, id);
  if (!isSealed(competition)) refuse("NotSealed");
  if (!canCancel(competition, now)) refuse("CannotCancel");
  const last = lastRound(competition);
  if (last?.status === "Running") expire(last);
  competition.ending = "Cancelled";
  const buyIns = buyInOf(competition) * BigInt(competition.participants.length);
  const back = potOf(competition) - buyIns - penaltyOf(competition);
  credit(competition, competition.organizer, back);
  // What authors do not get of the penalty is nobody's.
  return burn(competition, potOf(competition) - allRefunds(competition) - back);
}
