/**
 * The terms that a form describes, with what is wrong in it, field by field.
 *
 * @module
 */
import type { Hex } from "viem";
import { metricNamed } from "../../protocol/score/metrics.ts";
import type { JudgedTerms } from "../../protocol/terms/refused_terms.ts";
import { openTerms, sealedTerms, type Terms } from "../../protocol/terms/terms.ts";
import { lengthOf } from "../../protocol/format/format.ts";
import { type Draft, secondsOf, type Timed } from "./draft.ts";
import { checkFund, etherOf, type FundProblem, MOST_WEI, type Split, splitFund } from "./money.ts";

/** What a form's money and times amount to. */
export interface Reckoning {
  /** Sentences by field name; if empty, the terms can be signed */
  wrong: Record<string, string>;
  fundProblem?: FundProblem;
  /** Absent while fund, seats or models are unknown */
  split?: Split;
  /** Seconds since 1970, as far as they are known */
  ends: Partial<Record<Timed, number>>;
  quorum?: number;
  /** In score units */
  tolerance?: number;
  /** Basis points by place; none: all to the first */
  shares?: number[];
  seatStake?: bigint;
  /** As far as they are known: what miners would say of them */
  judged?: JudgedTerms;
  /** Absent while something is wrong */
  terms?: Terms;
  fund?: bigint;
}

/** Ten years: what the contract allows, in seconds. */
const LONGEST = 3_650 * 86_400;
const LONGEST_WINDOW = 30 * 86_400;
/** What the contract asks of every phase and window, in seconds. */
const SHORTEST = 60;
/** Between the signature and its block: the contract counts from the block. */
const UNTIL_MINED = 600;
const COUNT = 4_294_967_295;
const MOST_SEATS = 400;
const MOST_TOLERANCE = 100_000;
const MOST_PER_AUTHOR = 127;

/**
 * Computes the terms of a form.
 *
 * @param now The chain's clock, from which durations count
 * @param specDigest sha2-256 of the spec; zero while it is unknown
 */
export function termsOf(draft: Draft, now: number, specDigest: Hex): Reckoning {
  const { terms: given, sealed, sealing } = draft;
  const wrong: Record<string, string> = {};
  const whole = (name: keyof typeof given & string, min: number, max: number) => {
    const value = wholeOf(given[name] as string);
    if (value !== undefined && value >= min && value <= max) return value;
    wrong[name] = `A whole number from ${count(min)} to ${count(max)}`;
  };
  const seats = whole("seats", 1, MOST_SEATS);
  const maxModels = whole("maxModels", 2, 65_535);
  const tolerance = given.tolerance.trim() === ""
    ? toleranceFor(draft)
    : whole("tolerance", 0, MOST_TOLERANCE);
  const byteLimit = whole("byteLimit", 1, COUNT);
  // A buy-in is half of the miners' pool: it must cover what its author's models cost.
  const most = Math.min(MOST_PER_AUTHOR, Math.floor((maxModels ?? 2 * MOST_PER_AUTHOR) / 2));
  const perAuthor = whole("maxModelsPerAuthor", 1, most);
  const windows = {
    commitWindow: windowOf(draft, "commitWindow", SHORTEST, wrong),
    revealWindow: windowOf(draft, "revealWindow", SHORTEST, wrong),
    roundInterval: windowOf(draft, "roundInterval", 0, wrong),
  };
  const ends = endsOf(draft, now, wrong, windows);
  const prizeShares = sharesOf(given.prizeShares, wrong);
  const quorum = quorumOf(given.quorum, seats, wrong);
  const fund = etherOf(draft.fund);
  if (fund === undefined) wrong["fund"] = "An amount of ether above 0, such as 10 or 0.5";
  const found: Reckoning = { wrong, ends, quorum, tolerance, fund };
  if (fund === undefined || seats === undefined || maxModels === undefined) return found;
  const { commitWindow, revealWindow } = windows;
  found.split = splitFund(fund, seats, maxModels, sealed);
  found.fundProblem = checkFund(fund, maxModels, sealed);
  if (found.fundProblem) wrong["fund"] = found.fundProblem.message;
  const seatStake = given.seatStake.trim() === ""
    ? found.split.seatStake
    : etherOf(given.seatStake);
  if (seatStake === undefined || seatStake > MOST_WEI) {
    wrong["seatStake"] = "An amount of ether above 0, such as 0.1";
  }
  found.seatStake = seatStake;
  if (wrong["prizeShares"] === undefined) found.shares = prizeShares;
  found.judged = judgedOf(draft, { ...found, fund, seats, seatStake, commitWindow, revealWindow });
  if (Object.keys(wrong).length > 0) return found;
  const {
    registration: registrationEnd,
    submission: submissionEnd,
    opening: openingEnd,
    evaluation: evaluationEnd,
  } = ends;
  if (registrationEnd === undefined || submissionEnd === undefined || evaluationEnd === undefined) {
    return found;
  }
  const choices = {
    specDigest,
    fund,
    registrationEnd,
    submissionEnd,
    evaluationEnd,
    seats,
    quorum,
    tolerance,
    byteLimit,
    maxModels,
    maxModelsPerAuthor: perAuthor,
    seatStake,
    prizeShares,
    offChainModels: given.offChainModels,
    returnsBuyIns: given.returnsBuyIns,
    ...windows,
  };
  if (!sealed) return { ...found, terms: openTerms(choices) };
  if (sealing === undefined || openingEnd === undefined) return found;
  const testKeyCommitment = sealing.commitment;
  const terms = sealedTerms({ ...choices, openingEnd, testKeyCommitment });
  return { ...found, terms };
}

