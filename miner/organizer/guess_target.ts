/**
 * The target of a regression, guessed from the labels of a file.
 *
 * @module
 */
import { MOST_STEPS, type Target, wrongRange } from "../../protocol/spec/target.ts";

/** More are hardly meant. */
const MOST_DECIMALS = 6;
/** What a float32 loses of a decimal number, relative to it. */
const ROUNDING = 2 ** -23;

/** What labels have shown so far. */
export interface Spread {
  low: number;
  high: number;
  /** Decimals that every label can be written with; more than MOST_DECIMALS if there is none */
  decimals: number;
}

/** Looks at labels; `before` is what earlier ones said. */
export function spreadOf(
  labels: ArrayLike<number>,
  before: Spread = { low: Infinity, high: -Infinity, decimals: 0 },
): Spread {
  let { low, high, decimals } = before;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    if (label < low) low = label;
    if (label > high) high = label;
    while (decimals <= MOST_DECIMALS && !isWhole(label * 10 ** decimals)) decimals++;
  }
  return { low, high, decimals };
}

/**
 * A range with some room on both sides, in round numbers: the exact least and greatest label are
 * none of a spec's business while a test set is sealed.
 */
export function guessTarget({ low, high, decimals }: Spread): Target {
  const room = (high - low) / 10;
  const round = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-6)));
  const down = Math.floor((low - room) / round) * round;
  const range: [number, number] = [
    low >= 0 ? Math.max(0, down) : down,
    Math.ceil((high + room) / round) * round,
  ];
  for (let places = Math.min(decimals, MOST_DECIMALS); places > 0; places--) {
    const found = rounded(range, places);
    if (wrongRange(found) === undefined) return found;
  }
  // The room is not worth a range that no spec may have.
  const most = Math.max(Math.abs(low), Math.abs(high)) <= MOST_STEPS ? MOST_STEPS : Infinity;
  return rounded(range.map((bound) => Math.max(-most, Math.min(most, bound))), 0);
}

/** Sums of 0.1 and the like are a little off: no step more for that. */
const OFF = 1e-6;

function rounded([low = 0, high = 0]: number[], decimals: number): Target {
  const step = 10 ** decimals;
  const [first, last] = [Math.floor(low * step + OFF), Math.ceil(high * step - OFF)];
  // A range has at least two values.
  return { decimals, range: [first / step, Math.max(last, first + 1) / step] };
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= Math.abs(value) * ROUNDING;
}
