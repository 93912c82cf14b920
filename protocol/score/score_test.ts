import { assertEquals } from "@std/assert";
import { showScore } from "../format/show_score.ts";
import {
  ABSTAIN_SCORE,
  agree,
  BAD_DATA_SCORE,
  codeOf,
  INVALID_SCORE,
  isScore,
  PERFECT_SCORE,
} from "./score.ts";

const CODES = [INVALID_SCORE, ABSTAIN_SCORE];

Deno.test("the two codes are the protocol's numbers, and not scores", () => {
  assertEquals(CODES, [0xe00000, 0xffffff]);
  assertEquals(CODES.map(isScore), [false, false]);
  assertEquals(CODES.map(codeOf), ["INVALID", "ABSTAIN"]);
  assertEquals(BAD_DATA_SCORE, INVALID_SCORE);
  assertEquals([0, 1, PERFECT_SCORE].map(isScore), [true, true, true]);
  assertEquals([-1, 0.5, NaN, PERFECT_SCORE + 1].map(isScore), [false, false, false, false]);
  assertEquals(codeOf(PERFECT_SCORE), undefined);
});

Deno.test("no tolerance joins two codes, or a code and a score", () => {
  assertEquals(agree(97_250, 97_200, 50), true);
  assertEquals(agree(97_250, 97_199, 50), false);
  assertEquals(agree(97_200, 97_250, 50), true);
  for (const code of CODES) {
    for (const other of [...CODES, 0, PERFECT_SCORE]) {
      assertEquals(agree(code, other, Infinity), code === other);
      assertEquals(agree(other, code, Infinity), code === other);
    }
  }
});

Deno.test("verdicts as people read them", () => {
  assertEquals(
    [97_250, 0, PERFECT_SCORE, ...CODES, undefined, 123_456].map(showScore),
    [
      "97.250 %",
      "0.000 %",
      "100.000 %",
      "INVALID",
      "ABSTAIN",
      "-",
      "no score (123456)",
    ],
  );
});
