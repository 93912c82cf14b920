/**
 * Randomness that a seed repeats.
 *
 * @module
 */
import { type Hex, keccak256, toHex } from "viem";

export interface Random {
  /** From 0 to just below `end` */
  below(end: number): number;
  /** From `low` to `high`, both included */
  between(low: number, high: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (percent) => next() * 100 < percent,
    pick: (from) => from[below(from.length)]!,
  };
}

/** A key, a salt or a digest that its label repeats. */
export function hashOf(...label: unknown[]): Hex {
  return keccak256(toHex(label.join(" ")));
}

/** Randomness that a label repeats. */
export function labelled(...label: unknown[]): Random {
  return seeded(Number.parseInt(hashOf(...label).slice(2, 10), 16));
}
