// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice How many deposits a competition has, by their age, in one word. Time is cut into periods
/// of one commit window each; a deposit counts, and its miner may sit, in a round that is opened two
/// periods after the deposit's own or later: when it is at least one commit window old.
///
///     bits      field     meaning
///     0–15      counting  deposits of two periods ago and before
///     16–31     waiting   of the period before this one
///     32–47     fresh     of this period
///     48–79     period    that the three hold for: seconds since 1970 / commitWindow
///     80–111    settledAt when a round was last settled, seconds since 1970
type Bench is uint112;

using BenchLib for Bench global;

library BenchLib {
    uint256 private constant COUNT = 0xFFFF;
    uint256 private constant TIME = 0xFFFFFFFF;
    uint256 private constant WAITING = 16;
    uint256 private constant FRESH = 32;
    uint256 private constant PERIOD = 48;
    uint256 private constant SETTLED_AT = 80;

    /// @notice The bench as it is in a period, which is its own or a later one.
    function at(Bench b, uint256 period_) internal pure returns (Bench) {
        uint256 passed = period_ - b.period();
        if (passed == 0) return b;
        uint256 counting_ = b.counting() + _count(b, WAITING);
        uint256 waiting_ = _count(b, FRESH);
        if (passed > 1) (counting_, waiting_) = (counting_ + waiting_, 0);
        return _wrap(
            counting_ | (waiting_ << WAITING) | (period_ << PERIOD) | (b.settledAt() << SETTLED_AT)
        );
    }

    /// @notice With so many deposits more, in the period that it holds for.
    /// @dev They fit: DeMLState.MAX_DEPOSITS bounds them.
    function plus(Bench b, uint256 deposits) internal pure returns (Bench) {
        return _wrap(Bench.unwrap(b) + (deposits << FRESH));
    }

    /// @notice Without one deposit that was made in a period.
    function without(Bench b, uint256 madeIn) internal pure returns (Bench) {
        unchecked {
            // It was made in this period or before, and is counted.
            uint256 age = b.period() - madeIn;
            return _wrap(Bench.unwrap(b) - (1 << (age == 0 ? FRESH : age == 1 ? WAITING : 0)));
        }
    }

    /// @notice Without so many deposits that count.
    function minus(Bench b, uint256 deposits) internal pure returns (Bench) {
        return _wrap(Bench.unwrap(b) - deposits);
    }

    /// @notice With a round that is settled now.
    function settled(Bench b) internal view returns (Bench) {
        return _wrap(Bench.unwrap(b) & ~(TIME << SETTLED_AT) | (block.timestamp << SETTLED_AT));
    }

    /// @notice All deposits.
    function size(Bench b) internal pure returns (uint256) {
        return b.counting() + _count(b, WAITING) + _count(b, FRESH);
    }

    function counting(Bench b) internal pure returns (uint256) {
        return _count(b, 0);
    }

    function period(Bench b) internal pure returns (uint256) {
        return (uint256(Bench.unwrap(b)) >> PERIOD) & TIME;
    }

    function settledAt(Bench b) internal pure returns (uint256) {
        return uint256(Bench.unwrap(b)) >> SETTLED_AT;
    }

    function _count(Bench b, uint256 shift) private pure returns (uint256) {
        return (uint256(Bench.unwrap(b)) >> shift) & COUNT;
    }

    /// @dev Every field fits until 2106: the two times have 32 bits.
    function _wrap(uint256 word) private pure returns (Bench) {
        return Bench.wrap(uint112(word));
    }
}
