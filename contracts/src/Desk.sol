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
    uint256 private constant FEES_MASK = 0xFFFFFF << 8;

    /// @notice The desk of a miner without a seat.
    function idle(uint256 firstRound, uint256 fees_) internal pure returns (Desk) {
        return Desk.wrap((firstRound << 48) | (fees_ << 8) | ENROLLED);
    }

    /// @notice The desk with a seat and its commitment.
    function seated(Desk desk, bytes32 commitment, uint256 round_, uint256 seat_)
        internal
        pure
        returns (Desk)
    {
        return Desk.wrap(
            (uint256(commitment) & HASH_MASK) | (round_ << 48) | (seat_ << 32)
                | (Desk.unwrap(desk) & FEES_MASK) | SEATED | ENROLLED
        );
    }

    /// @notice The desk with its row posted.
    function revealed(Desk desk, bytes32 row) internal pure returns (Desk) {
        return Desk.wrap((uint256(row) & HASH_MASK) | (Desk.unwrap(desk) & ~HASH_MASK) | REVEALED);
    }

    /// @notice Whether its miner may sit in a round, without a look at any round before.
    function isFree(Desk desk, uint256 round_) internal pure returns (bool) {
        return Desk.unwrap(desk) & (ENROLLED | SEATED) == ENROLLED && desk.round() <= round_;
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
