import { assertEquals } from "@std/assert";
import { parseRecords, textOf } from "./records.ts";
import type { Tracked } from "./tracked.ts";

const record: Tracked = {
  id: "1",
  account: "0x00000000000000000000000000000000000000aa",
  purpose: "register",
  to: "0x00000000000000000000000000000000000000cc",
  data: "0xabcd",
  value: 10n ** 19n,
  nonce: 7,
  nonceKnown: false,
  sentAt: 1,
  sentIn: 100n,
  stage: "asked",
  confirmations: 0,
};

Deno.test("records survive the browser's storage", () => {
  assertEquals(parseRecords(textOf([record])), [record]);
});

Deno.test("one that an earlier version called dropped is followed again", () => {
  const { id: _, nonceKnown: __, ...rest } = record;
  const old = textOf([{ ...rest, hash: "0x01", stage: "dropped" } as never]);
  const [read] = parseRecords(old);
  assertEquals([read?.id, read?.stage, read?.nonceKnown], ["0x01 1", "unseen", false]);
});

Deno.test("damaged text loses the damaged records alone", () => {
  assertEquals(parseRecords("{"), []);
  assertEquals(parseRecords('{"a":1}'), []);
  assertEquals(parseRecords(`[null,7,{"id":"x"},${textOf([record]).slice(1)}`), [record]);
});
