/**
 * Refused terms: the contract allows them, and careful clients do not join, because somebody could
 * profit by them. One function for `deml mine`, `deml competitions show`, pages and docs;
 * cli/refused_sentences.ts puts its answers into words.
 *
 * @module
 */
import type { EngineName } from "../spec/spec.ts";
import { type MetricName, metricNamed } from "../score/metrics.ts";

/** The terms that are checked. Times are seconds since 1970, windows seconds, amounts wei. */
export interface JudgedTerms {
  registrationEnd: number;
  submissionEnd: number;
  /** Of sealed competitions; equal to submissionEnd in open ones */
  openingEnd: number;
  evaluationEnd: number;
  commitWindow: number;
  revealWindow: number;
  seats: number;
  quorum: number;
  /** Score units */
  tolerance: number;
  seatStake: bigint;
  fund: bigint;
  /** Whether models may be on IPFS alone */
  offChainModels: boolean;
  /** Whether authors of judged models get their buy-in back */
  returnsBuyIns: boolean;
  /** Whether models and test set are published as ciphertext: testKeyCommitment is not zero */
  sealed: boolean;
}

/** What else is known; unknown facts are not judged. */
export interface Circumstances {
  /** What the competition's spec says */
  spec?: {
    engine: { name: EngineName; version: string };
    metric: MetricName;
    /** Samples of the test set */
    rows: number;
    /** Whether the spec's test set is ciphertext */
    sealed: boolean;
  };
  /** The engine that this miner insists on; by default it runs the spec's */
  engine?: EngineName;
  /** The version of onnxruntime that this miner has */
  engineVersion?: string;
  /** The time that a whole round takes this miner: limits.ts, `roundTime`, in seconds */
  evaluationSeconds?: number;
}

/** The names, as `--accept` takes them: stable. */
export const REFUSED_TERMS = {
  miners: [
    "commit-window-short",
    "commit-window-long",
    "reveal-window-short",
    "reveal-window-long",
    "few-seats",
    "cheap-quorum",
    "narrow-tolerance",
    "other-engine",
    "off-chain-models",
  ],
  authors: [
    "submission-short",
    "opening-short",
    "evaluation-short",
    "keeps-buy-ins",
    "public-test-set",
  ],
} as const;

/** Who refuses a term. */
export type RefusedBy = keyof typeof REFUSED_TERMS;
/** The name of a refused term. */
export type RefusedTermName = typeof REFUSED_TERMS[RefusedBy][number];

