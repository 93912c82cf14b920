/**
 * Bytes that the miners of one process share because they are public and were compared with their
 * digest: whoever fetched them got what the others would. Nothing that a miner works out is here.
 *
 * @module
 */

/** Verified bytes, by names. */
export interface SharedBytes {
  /**
   * The bytes of a name, fetched at most once at a time: callers during a fetch wait for it. If it
   * fails, the next of them fetches, from its own sources: a failure is not shared.
   *
   * @param name For whoever asks by it, the same bytes are right: it contains their digest
   * @param fetch Gets the bytes and compares them with the digest; undefined if they differ
   * @throws What this caller's own `fetch` throws
   */
  get<T extends Uint8Array | undefined>(
    name: string,
    fetch: () => Promise<T>,
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
    async get(name, fetch) {
      for (;;) {
        const known = kept.get(name);
        if (known !== undefined) {
          kept.delete(name);
          kept.set(name, known);
          return known;
        }
        const others = fetching.get(name);
        if (others === undefined) break;
        const found = await others.catch(() => {});
        if (found instanceof Uint8Array) return found;
      }
      const own = fetch();
      fetching.set(name, own);
      try {
        const bytes = await own;
        if (bytes !== undefined) keep(name, bytes);
        return bytes;
      } finally {
        fetching.delete(name);
      }
    },
  };
}
