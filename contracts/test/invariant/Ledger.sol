// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Verdicts} from "./ledger/Verdicts.sol";

/// @notice What should be so, kept by the handler from docs/PROTOCOL.md and its own moves. It asks
/// the contract nothing. `ledger/` has what it keeps, when things may happen, deposits, and
/// verdicts; here is the money: what a competition owes at its end.
abstract contract Ledger is Verdicts {
    /// @dev What register and enrol ask for (§2), its words packed as Schedule.sol and Limits.sol
    /// draw them.
    function hashOf(Book storage b) internal view returns (bytes32) {
        IDeMLTypes.Terms memory t = b.terms;
        uint256 schedule = uint256(t.registrationEnd) | (uint256(t.submissionEnd) << 40)
            | (uint256(t.openingEnd) << 80) | (uint256(t.evaluationEnd) << 120);
        schedule |= (uint256(t.commitWindow) << 160) | (uint256(t.revealWindow) << 192)
            | (uint256(t.roundInterval) << 224);
        uint256 limits = uint256(t.seatStake) | (uint256(t.byteLimit) << 96)
            | (uint256(t.maxModels) << 128) | (uint256(t.maxModelsPerAuthor) << 144);
        limits |= (uint256(t.seats) << 160) | (uint256(t.quorum) << 176)
            | (uint256(t.tolerance) << 192);
        if (b.isSealed) limits |= 1 << 216;
        if (t.prizeShares.length > 0) limits |= 1 << 217;
        if (t.offChainModels) limits |= 1 << 218;
        if (t.returnsBuyIns) limits |= 1 << 219;
        uint256 shares;
        for (uint256 i = 0; i < t.prizeShares.length; i++) {
            shares |= uint256(t.prizeShares[i]) << (16 * i);
        }
        return keccak256(
            abi.encode(
                b.organizer, b.fund, t.specDigest, schedule, limits, t.testKeyCommitment, shares
            )
        );
    }

    function potOf(Book storage b) internal view returns (uint256) {
        return b.fund + b.participants.length * b.buyIn - b.fees - b.ashes;
    }

    // ───────────────────────────── refunds ─────────────────────────────

    /// @dev The results of an author's models.
    struct Works {
        uint256 complete;
        uint256 visible;
        uint256 judged;
        uint256 unjudged;
    }

    function worksOf(Book storage b, address who) internal view returns (Works memory w) {
        for (uint256 i = 0; i < b.papers.length; i++) {
            Paper storage paper = b.papers[i];
            if (paper.author != who) continue;
            if (paper.complete) w.complete++;
            if (paper.visible) w.visible++;
            if (paper.scored) w.judged++;
            if (paper.unjudged) w.unjudged++;
        }
    }

    /// @dev A buy-in that comes back, less what its author's models cost.
    function lessParts(Book storage b, Works memory w) internal view returns (uint256) {
        return b.buyIn - (w.judged + w.unjudged) * b.part;
    }

    /// @dev Of a participant, when somebody won: everybody's, or only of those whose models nobody
    /// judged.
    function refundWhenWon(Book storage b, Works memory w) private view returns (uint256) {
        bool unheard = w.visible > 0 && w.judged == 0;
        return b.terms.returnsBuyIns || unheard ? lessParts(b, w) : 0;
    }

    /// @dev What buy-ins would take out of the pot if nobody won.
    function promised(Book storage b) internal view returns (uint256 sum) {
        for (uint256 i = 0; i < b.participants.length; i++) {
            sum += lessParts(b, worksOf(b, b.participants[i]));
        }
    }

    // ─────────────────────────────── the end ───────────────────────────────

    function bookCancellation(Book storage b) internal {
        if (roundRuns(b)) bookExpiry(b, b.panels.length - 1);
        bool punished = !b.testOpened || b.testSet == IDeMLTypes.TestSet.Bad;
        b.ending = IDeMLTypes.Ending.Cancelled;
        uint256 authors;
        for (uint256 i = 0; i < b.participants.length; i++) {
            if (worksOf(b, b.participants[i]).complete > 0) authors++;
        }
        uint256 penalty = punished && authors > 0 ? b.fund / 5 : 0;
        uint256 share = penalty / (authors > 5 ? authors : 5);
        uint256 rest = potOf(b);
        for (uint256 i = 0; i < b.participants.length; i++) {
            address who = b.participants[i];
            uint256 amount = b.buyIn + (worksOf(b, who).complete > 0 ? share : 0);
            b.owed[who] += amount;
            rest -= amount;
        }
        uint256 ashes = penalty - authors * share;
        bookBurn(b, ashes);
        yes(rest - ashes <= b.fund - penalty, "I9 an organizer that cancels gains nothing");
        b.owed[b.organizer] += rest - ashes;
    }

    function bookEnd(Book storage b) internal {
        (uint256 winners, uint256[6] memory ranked) = ranking(b);
        uint256 rest = potOf(b);
        for (uint256 i = 0; i < b.participants.length; i++) {
            Works memory w = worksOf(b, b.participants[i]);
            uint256 refund = winners > 0 ? refundWhenWon(b, w) : lessParts(b, w);
            b.owed[b.participants[i]] += refund;
            rest -= refund;
        }
        if (winners == 0) {
            b.ending = IDeMLTypes.Ending.Unwon;
            uint256 back = rest < b.fund ? rest : b.fund;
            b.owed[b.organizer] += back;
            bookBurn(b, rest - back);
            return;
        }
        b.ending = IDeMLTypes.Ending.Won;
        if (b.terms.returnsBuyIns && rest > b.fund) {
            bookBurn(b, rest - b.fund);
            rest = b.fund;
        }
        yes(rest <= b.fund + b.participants.length * b.buyIn - b.fees, "I9 the prize");
        bookPrizes(b, rest, winners, ranked);
    }

    function bookPrizes(Book storage b, uint256 prize, uint256 winners, uint256[6] memory ranked)
        private
    {
        uint256 rest = prize;
        for (uint256 place = 1; place < b.terms.prizeShares.length && place < winners; place++) {
            uint256 amount = prize * b.terms.prizeShares[place] / 10_000;
            b.owed[b.papers[ranked[place]].author] += amount;
            rest -= amount;
        }
        b.owed[b.papers[ranked[0]].author] += rest;
    }

    /// @dev The best six models: by their medians, then the earlier place.
    function ranking(Book storage b) internal view returns (uint256 n, uint256[6] memory ranked) {
        for (uint256 i = 0; i < b.papers.length; i++) {
            if (!b.papers[i].scored || b.papers[i].score == INVALID) continue;
            uint256 at = n < 6 ? n : 6;
            while (at > 0 && b.papers[ranked[at - 1]].score < b.papers[i].score) {
                if (at < 6) ranked[at] = ranked[at - 1];
                at--;
            }
            if (at < 6) ranked[at] = i;
            if (n < 6) n++;
        }
    }
}