/** Rows that may be decided by rounding: refused_terms.ts asks for as many. */
const ROWS_OF_TOLERANCE = 4;
/** 0.050 points. */
const USUAL_TOLERANCE = 50;

/** A tolerance that miners accept: `wasm` needs none, `native` four rows of the test set. */
function toleranceFor({ engine, metric, test }: Draft): number {
  if (engine.name === "wasm") return 0;
  const rows = wholeOf(test.rows) ?? 0;
  if (rows === 0) return USUAL_TOLERANCE;
  const four = Math.ceil(ROWS_OF_TOLERANCE * metricNamed(metric).oneRow(rows));
  return Math.min(MOST_TOLERANCE, Math.max(USUAL_TOLERANCE, four));
}

/** The terms as miners judge them; what is not written yet is as they want it. */
function judgedOf(
  { sealed, terms }: Draft,
  given: Pick<Reckoning, "ends" | "quorum" | "tolerance"> & {
    fund: bigint;
    seats: number;
    seatStake?: bigint;
    commitWindow?: number;
    revealWindow?: number;
  },
): JudgedTerms {
  const { registration = 0, submission = registration + LONGEST, opening, evaluation } = given.ends;
  const openingEnd = sealed ? opening ?? submission + LONGEST : submission;
  return {
    registrationEnd: registration,
    submissionEnd: submission,
    openingEnd,
    evaluationEnd: evaluation ?? openingEnd + LONGEST,
    commitWindow: given.commitWindow ?? 4 * 3_600,
    revealWindow: given.revealWindow ?? 3_600,
    seats: given.seats,
    quorum: given.quorum ?? given.seats,
    tolerance: given.tolerance ?? MOST_TOLERANCE,
    seatStake: given.seatStake ?? given.fund,
    fund: given.fund,
    offChainModels: terms.offChainModels,
    returnsBuyIns: terms.returnsBuyIns,
    sealed,
  };
}

