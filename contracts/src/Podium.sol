// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The best models so far in one word, best first: 42 bits each, of which the upper 17 are
/// the score plus one (so that zero is an empty place) and the lower 25 the inverted model number
/// (so that of equal scores the earlier place is the larger entry).
library Podium {
    uint256 internal constant PLACES = 6;
    /// @dev What the shares of the places add up to: basis points.
    uint256 internal constant WHOLE = 10_000;
    /// @dev Models are numbered below this.
    uint256 internal constant MODELS = 1 << MODEL_BITS;
    uint256 private constant MODEL_BITS = 25;
    uint256 private constant WIDTH = 42;
    uint256 private constant LAST = (PLACES - 1) * WIDTH;
    uint256 private constant MASK = (1 << WIDTH) - 1;
    uint256 private constant MODEL_MASK = MODELS - 1;

    /// @notice Puts a scored model in its place; the ones behind it move on and the last falls off.
    /// @param score At most 100,000
    function insert(uint256 podium, uint256 model, uint256 score) internal pure returns (uint256) {
        uint256 entry = ((score + 1) << MODEL_BITS) | (MODEL_MASK ^ model);
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
        return (true, MODEL_MASK ^ (entry & MODEL_MASK), (entry >> MODEL_BITS) - 1);
    }
}
