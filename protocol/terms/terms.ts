/**
 * The terms of a competition, with the defaults of PROTOCOL.md, section 2.
 *
 * @module
 */
import {
  type Address,
  type ContractFunctionArgs,
  encodeAbiParameters,
  type Hex,
  keccak256,
  zeroHash,
} from "viem";
import { demlAbi } from "../generated/deml.ts";

/** The terms as the contract takes them. */
export type Terms = ContractFunctionArgs<typeof demlAbi, "payable", "createCompetition">[0];

const HOUR = 3_600;

/** What an organizer must give. Times are seconds since 1970, windows seconds, amounts wei. */
export interface TermChoices {
  specDigest: Hex;
  fund: bigint;
  registrationEnd: number;
  submissionEnd: number;
  evaluationEnd: number;
  seats?: number;
  quorum?: number;
  tolerance?: number;
  commitWindow?: number;
  revealWindow?: number;
  roundInterval?: number;
  byteLimit?: number;
  maxModels?: number;
  maxModelsPerAuthor?: number;
  seatStake?: bigint;
  prizeShares?: number[];
  /** Models may be on IPFS alone */
  offChainModels?: boolean;
  /** Buy-ins are refunded, less the parts of their authors' models */
  returnsBuyIns?: boolean;
}

/**
 * Fills in the defaults of an open competition.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseEther } from "viem";
 * import { openTerms } from "./terms.ts";
 *
 * const DAY = 86_400;
 * const start = Date.UTC(2030, 0, 1) / 1_000;
 * const terms = openTerms({
 *   specDigest: `0x${"11".repeat(32)}`,
 *   fund: parseEther("10"),
 *   registrationEnd: start + DAY,
 *   submissionEnd: start + 2 * DAY,
 *   evaluationEnd: start + 9 * DAY,
 * });
 * assertEquals([terms.seats, terms.quorum, terms.tolerance], [100, 67, 50]);
 * assertEquals(terms.seatStake, parseEther("0.16"));
 * ```
 */
export function openTerms(choices: TermChoices): Terms {
  const { fund, seats = 100, maxModels = 20 } = choices;
  const prize = fund - fund / 5n;
  return {
    specDigest: choices.specDigest,
    registrationEnd: choices.registrationEnd,
    submissionEnd: choices.submissionEnd,
    openingEnd: choices.submissionEnd,
    evaluationEnd: choices.evaluationEnd,
    // Time for an evaluation of an hour, four times over; a deposit counts after one to two of them.
    commitWindow: choices.commitWindow ?? 4 * HOUR,
    revealWindow: choices.revealWindow ?? HOUR,
    // While models may arrive, rounds that are not full do not overlap.
    roundInterval: choices.roundInterval ?? 4 * HOUR,
    byteLimit: choices.byteLimit ?? 1_000_000,
    maxModels,
    // The contract wants at most half of maxModels: a buy-in must cover its models' parts.
    maxModelsPerAuthor: choices.maxModelsPerAuthor ?? Math.min(5, Math.floor(maxModels / 2)),
    seats,
    // Two thirds, rounded up; the contract wants more than half of even the fewest.
    quorum: choices.quorum ?? Math.max(Math.ceil(2 * seats / 3), Math.floor(seats / 2) + 1),
    // Five of 10,000 test rows: refusedTerms asks for four with `native`.
    tolerance: choices.tolerance ?? 50,
    // A majority of the seats costs as much as the prize, a quorum a third more.
    seatStake: choices.seatStake ?? 2n * prize / BigInt(seats),
    testKeyCommitment: zeroHash,
    prizeShares: choices.prizeShares ?? [],
    offChainModels: choices.offChainModels ?? false,
    returnsBuyIns: choices.returnsBuyIns ?? false,
  };
}

/** Further terms of a sealed competition. */
export interface SealedChoices {
  /** Keys are published from submissionEnd until then */
  openingEnd: number;
  /** keccak256(abi.encode(key)), as `deml seal --test-set` prints it */
  testKeyCommitment: Hex;
}

/** Fills in the defaults of a sealed competition. */
export function sealedTerms(choices: TermChoices & SealedChoices): Terms {
  const { openingEnd, testKeyCommitment } = choices;
  return { ...openTerms(choices), openingEnd, testKeyCommitment };
}

/**
 * What `register` and `enrol` ask for: a hash of all terms, the fund and the organizer
 * (PROTOCOL.md, section 2). The payer computes it from the terms that it has read and checked:
 * copied from the contract's own answer, it would bind nothing.
 *
 * @example
 * ```ts
 * import { assertNotEquals } from "@std/assert";
 * import { parseEther } from "viem";
 * import { openTerms, termsHashOf } from "./terms.ts";
 *
 * const organizer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
 * const fund = parseEther("10");
 * const terms = openTerms({
 *   specDigest: `0x${"11".repeat(32)}`,
 *   fund,
 *   registrationEnd: 1_893_542_400,
 *   submissionEnd: 1_893_628_800,
 *   evaluationEnd: 1_894_233_600,
 * });
 *
 * // The payer names the terms it has seen: a changed term gives another hash, and a revert.
 * const seen = termsHashOf(organizer, fund, terms);
 * assertNotEquals(seen, termsHashOf(organizer, fund, { ...terms, tolerance: 51 }));
 * ```
 */
export function termsHashOf(organizer: Address, fund: bigint, terms: Terms): Hex {
  const word = (fields: [value: number | bigint, at: number][]) =>
    fields.reduce((sum, [value, at]) => sum | BigInt(value) << BigInt(at), 0n);
  const schedule = word([
    [terms.registrationEnd, 0],
    [terms.submissionEnd, 40],
    [terms.openingEnd, 80],
    [terms.evaluationEnd, 120],
    [terms.commitWindow, 160],
    [terms.revealWindow, 192],
    [terms.roundInterval, 224],
  ]);
  const limits = word([
    [terms.seatStake, 0],
    [terms.byteLimit, 96],
    [terms.maxModels, 128],
    [terms.maxModelsPerAuthor, 144],
    [terms.seats, 160],
    [terms.quorum, 176],
    [terms.tolerance, 192],
    [terms.testKeyCommitment === zeroHash ? 0 : 1, 216],
    [terms.prizeShares.length === 0 ? 0 : 1, 217],
    [terms.offChainModels ? 1 : 0, 218],
    [terms.returnsBuyIns ? 1 : 0, 219],
  ]);
  const shares = word(terms.prizeShares.map((share, place) => [share, 16 * place]));
  return keccak256(encodeAbiParameters(
    ["address", "uint256", "bytes32", "uint256", "uint256", "bytes32", "uint256"]
      .map((type) => ({ type })),
    [organizer, fund, terms.specDigest, schedule, limits, terms.testKeyCommitment, shares],
  ));
}
