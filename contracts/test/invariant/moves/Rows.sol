// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Machine} from "./Machine.sol";

/// @notice What miners find, and what they say instead.
abstract contract Rows is Machine {
    /// @dev What an honest miner finds at a place.
    function truthOf(Book storage b, Panel storage p, uint256 j) internal view returns (uint24) {
        if (p.testSet) {
            return uint256(keccak256(abi.encode("test set", b.id))) % 3 == 0 ? INVALID : BEST;
        }
        uint256 truth = uint256(keccak256(abi.encode("truth", b.id, p.models[j])));
        return truth % 9 == 0 ? INVALID : uint24(truth % 90_000);
    }

    /// @dev The truth, the lie about it, or neither.
    function fill(Book storage b, Panel storage p, Mood mood, uint256 seed)
        internal
        returns (bytes memory row)
    {
        bool near = pick(seed, 2) == 0;
        for (uint256 j = 0; j < widthOf(p); j++) {
            uint24 score = truthOf(b, p, j);
            if (mood == Mood.Honest) score = honest(b, p, score, seed);
            if (mood == Mood.Colluding) score = score > BEST || p.testSet ? 77 : score + 9_999;
            if (mood == Mood.Wild) score = wild(b, p, score, near, seed);
            if (mood == Mood.Broken) score = INVALID;
            if (mood == Mood.Unsure) score = ABSTAIN;
            if (mood == Mood.Nonsense && j == 0) score = nonsense(seed);
            row = abi.encodePacked(row, score);
        }
    }

    /// @dev Two honest scores are no further apart than the tolerance; some miners cannot tell.
    function honest(Book storage b, Panel storage p, uint24 truth, uint256 seed)
        private
        returns (uint24)
    {
        if (pick(seed, 12) == 0) return ABSTAIN;
        if (p.testSet || truth > BEST) return truth;
        return truth + uint24(pick(seed, uint256(b.terms.tolerance) + 1));
    }

    /// @dev Anything, or something near the truth but not near enough: mostly within twice the tolerance.
    function wild(Book storage b, Panel storage p, uint24 truth, bool near, uint256 seed)
        private
        returns (uint24)
    {
        if (!near || truth > BEST || p.testSet) {
            return near ? truth : uint24(pick(seed, BEST + 1));
        }
        uint256 tolerance = b.terms.tolerance;
        uint256 beyond = pick(seed, 8) == 0 ? tolerance + 2 : 1;
        return truth + uint24(tolerance + pick(seed, tolerance + beyond));
    }

    function nonsense(uint256 seed) private returns (uint24) {
        uint256 score = [
            uint256(BEST) + 1,
            INVALID - 1,
            INVALID + 1,
            ABSTAIN - 1,
            BEST + 2 + pick(seed, 14_000_000)
        ][pick(seed, 5)];
        return uint24(score);
    }

    /// @dev In some competitions, and some rounds of others, as many collude as are honest, so that next to
    /// nothing is agreed.
    function moodIn(Book storage b, uint256 round, uint256 seed) internal returns (Mood) {
        uint256 roll = pick(seed, 100);
        bool torn = uint256(keccak256(abi.encode("torn", b.id))) % 3 == 0;
        if (b.panels[round].testSet) torn = false;
        torn = torn || uint256(keccak256(abi.encode(b.id, round))) % 4 == 0;
        if (torn && roll < 95) {
            uint256 seat = b.panels[round].seated.length;
            if (seat == 0) return Mood.Unsure;
            return seat % 2 == 0 ? Mood.Honest : Mood.Colluding;
        }
        if (roll < 70) return Mood.Honest;
        if (roll < 78) return Mood.Colluding;
        if (roll < 86) return Mood.Wild;
        if (roll < 89) return Mood.Broken;
        if (roll < 94) return Mood.Unsure;
        return roll < 97 ? Mood.Nonsense : Mood.Copying;
    }
}
