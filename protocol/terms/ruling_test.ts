import { assertEquals } from "@std/assert";
import { rulingOf } from "./ruling.ts";

const COMPETITION = {
  enrolled: 67,
  nextQuorum: 67,
  seatStake: 16n,
  fund: 1_000n,
  buyIn: 100n,
  participants: 3,
  returnsBuyIns: true,
};

Deno.test("ruling takes more deposits than there are, and a quorum with them", () => {
  assertEquals(rulingOf(COMPETITION), { deposits: 68, cost: 1_088n, prize: 800n });
  assertEquals(rulingOf({ ...COMPETITION, enrolled: 10 }).deposits, 57);
  assertEquals(rulingOf({ ...COMPETITION, enrolled: 0 }).deposits, 67);
});

Deno.test("buy-ins that are not refunded can be won", () => {
  assertEquals(rulingOf({ ...COMPETITION, returnsBuyIns: false }).prize, 1_100n);
});
