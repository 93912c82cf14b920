/**
 * Waiting, though not for long.
 *
 * @module
 */

/** Milliseconds: what is about to come needs a few, on a machine that stalls a few hundred. */
const PATIENCE = 500;

/** What a promise gives when it gives it soon; else undefined. */
export async function soon<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: number | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  try {
    return await Promise.race([promise, patience]);
  } finally {
    clearTimeout(timer);
  }
}
