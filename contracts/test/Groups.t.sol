// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Rows and openings in groups: how they are put together changes nothing, and no count
/// fools the contract.
contract GroupsTest is Base {
    uint256 private constant SEATS = 9;

    error Outcome(bytes32 fingerprint);

    // ─────────────────────────────── moves ───────────────────────────────

    /// @dev Nine seats, eleven models in one round: more than one word of scores.
    function given() private returns (uint256 id) {
        IDeMLTypes.Terms memory t = terms();
        (t.seats, t.quorum) = (uint16(SEATS), 6);
        id = create(t);
        register(id, 0);
        pass(1 days);
        for (uint256 i = 0; i < 11; i++) submit(id, 0, i);
        for (uint256 i = 0; i < SEATS; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
    }

    /// @dev Three sorts of rows: seats 0–5 agree, 6 and 7 differ in the first model, 8 in the last.
    function rowOf(uint256 seat) private pure returns (bytes memory row) {
        row = new bytes(33);
        for (uint256 j = 0; j < 11; j++) {
            (row[3 * j + 1], row[3 * j + 2]) = (0x20, bytes1(uint8(j)));
        }
        if (seat == 6 || seat == 7) row[0] = 0x01;
        if (seat == 8) (row[30], row[31], row[32]) = (0xE0, 0x00, 0x00);
    }

    function commitAll(uint256 id) private {
        for (uint256 i = 0; i < SEATS; i++) commitTo(id, 0, i, rowOf(i));
    }

    function revealAll(uint256 id) private {
        for (uint256 i = 0; i < SEATS; i++) reveal(id, 0, i, rowOf(i));
    }

    function rowMembers(uint256 from, uint256 to) private returns (bytes memory all) {
        for (uint256 i = from; i < to; i++) all = abi.encodePacked(all, miner(i));
    }

    function openingMembers(uint256 from, uint256 to) private returns (bytes memory all) {
        for (uint256 i = from; i < to; i++) all = abi.encodePacked(all, miner(i), salt(miner(i)));
    }

    /// @dev Seats `from` to `to`, of one row, as one group of posted rows.
    function rows(uint256 from, uint256 to) private returns (bytes memory) {
        return abi.encodePacked(rowOf(from), uint16(to - from), rowMembers(from, to));
    }

    function openings(uint256 from, uint256 to) private returns (bytes memory) {
        bytes memory row = rowOf(from);
        return abi.encodePacked(row, evidence(row), uint16(to - from), openingMembers(from, to));
    }

    // ────────────────────────────── outcomes ──────────────────────────────

    /// @dev All that can be read after a settlement; undone again.
    function probe(uint256 id, bytes memory posted_, bytes memory opened) external {
        deml.settle(id, 0, rowOf(0), posted_, opened);
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 20);
        address[] memory all = new address[](SEATS);
        for (uint256 i = 0; i < SEATS; i++) all[i] = miner(i);
        revert Outcome(
            keccak256(
                abi.encode(
                    deml.standingOf(id),
                    models,
                    deml.roundOf(id, 0).agreed,
                    deml.seatsOf(id, all)
                )
            )
        );
    }

    function outcome(uint256 id, bytes memory posted_, bytes memory opened)
        private
        returns (bytes32)
    {
        try this.probe(id, posted_, opened) {
            return 0;
        } catch (bytes memory reason) {
            yes(bytes4(reason) == Outcome.selector, "it settles");
            return keccak256(reason);
        }
    }

    function alike(bytes32 found, bytes32 expected, string memory what) private pure {
        yes(found == expected, what);
    }

    function single(uint256 i, bool opened) private returns (bytes memory) {
        return opened ? openings(i, i + 1) : rows(i, i + 1);
    }

    function test_postedRowsOneByOneAndInGroupsGiveTheSameState() public {
        uint256 id = given();
        commitAll(id);
        revealAll(id);
        bytes memory apart;
        for (uint256 i = 0; i < SEATS; i++) apart = abi.encodePacked(apart, single(i, false));
        bytes32 wanted = outcome(id, apart, "");
        bytes memory together = abi.encodePacked(rows(0, 6), rows(6, 8), rows(8, 9));
        alike(outcome(id, together, ""), wanted, "groups");
        alike(
            outcome(id, abi.encodePacked(rows(8, 9), rows(3, 6), rows(6, 8), rows(0, 3)), ""),
            wanted,
            "groups in parts, in another order"
        );
    }

    function test_openingsOneByOneAndInGroupsGiveTheSameState() public {
        uint256 id = given();
        commitAll(id);
        bytes memory apart;
        for (uint256 i = 0; i < SEATS; i++) apart = abi.encodePacked(apart, single(i, true));
        bytes32 wanted = outcome(id, "", apart);
        bytes memory together = abi.encodePacked(openings(0, 6), openings(6, 8), openings(8, 9));
        alike(outcome(id, "", together), wanted, "groups");
        together = abi.encodePacked(openings(6, 8), openings(4, 6), openings(8, 9), openings(0, 4));
        alike(outcome(id, "", together), wanted, "groups in parts, in another order");
    }

    function test_aGroupOfOpeningsOfWhichSomeWerePostedMeanwhileCountsThemOnce() public {
        uint256 id = given();
        commitAll(id);
        reveal(id, 0, 2, rowOf(2));
        reveal(id, 0, 7, rowOf(7));
        deml.settle(
            id, 0, rowOf(0), "", abi.encodePacked(openings(0, 6), openings(6, 8), openings(8, 9))
        );
        yes(deml.roundOf(id, 0).status == IDeMLTypes.RoundStatus.Settled, "settled");
        yes(deml.seatOf(id, miner(0)).enrolled, "an inlier everywhere keeps its stake");
        yes(!deml.seatOf(id, miner(8)).enrolled, "an outlier in one of eleven loses it");
    }

    function testFuzz_howRowsAreGroupedAndOrderedChangesNothing(uint256 seed, uint16 posted_)
        public
    {
        uint256 id = given();
        commitAll(id);
        bytes memory postedApart;
        bytes memory openedApart;
        for (uint256 i = 0; i < SEATS; i++) {
            bool opened = (posted_ >> i) & 1 == 0;
            if (opened) openedApart = abi.encodePacked(openedApart, single(i, true));
            else reveal(id, 0, i, rowOf(i));
            if (!opened) postedApart = abi.encodePacked(postedApart, single(i, false));
        }
        // The same seats once more: shuffled, and with neighbours of one row in one group.
        uint256[SEATS] memory order;
        for (uint256 i = 0; i < SEATS; i++) order[i] = i;
        for (uint256 i = SEATS - 1; i > 0; i--) {
            uint256 j = uint256(keccak256(abi.encode(seed, i))) % (i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        bytes memory postedGroups;
        bytes memory openedGroups;
        for (uint256 i = 0; i < SEATS; i++) {
            uint256 seat = order[i];
            bool opened = (posted_ >> seat) & 1 == 0;
            bool pair = i + 1 < SEATS && keccak256(rowOf(seat)) == keccak256(rowOf(order[i + 1]))
                && opened == ((posted_ >> order[i + 1]) & 1 == 0);
            bytes memory row = rowOf(seat);
            bytes memory members = opened
                ? abi.encodePacked(miner(seat), salt(miner(seat)))
                : abi.encodePacked(miner(seat));
            if (pair) {
                address next = miner(order[++i]);
                members = opened
                    ? abi.encodePacked(members, next, salt(next))
                    : abi.encodePacked(members, next);
            }
            uint16 count = pair ? 2 : 1;
            if (opened) {
                openedGroups = abi.encodePacked(openedGroups, row, evidence(row), count, members);
            } else {
                postedGroups = abi.encodePacked(postedGroups, row, count, members);
            }
        }
        alike(
            outcome(id, postedGroups, openedGroups),
            outcome(id, postedApart, openedApart),
            "the same"
        );
    }

    // ─────────────────────────────── hostile ───────────────────────────────

    function test_aCountOfMoreMembersThanWereSentIsRefused() public {
        uint256 id = given();
        commitAll(id);
        revealAll(id);
        bytes memory row = rowOf(0);
        uint16[3] memory counts = [uint16(7), 1_000, type(uint16).max];
        for (uint256 i = 0; i < 3; i++) {
            bytes memory group = abi.encodePacked(row, counts[i], rowMembers(0, 6));
            fails(IDeMLTypes.BadBatch.selector, group.length);
            deml.settle(id, 0, row, group, "");
        }
    }

    function test_aCountThatReachesIntoTheNextGroupFindsNoMembersThere() public {
        uint256 id = given();
        commitAll(id);
        revealAll(id);
        bytes memory row = rowOf(0);
        bytes memory all =
            abi.encodePacked(row, uint16(7), rowMembers(0, 6), rows(6, 8), rows(8, 9));
        // The seventh member is made of the next group's scores.
        fails(IDeMLTypes.NoSeat.selector, address(bytes20(rowOf(6))));
        deml.settle(id, 0, row, all, "");
    }

    function test_aGroupWithoutMembersIsRefused() public {
        uint256 id = given();
        commitAll(id);
        revealAll(id);
        bytes memory row = rowOf(0);
        bytes memory none = abi.encodePacked(row, uint16(0));
        bytes memory all = abi.encodePacked(rows(0, 6), rows(6, 8), rows(8, 9), none);
        fails(IDeMLTypes.BadBatch.selector, none.length);
        deml.settle(id, 0, row, all, "");
        none = abi.encodePacked(row, evidence(row), uint16(0));
        all = abi.encodePacked(rows(0, 6), rows(6, 8), rows(8, 9));
        fails(IDeMLTypes.BadBatch.selector, none.length);
        deml.settle(id, 0, row, all, none);
    }

    function test_trailingBytesAreRefused() public {
        uint256 id = given();
        commitAll(id);
        bytes memory row = rowOf(0);
        bytes memory all = abi.encodePacked(openings(0, 6), openings(6, 8), openings(8, 9));
        uint256[3] memory lengths = [uint256(1), 35, 66];
        for (uint256 i = 0; i < 3; i++) {
            bytes memory more = abi.encodePacked(all, new bytes(lengths[i]));
            fails(IDeMLTypes.BadBatch.selector, lengths[i]);
            deml.settle(id, 0, row, "", more);
        }
        revealAll(id);
        all = abi.encodePacked(rows(0, 6), rows(6, 8), rows(8, 9), new bytes(34));
        fails(IDeMLTypes.BadBatch.selector, 34);
        deml.settle(id, 0, row, all, "");
    }

    function test_aMemberOfAnotherRowSpoilsItsGroup() public {
        uint256 id = given();
        commitAll(id);
        bytes memory row = rowOf(0);
        bytes memory mixed = abi.encodePacked(row, evidence(row), uint16(7), openingMembers(0, 7));
        fails(IDeMLTypes.WrongOpening.selector, miner(6));
        deml.settle(id, 0, row, "", abi.encodePacked(mixed, openings(7, 8), openings(8, 9)));
        revealAll(id);
        mixed = abi.encodePacked(row, uint16(7), rowMembers(0, 7));
        fails(IDeMLTypes.BadRow.selector, miner(6));
        deml.settle(id, 0, row, abi.encodePacked(mixed, rows(7, 8), rows(8, 9)), "");
    }

    function test_aMemberNamedTwiceIsRefusedWithinAGroupAndAcrossGroups() public {
        uint256 id = given();
        commitAll(id);
        bytes memory row = rowOf(0);
        bytes memory twice = abi.encodePacked(
            row, evidence(row), uint16(7), openingMembers(0, 6), openingMembers(5, 6)
        );
        fails(IDeMLTypes.SeatTwice.selector, miner(5));
        deml.settle(id, 0, row, "", twice);
        fails(IDeMLTypes.SeatTwice.selector, miner(3));
        deml.settle(id, 0, row, "", abi.encodePacked(openings(0, 4), openings(3, 6)));
        reveal(id, 0, 3, row);
        fails(IDeMLTypes.SeatTwice.selector, miner(3));
        deml.settle(id, 0, row, rows(3, 4), openings(0, 6));
    }

    function test_aMemberWithoutASeatIsRefused() public {
        uint256 id = given();
        commitAll(id);
        bytes memory row = rowOf(0);
        address stranger = address(0xBAD);
        fails(IDeMLTypes.NoSeat.selector, stranger);
        deml.settle(id, 0, row, "", abi.encodePacked(openings(0, 6), openingOf(stranger, row)));
        fails(IDeMLTypes.NoSeat.selector, stranger);
        deml.settle(id, 0, row, abi.encodePacked(row, uint16(1), stranger), openings(0, 6));
    }

    function test_aRowThatWasNotPostedIsNoneOfThePostedOnes() public {
        uint256 id = given();
        commitAll(id);
        bytes memory row = rowOf(0);
        fails(IDeMLTypes.BadRow.selector, miner(0));
        deml.settle(id, 0, row, rows(0, 6), abi.encodePacked(openings(6, 8), openings(8, 9)));
    }

    function test_aScoreThatIsNoneIsRefusedInAGroupOfAnyPlace() public {
        uint256 id = given();
        commitAll(id);
        for (uint256 j = 0; j < 11; j++) {
            bytes memory row = rowOf(0);
            (row[3 * j], row[3 * j + 1], row[3 * j + 2]) = (0x01, 0x86, 0xA1); // 100,001
            bytes memory group =
                abi.encodePacked(row, evidence(row), uint16(6), openingMembers(0, 6));
            fails(IDeMLTypes.BadScore.selector, 100_001);
            deml.settle(id, 0, rowOf(0), "", group);
            fails(IDeMLTypes.BadScore.selector, 100_001);
            deml.settle(id, 0, row, "", "");
        }
    }
}
