/**
 * Many tasks, a few at a time.
 *
 * @module
 */

/**
 * Runs a task for each item, `width` at once; the first failure stops the rest from starting.
 *
 * @param task Called with the item and the number of its lane, below `width`
 */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  task: (item: T, lane: number) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let failed = false;
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async (_, lane) => {
      for (const item of waiting) {
        if (failed) return;
        try {
          await task(item, lane);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
}
