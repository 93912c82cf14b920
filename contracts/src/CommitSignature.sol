// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Commitments that a miner signed for somebody else to bring: EIP-712 over
/// Commit(uint256 id, uint256 round, bytes32 commitment), signatures as EIP-2098 shortens them.
library CommitSignature {
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant COMMIT_TYPE =
        keccak256("Commit(uint256 id,uint256 round,bytes32 commitment)");

    /// @notice The domain of this contract on this chain, also after a chain has split.
    function domain() internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN_TYPE, keccak256("DeML"), keccak256("1"), block.chainid, address(this)
            )
        );
    }

    /// @notice The words that are hashed for a round's commitments; `signerOf` fills in the last one.
    function preimage(uint256 id, uint256 round) internal pure returns (bytes32[4] memory words) {
        (words[0], words[1], words[2]) = (COMMIT_TYPE, bytes32(id), bytes32(round));
    }

    /// @return signer Of a commitment; an account that nobody has the key of if the signature is none
    function signerOf(
        bytes32 domain_,
        bytes32[4] memory words,
        bytes32 commitment,
        bytes32 r,
        bytes32 yParityAndS
    ) internal pure returns (address signer) {
        words[3] = commitment;
        bytes32 digest;
        assembly ("memory-safe") {
            // 0x1901 ‖ domain ‖ hash of the words, over scratch space and the free pointer, put back.
            let free := mload(0x40)
            mstore(0x00, hex"1901")
            mstore(0x02, domain_)
            mstore(0x22, keccak256(words, 128))
            digest := keccak256(0x00, 66)
            mstore(0x40, free)
        }
        unchecked {
            // 27 or 28.
            return ecrecover(
                digest,
                uint8(27 + (uint256(yParityAndS) >> 255)),
                r,
                bytes32(uint256(yParityAndS) & (type(uint256).max >> 1))
            );
        }
    }
}
