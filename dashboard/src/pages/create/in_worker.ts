/**
 * Work on an organizer's data, each piece in its own worker, which ends when its result is no
 * longer needed.
 *
 * @module
 */
import { told } from "../../../../protocol/errors.ts";
import { type Remote, wrap } from "../../workers/comlink.ts";
import type { Creator } from "../../workers/create_worker.ts";
import { workerFailed } from "../../parts/load_part.ts";

/**
 * Calls the worker.
 *
 * @param work What to ask it for
 * @param signal Ends the worker
 * @throws DemlError as the worker found it
 */
export async function inWorker<T>(
  work: (creator: Remote<Creator>) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL("../../workers/create_worker.ts", import.meta.url), {
    type: "module",
  });
  const ended = Promise.withResolvers<never>();
  const stop = () => ended.reject(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  worker.onerror = (event) =>
    ended.reject(workerFailed(
      event,
      told(
        "data",
        "The data could not be read",
        "Reload the page; a file may be too large for this browser",
      ),
    ));
  try {
    return await Promise.race([work(wrap<Creator>(worker)), ended.promise]);
  } finally {
    signal?.removeEventListener("abort", stop);
    worker.terminate();
  }
}
