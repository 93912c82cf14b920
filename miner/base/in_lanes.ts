/**
 * Many tasks, a few at a time.
 *
 * @module
 */

/**
 * Runs a task for each item, `width` at once; the first failure stops the rest from starting.
 *
 * @param task Given the item and which of the `width` lanes runs it
 */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  task: (item: T, lane: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async (_, lane) => {
      while (next < items.length && !failed) {
        try {
          await task(items[next++]!, lane);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
}
