import { assertEquals } from "@std/assert";
import { missingParts, publishingGas } from "./parts.ts";

Deno.test("what no part covers is missing, in pieces that a transaction takes", () => {
  assertEquals(missingParts(300_000, []).map(({ length }) => length), [120_000, 120_000, 60_000]);
  assertEquals(missingParts(300_000, [{ offset: 0, length: 120_000 }]), [
    { offset: 120_000, length: 120_000 },
    { offset: 240_000, length: 60_000 },
  ]);
  const late = [{ offset: 240_000, length: 60_000 }, { offset: 0, length: 120_001 }];
  assertEquals(missingParts(300_000, late), [{ offset: 120_001, length: 119_999 }]);
  const all = [{ offset: 10, length: 90 }, { offset: 0, length: 50 }];
  assertEquals(missingParts(100, all), [], "parts may overlap");
});

Deno.test("publishing costs about what it was measured to cost", () => {
  // The demo's LeNet: 69,859 bytes took 2,808,250 gas.
  const { transactions, gas } = publishingGas(69_859);
  assertEquals(transactions, 1);
  assertEquals(Math.abs(Number(gas) / 2_808_250 - 1) < 0.05, true, String(gas));
});
