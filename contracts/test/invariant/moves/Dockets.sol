// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLRounds} from "../../../src/IDeMLRounds.sol";
import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Rounds} from "./Rounds.sol";

/// @notice What settle takes, in any order and grouping; forgeries of it; and what it would leave
/// behind.
abstract contract Dockets is Rounds {
    error Outcome(bytes32 fingerprint);

    // ────────────────────────────── forgeries ──────────────────────────────

    /// @dev I10: all rows, one of them not the one that its seat committed to, and its medians.
    function forgeRow(Book storage b, uint256 round, bool open, uint256 seed) internal {
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
    function forgeMedian(Book storage b, uint256 round, Docket memory d, uint256 seed) internal {
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
        internal
        view
        returns (bytes memory)
    {
        return
            abi.encodeCall(IDeMLRounds.settle, (b.id, round, d.medians, d.rows, d.openings));
    }

    /// @dev Counts every row as posted, if reveals are open; answers which were before.
    function countAll(Panel storage p, bool open) internal returns (bool[] memory before) {
        before = new bool[](p.seated.length);
        for (uint256 i = 0; i < p.seated.length; i++) {
            before[i] = p.sheets[p.seated[i]].posted;
            if (open) p.sheets[p.seated[i]].posted = true;
        }
    }

    /// @param all Those that cannot be opened as well
    function docketOf(Book storage b, uint256 round, bool all, uint256 order)
        internal
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

    /// @dev The rows of a round: from some seat on, forwards or backwards, each alone or equal ones
    /// in one group.
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
    function foretell(Book storage b, uint256 round, bytes memory data) internal returns (bytes32) {
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

    function fingerprint(Book storage b, uint256 round) internal view returns (bytes32) {
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
