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
  let list = load(name);
  const tell = () => listeners.forEach((listener) => listener());
  const change = (next: readonly Tracked[]) => {
    list = bounded(next);
    save(name, list);
    tell();
  };
  // Another tab of the page writes to the same list.
  globalThis.addEventListener?.("storage", ({ key }) => {
    if (key !== name) return;
    list = load(name);
    tell();
  });
  return {
    all: () => list,
    find: (id) => list.find((each) => each.id === id),
    add: (transaction) => change([transaction, ...list.filter(({ id }) => id !== transaction.id)]),
    update: (id, changed) => change(list.map((each) => (each.id === id ? changed(each) : each))),
    remove: (id) => change(list.filter((each) => each.id !== id)),
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

function load(name: string): readonly Tracked[] {
  try {
    return parseRecords(localStorage.getItem(name) ?? "[]");
  } catch {
    // Storage is forbidden.
    return [];
  }
}

function save(name: string, list: readonly Tracked[]): void {
  try {
    localStorage.setItem(name, textOf(list));
  } catch {
    // Full or forbidden: the page continues, and forgets at the next reload.
  }
}
