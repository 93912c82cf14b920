/**
 * The reader's transactions, kept in the browser so that a reload loses none.
 *
 * @module
 */
import { useSyncExternalStore } from "react";
import type { Hex } from "viem";
import type { Tracked } from "./track.ts";

/** Transactions of one chain, newest first. */
export interface Transactions {
  all(): readonly Tracked[];
  add(transaction: Tracked): void;
  /** Replaces the state of the transaction with that hash */
  put(hash: Hex, transaction: Tracked): void;
  /** Removes it from the list */
  remove(hash: Hex): void;
  subscribe(listener: () => void): () => void;
}

/** How many are kept: older ones are on chain. */
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
  const change = (next: readonly Tracked[]) => {
    list = next.slice(0, MOST);
    save(name, list);
    listeners.forEach((listener) => listener());
  };
  // Another tab of the page writes to the same list.
  globalThis.addEventListener?.("storage", ({ key }) => {
    if (key !== name) return;
    list = load(name);
    listeners.forEach((listener) => listener());
  });
  return {
    all: () => list,
    add: (transaction) => change([transaction, ...list]),
    put: (hash, transaction) =>
      change(list.map((each) => (each.hash === hash ? transaction : each))),
    remove: (hash) => change(list.filter((each) => each.hash !== hash)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const BIGINT = /^-?\d+n$/;

function load(name: string): readonly Tracked[] {
  try {
    const text = localStorage.getItem(name) ?? "[]";
    return JSON.parse(
      text,
      (_, value) =>
        typeof value === "string" && BIGINT.test(value) ? BigInt(value.slice(0, -1)) : value,
    );
  } catch {
    // The browser stored nothing, or damaged data: the chain has it anyway.
    return [];
  }
}

function save(name: string, list: readonly Tracked[]): void {
  try {
    localStorage.setItem(
      name,
      JSON.stringify(list, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
    );
  } catch {
    // Full or forbidden: the page continues, and forgets at the next reload.
  }
}
