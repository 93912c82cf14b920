// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Base} from "./Base.sol";

/// @notice Signed commitments, as commitFor takes them: EIP-712, made here from the standard alone.
abstract contract Signing is Base {
    /// @dev What a miner signs, and for which chain and contract.
    struct Signed {
        uint256 chain;
        address place;
        uint256 id;
        uint256 round;
        bytes32 commitment;
    }

    function keyOf(uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("key", i)));
    }

    function signerOf(uint256 i) internal pure returns (address) {
        return vm.addr(keyOf(i));
    }

    /// @dev What miner `i` would sign for this chain and contract.
    function intent(uint256 id, uint256 round, uint256 i, bytes memory row)
        internal
        view
        returns (Signed memory)
    {
        bytes32 commitment = commitmentOf(id, round, signerOf(i), row);
        return Signed(block.chainid, address(deml), id, round, commitment);
    }

    function digestOf(Signed memory s) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("DeML"),
                keccak256("1"),
                s.chain,
                s.place
            )
        );
        bytes32 content = keccak256(
            abi.encode(
                keccak256("Commit(uint256 id,uint256 round,bytes32 commitment)"),
                s.id,
                s.round,
                s.commitment
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    /// @dev commitment ‖ signature, EIP-2098.
    function signedWith(uint256 key, Signed memory s) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 low) = vm.sign(key, digestOf(s));
        return abi.encodePacked(s.commitment, r, uint256(low) | (uint256(v - 27) << 255));
    }

    function signedBy(uint256 id, uint256 round, uint256 i, bytes memory row)
        internal
        view
        returns (bytes memory)
    {
        return signedWith(keyOf(i), intent(id, round, i, row));
    }
}
