// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLRounds} from "../../../src/IDeMLRounds.sol";
import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Rounds} from "./Rounds.sol";

/// @notice Rounds end in one of three ways, and in no other.
abstract contract Settling is Rounds {
    error Outcome(bytes32 fingerprint);

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
            if (!f.unsure) continue;
            same(seats[i].claimable, worth[i], "I16 to abstain neither earns nor costs");
            did(Deed.Abstained);
        }
    }

    /// @dev What a posted row comes to.
    struct Fate {
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
            if (!y.agreed[j] || isNear(score, y.medians[j], 2 * toleranceOf(b, p))) continue;
            f.kept = false;
            if (sheet.mood == Mood.Honest && honestRule(p)) f.wronged = true;
        }
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

    // ────────────────────────────── forgeries ──────────────────────────────

    /// @dev I10: all rows, one of them another than its seat committed to, and its medians.
    function forgeRow(Book storage b, uint256 round, bool open, uint256 seed) private {
        Panel storage p = b.panels[round];
        Sheet storage sheet = p.sheets[p.seated[pick(seed, p.seated.length)]];
        bytes memory own = sheet.row;
        bytes memory forgery = fill(b, p, Mood.Wild, seed);
        if (keccak256(own) == keccak256(forgery) || !(sheet.posted || open)) return;
        sheet.row = forgery;
        bytes memory data = callOf(b, round, docketOf(b, round, false, 0));
        sheet.row = own;
        never(STRANGER, 0, data, "I10 no row but the one committed to");
    }

    /// @dev I11: a median is the one that it is.
    function forgeMedian(Book storage b, uint256 round, Docket memory d, uint256 seed) private {
        uint256 j = pick(seed, d.medians.length / 3);
        uint24 own = scoreIn(d.medians, j);
        uint24 other = [INVALID, ABSTAIN, uint24(pick(seed, BEST + 1)), own, own][pick(seed, 5)];
        // One unit beside it, where that is a score.
        if (own == other) other = own == 0 ? 1 : own - 1;
        bytes memory medians = d.medians;
        d.medians = bytes.concat(medians);
        for (uint256 k = 0; k < 3; k++) d.medians[3 * j + k] = bytes3(other)[k];
        never(STRANGER, 0, callOf(b, round, d), "I11 no median but the median");
        d.medians = medians;
    }

    // ────────────────────────────── the docket ──────────────────────────────

    /// @dev What settle takes.
    struct Docket {
        bytes medians;
        bytes rows;
        bytes openings;
    }

    function callOf(Book storage b, uint256 round, Docket memory d)
        private
        view
        returns (bytes memory)
    {
        return
            abi.encodeCall(IDeMLRounds.settle, (b.id, round, d.medians, d.rows, d.openings));
    }

    /// @dev Counts every row as posted, if reveals are open; answers which were before.
    function countAll(Panel storage p, bool open) private returns (bool[] memory before) {
        before = new bool[](p.seated.length);
        for (uint256 i = 0; i < p.seated.length; i++) {
            before[i] = p.sheets[p.seated[i]].posted;
            if (open) p.sheets[p.seated[i]].posted = true;
        }
    }

    /// @param all Those that cannot be opened as well
    function docketOf(Book storage b, uint256 round, bool all, uint256 order)
        private
        returns (Docket memory d)
    {
        Panel storage p = b.panels[round];
        bool open = all || takesReveals(b, p);
        (d.rows, d.openings) = papersOf(p, open, all, order);
        bool[] memory before = countAll(p, open);
        for (uint256 j = 0; j < widthOf(p); j++) {
            d.medians = abi.encodePacked(d.medians, medianOf(p, j));
        }
        for (uint256 i = 0; i < before.length; i++) p.sheets[p.seated[i]].posted = before[i];
    }

    /// @dev The rows of a round: from some seat on, forwards or backwards, each alone or equal ones in one
    /// group.
    function papersOf(Panel storage p, bool open, bool all, uint256 order)
        private
        view
        returns (bytes memory rows, bytes memory openings)
    {
        uint256 n = p.seated.length;
        bool[] memory used = new bool[](n);
        for (uint256 k = 0; k < n; k++) {
            uint256 i = order % 2 == 0 ? (k + order / 2) % n : (2 * n - 1 - k + order / 2) % n;
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (used[i] || !(sheet.posted || (open && (all || opens(sheet))))) continue;
            (uint16 count, bytes memory members) = groupOf(p, i, used, all, order % 3 == 0);
            if (sheet.posted) rows = abi.encodePacked(rows, sheet.row, count, members);
            else {
                bytes32 root = evidence(sheet.row);
                openings = abi.encodePacked(openings, sheet.row, root, count, members);
            }
        }
    }

    /// @dev The members of the group that a seat's row belongs to, marked as used.
    function groupOf(Panel storage p, uint256 i, bool[] memory used, bool all, bool alone)
        private
        view
        returns (uint16 count, bytes memory members)
    {
        Sheet storage sheet = p.sheets[p.seated[i]];
        for (uint256 m = 0; m < used.length; m++) {
            address miner = p.seated[m];
            Sheet storage other = p.sheets[miner];
            if (alone && m != i) continue;
            if (used[m] || other.posted != sheet.posted) continue;
            if (!(other.posted || all || opens(other))) continue;
            if (keccak256(other.row) != keccak256(sheet.row)) continue;
            used[m] = true;
            count++;
            members = abi.encodePacked(members, miner);
            if (!sheet.posted) members = abi.encodePacked(members, salt(salterOf(p, miner)));
        }
    }

    // ─────────────────────────────── foretelling ───────────────────────────────

    /// @dev What a call would leave behind.
    function foretell(Book storage b, uint256 round, bytes memory data) private returns (bytes32) {
        try this.attempt(b.id, round, data) {
            return 0;
        } catch (bytes memory reason) {
            yes(bytes4(reason) == Outcome.selector, "I11 settle in the first order");
            bytes32 found;
            assembly ("memory-safe") {
                found := mload(add(reason, 36))
            }
            return found;
        }
    }

    /// @dev Acts, and undoes it.
    function attempt(uint256 id, uint256 round, bytes calldata data) external {
        (bool ok, bytes memory answer) = act(STRANGER, 0, data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        revert Outcome(fingerprint(books[id - 1], round));
    }

    function fingerprint(Book storage b, uint256 round) private view returns (bytes32) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(b.id, 0, type(uint256).max);
        (uint256[] memory best,) = deml.podiumOf(b.id);
        return keccak256(
            abi.encode(
                deml.standingOf(b.id),
                models,
                best,
                deml.queueOf(b.id, 0, type(uint256).max),
                deml.roundOf(b.id, round),
                deml.seatsOf(b.id, cast)
            )
        );
    }
}
