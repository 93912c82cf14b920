/**
 * What an account may do at a moment, by trying it in the reference model: the contract's views
 * mayCommit and agendaOf promise no less.
 *
 * @module
 */
import { type Address, zeroHash } from "viem";
import { claimable } from "./bench.ts";
import { reservationOf } from "./entries.ts";
import { buyInOf, owedTo } from "./money.ts";
import { apply, type Call } from "./protocol.ts";
import { hashOf } from "./random.ts";
import { Refusal } from "./refusal.ts";
import {
  isSealed,
  type Moment,
  participantOf,
  type ReferenceCompetition,
  runningRound,
  type World,
} from "./state.ts";
import { termsHashOf } from "./terms.ts";
import { roundOf } from "./views.ts";

const TASKS = { None: 0, Commit: 1, Reveal: 2, Settle: 3, Expire: 4, Fail: 5 } as const;

/** Whether a call of an account would be taken, at a moment, as the world stands. */
export function isTaken(
  world: World,
  competition: ReferenceCompetition,
  moment: Moment,
  account: Address,
  call: Call,
): boolean {
  // Calls change nothing but the competition they name.
  const copies: ReferenceCompetition[] = [];
  copies[competition.id - 1] = structuredClone(competition);
  try {
    apply({ ...world, competitions: copies }, moment, account, call);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

export function mayCommit(
  world: World,
  competition: ReferenceCompetition,
  moment: Moment,
  round: number,
  miner: Address,
): boolean {
  if (competition.rounds[round]?.status !== "Running") return false;
  const { id } = competition;
  const call: Call = { name: "commit", id, round, commitment: zeroHash };
  return isTaken(world, competition, moment, miner, call);
}

export function agendaOf(
  world: World,
  competition: ReferenceCompetition,
  moment: Moment,
  account: Address,
) {
  const { id, terms, organizer, fund } = competition;
  const miner = competition.miners.get(account);
  const may = (call: Call) => isTaken(world, competition, moment, account, call);
  const termsHash = termsHashOf(organizer, fund, terms);
  const due = terms.seatStake;
  const task = taskOf(world, competition, moment, account);
  return {
    mayRegister: may({
      name: "register",
      id,
      termsHash,
      reservation: zeroHash,
      value: buyInOf(competition),
    }),
    maySubmit: maySubmit(world, competition, moment, account),
    mayOpenRound: may({ name: "openRound", id }),
    mayFinalize: may({ name: "finalize", id }),
    mayCancel: may({ name: "cancel", id }),
    enrolment: may({ name: "enrol", id, termsHash, value: due }) ? due : 0n,
    claimable: miner === undefined ? 0n : claimable(competition, miner),
    owed: owedTo(competition, account),
    round: task === TASKS.None ? 0 : runningRound(competition)!,
    task,
  };
}

/** Whether some model would be taken: any, or the one whose place is reserved. */
function maySubmit(
  world: World,
  competition: ReferenceCompetition,
  moment: Moment,
  account: Address,
): boolean {
  const { id } = competition;
  const digest = hashOf("a digest of nobody's");
  const copy = structuredClone(competition);
  const reserved = participantOf(copy, account)?.reserved;
  // As if it had been reserved for this digest.
  if (reserved) reserved.reservation = reservationOf(account, digest).slice(0, 42) as `0x${string}`;
  return isTaken(world, copy, moment, account, {
    name: "submitModel",
    id,
    digest,
    size: 1,
    keyCommitment: isSealed(competition) ? hashOf("any") : zeroHash,
    part: "0x",
  });
}

/** What only this account can do comes first, except for a commit: that waits longest. */
function taskOf(
  world: World,
  competition: ReferenceCompetition,
  moment: Moment,
  account: Address,
): number {
  const index = runningRound(competition);
  if (index === undefined) return TASKS.None;
  const round = competition.rounds[index]!;
  const { revealsOpen, canSettle, canExpire, canFail } = roundOf(competition, index, moment.now);
  const seat = round.seats.find(({ miner }) => miner === account);
  if (revealsOpen && seat !== undefined && seat.scores === undefined) return TASKS.Reveal;
  if (canSettle) return TASKS.Settle;
  if (canExpire) return TASKS.Expire;
  if (canFail) return TASKS.Fail;
  return mayCommit(world, competition, moment, index, account) ? TASKS.Commit : TASKS.None;
}
