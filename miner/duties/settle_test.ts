import { assertEquals } from "@std/assert";
import { packScores, unpackScores } from "../../protocol/round/commitment.ts";
import { ABSTAIN_SCORE as ABSTAIN, INVALID_SCORE as INVALID } from "../../protocol/score/score.ts";
import { mediansOf } from "../../protocol/round/medians.ts";

/** The medians of some rows, one list each. */
function medians(...rows: number[][]): number[] {
  return unpackScores(mediansOf(rows.map((row) => ({ scores: packScores(row) })), rows[0]!.length));
}

Deno.test("if all judge, it is the lower median, and INVALID sorts last", () => {
  assertEquals(medians([5, INVALID], [1, INVALID], [9, 3], [7, 4]), [5, 4]);
  assertEquals(medians([5, INVALID], [1, INVALID], [9, 3]), [5, INVALID]);
  assertEquals(medians([8]), [8]);
});

Deno.test("ABSTAIN reaches no score, so a few rows cannot raise one", () => {
  // Three of five reach 4: of those that judge, the lower median would be 7.
  assertEquals(medians([9], [7], [4], [ABSTAIN], [ABSTAIN]), [4]);
  // Only two of four reach anything.
  assertEquals(medians([9], [7], [ABSTAIN], [ABSTAIN]), [ABSTAIN]);
  assertEquals(medians([ABSTAIN], [ABSTAIN]), [ABSTAIN]);
  assertEquals(medians([INVALID], [INVALID], [ABSTAIN]), [INVALID]);
});
