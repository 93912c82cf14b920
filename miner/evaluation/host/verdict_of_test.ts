import { assertEquals } from "@std/assert";
import type { Hint } from "../../../protocol/score/hints.ts";
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
  hints: [{ kind: "raw-logit", rows: ROWS }],
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
const CONFUSION = Uint32Array.of(1, 0, 0, 1);
const OTHERS = Uint32Array.of(1, 0);
const MARGINS = [
  Float32Array.of(1, 2, 3),
  Float32Array.of(4, 5, 6),
  Int32Array.of(0, 1, 0),
] as const;
const BODY = bytesOf(PREDICTIONS, CONFUSION, OTHERS, ...MARGINS);

Deno.test("a body has predictions, the confusion matrix, its rest and margins, one after the other", () => {
  const verdict = verdictOf(HEADER, BODY, EXPECTED)!;
  assertEquals([verdict.score, verdict.correct, verdict.rows], [66_666, 2, ROWS]);
  assertEquals([verdict.predictions, verdict.confusion], [PREDICTIONS, CONFUSION]);
  assertEquals([verdict.others, verdict.hints], [OTHERS, HEADER.hints]);
  assertEquals(verdict.margins, { lead: MARGINS[0], miss: MARGINS[1], labels: MARGINS[2] });
  assertEquals([verdict.root as string, verdict.details], [HEADER.root!, HEADER]);
  const { root: _, ...header } = { ...HEADER, margins: false };
  const without = verdictOf(header, bytesOf(PREDICTIONS, CONFUSION, OTHERS), {
    ...EXPECTED,
    margins: false,
    evidence: false,
  })!;
  assertEquals([without.margins, without.root], [undefined, undefined]);
  assertEquals(without.confusion, CONFUSION);
  const many = { ...HEADER, classes: 257 };
  const wide = verdictOf(many, bytesOf(PREDICTIONS, ...MARGINS), { ...EXPECTED, classes: 257 })!;
  assertEquals([wide.confusion, wide.others], [undefined, undefined]);
  assertEquals(wide.margins?.lead, MARGINS[0]);
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

Deno.test("a score that the metric cannot give for so many right rows is rejected", () => {
  const accepts = (metric: Expected["metric"], score: number) =>
    verdictOf({ ...HEADER, score }, BODY, { ...EXPECTED, metric }) !== undefined;
  assertEquals([66_666, 66_668].map((score) => accepts("log-loss", score)), [true, false]);
  assertEquals([66_666, 66_665].map((score) => accepts("top-k", score)), [true, false]);
  assertEquals([66_666, 66_667].map((score) => accepts("kappa", score)), [true, false]);
});

Deno.test("a hint that no run over these rows gives makes the answer impossible", () => {
  const verdict = (hint: Hint) => verdictOf({ ...HEADER, hints: [hint] }, BODY, EXPECTED);
  const outside = { kind: "outside-classes", rows: 3, lowest: 2, highest: 5, classes: 2 } as const;
  const never = { kind: "never-predicted", count: 1, labels: [1] } as const;
  const possible: Hint[] = [
    outside,
    never,
    { kind: "outputs-passed-over", outputs: [{ name: "p", type: "double" }] },
  ];
  for (const hint of possible) assertEquals(verdict(hint)?.hints, [hint]);
  const impossible: Hint[] = [
    { kind: "raw-logit", rows: 4 },
    { ...outside, rows: 4 },
    { ...outside, classes: 3 },
    { ...outside, highest: 1 },
    { ...never, count: 3 },
    { ...never, count: 0 },
    { ...never, labels: [2] },
    { ...never, labels: [-1] },
  ];
  for (const hint of impossible) assertEquals(verdict(hint), undefined, JSON.stringify(hint));
});

Deno.test("of a regression, an answer has no tables, no margins and no hint about classes", () => {
  const steps = { metric: "mae", classes: 3_101, margins: false } as const;
  const header = { ...HEADER, ...steps, score: 99_000, hints: [] };
  const expected = { ...EXPECTED, ...steps };
  assertEquals(verdictOf(header, bytesOf(PREDICTIONS), expected)?.score, 99_000);
  const few = { classes: 2 };
  const two = verdictOf({ ...header, ...few }, bytesOf(PREDICTIONS), { ...expected, ...few });
  assertEquals([two?.score, two?.confusion], [99_000, undefined]);
  assertEquals(verdictOf({ ...header, ...few }, BODY, { ...expected, ...few }), undefined);
  const hints: Hint[] = [
    { kind: "raw-logit", rows: 1 },
    { kind: "never-predicted", count: 1, labels: [0] },
    { kind: "outside-classes", rows: 1, lowest: -1, highest: -1, classes: 3_101 },
  ];
  for (const hint of hints) {
    assertEquals(
      verdictOf({ ...header, hints: [hint] }, bytesOf(PREDICTIONS), expected),
      undefined,
    );
  }
});
