/**
 * What the contract knows about a key before it is published: PROTOCOL.md, section 3.
 *
 * @module
 */
import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

/**
 * An author's commitment, `keccak256(abi.encode(author, key))`: it differs for somebody who copies
 * the bytes.
 */
export function modelKeyCommitment(author: Address, key: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [author, key]));
}

/** An organizer's commitment, `keccak256(abi.encode(key))`. */
export function testKeyCommitment(key: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: "bytes32" }], [key]));
}
