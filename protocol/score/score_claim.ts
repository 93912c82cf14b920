/**
 * Claimed scores: what an author says of its sealed model before anybody can look inside. PROTOCOL.md,
 * section 4. A claim is one word of the chain:
 *
 *     score   3 bytes, as a row has it
 *     root    the first 29 bytes of the evidence's root over the public part: evidence.ts, engine `wasm`
 *
 * @module
 */
import { type Hex, numberToHex, zeroHash } from "viem";
import { PERFECT_SCORE } from "./score.ts";

/** Hex digits of the score in a claim, with `0x`. */
const SCORE_DIGITS = 8;
/** Those of a word, with `0x`. */
const WORD_DIGITS = 66;

/**
 * A claim for the chain.
 *
 * @param score 0 to 100,000
 * @param root Of the evidence over the public part, 32 bytes
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { claimedScore, packScoreClaim } from "./score_claim.ts";
 *
 * const root = `0x${"ab".repeat(32)}` as const;
 * assertEquals(packScoreClaim({ score: 97_250, root }), `0x017be2${"ab".repeat(29)}`);
 * assertEquals(claimedScore(packScoreClaim({ score: 97_250, root })), 97_250);
 * ```
 */
export function packScoreClaim({ score, root }: { score: number; root: Hex }): Hex {
  const word = `${numberToHex(score, { size: 3 })}${root.slice(2)}`;
  return word.slice(0, WORD_DIGITS).toLowerCase() as Hex;
}

/**
 * The score that a claim names; undefined without a claim.
 *
 * @param claim A word as the contract has it; zeros are none
 */
export function claimedScore(claim: Hex | undefined): number | undefined {
  if (claim === undefined || claim === zeroHash) return undefined;
  const score = Number(claim.slice(0, SCORE_DIGITS));
  // The contract takes no other.
  return score <= PERFECT_SCORE ? score : undefined;
}

/** Whether a verdict on the public part is what its author claimed, to the last bit. */
export function isAsClaimed(claim: Hex, verdict: { score: number; root: Hex }): boolean {
  return packScoreClaim(verdict) === claim.toLowerCase();
}
