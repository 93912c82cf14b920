// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Tally} from "../src/Tally.sol";
import {Base} from "./Base.sol";

/// @notice Tally's lanes against the words of §6, written without them.
contract TallyTest is Base {
    uint24[] private drawn;

    /// @dev Rows of `models` scores, one after the other, counted once each.
    function count(bytes calldata medians, bytes calldata rows, uint256 tolerance)
        external
        pure
        returns (uint256[] memory table, uint256[] memory inliers, uint256[] memory unhurt)
    {
        table = Tally.open(medians);
        uint256 total = rows.length / medians.length;
        inliers = new uint256[](total);
        unhurt = new uint256[](total);
        uint256 at = Tally.positionOf(rows);
        for (uint256 i = 0; i < total; i++) {
            bool valid;
            (inliers[i], unhurt[i], valid) =
                Tally.add(table, tolerance, at + i * medians.length, 1);
            yes(valid, "every row is one of scores and verdicts");
        }
    }

    function isValid(bytes calldata row) external pure returns (bool alone, bool within) {
        uint256[] memory table = Tally.open(row);
        (,, within) = Tally.add(table, 0, Tally.positionOf(row), 1);
        alone = Tally.firstWrong(Tally.positionOf(row), row.length) == Tally.NONE;
    }

    // ───────────────────────── the rule, in plain words ─────────────────────────

    /// @dev The largest score that more than half of all reach; ABSTAIN where there is none.
    function plainMedian(uint24[] memory column) private pure returns (uint24 best) {
        best = ABSTAIN;
        for (uint256 i = 0; i < column.length; i++) {
            if (column[i] == ABSTAIN) continue;
            uint256 reached;
            for (uint256 k = 0; k < column.length; k++) {
                if (column[k] != ABSTAIN && column[k] >= column[i]) reached++;
            }
            if (reached * 2 > column.length && (best == ABSTAIN || column[i] > best)) {
                best = column[i];
            }
        }
    }

    function apart(uint24 a, uint24 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }

    function drawScore(uint256 seed, uint256 centre, uint256 spread) private pure returns (uint24) {
        uint256 kind = seed % 16;
        if (kind == 0) return INVALID;
        if (kind < 4) return ABSTAIN;
        uint256 score = centre + (seed >> 8) % (2 * spread + 1);
        return uint24(score > 100_000 ? 100_000 : score);
    }

    function testFuzz_mediansInliersAndStakesAreThoseOfTheRule(
        uint256 seed,
        uint8 models_,
        uint8 rows_,
        uint24 tolerance_
    ) public view {
        uint256 models = 1 + models_ % 32;
        uint256 total = 1 + rows_ % 24;
        uint256 tolerance = tolerance_ % 3 == 0 ? tolerance_ % 100_001 : tolerance_ % 120;
        uint24[][] memory columns = new uint24[][](models);
        bytes memory medians;
        for (uint256 j = 0; j < models; j++) {
            columns[j] = new uint24[](total);
            uint256 centre = uint256(keccak256(abi.encode(seed, j))) % 100_001;
            for (uint256 i = 0; i < total; i++) {
                columns[j][i] = drawScore(uint256(keccak256(abi.encode(seed, j, i))), centre, 90);
            }
            medians = abi.encodePacked(medians, plainMedian(columns[j]));
        }
        bytes memory rows;
        for (uint256 i = 0; i < total; i++) {
            for (uint256 j = 0; j < models; j++) rows = abi.encodePacked(rows, columns[j][i]);
        }
        (uint256[] memory table, uint256[] memory inliers, uint256[] memory unhurt) =
            this.count(medians, rows, tolerance);
        for (uint256 j = 0; j < models; j++) {
            compare(columns[j], j, table, inliers, unhurt, tolerance);
        }
    }

    function compare(
        uint24[] memory column,
        uint256 j,
        uint256[] memory table,
        uint256[] memory inliers,
        uint256[] memory unhurt,
        uint256 tolerance
    ) private pure {
        uint24 wanted = plainMedian(column);
        (uint256 plainNear, uint256 plainSum) = seen(column, j, wanted, inliers, unhurt, tolerance);
        (uint256 median, bool isMedian, uint256 near, uint256 sum) =
            Tally.entryOf(table, j, column.length);
        same(median, wanted, "as claimed");
        yes(isMedian, "the plain median is one");
        same(near, plainNear, "inliers");
        same(sum, plainSum, "their sum");
    }

    /// @dev How many scores are near the median, and their sum; nobody is near ABSTAIN.
    function seen(
        uint24[] memory column,
        uint256 j,
        uint24 median,
        uint256[] memory inliers,
        uint256[] memory unhurt,
        uint256 tolerance
    ) private pure returns (uint256 near, uint256 sum) {
        if (median == ABSTAIN) return (0, 0);
        uint256 bit = Tally.bitOf(j);
        for (uint256 i = 0; i < column.length; i++) {
            bool abstains = column[i] == ABSTAIN;
            uint256 distance = apart(column[i], median);
            bool inlier = !abstains && distance <= tolerance;
            if (inlier) (near, sum) = (near + 1, sum + column[i]);
            yes((inliers[i] & bit != 0) == inlier, "inlier");
            yes((unhurt[i] & bit != 0) == (abstains || distance <= 2 * tolerance), "unhurt");
        }
    }

    function testFuzz_noOtherScoreIsTheMedian(uint256 seed, uint8 rows_, uint24 claimed_)
        public
        view
    {
        uint256 total = 1 + rows_ % 12;
        uint24[] memory column = new uint24[](total);
        bytes memory rows;
        for (uint256 i = 0; i < total; i++) {
            column[i] = drawScore(uint256(keccak256(abi.encode(seed, i))), 50_000, 3);
            rows = abi.encodePacked(rows, column[i]);
        }
        uint24 wanted = plainMedian(column);
        uint24 claimed = claimed_ % 8 == 0 ? INVALID : claimed_ % 8 == 1 ? ABSTAIN : 50_000 + claimed_ % 8;
        (uint256[] memory table,,) = this.count(abi.encodePacked(claimed), rows, 0);
        (, bool isMedian,,) = Tally.entryOf(table, 0, total);
        yes(isMedian == (claimed == wanted), "this score alone");
    }

    function testFuzz_scoresAndTwoVerdictsAreValidAndNothingElse(uint24 score, uint8 place) public view {
        bytes memory row;
        for (uint256 j = 0; j < 32; j++) row = abi.encodePacked(row, j == place % 32 ? score : uint24(j));
        (bool alone, bool within) = this.isValid(row);
        bool wanted = score <= 100_000 || score == INVALID || score == ABSTAIN;
        yes(alone == wanted && within == wanted, "valid");
    }

    /// @dev N14: codes a unit apart were within each other's tolerance.
    function test_N14_noToleranceJoinsTwoVerdictsOrAVerdictAndAScore() public view {
        uint24[5] memory codes = [uint24(0), 100_000, INVALID, ABSTAIN, 50_000];
        for (uint256 a = 0; a < 5; a++) {
            for (uint256 b = 0; b < 5; b++) {
                (, uint256[] memory inliers, uint256[] memory unhurt) =
                    this.count(abi.encodePacked(codes[a]), abi.encodePacked(codes[b]), 100_000);
                bool scores = codes[a] <= 100_000 && codes[b] <= 100_000;
                bool near = scores || codes[a] == codes[b];
                yes((inliers[0] != 0) == near, "joined");
                yes((unhurt[0] != 0) == (near || codes[b] == ABSTAIN), "unhurt");
            }
        }
    }
}
