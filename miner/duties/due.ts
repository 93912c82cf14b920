/**
 * What is due: a pure function of what the chain says and what the journal knows. Doing it is in
 * the files beside this one.
 *
 * @module
 */
import type { Competition } from "../chain/read_competition.ts";
import type { Miner } from "../chain/read_miner.ts";
import type { Round } from "../chain/read_rounds.ts";

/** Everything that decides what a miner should do next in one competition. */
export interface Situation {
  competition: Competition;
  /** Rounds that are neither settled nor void, oldest first */
  rounds: Round[];
  miner: Miner;
  /** Rounds this miner holds an opening for, by the journal */
  openings: Set<number>;
  /** Rounds this miner sits out, by the journal */
  abstentions: Set<number>;
  /** The largest stake that this miner deposits, in wei */
  maxStake: bigint;
}

/** One thing to do. */
export type Duty =
  | { kind: "enrol" }
  | { kind: "open-round" }
  | { kind: "commit"; round: number }
  | { kind: "reveal"; round: number }
  | { kind: "settle"; round: number }
  | { kind: "finalize" }
  | { kind: "cancel" }
  | { kind: "claim" }
  | { kind: "withdraw" };

/**
 * The duties of a miner, the most urgent first: a reveal that is late forfeits the stake, so it
 * comes before all that can wait.
 */
export function due(situation: Situation): Duty[] {
  const { competition, rounds, miner } = situation;
  const duties: Duty[] = [];
  const each = (kind: "reveal" | "settle" | "commit", wanted: (round: Round) => boolean) => {
    for (const round of rounds) if (wanted(round)) duties.push({ kind, round: round.index });
  };
  each("reveal", (round) => mustReveal(round, situation));
  each("settle", (round) => round.canSettle);
  each("commit", (round) => maySit(round, situation));
  if (mayEnrol(situation)) duties.push({ kind: "enrol" });
  if (competition.canOpenRound && miner.enrolled) duties.push({ kind: "open-round" });
  // A deposit comes back at an ending; nobody else may care to bring this one about.
  if (competition.canCancel && miner.enrolled) duties.push({ kind: "cancel" });
  if (competition.canFinalize) duties.push({ kind: "finalize" });
  if (competition.ended && miner.claimable > 0n) duties.push({ kind: "claim" });
  if (miner.owed > 0n) duties.push({ kind: "withdraw" });
  return duties;
}

function mustReveal(round: Round, { miner, openings }: Situation): boolean {
  return round.revealsOpen && miner.seatedIn === round.index && !miner.revealed &&
    openings.has(round.index);
}

function maySit(round: Round, { miner, abstentions }: Situation): boolean {
  return round.commitsOpen && miner.mayCommit.has(round.index) && !abstentions.has(round.index);
}

/** A stake is worth depositing while models may still come to a round that is not open yet. */
function mayEnrol({ competition, miner, maxStake }: Situation): boolean {
  const { phase, now, evaluationEnd, queued, ended, canCancel } = competition;
  if (ended || canCancel || now >= evaluationEnd) return false;
  if (competition.seatStake > maxStake) return false;
  if (miner.enrolled && miner.shortfall === 0n) return false;
  return phase !== "evaluation" || queued > 0;
}
