// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLRounds} from "../../../src/IDeMLRounds.sol";
import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Dockets} from "./Dockets.sol";

/// @notice Rounds end in exactly one of three ways.
abstract contract Settling is Dockets {
    function trySettle(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length > 0) judge(b, roundAt(b, seed), seed);
    }

    /// @dev Ends a round if it can end, with every row that can be opened.
    function judge(Book storage b, uint256 round, uint256 seed) internal {
        if (expire(b, round)) return;
        if (fail(b, round)) return;
        Panel storage p = b.panels[round];
        bool open = takesReveals(b, p);
        bool may = maySettle(b, p);
        if (open) {
            // Every row must be there.
            may = true;
            for (uint256 i = 0; i < p.seated.length; i++) {
                Sheet storage sheet = p.sheets[p.seated[i]];
                if (!sheet.posted && !opens(sheet)) may = false;
            }
        }
        if (may) {
            settle(b, round, open, seed);
            return;
        }
        Docket memory d = docketOf(b, round, true, pick(seed, 1_000));
        never(STRANGER, 0, callOf(b, round, d), "I10 no settlement out of its time, or with forgeries");
        d.openings = "";
        never(STRANGER, 0, callOf(b, round, d), "I4 no settlement out of its time");
    }

    function expire(Book storage b, uint256 round) private returns (bool) {
        bool may = mayExpire(b, b.panels[round]);
        bytes memory data = abi.encodeCall(IDeMLRounds.expireRound, (b.id, round));
        if (!must(may, STRANGER, 0, data, "expireRound")) return false;
        bookExpiry(b, round);
        did(Deed.Expired);
        never(STRANGER, 0, data, "I4 a round ends once");
        return true;
    }

    function fail(Book storage b, uint256 round) private returns (bool) {
        bool may = mayFail(b, b.panels[round]);
        bytes memory data = abi.encodeCall(IDeMLRounds.failRound, (b.id, round));
        if (!must(may, STRANGER, 0, data, "failRound")) return false;
        bookFailure(b, round);
        did(Deed.Failed);
        never(STRANGER, 0, data, "I4 a round ends once");
        return true;
    }

    // ────────────────────────────── settling ──────────────────────────────

    function settle(Book storage b, uint256 round, bool open, uint256 seed) private {
        Panel storage p = b.panels[round];
        (uint256 posted, uint256[] memory worth) = (postedIn(p), worths(b, p));
        forgeRow(b, round, open, seed);
        present(b, round, seed);
        countAll(p, open);
        Yield memory y = bookSettlement(b, round);
        honour(b, p, y, worth);
        bool together = open && posted < p.seated.length;
        did(together ? posted > 0 ? Deed.SettledMixed : Deed.SettledTogether : Deed.SettledPosted);
        did(Deed.SettledOverPaid, postedIn(p) > b.terms.seats);
        did(Deed.Disagreed, y.models < widthOf(p));
        did(Deed.Mended, y.mended);
        did(Deed.Unjudged, y.ashes);
        if (p.testSet) noteTestSet(b);
    }

    /// @dev I11: the same rows in another order, grouped otherwise, give the same state.
    function present(Book storage b, uint256 round, uint256 seed) private {
        Docket memory d = docketOf(b, round, false, pick(seed, 1_000));
        forgeMedian(b, round, d, seed);
        bytes memory data = callOf(b, round, docketOf(b, round, false, pick(seed, 1_000)));
        bytes32 wanted = foretell(b, round, data);
        must(true, pick(seed, 2) == 0 ? STRANGER : actor(seed), 0, callOf(b, round, d), "settle");
        yes(fingerprint(b, round) == wanted, "I11 the order of rows changes nothing");
    }

    function noteTestSet(Book storage b) private {
        did(Deed.TestGood, b.testSet == IDeMLTypes.TestSet.Good);
        did(Deed.TestBad, b.testSet == IDeMLTypes.TestSet.Bad);
        did(Deed.TestDisputed, b.testSet == IDeMLTypes.TestSet.Unjudged);
    }

    function worths(Book storage b, Panel storage p) private view returns (uint256[] memory worth) {
        worth = new uint256[](p.seated.length);
        for (uint256 i = 0; i < worth.length; i++) worth[i] = worthOf(b, p.seated[i]);
    }

    /// @dev I16: who loses, and who must not.
    function honour(Book storage b, Panel storage p, Yield memory y, uint256[] memory worth)
        private
    {
        IDeMLTypes.Seat[] memory seats = deml.seatsOf(b.id, p.seated);
        for (uint256 i = 0; i < seats.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            did(Deed.Forfeited, !seats[i].enrolled);
            if (!sheet.posted) {
                yes(!seats[i].enrolled, "I16 who does not reveal loses its stake");
                same(seats[i].claimable, worth[i] - b.terms.seatStake, "I16 and no more");
                continue;
            }
            Fate memory f = fateOf(b, p, y, sheet);
            yes(!f.wronged, "I16 an honest miner among honest ones never loses");
            yes(seats[i].enrolled == f.kept, "I16 outliers on what is agreed lose, nobody else");
            yes(seats[i].claimable >= worth[i] || !f.kept, "I16 whoever keeps its stake keeps all");
            did(Deed.Spared, f.spared);
            if (!f.unsure) continue;
            same(seats[i].claimable, worth[i], "I16 to abstain neither earns nor costs");
            did(Deed.Abstained);
        }
    }

    /// @dev What a posted row comes to.
    struct Fate {
        bool spared; // kept, though not within the tolerance
        bool kept; // within twice the tolerance of all that is agreed, or abstaining
        bool unsure; // abstaining on everything
        bool wronged; // honest, and beyond it where most are honest
    }

    function fateOf(Book storage b, Panel storage p, Yield memory y, Sheet storage sheet)
        private
        view
        returns (Fate memory f)
    {
        (f.kept, f.unsure) = (true, true);
        for (uint256 j = 0; j < y.medians.length; j++) {
            uint24 score = scoreIn(sheet.row, j);
            if (score == ABSTAIN) continue;
            f.unsure = false;
            uint256 tolerance = toleranceOf(b, p);
            if (!y.agreed[j] || isNear(score, y.medians[j], tolerance)) continue;
            f.spared = true;
            if (isNear(score, y.medians[j], 2 * tolerance)) continue;
            f.kept = false;
            if (sheet.mood == Mood.Honest && honestRule(p)) f.wronged = true;
        }
        f.spared = f.spared && f.kept;
    }

    /// @dev Whether more than half of those that revealed are honest, whatever they abstain on.
    function honestRule(Panel storage p) private view returns (bool) {
        uint256 honest;
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (sheet.posted && sheet.mood == Mood.Honest) honest++;
        }
        return honest * 2 > postedIn(p);
    }
}
