/**
 * A commitment that somebody else may send: PROTOCOL.md, section 6, `commitFor`.
 *
 * @module
 */
import {
  type Address,
  concat,
  type Hex,
  type LocalAccount,
  parseSignature,
  serializeCompactSignature,
  signatureToCompactSignature,
} from "viem";

/** What a miner signs, and for which contract. */
export interface SignedCommitParts {
  chainId: number;
  contract: Address;
  competition: bigint;
  round: number;
  commitment: Hex;
}

/**
 * Signs a commitment: EIP-712, packed as `commitFor` takes it, `commitment ‖ signature` (96 bytes,
 * the signature as EIP-2098 shortens it).
 */
export async function signCommit(
  account: Pick<LocalAccount, "signTypedData">,
  { chainId, contract, competition, round, commitment }: SignedCommitParts,
): Promise<Hex> {
  const signature = await account.signTypedData({
    domain: { name: "DeML", version: "1", chainId, verifyingContract: contract },
    types: {
      Commit: [
        { name: "id", type: "uint256" },
        { name: "round", type: "uint256" },
        { name: "commitment", type: "bytes32" },
      ],
    },
    primaryType: "Commit",
    message: { id: competition, round: BigInt(round), commitment },
  });
  const compact = signatureToCompactSignature(parseSignature(signature));
  return concat([commitment, serializeCompactSignature(compact)]);
}
