/**
 * The terms of a competition in the reference model: PROTOCOL.md, section 2.
 *
 * @module
 */
import { type Address, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from "viem";
import { refuse } from "./refusal.ts";
import type { Terms } from "./state.ts";

const DAY = 24 * 3600;
const TEN_YEARS = 3650 * DAY;
/** The least seconds of a window and of the submission. */
const SHORTEST = 60;

/** In the order of the contract's enum Term. */
const TERMS = [
  "RegistrationEnd",
  "SubmissionEnd",
  "OpeningEnd",
  "EvaluationEnd",
  "CommitWindow",
  "RevealWindow",
  "RoundInterval",
  "ByteLimit",
  "MaxModels",
  "MaxModelsPerAuthor",
  "Seats",
  "Quorum",
  "Tolerance",
  "SeatStake",
  "Fund",
  "PrizeShares",
] as const;

/** Into how many parts the mining pool is divided: round zero is paid as one model more. */
export function partsOf(terms: Terms): number {
  return terms.maxModels + (BigInt(terms.testKeyCommitment) === 0n ? 0 : 1);
}

/** Refuses terms that could trap somebody's money. */
export function checkTerms(terms: Terms, fund: bigint, now: number): void {
  const demand = (good: boolean, term: typeof TERMS[number]) => {
    if (!good) refuse("BadTerms", TERMS.indexOf(term));
  };
  const { registrationEnd, submissionEnd, openingEnd, commitWindow, revealWindow } = terms;
  const sealed = BigInt(terms.testKeyCommitment) !== 0n;
  const isWindow = (seconds: number) => seconds >= SHORTEST && seconds <= 30 * DAY;
  demand(isWindow(commitWindow), "CommitWindow");
  demand(isWindow(revealWindow), "RevealWindow");
  demand(registrationEnd - now >= 3 * commitWindow, "RegistrationEnd");
  demand(submissionEnd - registrationEnd >= SHORTEST, "SubmissionEnd");
  demand(
    sealed
      ? openingEnd - submissionEnd >= 3 * (2 * commitWindow + revealWindow)
      : openingEnd === submissionEnd,
    "OpeningEnd",
  );
  const lastPart = sealed ? openingEnd : submissionEnd + commitWindow;
  demand(
    terms.evaluationEnd - lastPart >= 2 * (commitWindow + revealWindow) &&
      terms.evaluationEnd - now <= TEN_YEARS,
    "EvaluationEnd",
  );
  demand(terms.roundInterval <= 30 * DAY, "RoundInterval");
  demand(terms.byteLimit >= 1, "ByteLimit");
  demand(terms.maxModels >= 2, "MaxModels");
  const most = Math.min(127, Math.floor(terms.maxModels / 2));
  demand(terms.maxModelsPerAuthor >= 1 && terms.maxModelsPerAuthor <= most, "MaxModelsPerAuthor");
  demand(terms.seats >= 1 && terms.seats <= 400, "Seats");
  demand(2 * terms.quorum > terms.seats && terms.quorum <= terms.seats, "Quorum");
  demand(terms.tolerance <= 100_000, "Tolerance");
  demand(terms.seatStake >= 1n, "SeatStake");
  demand(fund / 5n / BigInt(partsOf(terms)) >= 1n << 24n && fund < 1n << 96n, "Fund");
  const sum = terms.prizeShares.reduce((total, share) => total + share, 0);
  const shares = terms.prizeShares.length;
  demand(shares === 0 || (shares <= 6 && sum === 10_000), "PrizeShares");
}

/** Numbers from the lowest bits on, each with its width. */
function packBits(...fields: [value: bigint | number, width: number][]): bigint {
  let [word, from] = [0n, 0n];
  for (const [value, width] of fields) {
    word |= BigInt(value) << from;
    from += BigInt(width);
  }
  return word;
}

/** The times in one word, as Schedule.sol draws it. */
function scheduleOf(terms: Terms): bigint {
  return packBits(
    [terms.registrationEnd, 40],
    [terms.submissionEnd, 40],
    [terms.openingEnd, 40],
    [terms.evaluationEnd, 40],
    [terms.commitWindow, 32],
    [terms.revealWindow, 32],
    [terms.roundInterval, 32],
  );
}

/** The limits in one word, as Limits.sol draws it. */
function limitsOf(terms: Terms): bigint {
  return packBits(
    [terms.seatStake, 96],
    [terms.byteLimit, 32],
    [terms.maxModels, 16],
    [terms.maxModelsPerAuthor, 16],
    [terms.seats, 16],
    [terms.quorum, 16],
    [terms.tolerance, 24],
    [Number(BigInt(terms.testKeyCommitment) !== 0n), 1],
    [Number(terms.prizeShares.length > 0), 1],
    [Number(terms.offChainModels), 1],
    [Number(terms.returnsBuyIns), 1],
  );
}

/** What `register` and `enrol` take, so that money meets the terms that its owner has read. */
export function termsHashOf(organizer: Address, fund: bigint, terms: Terms): Hex {
  return keccak256(encodeAbiParameters(
    parseAbiParameters("address, uint256, bytes32, uint256, uint256, bytes32, uint256"),
    [
      organizer,
      fund,
      terms.specDigest,
      scheduleOf(terms),
      limitsOf(terms),
      terms.testKeyCommitment,
      packBits(...terms.prizeShares.map((share): [number, number] => [share, 16])),
    ],
  ));
}

/** Terms as CompetitionCreated tells them: the other way round. */
export function unpackTerms(specDigest: Hex, schedule: bigint, limits: bigint): Terms {
  const bits = (word: bigint, from: bigint, width: bigint) =>
    Number((word >> from) & ((1n << width) - 1n));
  return {
    specDigest,
    registrationEnd: bits(schedule, 0n, 40n),
    submissionEnd: bits(schedule, 40n, 40n),
    openingEnd: bits(schedule, 80n, 40n),
    evaluationEnd: bits(schedule, 120n, 40n),
    commitWindow: bits(schedule, 160n, 32n),
    revealWindow: bits(schedule, 192n, 32n),
    roundInterval: bits(schedule, 224n, 32n),
    byteLimit: bits(limits, 96n, 32n),
    maxModels: bits(limits, 128n, 16n),
    maxModelsPerAuthor: bits(limits, 144n, 16n),
    seats: bits(limits, 160n, 16n),
    quorum: bits(limits, 176n, 16n),
    tolerance: bits(limits, 192n, 24n),
    seatStake: limits & ((1n << 96n) - 1n),
    testKeyCommitment: `0x${"00".repeat(32)}`,
    prizeShares: [],
    offChainModels: bits(limits, 218n, 1n) === 1,
    returnsBuyIns: bits(limits, 219n, 1n) === 1,
  };
}
