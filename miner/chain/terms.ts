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
import { demlAbi } from "../../contracts/generated/deml.ts";

/** The terms as the contract takes them. */
export type Terms = ContractFunctionArgs<typeof demlAbi, "payable", "createCompetition">[0];

/** What an organizer must say. Times are seconds since 1970, windows seconds, amounts wei. */
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
  /** The buy-ins of authors with a judged model come back, less its parts */
  returnsBuyIns?: boolean;
}

/** Fills in the defaults of an open competition. */
export function openTerms(choices: TermChoices): Terms {
  const { fund, seats = 100 } = choices;
  const prize = fund - fund / 5n;
  return {
    specDigest: choices.specDigest,
    registrationEnd: choices.registrationEnd,
    submissionEnd: choices.submissionEnd,
    openingEnd: choices.submissionEnd,
    evaluationEnd: choices.evaluationEnd,
    commitWindow: choices.commitWindow ?? 3_600,
    revealWindow: choices.revealWindow ?? 3_600,
    roundInterval: choices.roundInterval ?? 3_600,
    byteLimit: choices.byteLimit ?? 1_000_000,
    maxModels: choices.maxModels ?? 20,
    maxModelsPerAuthor: choices.maxModelsPerAuthor ?? 5,
    seats,
    // Two thirds, rounded up; the contract wants a majority of even the smallest panel.
    quorum: choices.quorum ?? Math.max(Math.ceil(2 * seats / 3), Math.floor(seats / 2) + 1),
    tolerance: choices.tolerance ?? 50,
    // A majority of the seats costs more than the prize.
    seatStake: choices.seatStake ?? 2n * prize / BigInt(seats),
    testKeyCommitment: zeroHash,
    prizeShares: choices.prizeShares ?? [],
    offChainModels: choices.offChainModels ?? false,
    returnsBuyIns: choices.returnsBuyIns ?? false,
  };
}

/** What a sealed competition says besides. */
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

/** What register and enrol ask for: a hash of all terms and the organizer. */
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
