/**
 * What a settlement decides, from its rows alone. PROTOCOL.md, section 6.
 *
 * @module
 */
import { MOST_TRIES } from "../../protocol/history/judgements.ts";
import type { Result } from "../../protocol/round/results.ts";
import { ABSTAIN_SCORE, agree, PERFECT_SCORE } from "../../protocol/score/score.ts";
import type { BookRound, Books, BookTerms } from "./books.ts";
import { buyInOf, feeOf, losesBond, partOf } from "./money.ts";

/** What stands for a model in round zero. */
const NO_MODEL = 0xffffffff;

/** What the rows of a round say. */
export interface Settlement {
  results: (Result & { agreed: boolean })[];
  /** Seats that lose their deposit */
  losers: number[];
}

/** The largest score that more than half of all rows reach; ABSTAIN if there is none. */
function medianOf(scores: readonly number[]): number {
  const falling = scores.filter((score) => score !== ABSTAIN_SCORE).sort((a, b) => b - a);
  return falling[Math.floor(scores.length / 2)] ?? ABSTAIN_SCORE;
}

/** Counts a round. */
export function countRound(round: BookRound, { tolerance }: BookTerms): Settlement {
  const rows = [...round.rows.values()];
  const apart = round.testSet ? 0 : tolerance;
  const places = round.testSet ? [NO_MODEL] : round.models;
  const near = (score: number, median: number, distance: number) =>
    score !== ABSTAIN_SCORE && agree(score, median, distance);
  const results = places.map((model, place) => {
    const scores = rows.map((row) => row.scores[place] ?? ABSTAIN_SCORE);
    const median = medianOf(scores);
    const inliers = scores.filter((score) => near(score, median, apart));
    const sum = inliers.reduce((total, score) => total + score, 0);
    const average = inliers.length === 0
      ? median
      : Math.floor((sum + Math.floor(inliers.length / 2)) / inliers.length);
    const agreed = 2 * inliers.length > rows.length;
    return { model, median, average, inliers: inliers.length, agreed };
  });
  const losers = [...round.seats.keys()].filter((seat) => {
    const row = round.rows.get(seat);
    if (row === undefined) return true;
    return results.some(({ agreed, median }, place) => {
      const score = row.scores[place] ?? ABSTAIN_SCORE;
      return agreed && score !== ABSTAIN_SCORE && !near(score, median, 2 * apart);
    });
  });
  return { results, losers };
}

/** Books what a settlement decides: verdicts, fees, forfeits and what must be burnt. */
export function bookSettlement(
  books: Books,
  round: BookRound,
  terms: BookTerms,
  { results, losers }: Settlement,
): void {
  let [parts, bonds] = [0, 0];
  if (round.testSet) {
    for (const { agreed, median } of results) {
      if (agreed) books.testSet = median === PERFECT_SCORE ? "good" : "bad";
    }
  } else {
    books.queue.splice(0, round.models.length);
    for (const { model: id, agreed, median } of results) {
      const model = books.models.get(id);
      if (model === undefined) continue;
      if (agreed && losesBond({ ...model, score: median })) bonds++;
      if (agreed) Object.assign(model, { status: "scored", score: median });
      else if (++model.tries < MOST_TRIES) books.queue.push(id);
      else {
        model.status = "unjudged";
        parts++;
      }
    }
  }
  const agreed = results.filter((result) => result.agreed);
  const apart = round.testSet ? 0 : terms.tolerance;
  const earned = [...round.rows].filter(([seat]) => !losers.includes(seat)).map(([, row]) => ({
    miner: row.miner,
    count: results.filter((result, place) => {
      const score = row.scores[place] ?? ABSTAIN_SCORE;
      return result.agreed && score !== ABSTAIN_SCORE && agree(score, result.median, apart);
    }).length,
  }));
  const paid = earned.reduce((sum, { count }) => sum + count, 0);
  const fee = feeOf(terms, paid, agreed.length);
  for (const { miner, count } of earned) {
    const known = books.miners.get(miner);
    if (known === undefined) continue;
    known.fees += fee * BigInt(count);
    books.feesEarned += fee * BigInt(count);
  }
  takeDeposits(books, round, losers);
  books.burning += BigInt(losers.length) * terms.seatStake + BigInt(parts) * partOf(terms) +
    BigInt(bonds) * buyInOf(terms);
}

/** Seats lose their deposits. */
export function takeDeposits(books: Books, round: BookRound, seats: readonly number[]): void {
  for (const seat of seats) {
    const miner = round.seats.get(seat);
    const known = miner && books.miners.get(miner);
    if (known) known.deposited = false;
  }
}
