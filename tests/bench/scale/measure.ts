/**
 * What a part of this benchmark gets and gives.
 *
 * @module
 */
import process from "node:process";
import type { Point } from "./exponent.ts";
import type { Against, Series } from "./series.ts";

/** Measures one part. */
export type Measure = (
  /** The sizes to measure at, growing */
  sizes: (against: Against) => number[],
  /** Tells people how far it is */
  tell: (line: string) => void,
) => Promise<Series[]>;

/** What does not grow is this large. */
export const SMALL = { models: 3, miners: 3 } as const;

/** Visits or runs per size: the least counts, since whatever else runs only adds to one. */
const TURNS = 3;

/** Runs it some times; returns the least of each number. */
export async function least<Name extends string>(
  turn: () => Promise<Record<Name, number>>,
): Promise<Record<Name, number>> {
  const best = await turn();
  for (let turns = 1; turns < TURNS; turns++) {
    const found = await turn();
    for (const name in found) best[name] = Math.min(best[name], found[name]);
  }
  return best;
}

/** What something takes, in milliseconds: of the clock, and of this process's processors. */
export async function timed(work: () => Promise<unknown>): Promise<{ ms: number; cpu: number }> {
  const [started, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - started, cpu: (user + system) / 1_000 };
}

/** Collects points into series, in the order of their first ones. */
export function growing(against: Against) {
  const found = new Map<string, Series & { points: Point[] }>();
  return {
    add(
      name: string,
      unit: Series["unit"],
      limit: Series["limit"],
      size: number,
      value: number,
    ): void {
      const key = `${name} ${unit}`;
      const series = found.get(key) ?? { name, against, unit, limit, points: [] };
      series.points.push([size, value]);
      found.set(key, series);
    },
    all: (): Series[] => [...found.values()],
  };
}
