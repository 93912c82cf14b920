/**
 * The reader's transactions, kept in the browser so that a reload loses none.
 *
 * @module
 */
import { useSyncExternalStore } from "react";
import { parseRecords, textOf } from "./records.ts";
import { isPending, type Tracked } from "./tracked.ts";

/** Transactions of one chain, newest first. */
export interface Transactions {
  all(): readonly Tracked[];
  find(id: string): Tracked | undefined;
  add(transaction: Tracked): void;
  /** Changes the one with that id, if it is still there */
  update(id: string, change: (now: Tracked) => Tracked): void;
  /** Removes it from the list */
  remove(id: string): void;
  /** Whether the browser keeps them: otherwise a reload forgets what may still be mined */
  isKept(): boolean;
  subscribe(listener: () => void): () => void;
}

/** How many are kept, in addition to the pending ones: older ones are on chain. */
const MOST = 30;

const stores = new Map<string, Transactions>();

/**
 * The transactions of one chain.
 *
 * @param chain Identifies it: its genesis and the contract
 */
export function transactionsOf(chain: string): Transactions {
  const found = stores.get(chain) ?? open(`deml.transactions.${chain}`);
  stores.set(chain, found);
  return found;
}

/** The transactions of one chain, as they change. */
export function useTransactions(store: Transactions): readonly Tracked[] {
  return useSyncExternalStore(store.subscribe, store.all);
}

function open(name: string): Transactions {
  const listeners = new Set<() => void>();
  /** As it was last read or written; undefined if the browser keeps nothing */
  let text = read(name);
  let list: readonly Tracked[] = parseRecords(text ?? "[]");
  const tell = () => listeners.forEach((listener) => listener());
  // Another tab of the page writes to the same list.
  const catchUp = () => {
    const now = read(name);
    if (text === undefined || now === undefined || now === text) return false;
    text = now;
    list = parseRecords(now);
    return true;
  };
  const change = (changed: (list: readonly Tracked[]) => readonly Tracked[]) => {
    // Its event may come later than this, and what it wrote must not be lost.
    catchUp();
    list = bounded(changed(list));
    text = write(name, textOf(list));
    tell();
  };
  globalThis.addEventListener?.("storage", ({ key }) => {
    if (key === name && catchUp()) tell();
  });
  return {
    all: () => list,
    find: (id) => list.find((each) => each.id === id),
    add: (transaction) =>
      change((list) => [transaction, ...list.filter(({ id }) => id !== transaction.id)]),
    update: (id, changed) =>
      change((list) => list.map((each) => (each.id === id ? changed(each) : each))),
    remove: (id) => change((list) => list.filter((each) => each.id !== id)),
    isKept: () => text !== undefined,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Pending ones are never dropped: they may cost money yet. */
function bounded(list: readonly Tracked[]): readonly Tracked[] {
  let over = 0;
  return list.filter((each) => isPending(each) || over++ < MOST);
}

/** The stored text; undefined if storage is forbidden. */
function read(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? "[]";
  } catch {
    return undefined;
  }
}

/** Stores a text, and returns it; undefined if storage is full or forbidden. */
function write(name: string, text: string): string | undefined {
  try {
    localStorage.setItem(name, text);
    return text;
  } catch {
    return undefined;
  }
}
