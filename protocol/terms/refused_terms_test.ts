import { assert, assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { showRefused } from "../format/refused_sentences.ts";
import {
  type Circumstances,
  isRefusedTerm,
  type JudgedTerms,
  notAccepted,
  prizeOf,
  REFUSED_TERMS,
  refusedTerms,
} from "./refused_terms.ts";
import { acceptFlags } from "../../miner/cli/mine/accept_flags.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Sealed, on wasm, with today's defaults for a fund of 10 ETH: nobody refuses it. */
const GOOD: JudgedTerms = {
  registrationEnd: 1_000_000,
  submissionEnd: 1_000_000 + 12 * HOUR,
  openingEnd: 1_000_000 + 24 * HOUR,
  evaluationEnd: 1_000_000 + 48 * HOUR,
  commitWindow: HOUR,
  revealWindow: HOUR / 2,
  seats: 100,
  quorum: 67,
  tolerance: 0,
  seatStake: parseEther("0.16"),
  fund: parseEther("10"),
  offChainModels: false,
  returnsBuyIns: true,
  sealed: true,
};
const SPEC = {
  metric: "accuracy" as const,
  engine: { name: "wasm" as const, version: "1.30.0" },
  rows: 10_000,
  sealed: true,
};
const NATIVE = { ...SPEC, engine: { ...SPEC.engine, name: "native" as const } };

function found(terms: Partial<JudgedTerms> = {}, known: Circumstances = { spec: SPEC }) {
  return refusedTerms({ ...GOOD, ...terms }, known)
    .map(({ term, found, wanted }) => [term, found, wanted]);
}

Deno.test("nobody refuses careful terms, whether or not the spec is known", () => {
  assertEquals(found(), []);
  assertEquals(found({}, {}), []);
  assertEquals(found({}, { spec: SPEC, engine: "wasm", engineVersion: "1.30.0" }), []);
});

Deno.test("miners: windows", () => {
  assertEquals(found({ revealWindow: 1_799 }), [["reveal-window-short", 1_799, 1_800]]);
  assertEquals(found({ revealWindow: DAY }), []);
  assertEquals(found({ revealWindow: DAY + 1 }), [["reveal-window-long", DAY + 1, DAY]]);
  assertEquals(found({ commitWindow: 3_599 }), [["commit-window-short", 3_599, 3_600]]);
  assertEquals(found({ commitWindow: DAY }), []);
  assertEquals(found({ commitWindow: DAY + 1 }), [["commit-window-long", DAY + 1, DAY]]);
  const slow = (evaluationSeconds: number) => ({ spec: SPEC, evaluationSeconds });
  assertEquals(found({ commitWindow: 8_000 }, slow(2_000)), []);
  assertEquals(found({ commitWindow: 7_999 }, slow(2_000)), [
    ["commit-window-short", 7_999, 8_000],
  ]);
  // A quick round does not make a short window long enough.
  assertEquals(found({ commitWindow: 600 }, slow(1)), [["commit-window-short", 600, 3_600]]);
});

Deno.test("miners: seats, and what a quorum of them costs compared with the prize", () => {
  const seats = (seats: number, quorum: number, ether: string) =>
    found({ seats, quorum, seatStake: parseEther(ether) });
  assertEquals(seats(15, 10, "0.8"), []);
  assertEquals(seats(14, 10, "0.8"), [["few-seats", 14, 15]]);
  assertEquals(seats(100, 50, "0.16"), []);
  assertEquals(seats(100, 49, "0.16"), [["cheap-quorum", parseEther("7.84"), parseEther("8")]]);
  assertEquals(found({ seatStake: prizeOf(GOOD.fund) / 67n }), [
    ["cheap-quorum", 67n * (parseEther("8") / 67n), parseEther("8")],
  ]);
  // A fifth is rounded down, so the prize is rounded up.
  assertEquals([prizeOf(9n), prizeOf(10n), prizeOf(4n)], [8n, 8n, 4n]);
});

Deno.test("miners: four test rows of tolerance with native, zero is right with wasm", () => {
  const native = (tolerance: number, rows = 10_000) =>
    found({ tolerance }, { spec: { ...NATIVE, rows } });
  assertEquals(native(40), []);
  assertEquals(native(39), [["narrow-tolerance", 39, 40]]);
  assertEquals(native(133, 3_000), [["narrow-tolerance", 133, 134]]);
  assertEquals(native(134, 3_000), []);
  assertEquals(native(0, 10_000_000), [["narrow-tolerance", 0, 1]]);
  assertEquals(found({ tolerance: 0 }), []);
});

Deno.test("miners: another engine or version, and models that are not on the chain", () => {
  assertEquals(found({}, { spec: SPEC, engine: "native" }), [
    ["other-engine", "wasm 1.30.0", "native 1.30.0"],
  ]);
  assertEquals(found({}, { spec: SPEC, engineVersion: "1.31.0" }), [
    ["other-engine", "wasm 1.30.0", "wasm 1.31.0"],
  ]);
  assertEquals(found({ offChainModels: true }), [["off-chain-models", true, false]]);
});

Deno.test("authors: phases", () => {
  const { registrationEnd: start, openingEnd } = GOOD;
  assertEquals(found({ submissionEnd: start + 12 * HOUR - 1 }), [
    ["submission-short", 12 * HOUR - 1, 12 * HOUR],
  ]);
  assertEquals(found({ openingEnd: openingEnd - 3 }), [["opening-short", 4 * HOUR - 1, 4 * HOUR]]);
  assertEquals(found({ evaluationEnd: openingEnd + DAY - 1 }), [
    ["evaluation-short", DAY - 1, DAY],
  ]);
  // An open competition has no opening phase, and is evaluated from submissionEnd on.
  const open = { sealed: false, openingEnd: GOOD.submissionEnd };
  const names = (terms: Partial<JudgedTerms>) => found(terms).map(([term]) => term);
  assertEquals(names({ ...open, evaluationEnd: GOOD.submissionEnd + DAY }), ["public-test-set"]);
  assertEquals(names({ ...open, evaluationEnd: GOOD.submissionEnd + DAY - 1 }), [
    "evaluation-short",
    "public-test-set",
  ]);
});

Deno.test("authors: buy-ins that are not refunded, and a public test set", () => {
  assertEquals(found({ returnsBuyIns: false }), [["keeps-buy-ins", true, false]]);
  assertEquals(found({ sealed: false }), [["public-test-set", true, false]]);
  assertEquals(found({}, { spec: { ...SPEC, sealed: false } }), [["public-test-set", true, false]]);
});

/** Everything at once. */
const BAD = refusedTerms({
  ...{ registrationEnd: 0, submissionEnd: 1, openingEnd: 2, evaluationEnd: 3 },
  ...{ commitWindow: 1, revealWindow: 1, seats: 1, quorum: 1, tolerance: 0, seatStake: 1n },
  ...{ fund: 10n, offChainModels: true, returnsBuyIns: false, sealed: true },
}, { spec: { ...NATIVE, sealed: false }, engine: "wasm" });
const LONG = refusedTerms({ ...GOOD, commitWindow: 2 * DAY, revealWindow: 90_061 });

Deno.test("each name is found by somebody, is known to --accept, and has a sentence", () => {
  const given = [...BAD, ...LONG];
  const names = new Set(given.map(({ term }) => term));
  assertEquals([...names].sort(), [...REFUSED_TERMS.miners, ...REFUSED_TERMS.authors].sort());
  for (const one of given) {
    assert((REFUSED_TERMS[one.by] as readonly string[]).includes(one.term), one.term);
    assert(isRefusedTerm(one.term) && /^[a-z]+(-[a-z]+)+$/.test(one.term));
    assert(/^[A-Z].*\. [A-Z].*[^.]$/.test(showRefused(one)), showRefused(one));
    assert(!/undefined|NaN|true|false/.test(showRefused(one)), showRefused(one));
  }
  assertEquals(isRefusedTerm("few-seat"), false);
});

Deno.test("an accepted name is not refused on the side that accepted it", () => {
  const left = notAccepted(BAD, "miners", ["few-seats", "keeps-buy-ins"]);
  assertEquals(left.some(({ term }) => term === "few-seats"), false);
  assertEquals(left.every(({ by }) => by === "miners"), true);
  assertEquals(left.length, REFUSED_TERMS.miners.length - 2 - 1);
  assertEquals(notAccepted(BAD, "authors", REFUSED_TERMS.authors), []);
  assertEquals(
    acceptFlags(notAccepted(LONG, "miners", [])),
    "--accept commit-window-long --accept reveal-window-long",
  );
});

Deno.test("sentences have readable times and amounts", () => {
  const text = (terms: Partial<JudgedTerms>) =>
    refusedTerms({ ...GOOD, ...terms }, { spec: SPEC }).map(showRefused);
  assertEquals(text({ commitWindow: 90_061 }), [
    "Commits are accepted for 1 d 1 h 1 min 1 s, more than 1 d. Deposits stay locked that long",
  ]);
  assertEquals(text({ quorum: 49 }), [
    "A quorum of stakes is 7.84 ETH, less than the prize of 8 ETH. " +
    "Ruling a round costs less than it wins",
  ]);
  assertEquals(text({ seats: 14 }), [
    "Each model pays for 14 evaluations, fewer than 15. " +
    "A handful of accounts decides what is agreed, and honest miners lose their stakes",
  ]);
});
