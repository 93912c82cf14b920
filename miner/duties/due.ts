/**
 * What is due: a pure function of what the chain says and what the journal knows. The files next to
 * this one do it; turn_delay.ts decides whose turn it is at what anybody may do.
 *
 * @module
 */
import { partsEndOf, thirdsOf } from "../../protocol/terms/phase_ends.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Miner } from "../chain/read_miner.ts";
import type { Round } from "../../protocol/state/round.ts";
import type { Opening } from "../journal/journal.ts";

/** Everything that decides what a miner should do next in one competition. */
export interface Situation {
  competition: Competition;
  /** The last rounds, the latest first; it may be running */
  rounds: Round[];
  miner: Miner;
  /** What the journal has for the commitment of this miner's seat in the running round */
  opening: Opening | undefined;
  /** Whether enough blocks follow the end of its commits that a row may be revealed */
  deep: boolean;
  /** Whether this miner refuses the terms */
  refused: boolean;
  /** Whether it withdraws its stakes, and no longer enrols */
  leaving: boolean;
  /** Stakes that it lost in this competition, in wei */
  lost: bigint;
  /** The most that it puts at stake in one competition, in wei */
  maxStake: bigint;
}

/** One thing to do. */
export type Duty =
  | { kind: "enrol" }
  | { kind: "open-round"; until?: number }
  | { kind: "commit"; round: number }
  | { kind: "reveal"; round: number }
  | { kind: "recover"; round: number }
  | { kind: "settle"; round: number }
  | { kind: "expire"; round: number }
  | { kind: "fail"; round: number }
  | { kind: "finalize" }
  | { kind: "cancel" }
  | { kind: "claim" }
  | { kind: "withdraw" };

/** Duties that one account does for all: the others wait for their turn. */
const ANYBODY: ReadonlySet<Duty["kind"]> = new Set([
  "open-round",
  "settle",
  "expire",
  "fail",
  "finalize",
  "cancel",
]);

/** Whether one account is enough to do it. */
export function isAnybodys({ kind }: Duty): boolean {
  return ANYBODY.has(kind);
}

/** A duty's name in the log. */
export function nameOf(duty: Duty): string {
  return "round" in duty ? `${duty.kind} round ${duty.round}` : duty.kind.replace("-", " ");
}

/**
 * The duties of a miner, the most urgent first: a late reveal costs the stake, so it comes before
 * everything that can wait.
 */
export function due(situation: Situation): Duty[] {
  const { competition, miner, leaving } = situation;
  const duties: Duty[] = [...ofRunningRound(situation)];
  if (mayEnrol(situation)) duties.push({ kind: "enrol" });
  if (competition.canOpenRound && miner.enrolled) {
    duties.push({ kind: "open-round", until: openingEnds(competition) });
  }
  // The deposit and fees are paid at the end; nobody else may have a reason to end this one.
  const has = miner.enrolled || miner.claimable > 0n;
  if (competition.canCancel && has) duties.push({ kind: "cancel" });
  if (competition.canFinalize && has) duties.push({ kind: "finalize" });
  if ((competition.ended || leaving) && miner.claimable > 0n) duties.push({ kind: "claim" });
  if (miner.owed > 0n) duties.push({ kind: "withdraw" });
  return duties;
}

function* ofRunningRound({ rounds, miner, opening, deep }: Situation): Generator<Duty> {
  const [round] = rounds;
  if (round?.status !== "running") return;
  const { index } = round;
  const unseen = miner.seatedIn === index && !miner.revealed;
  // Without what it committed to, it cannot reveal, and loses its stake: nothing else is as urgent.
  if (unseen && opening === undefined) yield { kind: "recover", round: index };
  if (unseen && opening !== undefined && round.revealsOpen && deep) {
    yield { kind: "reveal", round: index };
  }
  if (round.canSettle) yield { kind: "settle", round: index };
  if (round.canExpire) yield { kind: "expire", round: index };
  if (round.canFail) yield { kind: "fail", round: index };
  // Always: a seat that abstains still prevents liars from being alone.
  if (round.commitsOpen && miner.mayCommit) yield { kind: "commit", round: index };
}

/**
 * A stake is worth depositing while it may still count in a round, and models may still come to
 * one.
 */
function mayEnrol(situation: Situation): boolean {
  const { competition, miner, refused, leaving, lost, maxStake } = situation;
  const { ended, canCancel, seatStake } = competition;
  if (miner.enrolled || refused || leaving || ended || canCancel) return false;
  if (countsFrom(competition) >= competition.evaluationEnd) return false;
  if (lost + seatStake > maxStake) return false;
  return modelsMayCome(competition);
}

/** Whether a round may still have something to judge that pays. */
function modelsMayCome(competition: Competition): boolean {
  const { phase, participants, models, queued, now } = competition;
  if (phase === "registration") return true;
  if (phase === "submission") return participants > 0;
  if (phase === "opening") return models > 0;
  return queued > 0 || (models > 0 && now < partsEndOf(competition));
}

/** When a deposit that is made now begins to count: two periods of a commit window later. */
export function countsFrom({ now, commitWindow }: Competition): number {
  return (Math.floor(now / commitWindow) + 2) * commitWindow;
}

/** The first second at which the next round can no longer be opened; undefined if unknown. */
function openingEnds(competition: Competition): number | undefined {
  const { now, sealed, testSet, evaluationEnd } = competition;
  const { commitWindow, revealWindow } = competition;
  if (sealed && testSet === "unjudged") {
    return thirdsOf(competition).judging - commitWindow - revealWindow;
  }
  // After it, waiting models may be tried again for a commit window after the last round.
  return now < evaluationEnd ? evaluationEnd : now + commitWindow;
}
