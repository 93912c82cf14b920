import { assertEquals } from "@std/assert";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../../protocol/score/score.ts";
import { binsOf } from "./bins.ts";

Deno.test("every valid score is in one bin, and the bounds belong to the outer bins", () => {
  const scores = [97_000, 97_000, 97_020, 99_999, INVALID_SCORE, ABSTAIN_SCORE]
    .map((score) => ({ score, inlier: score < 98_000 }));
  const bins = binsOf(scores);
  assertEquals(bins.length <= 24, true);
  assertEquals([bins[0]!.from, bins[0]!.inliers], [97_000, 3]);
  assertEquals(bins.at(-1)!.outliers, 1);
  assertEquals(bins.at(-1)!.to >= 99_999, true);
  assertEquals(bins.reduce((sum, { inliers, outliers }) => sum + inliers + outliers, 0), 4);
});

Deno.test("equal scores make one bar; INVALID ones alone make none", () => {
  assertEquals(binsOf([{ score: 5, inlier: true }, { score: 5, inlier: true }]), [
    { from: 5, to: 5, inliers: 2, outliers: 0 },
  ]);
  assertEquals(binsOf([{ score: INVALID_SCORE, inlier: true }]), []);
});
