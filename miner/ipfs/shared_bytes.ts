/**
 * Bytes that the miners of one process share because they are public and were compared with their
 * digest: whoever fetched them got what the others would. Nothing that a miner works out is here.
 *
 * @module
 */

/** Verified bytes, by names. */
export interface SharedBytes {
  /**
   * The bytes of a name, fetched once: callers during a fetch wait for it. If it fails, each of them
   * fetches from its own sources: a failure is not shared.
   *
   * @param name For whoever asks by it, the same bytes are right: it contains their digest
   * @param fetch Gets the bytes and compares them with the digest; undefined if they differ
   * @param signal Ends the waiting
   * @throws What this caller's own `fetch` throws, or what the signal was aborted with
   */
  get<T extends Uint8Array | undefined>(
    name: string,
    fetch: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<Uint8Array | T>;
  /** Bytes that are kept now */
  readonly size: number;
}

/** The default limit, in bytes: three test sets like MNIST's. */
const MOST = 64 * 1024 ** 2;

/**
 * Makes an empty store in memory.
 *
 * @param most Bytes beyond which those that were not used for longest leave; larger ones are not
 * kept at all
 */
export function shareBytes(most = MOST): SharedBytes {
  /** The least recently used first */
  const kept = new Map<string, Uint8Array>();
  const fetching = new Map<string, Promise<unknown>>();
  let size = 0;

  function keep(name: string, bytes: Uint8Array): void {
    if (bytes.length > most) return;
    kept.set(name, bytes);
    size += bytes.length;
    for (const [oldest, { length }] of kept) {
      if (size <= most) break;
      kept.delete(oldest);
      size -= length;
    }
  }

  return {
    get size() {
      return size;
    },
    async get(name, fetch, signal) {
      const known = kept.get(name);
      if (known !== undefined) {
        kept.delete(name);
        kept.set(name, known);
        return known;
      }
      const others = fetching.get(name);
      const found = others && await unlessAborted(others.catch(() => {}), signal);
      if (found instanceof Uint8Array) return found;
      const own = fetch();
      if (!fetching.has(name)) fetching.set(name, own);
      try {
        const bytes = await own;
        if (bytes !== undefined && !kept.has(name)) keep(name, bytes);
        return bytes;
      } finally {
        if (fetching.get(name) === own) fetching.delete(name);
      }
    },
  };
}

/** Waits for what does not know the signal. */
async function unlessAborted<T>(waiting: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await waiting;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([waiting, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
