/**
 * The competitions that the reader follows, with what was last seen of each: kept in this browser,
 * so that each piece of news appears once.
 *
 * @module
 */
import { useSyncExternalStore } from "react";
import type { Seen } from "./seen.ts";

/** By number; null before anything was seen. */
export type Followed = ReadonlyMap<number, Seen | null>;

/** More would be nobody's interest, and many questions. */
const MOST = 30;

const stores = new Map<string, Store>();

/** What is followed on one chain. */
export interface Store {
  get(): Followed;
  subscribe(listener: () => void): () => void;
  follow(id: number): void;
  unfollow(id: number): void;
  saw(id: number, seen: Seen): void;
}

/** The store of a contract on a chain. */
export function followedOn(chain: string): Store {
  const key = `deml.followed.${chain}`;
  const known = stores.get(key);
  if (known !== undefined) return known;
  let followed: Followed = read(key);
  const listeners = new Set<() => void>();
  const set = (next: Followed) => {
    followed = next;
    write(key, next);
    listeners.forEach((each) => each());
  };
  const store: Store = {
    get: () => followed,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow: (id) => set(new Map([...followed, [id, null] as const].slice(-MOST))),
    unfollow: (id) => set(new Map([...followed].filter(([each]) => each !== id))),
    saw(id, seen) {
      // It may have been given up in another tab.
      if (followed.has(id)) set(new Map(followed).set(id, seen));
    },
  };
  globalThis.addEventListener?.("storage", (event) => {
    if (event.key !== key) return;
    followed = read(key);
    listeners.forEach((each) => each());
  });
  stores.set(key, store);
  return store;
}

/** What is followed on a chain; changes by itself. */
export function useFollowed(chain: string): Followed {
  const store = followedOn(chain);
  return useSyncExternalStore(store.subscribe, store.get);
}

function write(key: string, followed: Followed): void {
  try {
    const text = JSON.stringify(
      [...followed],
      (_, value) => typeof value === "bigint" ? `${value}n` : value,
    );
    localStorage.setItem(key, text);
  } catch {
    // Followed until the page is closed.
  }
}

function read(key: string): Followed {
  try {
    const entries = JSON.parse(
      localStorage.getItem(key) ?? "[]",
      (_, value) =>
        typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
    ) as [number, Seen | null][];
    return new Map(
      entries.filter(([id]) => Number.isSafeInteger(id)).slice(-MOST)
        .map(([id, seen]) => [id, isSeen(seen) ? seen : null]),
    );
  } catch {
    return new Map();
  }
}

function isSeen(value: unknown): value is Seen {
  const { phase, scored, owed } = (value ?? {}) as Partial<Seen>;
  return typeof phase === "string" && Array.isArray(scored) && typeof owed === "bigint";
}
