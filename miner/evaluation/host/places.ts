/**
 * A few places that many take turns in.
 *
 * @module
 */

/** Places that are taken and given back. */
export interface Places<T> {
  /** Takes a place out for good, the warmest first; waits when all are out */
  take(): Promise<T>;
  /** Takes a place for some work and gives it back */
  borrow<R>(work: (place: T) => Promise<R>): Promise<R>;
}

/**
 * Makes places.
 *
 * @param idle All of them
 * @param warm Which to take first: those where something lies ready
 */
export function places<T>(idle: T[], warm: (place: T) => boolean): Places<T> {
  const waiting: ((place: T) => void)[] = [];

  function take(): Promise<T> {
    idle.sort((a, b) => Number(warm(b)) - Number(warm(a)));
    const place = idle.shift();
    return place ? Promise.resolve(place) : new Promise((resolve) => waiting.push(resolve));
  }

  return {
    take,
    async borrow(work) {
      const place = await take();
      try {
        return await work(place);
      } finally {
        const next = waiting.shift();
        if (next) next(place);
        else idle.push(place);
      }
    },
  };
}
