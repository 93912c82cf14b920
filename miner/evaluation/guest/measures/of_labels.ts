/**
 * Metrics of predicted labels: docs/PROTOCOL.md, section 5. All of it is whole numbers, those that
 * may pass 2⁵³ as BigInt.
 *
 * @module
 */
import { PERFECT_SCORE } from "../../../../protocol/score/score.ts";
import type { Tally } from "./tally.ts";

/** Parts of a share that is averaged over classes: seven digits more than a score keeps. */
const SHARE = 10n ** 12n;

/** A score from a share: numerator and denominator, rounded down, and none below zero. */
export function scoreOfShare(numerator: bigint, denominator: bigint): number {
  if (numerator <= 0n) return 0;
  return Number(numerator * BigInt(PERFECT_SCORE) / denominator);
}

/** The mean of some shares, each rounded down to SHARE. */
export function meanOfShares(shares: Iterable<readonly [bigint, bigint]>): number | undefined {
  let [sum, count] = [0n, 0n];
  for (const [numerator, denominator] of shares) {
    if (denominator === 0n) continue;
    sum += numerator * SHARE / denominator;
    count++;
  }
  return count === 0n ? undefined : scoreOfShare(sum, count * SHARE);
}

/** The mean of the classes' recalls, over those that a label carries. */
export function balancedAccuracy({ carried, right, classes }: Tally): number {
  return meanOfShares(eachOf(classes, (at) => [whole(right, at), whole(carried, at)])) ?? 0;
}

/** The mean of the classes' F1, over those that a label carries or a prediction names. */
export function macroF1({ carried, predicted, right, classes }: Tally): number {
  // 2TP + FP + FN is what is carried and what is predicted, together.
  const shares = eachOf(classes, (at) => [
    2n * whole(right, at),
    whole(carried, at) + whole(predicted, at),
  ]);
  return meanOfShares(shares) ?? 0;
}

/** Cohen's kappa: Cohen, "A coefficient of agreement for nominal scales", 1960. */
export function kappa({ rows, correct, carried, predicted, classes }: Tally): number {
  if (correct === rows) return PERFECT_SCORE;
  let chance = 0n;
  for (let at = 0; at < classes; at++) chance += whole(carried, at) * whole(predicted, at);
  const all = BigInt(rows);
  return scoreOfShare(all * BigInt(correct) - chance, all * all - chance);
}

/**
 * Kappa with quadratic weights: Cohen, "Weighted kappa", 1968. A prediction outside the classes is
 * as far off as two classes can be.
 */
export function quadraticKappa(counts: Tally): number {
  const { rows, correct, carried, predicted, classes, others, squares } = counts;
  if (correct === rows) return PERFECT_SCORE;
  const beyond = BigInt(others) * BigInt(classes - 1) ** 2n;
  const seen = squares + beyond;
  // Σ (i − j)² aᵢ bⱼ, without the classes² pairs.
  const [labelled, given] = [momentsOf(carried), momentsOf(predicted)];
  const chance = given[0] * labelled[2] - 2n * given[1] * labelled[1] + given[2] * labelled[0] +
    BigInt(rows) * beyond;
  return scoreOfShare(chance - BigInt(rows) * seen, chance);
}

/** Σ count, Σ i × count, Σ i² × count. */
function momentsOf(counts: Float64Array): [bigint, bigint, bigint] {
  const moments: [bigint, bigint, bigint] = [0n, 0n, 0n];
  counts.forEach((_, at) => {
    const [count, index] = [whole(counts, at), BigInt(at)];
    moments[0] += count;
    moments[1] += index * count;
    moments[2] += index * index * count;
  });
  return moments;
}

function* eachOf(
  classes: number,
  share: (at: number) => [bigint, bigint],
): Generator<[bigint, bigint]> {
  for (let at = 0; at < classes; at++) yield share(at);
}

function whole(counts: Float64Array, at: number): bigint {
  return BigInt(counts[at] ?? 0);
}
