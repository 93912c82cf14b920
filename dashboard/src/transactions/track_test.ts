import { assertEquals } from "@std/assert";
import { type Observation, type Other, track } from "./track.ts";
import { isFinal, isPending, type Tracked } from "./tracked.ts";

const ME = "0x00000000000000000000000000000000000000aa";
const SOMEBODY = "0x00000000000000000000000000000000000000bb";
const CONTRACT = "0x00000000000000000000000000000000000000cc";
const DAY = 86_400_000;
const sent: Tracked = {
  id: "1",
  hash: "0x01",
  account: ME,
  purpose: "register",
  to: CONTRACT,
  data: "0xabcd",
  value: 5n,
  nonce: 7,
  nonceKnown: true,
  sentAt: 1_000_000,
  sentIn: 100n,
  stage: "submitted",
  confirmations: 0,
};
const asked: Tracked = { ...sent, hash: undefined, nonceKnown: false, stage: "asked" };
const same: Other = {
  hash: "0x02",
  nonce: 7,
  from: ME,
  to: CONTRACT,
  value: 5n,
  input: "0xabcd",
  block: 110n,
};
const another: Other = { ...same, input: "0x99" };
const look = (seen: Partial<Observation>, before = sent): Tracked =>
  track(
    before,
    {
      head: 110n,
      now: 1_010_000,
      used: 7,
      others: [],
      searched: before.nonce,
      ...seen,
    },
    3,
  );
const known = { nonce: 7, from: ME } as const;

Deno.test("a transaction is mined, then confirmed by as many blocks as are asked for", () => {
  assertEquals(look({ known }).stage, "submitted");
  const receipt = { success: true, from: ME } as const;
  const mined = look({ receipt: { ...receipt, block: 109n } });
  assertEquals([mined.stage, mined.confirmations, mined.block], ["mined", 2, 109n]);
  const confirmed = look({ receipt: { ...receipt, block: 108n } });
  assertEquals([confirmed.stage, confirmed.confirmedAt], ["confirmed", 1_010_000]);
  assertEquals(look({ receipt: { ...receipt, block: 109n, success: false } }).stage, "reverted");
});

Deno.test("a transaction whose block was replaced waits again", () => {
  const mined = look({ receipt: { block: 109n, success: true, from: ME } });
  const again = look({ known }, mined);
  assertEquals([again.stage, again.block, again.confirmations], ["submitted", undefined, 0]);
});

Deno.test("one that the node never saw is pending as long as its nonce is unused", () => {
  assertEquals(look({}).stage, "submitted", "a node may be behind");
  for (const now of [1_100_000, 1_000_000 + DAY, 1_000_000 + 365 * DAY]) {
    const unseen = look({ now });
    assertEquals([unseen.stage, isPending(unseen), isFinal(unseen, 1)], ["unseen", true, false]);
    assertEquals(look({ now, known }, unseen).stage, "submitted", "it came back");
  }
});

Deno.test("repriced, replaced and cancelled transactions are distinguished", () => {
  const seen = { used: 8, searched: 8 };
  const repriced = look({ ...seen, others: [same] });
  assertEquals([repriced.stage, repriced.hash], ["submitted", "0x02"]);
  const replaced = look({ ...seen, others: [another] });
  assertEquals([replaced.stage, replaced.replacedBy], ["replaced", "0x02"]);
  const cancelling = { ...another, to: ME, value: 0n } as const;
  assertEquals(look({ ...seen, others: [cancelling] }).stage, "cancelled");
  const taken = look({ ...seen, others: [{ ...same, taken: true }] });
  assertEquals(taken.stage, "replaced", "the page follows that one already");
});

Deno.test("what replaced it may lose its block, until it is confirmed", () => {
  const replaced = look({ used: 8, searched: 8, others: [another] });
  assertEquals(isFinal(replaced, 3), false);
  assertEquals(look({ known }, replaced).stage, "submitted");
  const deep = look({ used: 8, searched: 8, head: 112n, others: [another] });
  assertEquals(isFinal(deep, 3), true);
});

Deno.test("a used nonce without an explanation ends nothing", () => {
  assertEquals(look({ used: 8 }).stage, "submitted", "the node's answers may be of two blocks");
  const unclear = look({ used: 8, now: 1_100_000 });
  assertEquals([unclear.stage, isPending(unclear)], ["unclear", true]);
  assertEquals(look({ used: 8, searched: 8, others: [another] }, unclear).stage, "replaced");
});

Deno.test("while its nonce is only expected, another's use of it proves nothing", () => {
  const guessed = { ...sent, nonceKnown: false };
  const later = look({ used: 8, searched: 8, now: 1_100_000, others: [another] }, guessed);
  assertEquals([later.stage, later.nonce, later.replacedBy], ["unseen", 8, "0x02"]);
  const mined = look(
    { used: 9, searched: 9, others: [{ ...same, hash: "0x03", nonce: 8 }] },
    later,
  );
  assertEquals([mined.stage, mined.hash, mined.nonceKnown], ["submitted", "0x03", true]);
});

Deno.test("one that the wallet never answered is found by what it does, or waits forever", () => {
  assertEquals(look({ now: 1_000_000 + DAY }, asked).stage, "asked");
  const found = look({ used: 8, searched: 8, others: [same] }, asked);
  assertEquals([found.stage, found.hash], ["submitted", "0x02"]);
  const passed = look({ used: 8, searched: 8, others: [another], now: 1_000_000 + DAY }, asked);
  assertEquals([passed.stage, passed.nonce, isPending(passed)], ["asked", 8, true]);
});

Deno.test("a signature of the wrong account is noticed, and followed", () => {
  const other = look({ known: { nonce: 2, from: SOMEBODY } });
  assertEquals([other.account, other.signedBy, other.nonce], [ME, SOMEBODY, 2]);
  const mined = look({ receipt: { block: 110n, success: true, from: SOMEBODY } });
  assertEquals([mined.stage, mined.signedBy], ["mined", SOMEBODY]);
});
