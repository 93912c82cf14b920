// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A miner's desk in one competition, in one word, so that a commit writes one slot:
///
///     255            96 95    48 47    24 23   8 7       0
///     ┌────────────────┬────────┬────────┬──────┬────────┐
///     │ hash (160)     │ fees   │ round  │ seat │ flags  │
///     └────────────────┴────────┴────────┴──────┴────────┘
///
/// hash   the first 20 bytes of the commitment, then of keccak256(scores) once revealed: whoever
///        wanted two openings of one commitment would have to compute 2^80 hashes. While idle, the
///        period that the deposit was made in (Bench.sol), zero once it sat in a round
/// fees   owed and not paid, in units of DeMLState._feeUnit
/// round  of the seat
/// seat   its number in the round
/// flags  ENROLLED | SEATED | REVEALED
type Desk is uint256;

using DeskLib for Desk global;

library DeskLib {
    uint256 internal constant ENROLLED = 1;
    uint256 internal constant SEATED = 2;
    uint256 internal constant REVEALED = 4;

    /// @dev What two words have in common when their hashes are equal: nothing above these bits.
    uint256 internal constant HASH_SHIFT = 96;
    /// @dev A seat in round `r` has these bits, masked: r << 24 | SEATED. Members.sol compares them.
    uint256 internal constant SEAT_MASK = (0xFFFFFF << ROUND_SHIFT) | SEATED;
    uint256 internal constant ROUND_SHIFT = 24;
    uint256 internal constant SEAT_SHIFT = 8;
    uint256 internal constant SEAT_BITS = 0xFFFF;

    uint256 private constant FEES_SHIFT = 48;
    uint256 private constant FEES_BITS = type(uint48).max;
    uint256 private constant HASH_MASK = type(uint256).max << HASH_SHIFT;

    /// @notice The desk of a miner with a deposit and without a seat.
    function idle(uint256 period_, uint256 fees_) internal pure returns (Desk) {
        return Desk.wrap((period_ << HASH_SHIFT) | (fees_ << FEES_SHIFT) | ENROLLED);
    }

    /// @notice The desk of a miner whose deposit was lost: what it earned before is still owed.
    function bare(uint256 fees_) internal pure returns (Desk) {
        return Desk.wrap(fees_ << FEES_SHIFT);
    }

    /// @notice The desk with a seat and its commitment.
    function seated(Desk desk, bytes32 commitment, uint256 round_, uint256 seat_)
        internal
        pure
        returns (Desk)
    {
        return Desk.wrap(
            (uint256(commitment) & HASH_MASK) | (Desk.unwrap(desk) & (FEES_BITS << FEES_SHIFT))
                | (round_ << ROUND_SHIFT) | (seat_ << SEAT_SHIFT) | SEATED | ENROLLED
        );
    }

    /// @notice The desk with its row posted.
    function revealed(Desk desk, bytes32 row) internal pure returns (Desk) {
        return Desk.wrap((uint256(row) & HASH_MASK) | (Desk.unwrap(desk) & ~HASH_MASK) | REVEALED);
    }

    function has(Desk desk, uint256 flag) internal pure returns (bool) {
        return Desk.unwrap(desk) & flag != 0;
    }

    /// @notice Whether it has a deposit that holds no seat, in a round over or running.
    function isIdle(Desk desk) internal pure returns (bool) {
        return Desk.unwrap(desk) & (ENROLLED | SEATED) == ENROLLED;
    }

    /// @notice Whether it holds a seat in a round.
    function sitsIn(Desk desk, uint256 round_) internal pure returns (bool) {
        return Desk.unwrap(desk) & SEAT_MASK == (round_ << ROUND_SHIFT) | SEATED;
    }

    function matches(Desk desk, bytes32 digest) internal pure returns (bool) {
        return (Desk.unwrap(desk) ^ uint256(digest)) >> HASH_SHIFT == 0;
    }

    /// @notice What a seat keeps: the commitment, then the row.
    function hash(Desk desk) internal pure returns (bytes20) {
        return bytes20(bytes32(Desk.unwrap(desk)));
    }

    /// @dev Of an idle desk alone.
    function period(Desk desk) internal pure returns (uint256) {
        return Desk.unwrap(desk) >> HASH_SHIFT;
    }

    function fees(Desk desk) internal pure returns (uint256) {
        return (Desk.unwrap(desk) >> FEES_SHIFT) & FEES_BITS;
    }

    function round(Desk desk) internal pure returns (uint256) {
        return (Desk.unwrap(desk) >> ROUND_SHIFT) & 0xFFFFFF;
    }

    function seat(Desk desk) internal pure returns (uint256) {
        return (Desk.unwrap(desk) >> SEAT_SHIFT) & SEAT_BITS;
    }
}
