import { assertEquals, assertMatch } from "@std/assert";
import { parseEther, zeroHash } from "viem";
import { type Draft, EMPTY, parseDraft } from "./draft.ts";
import { localOf, termsOf } from "./terms_of.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;
const DIGEST = `0x${"12".repeat(32)}` as const;
const with_ = (change: Partial<Draft>): Draft => ({ ...EMPTY, ...change });
const withTerms = (change: Partial<Draft["terms"]>) =>
  with_({ terms: { ...EMPTY.terms, ...change } });

Deno.test("the empty form's money and times are good terms of an open competition", () => {
  const { wrong, terms, fund } = termsOf(EMPTY, NOW, DIGEST);
  assertEquals(wrong, {});
  assertEquals(fund, parseEther("10"));
  assertEquals(terms!.specDigest, DIGEST);
  assertEquals(
    [terms!.registrationEnd, terms!.submissionEnd, terms!.openingEnd, terms!.evaluationEnd]
      .map((end) => (Number(end) - NOW) / DAY),
    [7, 21, 21, 28],
  );
  assertEquals([terms!.seats, terms!.quorum, terms!.tolerance], [100, 67, 50]);
  assertEquals(terms!.seatStake, parseEther("0.16"));
  assertEquals(terms!.testKeyCommitment, zeroHash);
  assertEquals(terms!.prizeShares, []);
});

Deno.test("a sealed one has an opening, and no terms before its test set is sealed", () => {
  const sealing = {
    commitment: `0x${"ab".repeat(32)}` as const,
    nonce: `0x${"01".repeat(12)}` as const,
    digests: [],
    safe: true,
  };
  assertEquals(termsOf(with_({ sealed: true }), NOW, DIGEST).terms, undefined);
  const { terms } = termsOf(with_({ sealed: true, sealing }), NOW, DIGEST);
  assertEquals(Number(terms!.openingEnd) - Number(terms!.submissionEnd), 2 * DAY);
  assertEquals(Number(terms!.evaluationEnd) - NOW, 30 * DAY);
  assertEquals(terms!.testKeyCommitment, sealing.commitment);
  // A key that is kept from before does not make an open competition a sealed one.
  assertEquals(termsOf(with_({ sealing }), NOW, DIGEST).terms!.testKeyCommitment, zeroHash);
});

Deno.test("dates are in the reader's zone, and must be in order", () => {
  const dates = {
    registration: localOf(NOW + 13 * 60 * 60),
    submission: localOf(NOW + DAY),
    opening: "",
    evaluation: localOf(NOW + 2 * DAY),
  };
  const { ends, wrong } = termsOf(with_({ by: "dates", dates }), NOW, DIGEST);
  assertEquals(wrong, {});
  assertEquals(ends.submission, NOW + DAY - (NOW + DAY) % 60);
  const late = { ...dates, submission: dates.registration, evaluation: "" };
  const found = termsOf(with_({ by: "dates", dates: late }), NOW, DIGEST);
  assertEquals(Object.keys(found.wrong), ["submission", "evaluation"]);
  const past = { ...dates, registration: localOf(NOW - DAY) };
  assertMatch(
    termsOf(with_({ by: "dates", dates: past }), NOW, DIGEST).wrong["registration"]!,
    /future/,
  );
});

Deno.test("an error is shown at its field, and there are no terms", () => {
  const cases: [string, Draft][] = [
    ["seats", withTerms({ seats: "401" })],
    ["quorum", withTerms({ quorum: "50" })],
    ["tolerance", withTerms({ tolerance: "-1" })],
    ["byteLimit", withTerms({ byteLimit: "1e6" })],
    ["prizeShares", withTerms({ prizeShares: "60, 30" })],
    ["prizeShares", withTerms({ prizeShares: "20,20,20,20,10,5,5" })],
    ["maxModels", withTerms({ maxModels: "1" })],
    ["maxModelsPerAuthor", withTerms({ maxModelsPerAuthor: "11" })],
    ["maxModelsPerAuthor", withTerms({ maxModels: "1000", maxModelsPerAuthor: "128" })],
    ["revealWindow", withTerms({ revealWindow: { count: "0.9", unit: "minutes" } })],
    ["seatStake", withTerms({ seatStake: "0" })],
    ["seatStake", withTerms({ seatStake: "999999999999" })],
    ["commitWindow", withTerms({ commitWindow: { count: "0", unit: "hours" } })],
    ["roundInterval", withTerms({ roundInterval: { count: "31", unit: "days" } })],
    ["fund", with_({ fund: "" })],
    ["fund", with_({ fund: "0.000000000000001" })],
    [
      "evaluation",
      with_({
        durations: { ...EMPTY.durations, evaluation: { count: "600", unit: "weeks" } },
      }),
    ],
  ];
  for (const [field, draft] of cases) {
    const { wrong, terms } = termsOf(draft, NOW, DIGEST);
    assertEquals([field, Object.keys(wrong), terms], [field, [field], undefined]);
  }
});

