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

/** All that a commitment binds. */
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

/** keccak256(abi.encode(chainId, contract, id, round, miner, keccak256(scores), evidence, salt)). */
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
