/**
 * Figures that are also reliable on a busy machine.
 *
 * @module
 */

import { zip } from "../../protocol/zip.ts";

/** The middle of some numbers. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const middle = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** How two series that were taken in turn compare: the median of their adjacent ratios. */
export function medianRatio(ours: number[], theirs: number[]): number {
  return median(zip(ours, theirs).map(([our, their]) => our / their));
}

/** Two measurements taken in turn. */
export interface Pair {
  /** Medians, in milliseconds */
  ours: number;
  theirs: number;
  /** Median of ours ÷ theirs, each divided by the adjacent run: drift does not count */
  ratio: number;
  /** Median of ours − theirs, likewise */
  difference: number;
}

/** A sample is the fastest of this many runs: other programs can only add time. */
const RUNS = 3;

/**
 * Measures two things in turn, in alternating order, so that a slow machine affects both.
 *
 * @param repeats Samples of each
 */
export async function inTurn(
  repeats: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<Pair> {
  const samples: { ours: number; theirs: number }[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const order = repeat % 2 === 0 ? ["ours", "theirs"] as const : ["theirs", "ours"] as const;
    const sample = { ours: Infinity, theirs: Infinity };
    for (let run = 0; run < RUNS; run++) {
      for (const which of order) {
        sample[which] = Math.min(sample[which], await timed(which === "ours" ? ours : theirs));
      }
    }
    samples.push(sample);
  }
  return {
    ours: median(samples.map(({ ours }) => ours)),
    theirs: median(samples.map(({ theirs }) => theirs)),
    ratio: medianRatio(samples.map(({ ours }) => ours), samples.map(({ theirs }) => theirs)),
    difference: median(samples.map(({ ours, theirs }) => ours - theirs)),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** To four digits: no clock here resolves more. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
