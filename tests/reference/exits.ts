/**
 * The way out of every state: what anybody can do next to bring a competition to its end, and when.
 *
 * @module
 */
import type { Address } from "viem";
import { nextRound, partsEnd, revealEnd, takesCommits, thirdsOf } from "./clock.ts";
import { canFinalize } from "./ending.ts";
import { owedTo } from "./money.ts";
import { canCancel } from "./opening.ts";
import type { Call } from "./protocol.ts";
import type { Random } from "./random.ts";
import { settlementOf } from "./round_moves.ts";
import { isSealed, type ReferenceCompetition, runningRound } from "./state.ts";
import { roundOf } from "./views.ts";

/** A call that anybody can make, now or from a moment on. */
export interface Exit {
  call: Call;
  /** Not before */
  at: number;
}

/** What brings a competition nearer to its end; undefined once it has ended. */
export function exitOf(
  competition: ReferenceCompetition,
  now: number,
  random: Random,
): Exit | undefined {
  const { id, ending, testKey, testSet, terms } = competition;
  if (ending !== "Running") return undefined;
  const running = runningRound(competition);
  if (running !== undefined) return roundExit(competition, running, now, random);
  if (isSealed(competition) && testSet !== "Good") {
    const { testKeyEnd, judgingEnd } = thirdsOf(competition);
    const at = testSet === "Bad" ? now : testKey === undefined ? testKeyEnd : judgingEnd;
    return { call: { name: "cancel", id }, at };
  }
  const call: Call = { name: "finalize", id };
  if (canFinalize(competition, now)) return { call, at: now };
  const first = isSealed(competition) ? terms.openingEnd : partsEnd(competition);
  const { waiting, latest } = nextRound(competition);
  return { call, at: waiting === 0 ? first : Math.max(first, latest) };
}

/** A round ends by one of its three endings, whichever the rows there are lead to. */
function roundExit(
  competition: ReferenceCompetition,
  index: number,
  now: number,
  random: Random,
): Exit {
  const { id } = competition;
  const round = competition.rounds[index]!;
  if (canCancel(competition, now)) return { call: { name: "cancel", id }, at: now };
  if (round.seats.length < round.quorum) {
    const at = takesCommits(round, now) ? round.closesAt : now;
    return { call: { name: "expireRound", id, round: index }, at };
  }
  const at = Math.max(now, revealEnd(competition, round));
  const { canSettle } = roundOf(competition, index, at);
  if (!canSettle) return { call: { name: "failRound", id, round: index }, at };
  const settlement = settlementOf(competition, index, random, false);
  const soonest = roundOf(competition, index, now).canSettle ? now : at;
  return { call: { name: "settle", id, round: index, settlement }, at: soonest };
}

/** What sends everybody's deposit and fees home once a competition has ended. */
export function sendHome({ id, miners }: ReferenceCompetition): Call {
  return { name: "claimFor", id, miners: [...miners.keys()] };
}

/** Accounts that have something to withdraw. */
export function creditors(
  competition: ReferenceCompetition,
  actors: readonly Address[],
): Address[] {
  return actors.filter((actor) => owedTo(competition, actor) > 0n);
}
