/**
 * Waiting, but not for long.
 *
 * @module
 */

/** Milliseconds: imminent results need a few, on a machine that stalls a few hundred. */
const PATIENCE = 500;

/** The result of a promise that resolves soon; otherwise undefined. */
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
