import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { DemlError } from "../../protocol/errors.ts";
import type { Attempt } from "./call.ts";
import { callRecord } from "./calls.ts";
import type { VerdictKey } from "./kept_verdicts.ts";
import { type Opening, openJournal, type RoundKey, SCHEMA_VERSION } from "./journal.ts";

const SEAT: RoundKey = {
  chainId: 31337,
  genesis: "0x01",
  contract: "0x00000000000000000000000000000000000000Aa",
  competition: 1n,
  round: 0,
  miner: "0x00000000000000000000000000000000000000Bb",
  identity: "0x0a",
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
    "journal/other-commitment",
  );
  assertEquals(journal.opening(SEAT), OPENING);
  journal.recordOpening({ ...SEAT, round: 1 }, { ...OPENING, commitment: "0x04" });
  journal.close();
});

Deno.test("a round about other models has its own opening, and each is found by its commitment", () => {
  const journal = openJournal(":memory:");
  journal.recordOpening(SEAT, { ...OPENING, commitment: "0x0304" });
  const other = { ...SEAT, identity: "0x0b" as const };
  assertEquals(journal.opening(other), undefined);
  journal.recordOpening(other, { ...OPENING, salt: "0x09", commitment: "0x0506" });
  assertEquals(journal.openingOf(SEAT, "0x03")?.salt, "0x02");
  assertEquals(journal.openingOf(SEAT, "0x05")?.salt, "0x09");
  assertEquals(journal.openingOf(SEAT, "0x07"), undefined);
  for (const key of [{ ...SEAT, genesis: "0x02" as const }, { ...SEAT, round: 1 }]) {
    assertEquals(journal.openingOf(key, "0x03"), undefined, "of another chain, or round");
  }
  journal.close();
});

const account = { chainId: 1, genesis: SEAT.genesis, sender: SEAT.miner };
const attempt: Attempt = {
  hash: "0xaa" as const,
  raw: "0x01" as const,
  maxFee: 9n,
  tip: 1n,
  sentAt: 5,
};
const call = {
  key: "reveal",
  purpose: "reveal",
  to: SEAT.contract,
  data: "0x" as const,
  value: 0n,
  urgent: true,
  worth: 10n ** 30n,
  nonce: 7,
  gas: 50_000n,
  state: "open" as const,
  displaced: false,
  attempts: [attempt] as [Attempt],
};

const verdict: VerdictKey = {
  digest: "0x01",
  place: "0x04",
  specDigest: "0x02",
  engine: "wasm",
  engineVersion: "1.30.0",
  program: "1.0.0",
};

Deno.test("calls and all their attempts survive a crash, until they are over", async () => {
  const path = await Deno.makeTempFile();
  const first = openJournal(path);
  const added = first.calls.add(account, call);
  const bumped = { ...attempt, hash: "0xbb" as const, maxFee: 12n };
  first.calls.addAttempt(added, bumped);
  first.calls.add(account, {
    ...call,
    key: "enrol",
    nonce: 6,
    attempts: [{ ...attempt, hash: "0xcc" }],
  });
  first.close();
  const second = openJournal(path);
  const open = second.calls.open(account);
  assertEquals(open.map(({ key, nonce }) => [key, nonce]), [["enrol", 6], ["reveal", 7]]);
  assertEquals(open[1], { ...call, id: added.id, attempts: [attempt, bumped] });
  second.calls.mark(open[0]!, "final");
  assertEquals(second.calls.open(account).length, 1);
  assertEquals(second.calls.open({ ...account, chainId: 2 }), []);
  second.close();
  await Deno.remove(path);
});

Deno.test("a restarted chain has no calls of the one before, although both are sent the same", () => {
  const journal = openJournal(":memory:");
  const again = { ...account, genesis: "0x02" as const };
  journal.calls.add(account, call);
  assertEquals(journal.calls.open(again), []);
  journal.calls.add(again, call);
  for (const each of [account, again]) {
    assertEquals(journal.calls.open(each).map(({ attempts }) => attempts), [[attempt]]);
  }
  journal.close();
});

