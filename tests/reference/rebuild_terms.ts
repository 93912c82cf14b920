/**
 * Terms as CompetitionCreated tells them.
 *
 * @module
 */
import { type Hex, zeroHash } from "viem";
import type { Terms } from "./state.ts";

/** The words as contracts/src/Schedule.sol and Limits.sol draw them. */
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
    testKeyCommitment: zeroHash,
    prizeShares: [],
  };
}
