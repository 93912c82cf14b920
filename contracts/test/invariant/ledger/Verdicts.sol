// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Deposits} from "./Deposits.sol";

/// @notice What rounds come to. It sorts where the contract counts, and adds wei where it counts units.
abstract contract Verdicts is Deposits {
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

    // ─────────────────────────── the queue ───────────────────────────

    function bookPlace(Book storage b, address who) internal returns (uint256 place) {
        b.places[who]++;
        b.papers.push();
        return b.papers.length - 1;
    }

    /// @dev From now on miners see it.
    function bookVisible(Book storage b, uint256 model) internal {
        b.papers[model].visible = true;
        b.queue.push(model);
    }

    function bookOpening(Book storage b) internal returns (Panel storage p) {
        p = b.panels.push();
        p.status = IDeMLTypes.RoundStatus.Running;
        p.testSet = isRoundZero(b);
        p.openedAt = b.lastOpened = clock;
        (, p.counted) = benchOf(b);
        p.quorum = quorumOf(b);
        for (uint256 i = 0; !p.testSet && i < b.queue.length && i < ROUND_MODELS; i++) {
            p.models.push(b.queue[i]);
            Paper storage paper = b.papers[b.queue[i]];
            yes(!paper.scored && !paper.unjudged, "I7 what was judged waits no more");
            yes(paper.tries < TRIES, "I7 a model is tried thrice at the most");
        }
    }

    /// @dev What a round judged leaves the front of the queue.
    function dequeue(Book storage b, Panel storage p) private {
        uint256 n = p.models.length;
        for (uint256 i = 0; i < n; i++) same(b.queue[i], p.models[i], "I6 the front of the queue");
        for (uint256 i = n; i < b.queue.length; i++) b.queue[i - n] = b.queue[i];
        for (uint256 i = 0; i < n; i++) b.queue.pop();
    }

    // ──────────────────────────── a seat ────────────────────────────

    function bookSeat(Book storage b, uint256 round, address who, Mood mood, bytes memory row)
        internal
    {
        Panel storage p = b.panels[round];
        p.seated.push(who);
        Sheet storage sheet = p.sheets[who];
        (sheet.mood, sheet.row) = (mood, row);
        (b.deposits[who].seatIn, b.deposits[who].satIn) = (round + 1, round + 1);
        bool all = p.seated.length == p.counted || p.seated.length == ROUND_SEATS;
        if (all) p.closedEarly = clock;
    }

    // ─────────────────────────── consensus ───────────────────────────

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

    // ─────────────────────────── three endings ───────────────────────────

    /// @dev Books a settlement in which every posted row is counted.
    function bookSettlement(Book storage b, uint256 round) internal returns (Yield memory y) {
        Panel storage p = b.panels[round];
        y = yieldOf(b, p);
        uint256 burnt = b.burnt;
        if (p.testSet) {
            if (y.agreed[0]) {
                bool good = y.medians[0] == BEST;
                b.testSet = good ? IDeMLTypes.TestSet.Good : IDeMLTypes.TestSet.Bad;
            }
        } else {
            dequeue(b, p);
            for (uint256 j = 0; j < p.models.length; j++) bookVerdict(b, p, y, j);
        }
        uint256 lost = b.burnt - burnt;
        uint256 paid;
        for (uint256 i = 0; i < p.seated.length; i++) {
            paid += y.inliers[i] * y.fee;
            b.earned[p.seated[i]] += y.inliers[i] * y.fee;
            if (y.hurt[i]) bookForfeit(b, p.seated[i]);
            if (y.hurt[i]) lost += b.terms.seatStake;
        }
        b.fees += paid;
        yes(paid <= y.models * b.part, "I9 a model's evaluations cost its part at the most");
        same(b.burnt - burnt, lost, "I9 what is lost is burnt");
        conclude(b, p, IDeMLTypes.RoundStatus.Settled);
        b.settledAt = clock;
        if (b.firstReveals == 0) b.firstReveals = postedIn(p);
    }

    function bookVerdict(Book storage b, Panel storage p, Yield memory y, uint256 j) private {
        Paper storage paper = b.papers[p.models[j]];
        yes(paper.visible && !paper.scored && !paper.unjudged, "I7 a model is judged once");
        if (y.agreed[j]) {
            if (paper.tries > 0) y.mended = true;
            (paper.scored, paper.score) = (true, y.medians[j]);
            return;
        }
        paper.tries++;
        if (paper.tries < TRIES) {
            b.queue.push(p.models[j]);
        } else {
            paper.unjudged = y.ashes = true;
            b.ashes += b.part;
            bookBurn(b, b.part);
        }
    }

    /// @dev Nobody is punished.
    function bookExpiry(Book storage b, uint256 round) internal {
        conclude(b, b.panels[round], IDeMLTypes.RoundStatus.Expired);
    }

    /// @dev Who did not reveal loses its stake.
    function bookFailure(Book storage b, uint256 round) internal {
        Panel storage p = b.panels[round];
        for (uint256 i = 0; i < p.seated.length; i++) {
            if (!p.sheets[p.seated[i]].posted) bookForfeit(b, p.seated[i]);
        }
        conclude(b, p, IDeMLTypes.RoundStatus.Failed);
    }

    function conclude(Book storage b, Panel storage p, IDeMLTypes.RoundStatus status) private {
        for (uint256 i = 0; i < p.seated.length; i++) b.deposits[p.seated[i]].seatIn = 0;
        p.status = status;
    }
}
