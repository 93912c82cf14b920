import { assert, assertEquals } from "@std/assert";
import { zeroHash } from "viem";
import { INVALID_SCORE } from "./score.ts";
import { claimedScore, isAsClaimed, packScoreClaim } from "./score_claim.ts";

const ROOT = `0x${"Ab".repeat(32)}` as const;

Deno.test("a claim is one word: the score, then the root as far as it fits", () => {
  const claim = packScoreClaim({ score: 100_000, root: ROOT });
  assertEquals(claim.length, 66);
  assertEquals(claimedScore(claim), 100_000);
  assertEquals(claimedScore(packScoreClaim({ score: 0, root: ROOT })), 0);
});

Deno.test("a claim holds for its own score and root alone", () => {
  const claim = packScoreClaim({ score: 71_000, root: ROOT });
  assert(isAsClaimed(claim, { score: 71_000, root: ROOT }));
  assert(isAsClaimed(claim.toUpperCase().replace("X", "x") as typeof claim, {
    score: 71_000,
    root: ROOT,
  }));
  assert(!isAsClaimed(claim, { score: 71_001, root: ROOT }));
  assert(!isAsClaimed(claim, { score: 71_000, root: `0x${"ab".repeat(28)}ac${"ab".repeat(3)}` }));
  assert(!isAsClaimed(claim, { score: INVALID_SCORE, root: zeroHash }));
});

Deno.test("zeros, and what the contract never takes, claim nothing", () => {
  assertEquals(claimedScore(undefined), undefined);
  assertEquals(claimedScore(zeroHash), undefined);
  assertEquals(claimedScore(`0xe00000${"00".repeat(29)}`), undefined);
});
