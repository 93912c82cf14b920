import { assertEquals } from "@std/assert";
import { parseRecords, textOf } from "./records.ts";
import { transactionsOf } from "./store.ts";
import type { Tracked } from "./tracked.ts";

const record = (id: string): Tracked => ({
  id,
  account: "0x00000000000000000000000000000000000000aa",
  purpose: id,
  to: "0x00000000000000000000000000000000000000cc",
  data: "0xabcd",
  value: 0n,
  nonce: 7,
  nonceKnown: false,
  sentAt: 1,
  sentIn: 100n,
  stage: "asked",
  confirmations: 0,
});

/** A browser's storage, which may be full. */
function withStorage(test: (storage: Map<string, string> & { full?: boolean }) => void): void {
  const kept: Map<string, string> & { full?: boolean } = new Map();
  const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem(key: string, text: string) {
        if (kept.full) throw new DOMException("It is full", "QuotaExceededError");
        kept.set(key, text);
      },
    },
  });
  try {
    test(kept);
  } finally {
    if (before) Object.defineProperty(globalThis, "localStorage", before);
  }
}

const idsOf = (list: readonly Tracked[]) => list.map(({ id }) => id);

Deno.test("what another tab recorded is not lost, even before this tab hears of it", () =>
  withStorage((kept) => {
    const store = transactionsOf("two tabs");
    const name = "deml.transactions.two tabs";
    store.add(record("own"));
    kept.set(name, textOf([record("other's"), ...parseRecords(kept.get(name)!)]));
    store.update("own", (now) => ({ ...now, stage: "submitted" }));
    assertEquals(idsOf(parseRecords(kept.get(name)!)), ["other's", "own"]);
    assertEquals(idsOf(store.all()), ["other's", "own"]);
    assertEquals(store.find("own")!.stage, "submitted");
  }));

Deno.test("a full storage is reported, and what it could not take stays on the page", () =>
  withStorage((kept) => {
    const store = transactionsOf("full");
    store.add(record("first"));
    assertEquals(store.isKept(), true);
    kept.full = true;
    store.add(record("second"));
    store.update("first", (now) => ({ ...now, stage: "submitted" }));
    assertEquals(idsOf(store.all()), ["second", "first"]);
    assertEquals(store.isKept(), false);
    kept.full = false;
    store.update("second", (now) => ({ ...now, stage: "submitted" }));
    assertEquals(store.isKept(), true, "as soon as there is room");
    assertEquals(idsOf(parseRecords(kept.get("deml.transactions.full")!)), ["second", "first"]);
  }));
