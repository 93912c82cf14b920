/**
 * What follows from a history: each model's evaluations, each miner's record, scores over time.
 * PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Address } from "viem";
import type { Agreement, Result } from "../../../miner/chain/read_agreement.ts";
import type { Competition } from "../../../miner/chain/read_competition.ts";
import { INVALID_SCORE } from "../../../miner/score.ts";
import type { History, RoundHistory } from "./history.ts";

/** The terms that evaluations are counted by. */
export type Rules = Pick<Competition, "tolerance" | "seatStake" | "fee">;

/** Whether fewer than two thirds of a round's rows agreed on a model. */
export function isContested({ inliers }: Result, { reveals }: RoundHistory): boolean {
  return 3 * inliers < 2 * reveals;
}

/** Whether a score agrees with a median; INVALID agrees with INVALID alone. */
export function agrees(score: number, median: number, tolerance: number): boolean {
  if (score === INVALID_SCORE || median === INVALID_SCORE) return score === median;
  return Math.abs(score - median) <= tolerance;
}

/** What the last round that judged each model counted, by the model's number. */
export function agreementOf({ rounds }: History): Map<number, Agreement> {
  const found = new Map<number, Agreement>();
  for (const round of rounds) {
    if (round?.outcome !== "settled") continue;
    for (const { model, inliers, median } of round.results) {
      found.set(model, { evaluations: round.reveals, inliers, median });
    }
  }
  return found;
}

/** One round's judgement of a model. */
export interface Judgement {
  round: RoundHistory;
  result: Result;
  contested: boolean;
  /** Every miner's score */
  scores: { miner: Address; score: number; inlier: boolean }[];
}

/** The rounds that judged a model, oldest first. */
export function judgementsOf(
  { rounds }: History,
  model: number,
  { tolerance }: Pick<Rules, "tolerance">,
): Judgement[] {
  return rounds.flatMap((round) => {
    const position = round?.results.findIndex((result) => result.model === model) ?? -1;
    if (position < 0) return [];
    const result = round.results[position]!;
    const scores = [...round.rows.values()].flatMap(({ miner, scores: row }) => {
      const score = row[position];
      if (score === undefined) return [];
      return [{ miner, score, inlier: agrees(score, result.median, tolerance) }];
    });
    return [{ round, result, contested: isContested(result, round), scores }];
  });
}

/** What a miner has done in a competition. Amounts are wei. */
export interface MinerRecord {
  address: Address;
  /** Rounds that it took a seat in */
  seats: number;
  /** Of those, the ones whose row it never showed */
  silent: number;
  evaluations: number;
  inliers: number;
  /** In contested models, which neither pay nor punish */
  contested: number;
  /** Fees for its inliers, claimed or not */
  earned: bigint;
  /** Stake that it lost */
  forfeited: bigint;
  /** Fees that it has taken out */
  claimed: bigint;
}

/** Every miner's record, the one that earned most first. */
export function minersOf(history: History, rules: Rules): MinerRecord[] {
  const records = new Map<Address, MinerRecord>();
  for (const [address, { fees }] of history.miners) {
    records.set(address, {
      address,
      seats: 0,
      silent: 0,
      evaluations: 0,
      inliers: 0,
      contested: 0,
      earned: 0n,
      forfeited: 0n,
      claimed: fees,
    });
  }
  for (const round of history.rounds) {
    if (!round) continue;
    for (const [seat, miner] of round.seats) {
      const record = records.get(miner);
      if (record) count(record, round, seat, rules);
    }
  }
  return [...records.values()].sort((a, b) =>
    a.earned !== b.earned ? (a.earned > b.earned ? -1 : 1) : b.inliers - a.inliers
  );
}

function count(record: MinerRecord, round: RoundHistory, seat: number, rules: Rules): void {
  record.seats++;
  const { outcome, results } = round;
  if (outcome === "running" || outcome === "void") return;
  const row = round.rows.get(seat);
  if (row === undefined) {
    record.silent++;
    record.forfeited += rules.seatStake;
    return;
  }
  if (outcome === "failed") return;
  let kept = 0;
  for (const [position, result] of results.entries()) {
    record.evaluations++;
    if (isContested(result, round)) {
      // For the stake it counts as one that agreed.
      record.contested++;
      kept++;
    } else if (agrees(row.scores[position]!, result.median, rules.tolerance)) {
      record.inliers++;
      record.earned += rules.fee;
      kept++;
    }
  }
  if (kept === results.length) return;
  record.forfeited += rules.seatStake -
    (rules.seatStake * BigInt(kept)) / BigInt(results.length);
}

/** One moment at which a model got its score. */
export interface Scored {
  /** Seconds since 1970 */
  time: number;
  model: number;
  score: number;
}

/** Every score that stands, in the order it came; INVALID ones are left out. */
export function scoresOverTime({ rounds }: History): Scored[] {
  const last = new Map<number, Scored>();
  for (const round of rounds) {
    if (round?.outcome !== "settled" || round.endedAt === undefined) continue;
    const before = new Set(last.keys());
    for (const result of round.results) {
      const again = before.has(result.model) || seenContested(rounds, round, result.model);
      // Contested for the first time, it waits for its second round.
      if (isContested(result, round) && !again) continue;
      if (result.score === INVALID_SCORE) continue;
      last.set(result.model, { time: round.endedAt, model: result.model, score: result.score });
    }
  }
  return [...last.values()].sort((a, b) => a.time - b.time || a.model - b.model);
}

function seenContested(rounds: RoundHistory[], until: RoundHistory, model: number): boolean {
  return rounds.some((round) =>
    round && round.index < until.index && round.outcome === "settled" &&
    round.results.some((result) => result.model === model && isContested(result, round))
  );
}

/** The pot as its parts, from the events alone. Amounts are wei. */
export interface PotSheet {
  fund: bigint;
  buyIns: bigint;
  forfeits: bigint;
  /** Fees for evaluations that agreed */
  fees: bigint;
  /** What is left for the winners */
  pot: bigint;
}

/** Draws up the pot. */
export function potOf(
  history: History,
  { fund, buyIn, fee }: Pick<Competition, "fund" | "buyIn" | "fee">,
): PotSheet {
  const paid = history.rounds.reduce(
    (sum, round) =>
      round?.outcome !== "settled" ? sum : sum + round.results.reduce(
        (inliers, result) => isContested(result, round) ? inliers : inliers + result.inliers,
        0,
      ),
    0,
  );
  const buyIns = BigInt(history.participants.length) * buyIn;
  const forfeits = history.rounds.reduce((sum, round) => sum + (round?.forfeits ?? 0n), 0n);
  const fees = BigInt(paid) * fee;
  return { fund, buyIns, forfeits, fees, pot: fund + buyIns + forfeits - fees };
}
