/**
 * The area under the ROC curve: of all pairs, one sample of a class and one of the others, the share
 * where the former has the higher value; equal values are half a pair. Hanley and McNeil, 1982.
 *
 * @module
 */
import { PERFECT_SCORE } from "../../../../protocol/score/score.ts";
import { meanOfShares } from "./of_labels.ts";

const SIGN = 0x80000000;

/**
 * The score of all rows' values, `columns` each. One column, or the second of two, ranks class 1;
 * of more, each ranks its own class against the others, and the mean is over classes that occur.
 * Where all samples are of one class nothing can be ranked, and the score is a guess's.
 */
export function rocAuc(values: Float32Array, columns: number, labels: Int32Array): number {
  const ranked = columns <= 2 ? [1] : Array.from({ length: columns }, (_, label) => label);
  const shares = ranked.map((label) =>
    shareOf(values, { columns, column: columns === 1 ? 0 : label, label, labels })
  );
  return meanOfShares(shares) ?? PERFECT_SCORE / 2;
}

/** Twice the pairs won, ties once, and twice all pairs. */
function shareOf(
  values: Float32Array,
  { columns, column, label, labels }: {
    columns: number;
    column: number;
    label: number;
    labels: Int32Array;
  },
): [bigint, bigint] {
  const positives = labels.reduce((count, each) => each === label ? count + 1 : count, 0);
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) return [0n, 0n];
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const [own, others] = [new Uint32Array(positives), new Uint32Array(negatives)];
  let [filled, rest] = [0, 0];
  labels.forEach((each, row) => {
    const key = ordered(bits[row * columns + column] ?? 0);
    if (each === label) own[filled++] = key;
    else others[rest++] = key;
  });
  own.sort();
  others.sort();
  let [won, below, upTo] = [0, 0, 0];
  for (const key of own) {
    while (below < negatives && (others[below] ?? 0) < key) below++;
    upTo = Math.max(upTo, below);
    while (upTo < negatives && (others[upTo] ?? 0) === key) upTo++;
    won += below + upTo;
  }
  return [BigInt(won), 2n * BigInt(positives) * BigInt(negatives)];
}

/** A float32's bits as a number that has its order; −0 is 0, and there is no NaN. */
function ordered(bits: number): number {
  if (bits === SIGN) return SIGN;
  return (bits & SIGN ? ~bits : bits | SIGN) >>> 0;
}
