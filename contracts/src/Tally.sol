// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Counts rows of scores against claimed medians, in one pass, without sorting, and five
/// models at a time: a word has five lanes of 48 bits, and what is added to it is added to each.
///
/// Ten scores of a row fill one word of calldata; every second one makes a half, so that each has
/// room to grow. A table has four words a half:
///
///     scores   0xFFFFFF in each lane that a model has
///     base     2^26 − median; with a score added, bit 26 tells that it is not below the median
///     order    how many scores are at least (bits 0–15), and above (16–31), the median, and how many
///              of both are ABSTAIN (32–47), which is the highest code and reaches no score
///     near     sum of the inliers (bits 0–33) and how many they are (38–47)
///
/// No lane runs into the next: at most 800 rows (RoundLib.MOST) of scores below 2^24.
library Tally {
    /// @dev Two verdicts and the highest score: no two are within a tolerance, which is at most PERFECT.
    uint256 internal constant ABSTAIN = 0xFFFFFF;
    uint256 internal constant INVALID = 0xE00000;
    uint256 internal constant PERFECT = 100_000;
    /// @dev What firstWrong answers when no score is
    uint256 internal constant NONE = type(uint256).max;

    /// @dev One in each lane
    uint256 private constant LANES = 1 | (1 << 48) | (1 << 96) | (1 << 144) | (1 << 192);
    /// @dev The base of a lane without a model: always far above its median, never an inlier
    uint256 private constant UNUSED = (1 << 26) | (1 << 25);

    /// @notice Makes a table.
    /// @param medians 3 bytes a model
    function open(bytes calldata medians) internal pure returns (uint256[] memory table) {
        unchecked {
            // Lengths and shifts: at most 32 models.
            uint256 models = medians.length / 3;
            uint256 tens = (models + 9) / 10;
            table = new uint256[](8 * tens);
            for (uint256 ten = 0; ten < tens; ten++) {
                uint256 empty = ten + 1 == tens ? 10 * tens - models : 0;
                uint256 used = (type(uint256).max >> (16 + 24 * empty)) << (24 * empty);
                uint256 scores = uint256(wordAt(positionOf(medians) + 30 * ten)) >> 16;
                _openHalf(table, 8 * ten, used, scores);
                _openHalf(table, 8 * ten + 4, used >> 24, scores >> 24);
            }
        }
    }

    function _openHalf(uint256[] memory table, uint256 at, uint256 used, uint256 medians)
        private
        pure
    {
        unchecked {
            // A median is below 2^26, so that no lane borrows.
            uint256 lanes = used & (0xFFFFFF * LANES);
            uint256 ones_ = lanes & LANES;
            table[at] = lanes;
            table[at + 1] = (ones_ << 26) + (LANES - ones_) * UNUSED - (medians & lanes);
        }
    }

    /// @notice Adds a row that several seats share.
    /// @param position In calldata, of 3 bytes a model; the caller knows that they are there
    /// @param times How many seats
    /// @return inliers bitOf(j) is set when the row is an inlier for model j
    /// @return unhurt The same, when the row is within twice the tolerance, or abstains
    /// @return valid Whether every score is at most 100,000, or a verdict
    function add(uint256[] memory table, uint256 tolerance, uint256 position, uint256 times)
        internal
        pure
        returns (uint256 inliers, uint256 unhurt, bool valid)
    {
        uint256 one = LANES;
        assembly ("memory-safe") {
            let wrong := 0
            let near := mul(one, tolerance)
            let half := 0
            let entry := add(table, 32)
            for { let end := add(entry, shl(5, mload(table))) } lt(entry, end) {
                entry := add(entry, 128)
            } {
                // The lower half of ten scores first, then the one beside it and the next ten.
                let scores := shr(16, calldataload(position))
                if and(half, 1) {
                    scores := shr(24, scores)
                    position := add(position, 30)
                }
                scores := and(scores, mload(entry))
                // ABSTAIN and one are 2^24.
                let abstain := and(shr(24, add(scores, one)), one)
                // 2^26 less 100,001, INVALID, INVALID + 1 and ABSTAIN: a lane that reaches an odd number of
                // them is between two, and no score.
                let low := xor(add(scores, mul(one, 0x3FE795F)), add(scores, mul(one, 0x3200000)))
                let high := xor(add(scores, mul(one, 0x31FFFFF)), add(scores, mul(one, 0x3000001)))
                wrong := or(wrong, xor(low, high))
                let x := add(scores, mload(add(entry, 32)))
                let order := add(entry, 64)
                let atLeast := and(shr(26, x), one)
                let above := and(shr(26, sub(x, one)), one)
                let counts := or(or(atLeast, shl(16, above)), shl(32, abstain))
                mstore(order, add(mload(order), mul(counts, times)))
                // At least the lowest inlier, and not above the highest.
                let inlier :=
                    and(shr(26, xor(add(x, near), sub(x, add(near, one)))), one)
                inliers := or(inliers, shl(half, inlier))
                // The same with twice the tolerance.
                let beside := xor(add(x, shl(1, near)), sub(x, add(shl(1, near), one)))
                unhurt := or(unhurt, shl(half, or(and(shr(26, beside), one), abstain)))
                let sums := add(entry, 96)
                let sum := add(and(mul(inlier, 0xFFFFFF), scores), shl(38, inlier))
                mstore(sums, add(mload(sums), mul(sum, times)))
                half := add(half, 1)
            }
            valid := iszero(and(shr(26, wrong), one))
        }
    }

    /// @notice The bit of model `j` in what `add` answers.
    function bitOf(uint256 j) internal pure returns (uint256) {
        (uint256 half, uint256 shift) = _lane(j);
        return 1 << (shift + half);
    }

    /// @notice What a table says of a model.
    /// @param rows How many were added
    /// @return median As claimed
    /// @return isMedian Whether it is the largest score that more than half of the rows reach: the lower
    /// median where nobody abstains. ABSTAIN reaches none, and stands where more than half reach nothing
    /// @return inliers How many scores are within the tolerance; none where the median is ABSTAIN
    /// @return sum Of those
    function entryOf(uint256[] memory table, uint256 j, uint256 rows)
        internal
        pure
        returns (uint256 median, bool isMedian, uint256 inliers, uint256 sum)
    {
        (uint256 half, uint256 shift) = _lane(j);
        assembly ("memory-safe") {
            let entry := add(add(table, 32), shl(7, half))
            median := sub(shl(26, 1), and(shr(shift, mload(add(entry, 32))), 0xFFFFFFFFFFFF))
            let order := shr(shift, mload(add(entry, 64)))
            let abstaining := and(shr(32, order), 0xFFFF)
            switch gt(shl(1, sub(rows, abstaining)), rows)
            case 0 { isMedian := eq(median, 0xFFFFFF) }
            default {
                let reaching := sub(and(order, 0xFFFF), abstaining)
                let above := sub(and(shr(16, order), 0xFFFF), abstaining)
                // An ABSTAIN claimed here has itself alone above: what reaches it is nothing.
                isMedian := and(gt(shl(1, reaching), rows), iszero(gt(shl(1, above), rows)))
                let near := shr(shift, mload(add(entry, 96)))
                inliers := and(shr(38, near), 0x3FF)
                sum := and(near, 0x3FFFFFFFF)
            }
        }
    }

    /// @dev Of ten scores the last lies lowest.
    function _lane(uint256 j) private pure returns (uint256 half, uint256 shift) {
        unchecked {
            // j is below 32.
            uint256 place = 9 - (j % 10);
            return (2 * (j / 10) + place % 2, 48 * (place / 2));
        }
    }

    /// @notice The first of packed scores that is neither at most 100,000 nor a verdict, or NONE.
    function firstWrong(uint256 position, uint256 length) internal pure returns (uint256 wrong) {
        uint256 one = LANES;
        assembly ("memory-safe") {
            wrong := not(0)
            let end := add(position, length)
            let lanes := mul(one, 0xFFFFFF)
            let found := 0
            for { let at := position } lt(at, end) { at := add(at, 30) } {
                let scores := shr(16, calldataload(at))
                let beyond := sub(add(at, 30), end)
                // Signed: of the last ten, what lies beyond the end counts as zero.
                if sgt(beyond, 0) { scores := shl(shl(3, beyond), shr(shl(3, beyond), scores)) }
                let low := and(scores, lanes)
                let high := and(shr(24, scores), lanes)
                // As in `add`.
                let score := mul(one, 0x3FE795F)
                let verdict := mul(one, 0x3200000)
                let past := mul(one, 0x31FFFFF)
                let abstain := mul(one, 0x3000001)
                found :=
                    or(
                        found,
                        or(
                            xor(
                                xor(add(low, score), add(low, verdict)),
                                xor(add(low, past), add(low, abstain))
                            ),
                            xor(
                                xor(add(high, score), add(high, verdict)),
                                xor(add(high, past), add(high, abstain))
                            )
                        )
                    )
            }
            if and(shr(26, found), one) {
                for {} 1 { position := add(position, 3) } {
                    wrong := shr(232, calldataload(position))
                    if and(
                        gt(wrong, 100000),
                        iszero(or(eq(wrong, 0xE00000), eq(wrong, 0xFFFFFF)))
                    ) { break }
                }
            }
        }
    }

    /// @notice Writes what a round found about its model `j` as 12 bytes: model (4), median (3), average of
    /// the inliers (3), inliers (2).
    function putResult(
        bytes memory results,
        uint256 j,
        uint256 model,
        uint256 median,
        uint256 average,
        uint256 inliers
    ) internal pure {
        uint256 result = (model << 64) | (median << 40) | (average << 16) | inliers;
        assembly ("memory-safe") {
            let at := add(add(results, 32), mul(j, 12))
            // The word's lower 20 bytes are those that follow: keep them.
            let rest := and(mload(at), shr(96, not(0)))
            mstore(at, or(shl(160, result), rest))
        }
    }

    // ── bytes that grow within the room they were given ──

    /// @notice No bytes yet, with room for `length` and for a word that is written over their end.
    function room(uint256 length) internal pure returns (bytes memory data) {
        data = new bytes(length + 32);
        assembly ("memory-safe") {
            mstore(data, 0)
        }
    }

    /// @notice Adds bytes of calldata.
    function copyTo(bytes memory data, uint256 position, uint256 length) internal pure {
        assembly ("memory-safe") {
            let size := mload(data)
            calldatacopy(add(add(data, 32), size), position, length)
            mstore(data, add(size, length))
        }
    }

    // ── calldata by position: the caller has checked that the bytes are there ──

    function positionOf(bytes calldata data) internal pure returns (uint256 position) {
        assembly ("memory-safe") {
            position := data.offset
        }
    }

    function wordAt(uint256 position) internal pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := calldataload(position)
        }
    }

    function hashAt(uint256 position, uint256 length) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, position, length)
            digest := keccak256(free, length)
        }
    }

    /// @notice How many bits are set, for at most 255.
    function ones(uint256 bits) internal pure returns (uint256) {
        unchecked {
            // Every step keeps each sum within its bits.
            uint256 all = type(uint256).max;
            bits -= (bits >> 1) & (all / 3);
            bits = (bits & (all / 5)) + ((bits >> 2) & (all / 5));
            bits = (bits + (bits >> 4)) & (all / 17);
            return (bits * (all / 255)) >> 248;
        }
    }
}
