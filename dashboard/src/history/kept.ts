/**
 * Settled logs of competitions, kept in this browser: a visit continues where the last one ended.
 *
 * @module
 */
import { createStore, del, entries, get, set } from "idb-keyval";
import type { Hex, RpcLog } from "viem";

/** What is kept of a competition. */
export interface Kept {
  /** Of all blocks up to `until`, oldest first */
  logs: RpcLog[];
  until: bigint;
  /** Of block `until`: another one means that another chain is shown */
  hash: Hex;
}

interface Stored extends Kept {
  schema: number;
  /** When it was stored, by `Date.now()` */
  at: number;
}

/** Of the shape of what is stored: another one is thrown away. */
const SCHEMA = 1;
/** Logs of one competition; more are read again at each visit. */
const MOST_LOGS = 50_000;
/** Competitions; the one that was stored longest ago goes first. */
const MOST_COMPETITIONS = 60;

let store: ReturnType<typeof createStore> | undefined;
const open = () => store ??= createStore("deml-history", "competitions");

/** Reads what is kept of a competition, if anything usable is. */
export async function readKept(key: string): Promise<Kept | undefined> {
  let found: Stored | undefined;
  try {
    found = await get<Stored>(key, open());
  } catch {
    // A private window may have no database at all.
  }
  if (found === undefined) return undefined;
  const { schema, logs, until, hash } = found;
  const fits = schema === SCHEMA && Array.isArray(logs) && typeof until === "bigint" &&
    typeof hash === "string";
  if (fits) return { logs, until, hash };
  await forget(key);
  return undefined;
}

/** Keeps a competition's logs. A browser that stores nothing only reads more. */
export async function keep(key: string, kept: Kept): Promise<void> {
  if (kept.logs.length > MOST_LOGS) return;
  try {
    await set(key, { ...kept, schema: SCHEMA, at: Date.now() } satisfies Stored, open());
    const all = await entries<string, Stored>(open());
    const old = all.sort(([, a], [, b]) => b.at - a.at).slice(MOST_COMPETITIONS);
    for (const [key] of old) await del(key, open());
  } catch {
    // In a private window, or on a full disk.
  }
}

/** Throws away what is kept of a competition. */
export async function forget(key: string): Promise<void> {
  try {
    await del(key, open());
  } catch {
    // There is nothing to throw away.
  }
}
