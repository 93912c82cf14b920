/**
 * The terms of competitions, kept in this browser: they never change.
 *
 * @module
 */
import { createStore, get, set } from "idb-keyval";
import type { Hex } from "viem";
import type { Answer } from "../../../miner/chain/call.ts";

/** Terms, with the hash that the contract gives of them: it shows that they are still the same. */
export type Terms = Answer<"termsOf"> & { termsHash: Hex };

/** What the browser keeps of one contract. */
export interface KeptTerms {
  of(id: number): Terms | undefined;
  keep(id: number, terms: Terms): void;
}

interface Stored {
  schema: number;
  terms: Map<number, Terms>;
}

/** Of the shape of what is stored: another one is thrown away. */
const SCHEMA = 1;
/** Competitions of one contract. */
const MOST = 5_000;
/** Reading is not worth waiting for longer, in milliseconds. */
const PATIENCE = 300;
/** What was read is stored together, in milliseconds. */
const LATER = 1_000;

let store: ReturnType<typeof createStore> | undefined;
const open = () => store ??= createStore("deml-terms", "contracts");

/** Reads what is kept under a name: of a contract on a chain. */
export async function keptTerms(name: string): Promise<KeptTerms> {
  const found = await Promise.race([
    stored(name),
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE)),
  ]);
  const terms = found?.schema === SCHEMA && found.terms instanceof Map
    ? found.terms
    : new Map<number, Terms>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = async () => {
    timer = undefined;
    try {
      await set(name, { schema: SCHEMA, terms } satisfies Stored, open());
    } catch {
      // A browser that stores nothing reads them again.
    }
  };
  return {
    of: (id) => terms.get(id),
    keep(id, of) {
      if (terms.size >= MOST && !terms.has(id)) return;
      terms.set(id, of);
      timer ??= setTimeout(() => void save(), LATER);
    },
  };
}

async function stored(name: string): Promise<Stored | undefined> {
  try {
    return await get<Stored>(name, open());
  } catch {
    // A private window may have no database at all.
    return undefined;
  }
}
