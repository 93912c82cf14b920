import { assertEquals } from "@std/assert";
import { type Observation, track, type Tracked } from "./track.ts";

const ME = "0x00000000000000000000000000000000000000aa";
const CONTRACT = "0x00000000000000000000000000000000000000cc";
const sent: Tracked = {
  hash: "0x01",
  account: ME,
  purpose: "register",
  to: CONTRACT,
  data: "0xabcd",
  value: 5n,
  nonce: 7,
  sentAt: 1_000_000,
  sentIn: 100n,
  stage: "submitted",
  confirmations: 0,
};
const look = (seen: Partial<Observation>): Tracked =>
  track(sent, { head: 110n, now: 1_010_000, known: false, used: 7, ...seen }, 3);

Deno.test("a transaction is mined, then confirmed by as many blocks as are asked for", () => {
  assertEquals(look({ known: true }).stage, "submitted");
  const mined = look({ receipt: { block: 109n, success: true } });
  assertEquals([mined.stage, mined.confirmations, mined.block], ["mined", 2, 109n]);
  const confirmed = look({ receipt: { block: 108n, success: true } });
  assertEquals([confirmed.stage, confirmed.confirmedAt], ["confirmed", 1_010_000]);
  assertEquals(look({ receipt: { block: 109n, success: false } }).stage, "reverted");
});

Deno.test("a transaction whose block was replaced waits again", () => {
  const mined = look({ receipt: { block: 109n, success: true } });
  const again = track(mined, { head: 109n, now: 1_011_000, known: true, used: 7 }, 3);
  assertEquals([again.stage, again.block, again.confirmations], ["submitted", undefined, 0]);
});

Deno.test("repriced, replaced, cancelled and dropped transactions are distinguished", () => {
  const other = { hash: "0x02", from: ME, to: CONTRACT, value: 5n, input: "0xabcd" } as const;
  const repriced = look({ used: 8, other });
  assertEquals([repriced.stage, repriced.hash], ["submitted", "0x02"]);
  const replaced = look({ used: 8, other: { ...other, input: "0x99" } });
  assertEquals([replaced.stage, replaced.replacedBy], ["replaced", "0x02"]);
  assertEquals(look({ used: 8, other: { ...other, to: ME, value: 0n } }).stage, "cancelled");
  assertEquals(look({}).stage, "submitted", "a node may be behind");
  assertEquals(look({ now: 1_100_000 }).stage, "dropped");
  assertEquals(look({ now: 1_100_000, used: 8 }).stage, "replaced");
});
