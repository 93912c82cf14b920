import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { zeroHash } from "viem";
import { type Draft, EMPTY, RECOMMENDED } from "./draft.ts";
import { refusedFields } from "./refused_fields.ts";
import { localOf, termsOf } from "./terms_of.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;
const start: Draft = { ...RECOMMENDED, test: { ...EMPTY.test, rows: "500" } };
const withTerms = (change: Partial<Draft["terms"]>): Draft => ({
  ...start,
  terms: { ...start.terms, ...change },
});
const of = (draft: Draft) => refusedFields(draft, termsOf(draft, NOW, zeroHash));

Deno.test("a new form has nothing that careful clients refuse, with few rows as with many", () => {
  for (const rows of ["", "100", "500", "10000", "1000000"]) {
    assertEquals(of({ ...start, test: { ...start.test, rows } }), [], rows);
  }
});

const BAD: [Draft, field: string, term: string][] = [
  [
    withTerms({ commitWindow: { count: "10", unit: "minutes" } }),
    "terms.commitWindow.count",
    "commit-window-short",
  ],
  [
    withTerms({ revealWindow: { count: "5", unit: "minutes" } }),
    "terms.revealWindow.count",
    "reveal-window-short",
  ],
  [
    withTerms({ revealWindow: { count: "2", unit: "days" } }),
    "terms.revealWindow.count",
    "reveal-window-long",
  ],
  [withTerms({ seats: "5" }), "terms.seats", "few-seats"],
  [withTerms({ seatStake: "0.01" }), "terms.seatStake", "cheap-quorum"],
  [withTerms({ tolerance: "50" }), "terms.tolerance", "narrow-tolerance"],
  [withTerms({ offChainModels: true }), "terms.offChainModels", "off-chain-models"],
  [withTerms({ returnsBuyIns: false }), "terms.returnsBuyIns", "keeps-buy-ins"],
  [{ ...start, sealed: false }, "sealed", "public-test-set"],
  [{ ...start, engine: { ...start.engine, version: "1.2.3" } }, "engine.version", "other-engine"],
  [
    { ...start, durations: { ...start.durations, submission: { count: "2", unit: "hours" } } },
    "durations.submission.count",
    "submission-short",
  ],
  [
    {
      ...start,
      durations: { ...start.durations, evaluation: { count: "12", unit: "hours" } },
    },
    "durations.evaluation.count",
    "evaluation-short",
  ],
];

Deno.test("each refused term is marked at its field, and the offered value is accepted", () => {
  for (const [draft, field, term] of BAD) {
    const [found, ...others] = of(draft);
    assertEquals([found?.field, found?.term, others.length], [field, term, 0]);
    assert(found!.accepts.length > 3);
    assertEquals(of(found!.mend(draft)), [], term);
  }
});

Deno.test("a short opening becomes three times what miners need", () => {
  const terms = {
    ...start.terms,
    commitWindow: { count: "1", unit: "hours" as const },
    revealWindow: { count: "30", unit: "minutes" as const },
  };
  const opening = { count: "9", unit: "hours" as const };
  const draft: Draft = { ...start, terms, durations: { ...start.durations, opening } };
  const [found] = of(draft);
  assertEquals([found?.field, found?.accepts], ["durations.opening.count", "Use 12 h"]);
  assertEquals(found!.mend(draft).durations.opening, { count: "12", unit: "hours" });
});

Deno.test("with dates, the end moves, and those after it", () => {
  const at = (days: number) => localOf(NOW + days * DAY);
  const draft: Draft = {
    ...start,
    by: "dates",
    dates: {
      registration: at(7),
      submission: localOf(NOW + 7 * DAY + 3_600),
      opening: at(10),
      evaluation: at(14),
    },
  };
  const [found] = of(draft);
  assertEquals([found?.field, found?.term], ["dates.submission", "submission-short"]);
  const mended = found!.mend(draft);
  assertEquals(of(mended), []);
  assertEquals(
    new Date(mended.dates.evaluation).getTime() - new Date(draft.dates.evaluation).getTime(),
    11 * 3_600_000,
  );
});

Deno.test("a number that cannot be read is not judged: its error comes first", () => {
  assertEquals(of(withTerms({ seats: "1e400", quorum: "" })), []);
  assertEquals(of(withTerms({ revealWindow: { count: "-3", unit: "hours" } })), []);
  const [found] = of(withTerms({ revealWindow: { count: "x", unit: "hours" }, seats: "3" }));
  assertStringIncludes(found!.says, "fewer than 15");
});

Deno.test("a commit window has room for four evaluations, or the models must be smaller", () => {
  const seconds = (draft: Draft) => 32 * Number(draft.limits.multiplyAdds) * 500 / 4e9;
  const over = (draft: Draft) =>
    refusedFields(draft, termsOf(draft, NOW, zeroHash), seconds(draft));
  const limits = (multiplyAdds: string): Draft => ({
    ...start,
    limits: { ...start.limits, multiplyAdds },
  });
  assertEquals(over(limits("20000000")), []);
  const [slow] = over(limits("2000000000"));
  assertEquals([slow?.field, slow?.accepts], ["terms.commitWindow.count", "Use 8 h 53 min"]);
  assertEquals(over(slow!.mend(limits("2000000000"))), []);
  const [endless] = over(limits("200000000000"));
  assertEquals(endless?.accepts, "Lower the most multiply-adds");
  assertEquals(over(endless!.mend(limits("200000000000"))), []);
});
