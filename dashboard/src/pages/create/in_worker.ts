/**
 * Work on an organizer's data, each piece in a worker of its own that ends when nobody wants it any more.
 *
 * @module
 */
import { wrap } from "comlink";
import { DemlError } from "../../../../protocol/errors.ts";
import type { Answer, Creator } from "../../workers/create_worker.ts";

/**
 * Calls the worker.
 *
 * @param work What to ask of it
 * @param signal Ends the worker
 * @throws DemlError as the worker found it
 */
export async function inWorker<T>(
  work: (creator: Creator) => Promise<Answer<T>>,
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
      new DemlError(
        "data",
        "The data could not be looked at",
        "Load the page again; a file may be too large for this browser",
      ),
    );
  try {
    const creator = wrap<Creator>(worker) as unknown as Creator;
    const answer = await Promise.race([work(creator), ended.promise]);
    if ("value" in answer) return answer.value;
    const { code, message, remedy } = answer.problem;
    throw new DemlError(code, message, remedy);
  } finally {
    signal?.removeEventListener("abort", stop);
    worker.terminate();
  }
}
