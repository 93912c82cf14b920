import { assertEquals } from "@std/assert";
import { importJournal } from "./import_journal.ts";
import { openJournal } from "./journal.ts";
import type { CallRow, DepositRow, OpeningRow, Portable } from "./portable.ts";

const recorded = "2026-01-01T00:00:00.000Z";
const opening = (seat: string, commitment: string): OpeningRow => ({
  seat,
  identity: "0x01",
  scores: "0x02",
  evidence: "0x03",
  salt: "0x04",
  commitment,
  recorded,
});
const deposit = (ending: DepositRow["ending"], since = 7, place = "here"): DepositRow => ({
  place,
  stake: "5",
  since,
  ending,
  recorded,
});
const call = (nonce: number, ...hashes: string[]): CallRow => ({
  chain: 1,
  genesis: "0x0a",
  sender: "0x0b",
  key: `key ${hashes[0]}`,
  purpose: "try",
  target: "0x0c",
  data: "0x",
  value: "0",
  urgent: 0,
  worth: "9",
  nonce,
  gas: "1",
  state: "open",
  displaced: 0,
  recorded,
  attempts: hashes.map((hash) => ({
    hash,
    raw: "0x01",
    max_fee: "2",
    tip: "1",
    sent_at: 3,
    recorded,
  })),
});

/** Imports parts one after the other, and returns their results. */
function taken(...parts: Partial<Pick<Portable, "openings" | "deposits" | "calls">>[]) {
  const journal = openJournal(":memory:");
  const came = parts.map((part) =>
    importJournal(journal.database, { openings: [], deposits: [], calls: [], ...part } as never)
  );
  const rows = (sql: string) => journal.database.prepare(sql).all().map((row) => ({ ...row }));
  return { came, rows };
}
const nothing = { openings: 0, deposits: 0, calls: 0, known: 0, conflicts: [] };

Deno.test("an opening is imported once, and another commitment here stays", () => {
  const { came, rows } = taken(
    { openings: [opening("a", "0x05"), opening("b", "0x05")] },
    { openings: [opening("a", "0x05"), opening("b", "0x06"), opening("c", "0x07")] },
  );
  assertEquals(came, [
    { ...nothing, openings: 2 },
    { ...nothing, openings: 1, known: 1, conflicts: ["b"] },
  ]);
  assertEquals(rows("SELECT seat, commitment FROM openings ORDER BY seat"), [
    { seat: "a", commitment: "0x05" },
    { seat: "b", commitment: "0x05" },
    { seat: "c", commitment: "0x07" },
  ]);
});

Deno.test("a deposit is imported once, with its end, and no second open one", () => {
  const { came, rows } = taken(
    { deposits: [deposit(""), deposit("lost", 3), deposit("", 7, "there")] },
    { deposits: [deposit(""), deposit("lost", 3), deposit("", 9)] },
    { deposits: [deposit("returned"), deposit("returned", 3)] },
    { deposits: [deposit(""), deposit("", 9)] },
  );
  assertEquals(came, [
    { ...nothing, deposits: 3 },
    { ...nothing, known: 3 },
    { ...nothing, deposits: 1, known: 1 },
    { ...nothing, deposits: 1, known: 1 },
  ]);
  assertEquals(rows("SELECT since, ending FROM deposits WHERE place = 'here' ORDER BY since"), [
    { since: 3, ending: "lost" },
    { since: 7, ending: "returned" },
    { since: 9, ending: "" },
  ]);
});

Deno.test("a call is imported once, with its further attempts, and gives way to one with its nonce", () => {
  const { came, rows } = taken(
    { calls: [call(0, "0xa1"), call(1, "0xb1")] },
    { calls: [call(0, "0xa1", "0xa2"), call(1, "0xc1"), call(2, "0xd1")] },
  );
  assertEquals(came, [{ ...nothing, calls: 2 }, { ...nothing, calls: 2, known: 1 }]);
  assertEquals(rows("SELECT nonce, displaced FROM calls ORDER BY id"), [
    { nonce: 0, displaced: 0 },
    { nonce: 1, displaced: 0 },
    { nonce: 1, displaced: 1 },
    { nonce: 2, displaced: 0 },
  ]);
  assertEquals(rows("SELECT hash, call FROM attempts ORDER BY hash"), [
    { hash: "0xa1", call: 1 },
    { hash: "0xa2", call: 1 },
    { hash: "0xb1", call: 2 },
    { hash: "0xc1", call: 3 },
    { hash: "0xd1", call: 4 },
  ]);
});
