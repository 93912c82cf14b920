/**
 * The figures of the core, and the target of each.
 *
 * @module
 */
import type { Times } from "./core_measure.ts";

/** A peer's time divided by ours: above 1, we are faster. */
export interface Figure {
  /** `inflate_csv_vs_zlib` */
  key: string;
  ours: number;
  theirs: number;
}

/** The figures of one comparison, whose contenders are `ours` and the peers by name. */
export function figuresOf(work: string, times: Times): Figure[] {
  const ours = times.get("ours") ?? NaN;
  return [...times].filter(([name]) => !name.startsWith("ours"))
    .map(([name, theirs]) => ({ key: `${work}_vs_${name}`, ours, theirs }));
}

export function ratio({ ours, theirs }: Figure): number {
  return theirs / ours;
}

/** What each figure should reach. */
const TARGETS: [pattern: RegExp, target: number][] = [
  [/^inflate_.*_vs_fflate$/, 2.5],
  [/^inflate_.*_vs_zipjs$/, 1.3],
  [/^inflate_.*_vs_zlib$/, 0.95],
  [/^inflate_csv_vs_libdeflate$/, 0.7],
  [/^inflate_.*_vs_libdeflate$/, 0.75],
  [/^base64_vs_textdecoder$/, 1.8],
  [/^base64_vs_fastbase64$/, 1.4],
  [/^csv_vs_loop$/, 1.5],
  [/^csv_vs_std$/, 25],
  [/^fractions_vs_loop$/, 3],
  [/^normalise_vs_loop$/, 5],
  [/^normalise_vs_table$/, 1.4],
  [/^argmax_10_vs_loop$/, 10],
  [/^argmax_1000_vs_loop$/, 3.5],
  [/^evidence_vs_viem$/, 15],
];

/** The target of a figure. */
export function targetOf(key: string): number | undefined {
  return TARGETS.find(([pattern]) => pattern.test(key))?.[1];
}
