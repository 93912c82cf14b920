import { assertEquals, assertStringIncludes } from "@std/assert";
import type { VerificationReport } from "../../../protocol/verification/report.ts";
import { tellReport } from "./verification.ts";

const report: VerificationReport = {
  kind: "deml-verification",
  version: 1,
  chainId: 1,
  contract: `0x${"c0".repeat(20)}`,
  competition: "3",
  block: { number: "9", hash: `0x${"ab".repeat(32)}` },
  verified: true,
  ended: true,
  events: 1,
  rounds: 1,
  accounts: 1,
  models: 4,
  evaluated: 4,
  rows: 6,
  rowsApart: 0,
  engine: "wasm",
  differences: 0,
  unchecked: 0,
  program: "0.1.0",
  at: 0,
  by: `0x${"b0".repeat(20)}`,
};

Deno.test("only a signed report without a difference is good", () => {
  const kindOf = (changes: Partial<VerificationReport>) =>
    tellReport({ ...report, ...changes }, true).badge.kind;
  assertEquals(kindOf({}), "good");
  assertEquals(kindOf({ by: undefined }), "warning");
  assertEquals(kindOf({ verified: false, unchecked: 1 }), "warning");
  // Whatever it says of itself.
  assertEquals(kindOf({ differences: 1 }), "error");
  // Anybody can write that, and link to it.
  assertEquals(kindOf({ by: undefined, verified: false, differences: 1 }), "warning");
});

Deno.test("a report of a part, or of before the end, has no good badge", () => {
  const badgeOf = (changes: Partial<VerificationReport>, endedNow: boolean) =>
    tellReport({ ...report, ...changes }, endedNow).badge;
  const part = { kind: "warning", word: "verified in part" } as const;
  assertEquals(badgeOf({ evaluated: 1 }, true), part);
  assertEquals(badgeOf({ ended: false, models: 0, evaluated: 0 }, true), part);
  assertEquals(badgeOf({ ended: false }, false).kind, "good");
});

Deno.test("what it does not cover is said", () => {
  assertEquals(tellReport(report, true).limits, []);
  const { limits } = tellReport({ ...report, evaluated: 1, ended: false }, true);
  assertEquals(limits.length, 2);
  assertStringIncludes(limits[0]!, "only 1 of 4");
  const first = { kind: "score", model: 2, round: 0, expected: "1", found: "2" };
  const told = tellReport({ ...report, verified: false, differences: 1, first }, true);
  assertStringIncludes(told.found, "1 place, the first the score of model 2 in round 0");
});