Deno.test("a phase leaves room for what must happen in it", () => {
  const lasting = (
    phase: "registration" | "opening" | "evaluation",
    minutes: number,
    sealed: boolean,
  ) =>
    termsOf(
      with_({
        sealed,
        durations: { ...EMPTY.durations, [phase]: { count: String(minutes), unit: "minutes" } },
      }),
      NOW,
      DIGEST,
    ).wrong[phase];
  // Commits for four hours, reveals for one: three times nine, and two rounds after the last part.
  assertMatch(lasting("registration", 12 * 60, false)!, /12 h 10 min at least: three commit/);
  assertEquals(lasting("registration", 12 * 60 + 10, false), undefined);
  assertMatch(lasting("opening", 27 * 60 - 1, true)!, /1 d 3 h at least/);
  assertEquals(lasting("opening", 27 * 60, true), undefined);
  assertMatch(lasting("evaluation", 10 * 60 - 1, true)!, /10 h at least/);
  assertEquals(lasting("evaluation", 10 * 60, true), undefined);
  // In an open competition parts may come for another commit window.
  assertMatch(lasting("evaluation", 14 * 60 - 1, false)!, /14 h at least/);
  assertEquals(lasting("evaluation", 14 * 60, false), undefined);
});

Deno.test("shares are percentages, and become basis points", () => {
  const of = (prizeShares: string) =>
    termsOf(withTerms({ prizeShares }), NOW, DIGEST).terms?.prizeShares;
  assertEquals(of("60, 30, 10"), [6_000, 3_000, 1_000]);
  assertEquals(of("99.99 % 0.01 %".replaceAll(" %", "%")), [9_999, 1]);
});

Deno.test("a form is kept completely; a damaged one becomes empty", () => {
  const draft = withTerms({ seats: "7" });
  assertEquals(parseDraft(JSON.stringify(draft)), draft);
  assertEquals(parseDraft("no JSON"), EMPTY);
  assertEquals(parseDraft('{"fund": 3, "terms": null, "name": "kept"}'), {
    ...EMPTY,
    name: "kept",
  });
});

Deno.test("an empty tolerance is four rows of the test set, or none for wasm", () => {
  const of = (rows: string, name: Draft["engine"]["name"] = "native") =>
    termsOf(
      {
        ...withTerms({ tolerance: "" }),
        test: { ...EMPTY.test, rows },
        engine: { ...EMPTY.engine, name },
      },
      NOW,
      DIGEST,
    ).terms!.tolerance;
  assertEquals([of(""), of("10000"), of("500"), of("1")], [50, 50, 800, 100_000]);
  assertEquals(of("500", "wasm"), 0);
});

Deno.test("numbers that nobody means are refused, whatever they are", () => {
  for (const fund of ["", "0", "-1", "1e400", "1e18", "Infinity", "0x10", "1,000", "١", " "]) {
    assertEquals(Object.keys(termsOf(with_({ fund }), NOW, DIGEST).wrong), ["fund"], fund);
  }
  for (const seats of ["", "-3", "1e2", "2.5", "401", "NaN", "999999999999999"]) {
    assertEquals(termsOf(withTerms({ seats }), NOW, DIGEST).terms, undefined, seats);
  }
  // Pasted blanks and separators are not part of a number.
  assertEquals(
    termsOf(withTerms({ seats: " 100\n", byteLimit: "1,000_000" }), NOW, DIGEST).wrong,
    {},
  );
  assertEquals(termsOf(with_({ fund: " 10 \t" }), NOW, DIGEST).wrong, {});
});
