/**
 * What an account may do at a moment, by trying it in the reference model: the contract's views
 * mayCommit and agendaOf promise no less.
 *
 * @module
 */
import { type Address, zeroHash } from "viem";
import { claimable, owedTo } from "./ending.ts";
import { apply, type Call } from "./protocol.ts";
import { hashOf } from "./random.ts";
import { revealsOpen } from "./rounds.ts";
import { buyInOf, type Competition, isSealed, type Moment, Refusal, type World } from "./state.ts";
import { canSettle } from "./views.ts";

const TASKS = { None: 0, Commit: 1, Reveal: 2, Settle: 3 } as const;

/** Whether a call of an account would be taken, at a moment, as the world stands. */
function isTaken(
  world: World,
  competition: Competition,
  moment: Moment,
  account: Address,
  call: Call,
): boolean {
  // Calls change nothing but the competition they name.
  const copies: Competition[] = [];
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
  competition: Competition,
  moment: Moment,
  round: number,
  miner: Address,
): boolean {
  if (competition.rounds[round]?.status !== "Running") return false;
  const { id } = competition;
  const call: Call = { name: "commit", id, round, commitment: zeroHash };
  return isTaken(world, competition, moment, miner, call);
}

/** As agendaOf answers for the rounds from `from` on. */
export function agendaOf(
  world: World,
  competition: Competition,
  moment: Moment,
  account: Address,
  from: number,
) {
  const { id, terms, rounds } = competition;
  const miner = competition.miners.get(account);
  const may = (call: Call) => isTaken(world, competition, moment, account, call);
  const due = terms.seatStake - (miner?.deposit ?? 0n);
  const todo = rounds.flatMap((_, index) => {
    if (index < from) return [];
    const task = taskIn(world, competition, moment, account, index);
    return task === TASKS.None ? [] : [{ index, task }];
  });
  return {
    mayRegister: may({ name: "register", id, value: buyInOf(competition) }),
    maySubmit: may({
      name: "submitModel",
      id,
      digest: hashOf("a digest of nobody's"),
      size: 1,
      keyCommitment: isSealed(competition) ? hashOf("any") : zeroHash,
      part: "0x",
    }),
    mayOpenRound: may({ name: "openRound", id }),
    mayFinalize: may({ name: "finalize", id }),
    mayCancel: may({ name: "cancel", id }),
    enrolment: may({ name: "enrol", id, value: due }) ? due : 0n,
    claimable: miner === undefined ? 0n : claimable(competition, miner),
    owed: owedTo(competition, account),
    rounds: todo.map(({ index }) => index),
    tasks: todo.map(({ task }) => task),
  };
}

/** One task a round: what only this account can do comes first. */
function taskIn(
  world: World,
  competition: Competition,
  moment: Moment,
  account: Address,
  index: number,
): number {
  const round = competition.rounds[index]!;
  if (round.status !== "Running") return TASKS.None;
  const seat = round.seats.find(({ miner }) => miner === account);
  const silent = seat !== undefined && seat.scores === undefined;
  if (silent && revealsOpen(competition, round, moment.now)) return TASKS.Reveal;
  if (canSettle(competition, round, moment.now)) return TASKS.Settle;
  return mayCommit(world, competition, moment, index, account) ? TASKS.Commit : TASKS.None;
}
