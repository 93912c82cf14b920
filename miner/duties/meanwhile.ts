/**
 * Urgent work during a long evaluation: a late reveal costs its stake.
 *
 * @module
 */
import { failureOf } from "../../protocol/errors.ts";
import type { Waiting } from "./context.ts";

/**
 * Waits for work and looks after what is urgent until it ends.
 *
 * @param work Work that sends no transactions itself, so that nothing is sent twice
 */
export async function meanwhile<T>(context: Waiting, work: () => Promise<T>): Promise<T> {
  const { urgent, log, signal } = context;
  if (urgent === undefined) return await work();
  let ended = false;
  const result = work().finally(() => ended = true);
  let wake = () => {};
  result.then(() => wake(), () => wake());
  while (!ended && !signal?.aborted) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, urgent.every);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (ended || signal?.aborted) break;
    try {
      await urgent.perform();
    } catch (error) {
      // The next poll may succeed, and the work continues in any case.
      log("looking after what is urgent", {
        level: "error",
        event: "failed",
        failure: failureOf(error),
      });
    }
  }
  return await result;
}