/** A refused term: its value, and the nearest value that would be accepted. */
export interface RefusedTerm {
  term: RefusedTermName;
  by: RefusedBy;
  /** Seconds, seats, score units, wei (bigint), an engine's name, or whether it applies */
  found: number | bigint | string | boolean;
  wanted: number | bigint | string | boolean;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** A restart, a lost connection or a full mempool must not cost a stake. */
const LEAST_REVEAL = 30 * MINUTE;
/** Time to fetch packages, and to send a transaction again. */
const LEAST_COMMIT = HOUR;
/** Room for a slower machine, other competitions at the same time, and one failed attempt. */
const EVALUATIONS = 4;
/** A deposit is locked for one commit and one reveal window: two days are enough. */
const LONGEST_WINDOW = DAY;
/** Its quorum is ten, with a majority of six: fewer would be a handful of accounts. */
const LEAST_SEATS = 15;
/** Rows that may be decided by rounding before honest rows are too far apart. */
const ROWS_OF_TOLERANCE = 4;
/** A night: authors sleep, and only its organizer is awake for a phase of a minute. */
const LEAST_SUBMISSION = 12 * HOUR;
/** From the end of the test key's third of the phase to the last moment to open a model. */
const LEAST_THIRD = 4 * HOUR;
/** Otherwise only the first rounds are judged, and the other models get no score. */
const LEAST_EVALUATION = DAY;

/** What the winner gets: the fund less the miners' fifth, in wei, rounded like the contract. */
export function prizeOf(fund: bigint): bigint {
  return fund - fund / 5n;
}

/**
 * The terms that careful clients refuse, those of miners first.
 *
 * @returns None for terms that anybody may join
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseEther } from "viem";
 * import { refusedTerms } from "./refused_terms.ts";
 *
 * const [HOUR, DAY] = [3_600, 86_400];
 * const terms = {
 *   registrationEnd: DAY,
 *   submissionEnd: 2 * DAY,
 *   openingEnd: 3 * DAY,
 *   evaluationEnd: 5 * DAY,
 *   commitWindow: 4 * HOUR,
 *   revealWindow: HOUR,
 *   seats: 100,
 *   quorum: 67,
 *   tolerance: 50,
 *   seatStake: parseEther("0.16"),
 *   fund: parseEther("10"),
 *   offChainModels: false,
 *   returnsBuyIns: true,
 *   sealed: true,
 * };
 * assertEquals(refusedTerms(terms), []);
 *
 * // A minute is too short a time to be sure of a reveal, and a missed one costs the stake.
 * const hasty = refusedTerms({ ...terms, revealWindow: 60 });
 * assertEquals(hasty, [
 *   { term: "reveal-window-short", by: "miners", found: 60, wanted: 1_800 },
 * ]);
 * ```
 */
export function refusedTerms(terms: JudgedTerms, known: Circumstances = {}): RefusedTerm[] {
  return [...byMiners(terms, known), ...byAuthors(terms, known)];
}

/** Those of one side that are not accepted by name. */
export function notAccepted(
  refused: RefusedTerm[],
  by: RefusedBy,
  accepted: Iterable<string>,
): RefusedTerm[] {
  const names = new Set<string>(accepted);
  return refused.filter((one) => one.by === by && !names.has(one.term));
}

/** Whether `--accept` may name it. */
export function isRefusedTerm(name: string): name is RefusedTermName {
  return Object.values(REFUSED_TERMS).some((names) => (names as readonly string[]).includes(name));
}

function byMiners(terms: JudgedTerms, known: Circumstances): RefusedTerm[] {
  const { commitWindow, revealWindow, seats, quorum, tolerance, seatStake, fund } = terms;
  const { spec, evaluationSeconds = 0 } = known;
  const list = collector("miners");
  list.least(
    "commit-window-short",
    commitWindow,
    Math.max(LEAST_COMMIT, Math.ceil(EVALUATIONS * evaluationSeconds)),
  );
  list.most("commit-window-long", commitWindow, LONGEST_WINDOW);
  list.least("reveal-window-short", revealWindow, LEAST_REVEAL);
  list.most("reveal-window-long", revealWindow, LONGEST_WINDOW);
  list.least("few-seats", seats, LEAST_SEATS);
  list.least("cheap-quorum", seatStake * BigInt(quorum), prizeOf(fund));
  if (spec?.engine.name === "native") {
    const wanted = Math.ceil(ROWS_OF_TOLERANCE * metricNamed(spec.metric).oneRow(spec.rows));
    list.least("narrow-tolerance", tolerance, wanted);
  }
  if (spec) {
    const { name, version } = spec.engine;
    const mine = `${known.engine ?? name} ${known.engineVersion ?? version}`;
    list.equal("other-engine", `${name} ${version}`, mine);
  }
  list.equal("off-chain-models", terms.offChainModels, false);
  return list.found;
}

function byAuthors(terms: JudgedTerms, { spec }: Circumstances): RefusedTerm[] {
  const { registrationEnd, submissionEnd, openingEnd, evaluationEnd, sealed } = terms;
  const list = collector("authors");
  list.least("submission-short", submissionEnd - registrationEnd, LEAST_SUBMISSION);
  if (sealed) {
    list.least("opening-short", Math.floor((openingEnd - submissionEnd) / 3), LEAST_THIRD);
  }
  const opened = sealed ? openingEnd : submissionEnd;
  list.least("evaluation-short", evaluationEnd - opened, LEAST_EVALUATION);
  list.equal("keeps-buy-ins", !terms.returnsBuyIns, false);
  // A sealed competition may still name a public test set.
  const open = !sealed || spec?.sealed === false;
  if (prizeOf(terms.fund) > 0n) list.equal("public-test-set", open, false);
  return list.found;
}

function collector(by: RefusedBy) {
  const found: RefusedTerm[] = [];
  const add = (term: RefusedTermName, is: RefusedTerm["found"], wanted: RefusedTerm["wanted"]) =>
    found.push({ term, by, found: is, wanted });
  return {
    found,
    least<T extends number | bigint>(term: RefusedTermName, is: T, wanted: T) {
      if (is < wanted) add(term, is, wanted);
    },
    most(term: RefusedTermName, is: number, wanted: number) {
      if (is > wanted) add(term, is, wanted);
    },
    equal<T extends string | boolean>(term: RefusedTermName, is: T, wanted: T) {
      if (is !== wanted) add(term, is, wanted);
    },
  };
}
