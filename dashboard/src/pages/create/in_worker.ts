/**
 * Work on an organizer's data, each piece in a worker of its own that ends when nobody wants it any more.
 *
 * @module
 */
import { told } from "../../../../protocol/errors.ts";
import { type Remote, wrap } from "../../workers/comlink.ts";
import type { Creator } from "../../workers/create_worker.ts";

/**
 * Calls the worker.
 *
 * @param work What to ask of it
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
  worker.onerror = () =>
    ended.reject(
      told(
        "data",
        "The data could not be looked at",
        "Load the page again; a file may be too large for this browser",
      ),
    );
  try {
    return await Promise.race([work(wrap<Creator>(worker)), ended.promise]);
  } finally {
    signal?.removeEventListener("abort", stop);
    worker.terminate();
  }
}
