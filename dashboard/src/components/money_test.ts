import { assert, assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { etherAtLeast, etherAtMost } from "./money.tsx";

const AMOUNTS = [
  "0",
  "10",
  "1234567",
  "1.5",
  "0.123456789",
  "12.3456789",
  "0.000000000000000001",
  "123456.78",
  "9.99999999",
  "0.0000499999999",
];

Deno.test("what somebody gets is rounded down to five digits, and never shown as zero", () => {
  assertEquals(
    AMOUNTS.map((ether) => etherAtLeast(parseEther(ether))),
    [
      "0",
      "10",
      "1,234,567",
      "1.5",
      "0.1234",
      "12.345",
      "0.000000000000000001",
      "123,456",
      "9.9999",
      "0.00004999",
    ],
  );
});

Deno.test("what something costs at most is rounded up", () => {
  assertEquals(
    AMOUNTS.map((ether) => etherAtMost(parseEther(ether))),
    [
      "0",
      "10",
      "1,234,567",
      "1.5",
      "0.1235",
      "12.346",
      "0.000000000000000001",
      "123,457",
      "10",
      "0.00005",
    ],
  );
});

Deno.test("a bound is never below the amount, nor a claim above it", () => {
  for (let digits = 1; digits < 24; digits++) {
    for (const first of [1n, 5n, 9n]) {
      for (const last of [0n, 1n, 9n]) {
        const wei = first * 10n ** BigInt(digits) + last;
        const [most, least] = [etherAtMost, etherAtLeast].map((show) =>
          parseEther(show(wei).replaceAll(",", ""))
        );
        assert(most! >= wei && least! <= wei && least! > 0n, `${wei}: ${least} to ${most}`);
      }
    }
  }
});

Deno.test("a loss keeps its sign, and its bound is nearer to zero", () => {
  assertEquals(etherAtLeast(-parseEther("1.23456")), "-1.2346");
  assertEquals(etherAtMost(-parseEther("1.23456")), "-1.2345");
});
