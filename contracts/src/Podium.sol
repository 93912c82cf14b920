// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The best models so far in one word, best first: 40 bits each, of which the upper 24 are
/// the score plus one (so that zero is an empty place) and the lower 16 the inverted model number
/// (so that of equal scores the earlier submission is the larger entry).
library Podium {
    uint256 internal constant PLACES = 6;
    uint256 private constant WIDTH = 40;
    uint256 private constant LAST = (PLACES - 1) * WIDTH;
    uint256 private constant MASK = (1 << WIDTH) - 1;

    /// @notice Puts a scored model in its place; the ones behind it move on and the last falls off.
    function insert(uint256 podium, uint256 model, uint256 score) internal pure returns (uint256) {
        uint256 entry = ((score + 1) << 16) | (0xFFFF ^ model);
        if (entry <= podium & MASK) return podium;
        unchecked {
            // Shifts of at most six places.
            uint256 shift = 0;
            while (shift < LAST && entry > (podium >> (shift + WIDTH)) & MASK) shift += WIDTH;
            uint256 ahead = podium >> (shift + WIDTH) << (shift + WIDTH);
            return ahead | (entry << shift) | ((podium ^ ahead) >> WIDTH);
        }
    }

    /// @return found Whether the place is taken
    function at(uint256 podium, uint256 place)
        internal
        pure
        returns (bool found, uint256 model, uint256 score)
    {
        uint256 entry = (podium >> ((PLACES - 1 - place) * WIDTH)) & MASK;
        if (entry == 0) return (false, 0, 0);
        return (true, 0xFFFF ^ (entry & 0xFFFF), (entry >> 16) - 1);
    }
}