/** The ends of the phases, and what is wrong with them. */
function endsOf(
  draft: Draft,
  now: number,
  wrong: Record<string, string>,
  { commitWindow = 0, revealWindow = 0 }: { commitWindow?: number; revealWindow?: number },
): Reckoning["ends"] {
  const round = commitWindow + revealWindow;
  /** What the contract asks of each phase, in seconds. */
  const least: Record<Timed, number> = {
    registration: Math.max(SHORTEST, 3 * commitWindow) + UNTIL_MINED,
    submission: SHORTEST,
    opening: 3 * (round + commitWindow),
    evaluation: 2 * round + (draft.sealed ? 0 : commitWindow),
  };
  const phases: Timed[] = draft.sealed
    ? ["registration", "submission", "opening", "evaluation"]
    : ["registration", "submission", "evaluation"];
  const ends: Reckoning["ends"] = {};
  let before: number | undefined = now;
  for (const phase of phases) {
    const end: number | undefined = draft.by === "durations"
      ? addTo(before, secondsOf(draft.durations[phase]))
      : momentOf(draft.dates[phase]);
    if (end === undefined) {
      if (draft.by === "dates") wrong[phase] = "Choose a date and a time";
      else if (secondsOf(draft.durations[phase]) === undefined) {
        wrong[phase] = "A number, such as 7";
      }
    } else if (before !== undefined && end <= before) {
      wrong[phase] = draft.by === "durations"
        ? "It must be longer than zero"
        : phase === "registration"
        ? "It must end in the future"
        : "It must end after the phase before it";
    } else if (before !== undefined && end - before < least[phase]) {
      wrong[phase] = `It must last ${lengthOf(least[phase])} at least${WHY_LONG[phase] ?? ""}`;
    } else if (end > now + LONGEST) {
      wrong[phase] = "At most ten years";
    }
    ends[phase] = end;
    before = end;
  }
  return ends;
}

/** Why a phase may not be shorter. */
const WHY_LONG: Partial<Record<Timed, string>> = {
  registration: ": three commit windows, so that early deposits cannot decide the first round",
  opening: ": three times two commit windows and a reveal window",
  evaluation: ": two rounds after the last part of a model may come",
};

function addTo(before: number | undefined, seconds: number | undefined): number | undefined {
  return before === undefined || seconds === undefined ? undefined : before + seconds;
}

/** What `datetime-local` gives, in the reader's zone, as seconds since 1970. */
function momentOf(text: string): number | undefined {
  const milliseconds = text === "" ? NaN : new Date(text).getTime();
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1_000) : undefined;
}

/** Seconds since 1970 as `datetime-local` takes them. */
export function localOf(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function windowOf(
  draft: Draft,
  name: "commitWindow" | "revealWindow" | "roundInterval",
  min: number,
  wrong: Record<string, string>,
): number | undefined {
  const seconds = secondsOf(draft.terms[name]);
  if (seconds !== undefined && seconds >= min && seconds <= LONGEST_WINDOW) return seconds;
  wrong[name] = min > 0 ? "One minute to 30 days" : "At most 30 days";
}

/** Shares in percent, as the contract counts them: basis points. */
function sharesOf(text: string, wrong: Record<string, string>): number[] {
  const parts = text.split(/[\s,;/]+/).filter(Boolean);
  const points = parts.map((part) => Math.round(100 * Number(part.replace(/%$/, ""))));
  const sum = points.reduce((total, point) => total + point, 0);
  const exact = parts.every((part) => /^\d+(\.\d{1,2})?%?$/.test(part));
  if (parts.length === 0) return [];
  if (parts.length > 6 || !exact || sum !== 10_000) {
    wrong["prizeShares"] = parts.length > 6
      ? "At most six places"
      : exact
      ? `These make ${sum / 100} %, not 100 %`
      : "Percentages with commas between, such as 60, 30, 10";
  }
  return points;
}

function quorumOf(
  text: string,
  seats: number | undefined,
  wrong: Record<string, string>,
): number | undefined {
  if (seats === undefined) return undefined;
  const least = Math.floor(seats / 2) + 1;
  if (text.trim() === "") return Math.max(Math.ceil(2 * seats / 3), least);
  const value = wholeOf(text);
  if (value !== undefined && value >= least && value <= seats) return value;
  wrong["quorum"] = `More than half of the seats: ${least} to ${seats}`;
}

function wholeOf(text: string): number | undefined {
  const plain = text.trim().replace(/[\s_,]/g, "");
  return /^\d{1,12}$/.test(plain) ? Number(plain) : undefined;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
