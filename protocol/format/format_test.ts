import { assertEquals } from "@std/assert";
import { showAddress, showBytes, showDistance, showEther } from "./format.ts";
import { showRefused } from "./refused_sentences.ts";
import { showScore } from "./show_score.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../score/score.ts";

Deno.test("wei are shown as ether, to the last one", () => {
  assertEquals(
    [0n, 1n, 10n ** 18n, 1_500_000_000_000_000_000n, 123n * 10n ** 20n].map(showEther),
    ["0 ETH", "0.000000000000000001 ETH", "1 ETH", "1.5 ETH", "12300 ETH"],
  );
});

Deno.test("an address keeps both its ends", () => {
  assertEquals(showAddress("0x5FbDB2315678afecb367f032d93F642f64180aa3"), "0x5FbDB2…180aa3");
});

Deno.test("bytes are counted up to ten thousand, then rounded to KB and MB", () => {
  assertEquals(
    [0, 1, 9_999, 10_000, 12_345, 999_949, 1e6, 12_345_678].map(showBytes),
    ["0 bytes", "1 bytes", "9999 bytes", "10.0 KB", "12.3 KB", "999.9 KB", "1.00 MB", "12.35 MB"],
  );
});

Deno.test("a distance has its two largest units, rounded down, and its direction from now", () => {
  assertEquals(
    [0, 59.9, 60, 3_599, 3_600, 12_000, 86_399, 86_400, 100_000, 1e6].map(showDistance),
    [
      ...["in 0 s", "in 59 s", "in 1 min", "in 59 min", "in 1 h 0 min", "in 3 h 20 min"],
      ...["in 23 h 59 min", "in 1 d 0 h", "in 1 d 3 h", "in 11 d 13 h"],
    ],
  );
  assertEquals([-1, -120, -90_000].map(showDistance), ["1 s ago", "2 min ago", "1 d 1 h ago"]);
});

Deno.test("a score has three decimals, another verdict its name", () => {
  assertEquals([0, 5, 96_600, 100_000].map(showScore), [
    ...["0.000 %", "0.005 %", "96.600 %", "100.000 %"],
  ]);
  assertEquals([undefined, INVALID_SCORE, ABSTAIN_SCORE].map(showScore), [
    ...["-", "INVALID", "ABSTAIN"],
  ]);
  assertEquals(showScore(100_001), "no score (100001)");
});

Deno.test("a refused term says what was found and wanted, in units that are rounded down", () => {
  const short = (found: number, wanted: number) =>
    showRefused({ term: "commit-window-short", by: "miners", found, wanted }).split(".")[0];
  const says = (found: string, wanted: string) =>
    `Commits are accepted for ${found}, less than ${wanted}`;
  assertEquals(short(45, 1_800), says("45 s", "30 min"));
  assertEquals(short(5_400.9, 172_800), says("1 h 30 min", "2 d"));
  assertEquals(short(0, 90_061), says("0 s", "1 d 1 h 1 min 1 s"));
  assertEquals(short(-5, 60), says("0 s", "1 min"));
  const [found, wanted] = [5n * 10n ** 17n, 2n * 10n ** 18n];
  assertEquals(
    showRefused({ term: "cheap-quorum", by: "miners", found, wanted }).split(". ")[0],
    "A quorum of stakes is 0.5 ETH, less than the prize of 2 ETH",
  );
  assertEquals(
    showRefused({ term: "few-seats", by: "miners", found: 3, wanted: 9 }).split(". ")[0],
    "Each model pays for 3 evaluations, fewer than 9",
  );
});
