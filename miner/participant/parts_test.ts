import { assertEquals } from "@std/assert";
import { missingParts, publishingGas } from "./parts.ts";

Deno.test("the missing bytes follow the published ones, in pieces that fit into a transaction", () => {
  assertEquals(missingParts(300_000, 0), [
    { offset: 0, length: 120_000 },
    { offset: 120_000, length: 120_000 },
    { offset: 240_000, length: 60_000 },
  ]);
  assertEquals(missingParts(300_000, 120_000).map(({ offset }) => offset), [120_000, 240_000]);
  assertEquals(missingParts(300_000, 120_001), [
    { offset: 120_001, length: 120_000 },
    { offset: 240_001, length: 59_999 },
  ]);
  assertEquals(missingParts(100, 100), []);
});

Deno.test("the estimate of publishing is close to the measured cost", () => {
  // The demo's LeNet: 69,859 bytes took 2,808,250 gas.
  const { transactions, gas } = publishingGas(69_859, false);
  assertEquals(transactions, 1);
  assertEquals(Math.abs(Number(gas) / 2_808_250 - 1) < 0.05, true, String(gas));
  assertEquals(publishingGas(300_000, true).transactions, 4, "the reservation and three parts");
});
