/**
 * A few places that many users share.
 *
 * @module
 */

/** Places that are taken and returned. */
export interface Places<T> {
  /** Takes a place permanently, the warmest first; waits if all are taken */
  take(): Promise<T>;
  /** Takes a place for some work and returns it */
  borrow<R>(work: (place: T) => Promise<R>): Promise<R>;
}

/**
 * Makes places.
 *
 * @param idle All of them
 * @param warm Which to take first: those with something ready
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
