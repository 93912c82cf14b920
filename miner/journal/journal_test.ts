import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../errors.ts";
import { type Opening, openJournal, type SeatKey } from "./journal.ts";

const SEAT: SeatKey = {
  chainId: 31337,
  contract: "0x00000000000000000000000000000000000000Aa",
  competition: 1n,
  round: 0,
  miner: "0x00000000000000000000000000000000000000Bb",
};
const OPENING: Opening = { scores: "0x017bb6", evidence: "0x01", salt: "0x02", commitment: "0x03" };

Deno.test("an opening survives closing, and the same one may be recorded again", async () => {
  const path = await Deno.makeTempFile();
  const first = openJournal(path);
  first.recordOpening(SEAT, OPENING);
  first.close();
  const second = openJournal(path);
  assertEquals(second.recordOpening(SEAT, { ...OPENING }), OPENING);
  assertEquals(second.opening({ ...SEAT, round: 1 }), undefined);
  second.close();
  await Deno.remove(path);
});

Deno.test("a second, different commitment for a seat is refused and changes nothing", () => {
  const journal = openJournal(":memory:");
  journal.recordOpening(SEAT, OPENING);
  assertThrows(
    () => journal.recordOpening(SEAT, { ...OPENING, salt: "0x09", commitment: "0x04" }),
    DemlError,
    "already has another commitment",
  );
  assertEquals(journal.opening(SEAT), OPENING);
  journal.recordOpening({ ...SEAT, round: 1 }, { ...OPENING, commitment: "0x04" });
  journal.close();
});

Deno.test("raw transactions wait in order until they are settled", () => {
  const journal = openJournal(":memory:");
  const sender = SEAT.miner;
  journal.recordTransaction(1, sender, { hash: "0xaa", raw: "0x01", purpose: "enrol" });
  journal.recordTransaction(1, sender, { hash: "0xbb", raw: "0x02", purpose: "commit" });
  journal.recordTransaction(2, sender, { hash: "0xcc", raw: "0x03", purpose: "other chain" });
  journal.settleTransaction("0xaa");
  assertEquals(journal.pendingTransactions(1, sender), [
    { hash: "0xbb", raw: "0x02", purpose: "commit" },
  ]);
  journal.close();
});

Deno.test("a file that is no journal is refused with a sentence", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "not a database, but long enough to look at ".repeat(200));
  assertThrows(() => openJournal(path), DemlError, "Cannot open the journal");
  await Deno.remove(path);
});

Deno.test("deposits are counted until they are heard of: what is lost adds up, what came back does not", () => {
  const journal = openJournal(":memory:");
  const other = { ...SEAT, competition: 2n };
  journal.recordDeposit(SEAT, { stake: 5n, since: 10 });
  journal.recordDeposit(SEAT, { stake: 6n, since: 11 });
  assertEquals(journal.deposit(SEAT), { stake: 5n, since: 10 });
  assertEquals(journal.deposit(other), undefined);
  journal.endDeposit(SEAT, "lost");
  assertEquals([journal.deposit(SEAT), journal.lostStakes(SEAT)], [undefined, 5n]);
  journal.recordDeposit(SEAT, { stake: 7n, since: 12 });
  journal.endDeposit(SEAT, "returned");
  journal.recordDeposit(SEAT, { stake: 8n, since: 13 });
  journal.endDeposit(SEAT, "lost");
  assertEquals([journal.lostStakes(SEAT), journal.lostStakes(other)], [13n, 0n]);
  journal.close();
});
