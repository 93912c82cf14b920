/**
 * Back-off: what failed is tried again after a pause, each time after one twice as long.
 *
 * @module
 */

/** Competitions that failed, and when each is tried again. Times are milliseconds. */
export interface BackOff {
  /** Notes what a look came to; answers how long each that failed now rests. */
  note(looked: Iterable<bigint>, failed: ReadonlySet<bigint>, now: number): Map<bigint, number>;
  /** Those that rest at a moment. */
  resting(now: number): Set<bigint>;
}

/**
 * @param first The pause after a first failure
 * @param most The longest pause
 */
export function createBackOff(first: number, most: number): BackOff {
  const known = new Map<bigint, { wait: number; until: number }>();
  return {
    note(looked, failed, now) {
      const waits = new Map<bigint, number>();
      for (const id of looked) {
        if (!failed.has(id)) {
          known.delete(id);
          continue;
        }
        const wait = Math.min(2 * (known.get(id)?.wait ?? first / 2), most);
        known.set(id, { wait, until: now + wait });
        waits.set(id, wait);
      }
      return waits;
    },
    resting: (now) => new Set([...known].filter(([, { until }]) => until > now).map(([id]) => id)),
  };
}
