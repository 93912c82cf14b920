// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Consensus} from "./Consensus.sol";

/// @notice What rounds come to, for models, seats and deposits.
abstract contract Verdicts is Consensus {
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
