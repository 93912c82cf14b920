/**
 * Back-off: a failed competition is tried again after a pause, which doubles each time.
 *
 * @module
 */

/** Competitions that failed, and when each is tried again. Times are milliseconds. */
export interface BackOff {
  /** Records the result of a poll; returns how long each failed competition now rests. */
  note(looked: Iterable<bigint>, failed: ReadonlySet<bigint>, now: number): Map<bigint, number>;
  /** Those that rest at a given time. */
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
