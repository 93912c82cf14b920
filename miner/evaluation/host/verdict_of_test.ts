import { assertEquals } from "@std/assert";
import type { Scored } from "../wire/answers.ts";
import { type Expected, verdictOf } from "./verdict_of.ts";

const ROWS = 3;
const HEADER: Scored = {
  type: "scored",
  score: 66_666,
  correct: 2,
  rows: ROWS,
  classes: 2,
  batch: 1,
  margins: true,
  root: `0x${"0a".repeat(32)}`,
  parameters: 1,
  multiplyAdds: 1,
  milliseconds: { unpack: 1, admit: 1, load: 1, run: 1 },
};
const EXPECTED: Expected = {
  metric: "accuracy",
  rows: ROWS,
  classes: 2,
  margins: true,
  evidence: true,
};
const bytesOf = (...parts: ArrayBufferView<ArrayBuffer>[]) =>
  new Uint8Array(parts.flatMap(({ buffer }) => [...new Uint8Array(buffer)]));
const PREDICTIONS = Int32Array.of(0, 1, 1);
const CONFUSION = Uint32Array.of(1, 0, 1, 1);
const MARGINS = [
  Float32Array.of(1, 2, 3),
  Float32Array.of(4, 5, 6),
  Int32Array.of(0, 1, 0),
] as const;
const BODY = bytesOf(PREDICTIONS, CONFUSION, ...MARGINS);

Deno.test("a body has predictions, the confusion matrix and margins, one after the other", () => {
  const verdict = verdictOf(HEADER, BODY, EXPECTED)!;
  assertEquals([verdict.score, verdict.correct, verdict.rows], [66_666, 2, ROWS]);
  assertEquals([verdict.predictions, verdict.confusion], [PREDICTIONS, CONFUSION]);
  assertEquals(verdict.margins, { lead: MARGINS[0], miss: MARGINS[1], labels: MARGINS[2] });
  assertEquals([verdict.root as string, verdict.details], [HEADER.root!, HEADER]);
  const { root: _, ...header } = { ...HEADER, margins: false };
  const without = verdictOf(header, bytesOf(PREDICTIONS, CONFUSION), {
    ...EXPECTED,
    margins: false,
    evidence: false,
  })!;
  assertEquals([without.margins, without.root], [undefined, undefined]);
  assertEquals(without.confusion, CONFUSION);
  const many = { ...HEADER, classes: 257 };
  const wide = verdictOf(many, bytesOf(PREDICTIONS, ...MARGINS), { ...EXPECTED, classes: 257 })!;
  assertEquals([wide.confusion, wide.margins?.lead], [undefined, MARGINS[0]]);
});

Deno.test("an impossible answer is rejected", () => {
  const { root: _, ...rootless } = HEADER;
  for (
    const header of [
      rootless,
      { ...HEADER, rows: 4 },
      { ...HEADER, correct: 4 },
      { ...HEADER, score: 66_667 },
      { ...HEADER, classes: 3 },
      { ...HEADER, margins: false },
    ]
  ) assertEquals(verdictOf(header, BODY, EXPECTED), undefined);
  assertEquals(verdictOf(HEADER, BODY.slice(1), EXPECTED), undefined);
  assertEquals(verdictOf(HEADER, bytesOf(BODY, new Uint8Array(1)), EXPECTED), undefined);
  for (const change of [{ rows: 4 }, { classes: 3 }, { margins: false }, { evidence: false }]) {
    assertEquals(verdictOf(HEADER, BODY, { ...EXPECTED, ...change }), undefined);
  }
});
