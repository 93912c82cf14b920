// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A miner's desk in one competition, in one word, so that a commit writes one slot:
///
///     255            72 71    48 47  32 31   8 7       0
///     ┌────────────────┬────────┬──────┬──────┬────────┐
///     │ hash (184)     │ round  │ seat │ fees │ flags  │
///     └────────────────┴────────┴──────┴──────┴────────┘
///
/// hash   the first 23 bytes of the commitment, then of keccak256(scores) once revealed: whoever
///        wanted two openings of one commitment would have to compute 2^92 hashes
/// round  of the seat; while idle, the first round this miner may sit in
/// fees   evaluations that were inliers and are not paid yet
/// flags  ENROLLED | SEATED | REVEALED
type Desk is uint256;

using DeskLib for Desk global;

library DeskLib {
    uint256 internal constant ENROLLED = 1;
    uint256 internal constant SEATED = 2;
    uint256 internal constant REVEALED = 4;

    uint256 private constant HASH_MASK = type(uint256).max << 72;

    function make(bytes32 digest, uint256 round_, uint256 seat_, uint256 fees_, uint256 flags)
        internal
        pure
        returns (Desk)
    {
        return Desk.wrap(
            (uint256(digest) & HASH_MASK) | (round_ << 48) | (seat_ << 32) | (fees_ << 8) | flags
        );
    }

    function idle(uint256 firstRound, uint256 fees_) internal pure returns (Desk) {
        return make(0, firstRound, 0, fees_, ENROLLED);
    }

    function has(Desk desk, uint256 flag) internal pure returns (bool) {
        return Desk.unwrap(desk) & flag != 0;
    }

    /// @notice Whether it holds a seat in a round.
    function sitsIn(Desk desk, uint256 round_) internal pure returns (bool) {
        return Desk.unwrap(desk) & ((0xFFFFFF << 48) | SEATED) == (round_ << 48) | SEATED;
    }

    function matches(Desk desk, bytes32 digest) internal pure returns (bool) {
        return (Desk.unwrap(desk) ^ uint256(digest)) & HASH_MASK == 0;
    }

    function round(Desk desk) internal pure returns (uint256) {
        return (Desk.unwrap(desk) >> 48) & 0xFFFFFF;
    }

    function seat(Desk desk) internal pure returns (uint256) {
        return (Desk.unwrap(desk) >> 32) & 0xFFFF;
    }

    function fees(Desk desk) internal pure returns (uint256) {
        return (Desk.unwrap(desk) >> 8) & 0xFFFFFF;
    }
}
