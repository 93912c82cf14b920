// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deposits} from "./Deposits.sol";

/// @notice What the posted rows of a round say. It compares each with each where the contract counts in
/// one pass, and adds wei where the contract counts units.
abstract contract Consensus is Deposits {
    uint256 internal constant UNITS = 1 << 24;

    /// @dev What a settlement says, of the round's places and of its seats.
    struct Yield {
        uint24[] medians;
        bool[] agreed;
        uint256[] inliers; // by seat, on what was agreed
        bool[] hurt; // by seat: it loses its stake
        uint256 fee; // of one inlier
        uint256 models; // agreed
        bool mended; // a model decided after a round that did not agree
        bool ashes; // a model that is unjudged now
    }

    /// @dev Verdicts are near themselves alone, and nothing is near to abstaining.
    function isNear(uint24 score, uint24 median, uint256 tolerance) internal pure returns (bool) {
        if (score > BEST || median > BEST) return score == median && score != ABSTAIN;
        return (score > median ? score - median : median - score) <= tolerance;
    }

    function toleranceOf(Book storage b, Panel storage p) internal view returns (uint256) {
        return p.testSet ? 0 : b.terms.tolerance;
    }

    /// @dev The largest score that more than half of all posted rows reach; whoever abstains reaches none.
    function medianOf(Panel storage p, uint256 j) internal view returns (uint24 median) {
        median = ABSTAIN;
        uint256 reveals = postedIn(p);
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted) continue;
            uint24 score = scoreIn(sheet.row, j);
            if (score == ABSTAIN || reaching(p, j, score) * 2 <= reveals) continue;
            if (median == ABSTAIN || score > median) median = score;
        }
    }

    function reaching(Panel storage p, uint256 j, uint24 score) private view returns (uint256 n) {
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted) continue;
            uint24 other = scoreIn(sheet.row, j);
            if (other != ABSTAIN && other >= score) n++;
        }
    }

    /// @dev What a round with these posted rows would settle to.
    function yieldOf(Book storage b, Panel storage p) internal view returns (Yield memory y) {
        (uint256 width, uint256 seats) = (widthOf(p), p.seated.length);
        (y.medians, y.agreed) = (new uint24[](width), new bool[](width));
        (y.inliers, y.hurt) = (new uint256[](seats), new bool[](seats));
        uint256 reveals = postedIn(p);
        for (uint256 i = 0; i < seats; i++) y.hurt[i] = !p.sheets[p.seated[i]].posted;
        for (uint256 j = 0; j < width; j++) judgePlace(b, p, y, j, reveals);
        uint256 paid;
        for (uint256 i = 0; i < seats; i++) {
            if (y.hurt[i]) y.inliers[i] = 0;
            paid += y.inliers[i];
        }
        // A part is divided among the seats, or among as many as a model's judges are on average.
        uint256 shares = b.terms.seats;
        if (paid > y.models * shares) shares = (paid + y.models - 1) / y.models;
        y.fee = UNITS / shares * (b.part / UNITS);
    }

    function judgePlace(
        Book storage b,
        Panel storage p,
        Yield memory y,
        uint256 j,
        uint256 reveals
    ) private view {
        uint24 median = medianOf(p, j);
        uint256 tolerance = toleranceOf(b, p);
        uint256 near;
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (sheet.posted && isNear(scoreIn(sheet.row, j), median, tolerance)) near++;
        }
        (y.medians[j], y.agreed[j]) = (median, near * 2 > reveals);
        if (!y.agreed[j]) return;
        y.models++;
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted) continue;
            uint24 score = scoreIn(sheet.row, j);
            if (isNear(score, median, tolerance)) y.inliers[i]++;
            bool beside = isNear(score, median, 2 * tolerance);
            if (!beside && score != ABSTAIN) y.hurt[i] = true;
        }
    }
}
