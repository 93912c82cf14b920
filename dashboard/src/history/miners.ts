/**
 * What each miner has done, earned and lost, from the rows alone. PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Address } from "viem";
import type { Competition } from "../../../miner/chain/read_competition.ts";
import { ABSTAIN_SCORE } from "../../../miner/score.ts";
import type { History, RoundHistory } from "./history.ts";
import { isAgreed, isInlier } from "./judgements.ts";

/** The terms that evaluations are counted by. */
export type Rules = Pick<Competition, "tolerance" | "seatStake" | "part" | "seats">;

/** A fee is counted in units of a part over 2^24: DeMLState.PART_BITS. */
const PART_BITS = 24n;

/** What an inlier of a round earns, in wei: a part among its reveals, and among the seats at least. */
export function feeOf({ part, seats }: Pick<Rules, "part" | "seats">, reveals: number): bigint {
  const among = BigInt(Math.max(seats, reveals));
  return ((1n << PART_BITS) / among) * (part >> PART_BITS);
}

/** What a miner has done in a competition. Amounts are wei. */
export interface MinerRecord {
  address: Address;
  /** Rounds that it took a seat in */
  seats: number;
  /** Of those, the ones whose row it never showed */
  silent: number;
  /** Of models that were agreed: those it judged, and those of them that it agreed on */
  judged: number;
  inliers: number;
  /** Models on which it abstained */
  abstained: number;
  /** Fees, claimed or not */
  earned: bigint;
  /** Deposits that it lost; they are burnt */
  lost: bigint;
  /** Fees that it has taken out */
  claimed: bigint;
  evictions: number;
}

/** Every miner's record, the one that earned most first. */
export function minersOf(history: History, rules: Rules): MinerRecord[] {
  const records = new Map<Address, MinerRecord>();
  for (const [address, { fees, evictions }] of history.miners) {
    records.set(address, {
      address,
      seats: 0,
      silent: 0,
      judged: 0,
      inliers: 0,
      abstained: 0,
      earned: 0n,
      lost: 0n,
      claimed: fees,
      evictions,
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
  const { outcome, results, reveals, testSet } = round;
  if (outcome === "running" || outcome === "expired") return;
  const row = round.rows.get(seat);
  if (row === undefined) {
    record.silent++;
    record.lost += rules.seatStake;
    return;
  }
  if (outcome === "failed") return;
  // Good or bad: nothing is near the test set's verdict.
  const tolerance = testSet ? 0 : rules.tolerance;
  let judged = 0;
  let inliers = 0;
  for (const [position, result] of results.entries()) {
    const score = row.scores[position]!;
    if (score === ABSTAIN_SCORE) record.abstained++;
    else if (isAgreed(result, round)) {
      judged++;
      if (isInlier(score, result.median, tolerance)) inliers++;
    }
  }
  record.judged += judged;
  record.inliers += inliers;
  // One lie costs the deposit, and what the rest of the row would have earned.
  if (inliers < judged) record.lost += rules.seatStake;
  else record.earned += BigInt(inliers) * feeOf(rules, reveals);
}
