/**
 * Follows transactions until nothing can become of them any more.
 *
 * @module
 */
import { useEffect, useRef, useState } from "react";
import type { Hex } from "viem";
import { useChain } from "../chain/head.tsx";
import { useApp } from "../context.ts";
import { isDue, type Look } from "./due.ts";
import { observe } from "./observe.ts";
import { type Transactions, useTransactions } from "./store.ts";
import { track } from "./track.ts";
import { isFinal, type Tracked } from "./tracked.ts";

/** Between two looks at the clock, in milliseconds: what nobody sees does not produce a block. */
const TICK = 3_000;

/** Looks for every transaction that is not final, whenever that is due. */
export function useFollowing(store: Transactions, needed: number): void {
  const { connection: { client } } = useApp();
  const { head } = useChain();
  const list = useTransactions(store);
  const [turn, setTurn] = useState(0);
  const busy = useRef(false);
  const looks = useRef(new Map<string, Look>());
  const open = list.some((each) => !isFinal(each, needed));
  useEffect(() => {
    if (!open) return;
    const timer = setInterval(() => setTurn((count) => count + 1), TICK);
    return () => clearInterval(timer);
  }, [open]);
  useEffect(() => {
    if (head === undefined || busy.current) return;
    const due = store.all().filter((each) =>
      !isFinal(each, needed) && isDue(each, looks.current.get(each.id), Date.now(), head.number)
    );
    if (due.length === 0) return;
    busy.current = true;
    void (async () => {
      for (const { id } of due) {
        const before = store.find(id);
        if (before === undefined) continue;
        try {
          const number = await client.getBlockNumber();
          const after = track(
            before,
            await observe(client, before, number, hashesBeside(store, id)),
            needed,
          );
          // Its receipt is next, at once.
          if (after.hash === before.hash) {
            looks.current.set(id, { at: Date.now(), head: head.number });
          }
          // The wallet may have answered in the meantime.
          if (differs(before, after)) {
            store.update(id, (now) => now === before ? shownIf(before, after) : now);
          }
        } catch {
          // The chain does not respond: keep what was known.
        }
      }
    })().finally(() => busy.current = false);
  }, [store, client, head, needed, turn, list]);
}

function hashesBeside(store: Transactions, id: string): Set<Hex> {
  return new Set(
    store.all().flatMap((each) => each.id !== id && each.hash !== undefined ? [each.hash] : []),
  );
}

/** One that was hidden is news again when it comes to an end. */
function shownIf(before: Tracked, after: Tracked): Tracked {
  const news = after.stage !== before.stage && !["submitted", "unseen"].includes(after.stage);
  return news ? { ...after, hidden: undefined } : after;
}

const FIELDS = [
  "stage",
  "hash",
  "block",
  "confirmations",
  "replacedBy",
  "nonce",
  "nonceKnown",
  "signedBy",
] as const;

function differs(a: Tracked, b: Tracked): boolean {
  return FIELDS.some((name) => a[name] !== b[name]);
}
