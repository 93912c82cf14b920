/**
 * What a part of this benchmark gets and gives.
 *
 * @module
 */
import type { Against, Point, Series } from "./series.ts";

/** Measures one part. */
export type Measure = (
  /** The sizes to measure at, growing */
  sizes: (against: Against) => number[],
  /** Tells people how far it is */
  tell: (line: string) => void,
) => Promise<Series[]>;

/** What does not grow is this large. */
export const SMALL = { models: 3, miners: 3 } as const;

/** Turns of which the fastest counts: whatever else runs only makes one slower. */
const TURNS = 3;

/** The fastest of some turns, in milliseconds. */
export async function fastest(turn: () => Promise<number>): Promise<number> {
  const turns: number[] = [];
  while (turns.length < TURNS) turns.push(await turn());
  return Math.min(...turns);
}

/** How long something takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
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
