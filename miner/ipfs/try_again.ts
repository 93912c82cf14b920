/**
 * Tries after the first, loaded when a gateway asks for one: the page loads as little as it can.
 *
 * @module
 */
import { retry, RetryError } from "@std/async/retry";

export { delay } from "@std/async/delay";

/**
 * Tries of one gateway for one block, and the waits between them: about 0.5, 1 and 2 seconds, each
 * shortened by up to a half at random, so that miners do not return at the same moment.
 */
const TRIES = { maxAttempts: 4, minTimeout: 500, maxTimeout: 8_000, jitter: 0.5 } as const;

/**
 * Repeats work that has failed once, with exponential back-off.
 *
 * @param failed Why the first try failed
 * @param isRetriable Whether another try may succeed; also asked about the first failure
 * @throws The last failure, or what the signal was aborted with
 */
export async function tryAgain<T>(
  work: () => Promise<T>,
  failed: unknown,
  isRetriable: (error: unknown) => boolean,
  signal: AbortSignal,
): Promise<T> {
  let isFirst = true;
  const next = () => {
    if (!isFirst) return work();
    isFirst = false;
    return Promise.reject(failed);
  };
  try {
    return await retry(next, { ...TRIES, isRetriable, signal });
  } catch (error) {
    throw error instanceof RetryError ? error.cause : error;
  }
}
