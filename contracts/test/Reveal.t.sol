// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Rows: whose they are, when they come, and what settle refuses (§6).
contract RevealTest is Base {
    uint256 private constant STAKE = 4 ether;

    function fee(uint256 id) private view returns (uint256) {
        return (2 ** 24 / 4) * (deml.standingOf(id).part / 2 ** 24);
    }

    function modelAt(uint256 id, uint256 model) private view returns (IDeMLTypes.Model memory) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, model, 1);
        return models[0];
    }

    // ──────────────────────────────── when ────────────────────────────────

    function test_whileCommitsAreOpenNoRowIsTaken() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 3, pack(5));
        fails(IDeMLTypes.CommitsOpen.selector);
        reveal(id, 0, 0, pack(5));
        bytes memory openings = openingsOf(0, 3, pack(5));
        fails(IDeMLTypes.CommitsOpen.selector);
        deml.settle(id, 0, pack(5), "", openings);
        pass(WINDOW);
        reveal(id, 0, 0, pack(5));
    }

    function test_givenTooFewCommitsNoRowIsTaken() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 2, pack(5));
        pass(WINDOW);
        fails(IDeMLTypes.NoQuorum.selector, 2, 3);
        reveal(id, 0, 0, pack(5));
        bytes memory openings = openingsOf(0, 2, pack(5));
        fails(IDeMLTypes.NoQuorum.selector, 2, 3);
        deml.settle(id, 0, pack(5), "", openings);
    }

    function test_theLastSecondOfTheRevealWindowCountsAndTheNextDoesNot() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        pass(WINDOW - 1);
        revealMany(id, 0, 0, 3, pack(5));
        bytes memory rows = rowsOf(0, 3, pack(5));
        fails(IDeMLTypes.RowsMissing.selector, 3, 4);
        deml.settle(id, 0, pack(5), rows, "");
        pass(1);
        fails(IDeMLTypes.RevealsClosed.selector);
        reveal(id, 0, 3, pack(5));
        bytes memory late = opening(3, pack(5));
        fails(IDeMLTypes.RevealsClosed.selector);
        deml.settle(id, 0, pack(5), rows, late);
        deml.settle(id, 0, pack(5), rows, "");
        same(NOBODY.balance, STAKE, "what was silent is burnt");
        same(deml.seatOf(id, miner(3)).claimable, 0, "nothing is left");
        same(claim(id, 0), STAKE + fee(id), "the others are paid");
    }

    function test_aRoundThatIsOverTakesNothing() public {
        uint256 id = openedRound(1);
        judged(id, 0, pack(5));
        fails(IDeMLTypes.RoundOver.selector);
        reveal(id, 0, 0, pack(5));
        fails(IDeMLTypes.RoundOver.selector);
        deml.settle(id, 0, "", "", "");
        fails(IDeMLTypes.RoundOver.selector);
        deml.expireRound(id, 0);
        fails(IDeMLTypes.RoundOver.selector);
        deml.failRound(id, 0);
        fails(IDeMLTypes.RoundOver.selector);
        commitTo(id, 0, 0, pack(5));
    }

    function test_aRoundThatIsNoneTakesNothing() public {
        uint256 id = openedRound(1);
        uint256[2] memory ids = [id, id + 1];
        uint256[2] memory rounds = [uint256(1), 0];
        for (uint256 i = 0; i < 2; i++) {
            fails(IDeMLTypes.NoSuchRound.selector, ids[i], rounds[i]);
            commitTo(ids[i], rounds[i], 0, pack(5));
            fails(IDeMLTypes.NoSuchRound.selector, ids[i], rounds[i]);
            reveal(ids[i], rounds[i], 0, pack(5));
            fails(IDeMLTypes.NoSuchRound.selector, ids[i], rounds[i]);
            deml.settle(ids[i], rounds[i], "", "", "");
            fails(IDeMLTypes.NoSuchRound.selector, ids[i], rounds[i]);
            deml.expireRound(ids[i], rounds[i]);
            fails(IDeMLTypes.NoSuchRound.selector, ids[i], rounds[i]);
            deml.failRound(ids[i], rounds[i]);
        }
    }

    // ──────────────────────────────── whose ────────────────────────────────

    function test_onlyTheOwnOpeningReveals() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(5);
        commitMany(id, 0, 0, 4, row);
        address zero = miner(0);
        fails(IDeMLTypes.WrongOpening.selector, zero);
        deml.reveal(id, 0, zero, pack(6), evidence(row), salt(zero));
        fails(IDeMLTypes.WrongOpening.selector, zero);
        deml.reveal(id, 0, zero, row, evidence(pack(6)), salt(zero));
        fails(IDeMLTypes.WrongOpening.selector, zero);
        deml.reveal(id, 0, zero, row, evidence(row), salt(miner(1)));
        fails(IDeMLTypes.BadRow.selector, zero);
        deml.reveal(id, 0, zero, pack(5, 5), evidence(row), salt(zero));
        fails(IDeMLTypes.NoSeat.selector, miner(9));
        reveal(id, 0, 9, row);
        reveal(id, 0, 0, row);
        yes(deml.seatOf(id, zero).revealed && !deml.seatOf(id, zero).committed, "posted");
        fails(IDeMLTypes.SeatTwice.selector, zero);
        reveal(id, 0, 0, row);
    }

    function test_aScoreThatIsNoneCannotBeRevealedAndCostsTheStake() public {
        uint256 id = openedRound(1);
        uint24[4] memory none = [uint24(100_001), INVALID - 1, INVALID + 1, ABSTAIN - 1];
        commitMany(id, 0, 0, 3, pack(5));
        commitTo(id, 0, 3, pack(none[0]));
        for (uint256 i = 0; i < 4; i++) {
            fails(IDeMLTypes.BadScore.selector, none[i]);
            reveal(id, 0, 3, pack(none[i]));
            fails(IDeMLTypes.BadScore.selector, none[i]);
            deml.settle(id, 0, pack(none[i]), "", "");
        }
        bytes memory all = abi.encodePacked(openingsOf(0, 3, pack(5)), opening(3, pack(none[0])));
        fails(IDeMLTypes.BadScore.selector, none[0]);
        deml.settle(id, 0, pack(5), "", all);
        revealMany(id, 0, 0, 3, pack(5));
        pass(WINDOW);
        deml.settle(id, 0, pack(5), rowsOf(0, 3, pack(5)), "");
        yes(!deml.seatOf(id, miner(3)).enrolled, "its stake is lost");
    }

    function test_aCopiedCommitmentCannotBeOpened() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(5);
        bytes32 victims = commitmentOf(id, 0, miner(0), row);
        commitMany(id, 0, 0, 3, row);
        address copier = miner(3);
        vm.prank(copier);
        deml.commit(id, 0, victims);
        reveal(id, 0, 0, row); // now its opening is public
        fails(IDeMLTypes.WrongOpening.selector, copier);
        deml.reveal(id, 0, copier, row, evidence(row), salt(miner(0)));
        bytes memory forged =
            abi.encodePacked(row, evidence(row), uint16(1), copier, salt(miner(0)));
        bytes memory rows = posted(0, row);
        bytes memory rest = openingsOf(1, 3, row);
        fails(IDeMLTypes.WrongOpening.selector, copier);
        deml.settle(id, 0, row, rows, abi.encodePacked(rest, forged));
        revealMany(id, 0, 1, 3, row);
        pass(WINDOW);
        deml.settle(id, 0, row, rowsOf(0, 3, row), "");
        same(deml.seatOf(id, copier).claimable, 0, "the copier's stake is lost");
        same(claim(id, 0), STAKE + fee(id), "the victim's is not");
    }

    function test_aCommitmentOfAnotherRoundCannotBeOpened() public {
        uint256 id = openedRound(1);
        for (uint256 i = 0; i < 4; i++) {
            bytes32 stale = commitmentOf(id, 1, miner(i), pack(5));
            address account = miner(i);
            vm.prank(account);
            deml.commit(id, 0, stale);
        }
        fails(IDeMLTypes.WrongOpening.selector, miner(0));
        reveal(id, 0, 0, pack(5));
    }

    /// @dev The relayed call shows its openings before it is included; whoever posts one of them first
    /// must not turn the whole call down, least of all in the window's last block.
    function test_aRevealInFrontOfARelayedSettleDoesNotStopIt() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        bytes memory relayed = openingsOf(0, 4, pack(5));
        pass(WINDOW - 1);
        reveal(id, 0, 2, pack(5));
        deml.settle(id, 0, pack(5), "", relayed);
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + fee(id), "miner");
    }

    // ──────────────────────────────── settle ────────────────────────────────

    function test_aMedianOfAnotherLengthIsRefused() public {
        uint256 id = openedRound(2);
        commitMany(id, 0, 0, 4, pack(5, 6));
        bytes memory openings = openingsOf(0, 4, pack(5, 6));
        fails(IDeMLTypes.RowsMissing.selector, 3, 6);
        deml.settle(id, 0, pack(5), "", openings);
        fails(IDeMLTypes.RowsMissing.selector, 9, 6);
        deml.settle(id, 0, abi.encodePacked(pack(5, 6), pack(7)), "", openings);
    }

    function test_onlyTheMedianSettles() public {
        uint256 id = openedRound(2);
        bytes[4] memory rows =
            [pack(10, 90_000), pack(20, 90_000), pack(30, INVALID), pack(40, ABSTAIN)];
        bytes memory openings;
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, rows[i]);
        for (uint256 i = 0; i < 4; i++) {
            openings = abi.encodePacked(openings, opening(i, rows[i]));
        }
        // More than half of four reach 20, and of the second 90,000: one abstains, one says INVALID.
        fails(IDeMLTypes.BadMedian.selector, 0, 30);
        deml.settle(id, 0, pack(30, 90_000), "", openings);
        fails(IDeMLTypes.BadMedian.selector, 0, 10);
        deml.settle(id, 0, pack(10, 90_000), "", openings);
        fails(IDeMLTypes.BadMedian.selector, 1, INVALID);
        deml.settle(id, 0, pack(20, INVALID), "", openings);
        fails(IDeMLTypes.BadMedian.selector, 1, ABSTAIN);
        deml.settle(id, 0, pack(20, ABSTAIN), "", openings);
        deml.settle(id, 0, pack(20, 90_000), "", openings);
        same(modelAt(id, 0).score, 20, "all are within the tolerance of 50");
        yes(modelAt(id, 1).status == IDeMLTypes.ModelStatus.Waiting, "two of four are not more than half");
        same(modelAt(id, 1).tries, 1, "one try");
    }

    function test_invalidIsAVerdictThatIsPaidAndRanksNowhere() public {
        uint256 id = openedRound(2);
        judged(id, 0, pack(INVALID, 0));
        same(modelAt(id, 0).score, INVALID, "INVALID");
        yes(modelAt(id, 0).status == IDeMLTypes.ModelStatus.Scored, "judged");
        (uint256[] memory numbers,) = deml.podiumOf(id);
        yes(numbers.length == 1 && numbers[0] == 1, "zero is a score, INVALID is none");
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + 2 * fee(id), "both are paid");
    }

    function test_aLostStakeLeavesTheFeesOfRoundsBefore() public {
        IDeMLTypes.Terms memory t = terms();
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        enrolMany(id, 0, 4);
        pass(2 * WINDOW);
        deml.openRound(id);
        judged(id, 0, pack(5));
        submit(id, 0, 1);
        pass(WINDOW);
        deml.openRound(id);
        commitMany(id, 1, 0, 3, pack(5));
        commitTo(id, 1, 3, pack(90_000)); // a lie
        deml.settle(
            id, 1, pack(5), "", abi.encodePacked(openingsOf(0, 3, pack(5)), opening(3, pack(90_000)))
        );
        same(NOBODY.balance, STAKE, "its stake is burnt");
        same(deml.standingOf(id).burnt, STAKE, "and told of");
        same(deml.standingOf(id).enrolled, 3, "no deposit");
        same(deml.seatOf(id, miner(3)).claimable, fee(id), "the fee of the round before");
        enrol(id, 3);
        same(deml.seatOf(id, miner(3)).claimable, STAKE + fee(id), "is kept with another deposit");
        same(claim(id, 3), STAKE + fee(id), "and paid");
        same(claim(id, 0), STAKE + 2 * fee(id), "an honest miner");
    }

    /// @dev 801 deposits count, and speed buys a seat only beyond 800.
    function test_aRoundTakes800RowsAndSettlesThemWithinATransaction() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        for (uint256 from = 0; from < 801; from += 89) enrolMany(id, from, from + 89);
        pass(1 days);
        deml.openRound(id);
        same(deml.roundOf(id, 0).counted, 801, "all count");
        commitMany(id, 0, 0, 799, pack(5));
        yes(deml.roundOf(id, 0).commitsOpen, "still open");
        commitTo(id, 0, 799, pack(5));
        yes(deml.roundOf(id, 0).revealsOpen, "closed by the 800th");
        fails(IDeMLTypes.CommitsClosed.selector);
        commitTo(id, 0, 800, pack(5));
        bytes memory openings = openingsOf(0, 800, pack(5));
        yes(openings.length < 128 * 1024, "nodes relay it");
        uint256 gas = gasleft();
        deml.settle(id, 0, pack(5), "", openings);
        yes(gas - gasleft() < 12_000_000, "and it leaves room for its calldata's price");
        // Of a part among 800 each gets an 800th.
        same(
            claim(id, 0),
            STAKE + uint256(1 << 24) / 800 * (deml.standingOf(id).part / 2 ** 24),
            "its share of the part"
        );
    }
}