/** A journal as version 4 left it: an opening, and a pending reveal whose fee was raised once. */
function writeVersion4(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`
    CREATE TABLE openings (
      seat TEXT NOT NULL, identity TEXT NOT NULL, scores TEXT NOT NULL, evidence TEXT NOT NULL,
      salt TEXT NOT NULL, commitment TEXT NOT NULL, recorded TEXT NOT NULL,
      PRIMARY KEY (seat, identity)
    ) STRICT;
    CREATE TABLE calls (
      id INTEGER PRIMARY KEY, chain INTEGER NOT NULL, sender TEXT NOT NULL, key TEXT NOT NULL,
      purpose TEXT NOT NULL, target TEXT NOT NULL, data TEXT NOT NULL, value TEXT NOT NULL,
      urgent INTEGER NOT NULL, worth TEXT NOT NULL, nonce INTEGER NOT NULL, gas TEXT NOT NULL,
      state TEXT NOT NULL, displaced INTEGER NOT NULL, recorded TEXT NOT NULL
    ) STRICT;
    CREATE INDEX calls_open ON calls (chain, sender, state);
    CREATE TABLE attempts (
      hash TEXT PRIMARY KEY, call INTEGER NOT NULL REFERENCES calls (id), raw TEXT NOT NULL,
      max_fee TEXT NOT NULL, tip TEXT NOT NULL, sent_at INTEGER NOT NULL, recorded TEXT NOT NULL
    ) STRICT;
    INSERT INTO openings VALUES (
      '31337/0x01/${SEAT.contract.toLowerCase()}/1/${SEAT.miner.toLowerCase()}/0', '0x0a',
      '0x017bb6', '0x01', '0x02', '0x03', '2026-01-01T00:00:00.000Z'
    );
    INSERT INTO calls VALUES (
      4, 1, '${SEAT.miner.toLowerCase()}', 'reveal', 'reveal', '${SEAT.contract}', '0x', '0', 1,
      '${10n ** 30n}', 7, '50000', 'open', 0, '2026-01-01T00:00:00.000Z'
    );
    INSERT INTO attempts VALUES ('0xff', 4, '0x01', '9', '1', 5, '2026-01-01T00:00:00.000Z');
    INSERT INTO attempts VALUES ('0xbb', 4, '0x02', '12', '1', 8, '2026-01-01T00:01:00.000Z');
    PRAGMA user_version = 4;
  `);
  database.close();
}

Deno.test("version 4's record survives: its openings, and open calls on every chain with their number", async () => {
  const path = await Deno.makeTempFile();
  writeVersion4(path);
  const raised: [Attempt, Attempt] = [
    { ...attempt, hash: "0xff" as const },
    { ...attempt, hash: "0xbb" as const, raw: "0x02" as const, maxFee: 12n, sentAt: 8 },
  ];
  // A full disk leaves it unchanged.
  const old = new DatabaseSync(path, { readOnly: true });
  assertEquals(callRecord(old).open(account), [{ ...call, id: 4, attempts: raised }]);
  old.close();
  for (let times = 0; times < 2; times++) {
    const journal = openJournal(path);
    assertEquals(journal.opening(SEAT), OPENING);
    const [found] = journal.calls.open(account);
    assertEquals(found, { ...call, id: 4, attempts: raised });
    assertEquals(journal.calls.open({ ...account, genesis: "0x02" }), [found]);
    assertEquals(journal.calls.open({ ...account, chainId: 2 }), []);
    if (times === 1) journal.calls.mark(found!, "final");
    assertEquals(journal.calls.open(account).length, 1 - times);
    journal.close();
  }
  await Deno.remove(path);
});

Deno.test("a file that is not a journal is refused with a sentence", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "not a database, but long enough to look at ".repeat(200));
  assertThrows(() => openJournal(path), DemlError, "journal/cannot-open");
  await Deno.remove(path);
});

Deno.test("records are on the disk, even while others read or write the file", async () => {
  const path = await Deno.makeTempFile();
  const journal = openJournal(path);
  const setting = (name: string) =>
    Object.values(journal.database.prepare(`PRAGMA ${name}`).get()!)[0];
  // https://sqlite.org/pragma.html: 2 is FULL, the log is synced at each commit.
  assertEquals(setting("synchronous"), 2);
  assertEquals(setting("busy_timeout"), 5_000);
  assertEquals(setting("journal_mode"), "wal");
  // What the chain says again does not wait; what comes after it does.
  journal.calls.mark(journal.calls.add(account, call), "mined");
  assert(journal.verdicts.keep(verdict, { score: 97_250, root: "0x03" }));
  assertEquals(setting("synchronous"), 2);
  journal.close();
  await Deno.remove(path);
});

Deno.test("a temporary journal does not wait for the disk, and survives the program", async () => {
  const path = await Deno.makeTempFile();
  await Deno.remove(path);
  const journal = openJournal(path, { temporary: true });
  journal.calls.mark(journal.calls.add(account, call), "mined");
  journal.recordOpening(SEAT, OPENING);
  // 0 is OFF.
  assertEquals(journal.database.prepare("PRAGMA synchronous").get()?.synchronous, 0);
  const beside = openJournal(path);
  assertEquals(beside.opening(SEAT), OPENING);
  assertEquals(beside.calls.open(account).map(({ state }) => state), ["mined"]);
  beside.close();
  journal.close();
  await Deno.remove(path);
});

Deno.test("a journal of a later version is refused, and stays unchanged", async () => {
  const path = await Deno.makeTempFile();
  const journal = openJournal(path);
  journal.recordOpening(SEAT, OPENING);
  journal.database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  journal.close();
  const before = await Deno.readFile(path);
  assertThrows(
    () => openJournal(path),
    DemlError,
    `it was written by a later version (${SCHEMA_VERSION + 1})`,
  );
  assertEquals(await Deno.readFile(path), before);
  await Deno.remove(path);
});

Deno.test("deposits count until their end is known: lost ones add up, returned ones do not", () => {
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
