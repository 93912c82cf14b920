import { assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { potPartsOf } from "./pot_parts.ts";
import { rulingOf } from "./ruling.ts";

const TERMS = { fund: 10n ** 19n + 3n, buyIn: parseEther("1"), participants: 7 };

Deno.test("the parts of a pot are the pot, to the wei, whatever miners have earned", () => {
  const full = TERMS.fund + 7n * TERMS.buyIn;
  for (const returnsBuyIns of [false, true]) {
    for (const spent of [0n, 1n, parseEther("0.7"), TERMS.fund / 5n]) {
      const parts = potPartsOf({ ...TERMS, returnsBuyIns, pot: full - spent });
      assertEquals(parts.prize + parts.miners + parts.refundable, full - spent);
      assertEquals(parts.miners, TERMS.fund / 5n - spent);
      assertEquals(parts.refundable, returnsBuyIns ? 7n * TERMS.buyIn : 0n);
    }
  }
});

Deno.test("the prize is the same that controlling a round is compared with", () => {
  for (const returnsBuyIns of [false, true]) {
    const terms = { ...TERMS, returnsBuyIns, enrolled: 3, nextQuorum: 3, seatStake: 1n };
    assertEquals(potPartsOf({ ...terms, pot: TERMS.fund }).prize, rulingOf(terms).prize);
  }
});
