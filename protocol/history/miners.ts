/**
 * What each miner has done, earned and lost, from the rows alone. PROTOCOL.md, section 6.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import type { Address } from "viem";
import type { Competition } from "../state/competition.ts";
import { ABSTAIN_SCORE } from "../score/score.ts";
import type { History, RoundHistory } from "./history.ts";
import { isAgreed, isInlier } from "./judgements.ts";

/** The terms that evaluations are counted by. */
export type Rules = Pick<Competition, "tolerance" | "seatStake" | "part" | "seats">;

/** A fee is counted in units of a part over 2^24: DeMLState.PART_BITS. */
const PART_BITS = 24n;

/**
 * What an inlier earns, in wei.
 *
 * @param shares Into how many a model's part is divided: the seats, unless more judged a model
 */
export function feeOf({ part }: Pick<Rules, "part">, shares: number): bigint {
  return ((1n << PART_BITS) / BigInt(shares)) * (part >> PART_BITS);
}

/** What a miner has done in a competition. Amounts are wei. */
export interface MinerRecord {
  address: Address;
  /** Rounds in which it took a seat */
  seats: number;
  /** Of those, the ones whose row it did not reveal */
  silent: number;
  /** Agreed models: those it judged, and those of them that it agreed on */
  judged: number;
  inliers: number;
  /** Models on which it abstained */
  abstained: number;
  /** Fees, claimed or not */
  earned: bigint;
  /** Deposits that it lost; they are burnt */
  lost: bigint;
  /** Fees that it has claimed */
  claimed: bigint;
}

/** Every miner's record, the highest earner first. */
export function minersOf(history: History, rules: Rules): MinerRecord[] {
  const records = new Map<Address, MinerRecord>();
  for (const [address, { fees }] of history.miners) {
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
    });
  }
  for (const round of history.rounds) {
    if (!round) continue;
    for (const { miner, mark, earned } of seatsOf(round, rules).seats) {
      const record = records.get(miner);
      if (!record) continue;
      note(record, mark, rules);
      record.earned += earned;
    }
  }
  return [...records.values()].sort((a, b) =>
    a.earned !== b.earned ? (a.earned > b.earned ? -1 : 1) : b.inliers - a.inliers
  );
}

/** One seat of a round, and what it earned in wei. */
export interface SeatRecord {
  seat: number;
  miner: Address;
  mark: Mark;
  earned: bigint;
}

/** Every seat of a round, and the fee for each model on which one is an inlier. */
export function seatsOf(
  round: RoundHistory,
  rules: Rules,
): { seats: SeatRecord[]; fee: bigint } {
  const marks = [...round.seats].map(([seat, miner]) => ({
    seat,
    miner,
    mark: markOf(round, seat, rules),
  }));
  const fee = feeOf(rules, sharesOf(round, marks.map(({ mark }) => mark), rules));
  const seats = marks.map((each) => ({
    ...each,
    earned: each.mark.loses ? 0n : BigInt(each.mark.inliers) * fee,
  }));
  return { seats, fee };
}

/** The result of one seat in one round. */
export interface Mark {
  silent: boolean;
  judged: number;
  inliers: number;
  abstained: number;
  /** It loses its deposit and what it would have earned */
  loses: boolean;
}

const NOTHING: Mark = { silent: false, judged: 0, inliers: 0, abstained: 0, loses: false };

function markOf(round: RoundHistory, seat: number, rules: Rules): Mark {
  const { outcome, results, testSet } = round;
  if (outcome === "running" || outcome === "expired") return NOTHING;
  const row = round.rows.get(seat);
  if (row === undefined) return { ...NOTHING, silent: true, loses: true };
  const mark = { ...NOTHING };
  // Good or bad: there is nothing between the test set's verdicts.
  const tolerance = testSet ? 0 : rules.tolerance;
  for (const [result, score] of zip(results, row.scores)) {
    if (score === ABSTAIN_SCORE) mark.abstained++;
    else if (isAgreed(result, round)) {
      mark.judged++;
      if (isInlier(score, result.median, tolerance)) mark.inliers++;
      else if (!isInlier(score, result.median, 2 * tolerance)) mark.loses = true;
    }
  }
  return mark;
}

function note(record: MinerRecord, mark: Mark, { seatStake }: Rules): void {
  record.seats++;
  record.judged += mark.judged;
  record.inliers += mark.inliers;
  record.abstained += mark.abstained;
  if (mark.silent) record.silent++;
  if (mark.loses) record.lost += seatStake;
}

/** The seats, or the average number of judges of an agreed model, if that is larger. */
function sharesOf(round: RoundHistory, marks: Mark[], { seats }: Rules): number {
  const agreed = round.results.filter((result) => isAgreed(result, round)).length;
  if (agreed === 0) return seats;
  const paid = marks.reduce((sum, { loses, inliers }) => loses ? sum : sum + inliers, 0);
  return Math.max(seats, Math.ceil(paid / agreed));
}
