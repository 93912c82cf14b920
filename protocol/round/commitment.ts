/**
 * What a miner commits to: PROTOCOL.md, section 6.
 *
 * @module
 */
import {
  type Address,
  bytesToHex,
  encodeAbiParameters,
  type Hex,
  hexToBytes,
  keccak256,
} from "viem";

/** Bytes of a score in a packed row. */
const SCORE_BYTES = 3;

/** Packs scores, 3 bytes big-endian each. */
export function packScores(scores: number[]): Hex {
  const bytes = new Uint8Array(SCORE_BYTES * scores.length);
  scores.forEach((score, index) => {
    bytes.set([score >> 16, (score >> 8) & 0xff, score & 0xff], SCORE_BYTES * index);
  });
  return bytesToHex(bytes);
}

/** Unpacks a row of scores. */
export function unpackScores(row: Hex): number[] {
  const bytes = hexToBytes(row);
  return Array.from(
    { length: bytes.length / SCORE_BYTES },
    (_, i) => bytes[3 * i]! << 16 | bytes[3 * i + 1]! << 8 | bytes[3 * i + 2]!,
  );
}

/** Everything that a commitment binds. */
export interface CommitmentParts {
  chainId: number;
  contract: Address;
  competition: bigint;
  round: number;
  miner: Address;
  scores: Hex;
  evidence: Hex;
  salt: Hex;
}

/**
 * keccak256(abi.encode(chainId, contract, id, round, miner, keccak256(scores), evidence, salt)).
 *
 * @example
 * ```ts
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import { zeroHash } from "viem";
 * import { commitmentOf, packScores, unpackScores } from "./commitment.ts";
 *
 * const row = {
 *   chainId: 1,
 *   contract: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
 *   competition: 3n,
 *   round: 0,
 *   miner: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
 *   scores: packScores([99_100, 96_600, 91_140]),
 *   evidence: zeroHash,
 *   salt: `0x${"5a".repeat(32)}`,
 * } as const;
 * assertEquals(unpackScores(row.scores), [99_100, 96_600, 91_140]);
 *
 * // Nobody can copy a commitment: it names its miner.
 * const copier = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
 * assertNotEquals(commitmentOf(row), commitmentOf({ ...row, miner: copier }));
 * ```
 */
export function commitmentOf(parts: CommitmentParts): Hex {
  return keccak256(encodeAbiParameters(
    [
      { type: "uint256" },
      { type: "address" },
      { type: "uint256" },
      { type: "uint256" },
      { type: "address" },
      { type: "bytes32" },
      { type: "bytes32" },
      { type: "bytes32" },
    ],
    [
      BigInt(parts.chainId),
      parts.contract,
      parts.competition,
      BigInt(parts.round),
      parts.miner,
      keccak256(parts.scores),
      parts.evidence,
      parts.salt,
    ],
  ));
}
