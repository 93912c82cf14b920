// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Rounds: seats, commits, reveals, consensus, stakes and fees.
contract RoundTest is Base {
    uint256 private constant STAKE = 4 ether;
    uint256 private constant FEE = FUND / 5 / (4 * 40);

    function commitAll(uint256 id, bytes memory row) private {
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, row);
    }

    function rowsOf(bytes memory a, bytes memory b, bytes memory c, bytes memory d)
        private
        returns (bytes memory)
    {
        return abi.encodePacked(posted(0, a), posted(1, b), posted(2, c), posted(3, d));
    }

    function scoreOf(uint256 id, uint256 model) private view returns (uint256) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, model, 1);
        return models[0].score;
    }

    function statusOf(uint256 id, uint256 model) private view returns (IDeMLTypes.ModelStatus) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, model, 1);
        return models[0].status;
    }

    function test_agreeingMinersArePaidAndTheWinnerTakesThePot() public {
        uint256 id = openedRound(2);
        bytes memory row = pack(97_250, 88_000);
        commitAll(id, row);
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, row);
        deml.settle(id, 0, row, rowsOf(row, row, row, row), "");
        same(scoreOf(id, 0), 97_250, "score");
        deml.finalize(id);
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + 2 * FEE, "miner");
        same(take(id, author(0)), FUND + BUY_IN - 8 * FEE, "winner");
        same(address(deml).balance, 0, "nothing left");
    }

    function test_oneTransactionRevealsAndSettles() public {
        uint256 id = openedRound(2);
        bytes memory row = pack(97_250, 88_000);
        commitAll(id, row);
        reveal(id, 0, 2, row);
        bytes memory openings =
            abi.encodePacked(opening(3, row), opening(0, row), opening(1, row));
        deml.settle(id, 0, row, posted(2, row), openings);
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + 2 * FEE, "miner");
    }

    function test_theScoreIsTheMeanOfTheInliersAndAnOutlierForfeitsItsShare() public {
        uint256 id = openedRound(2);
        bytes[4] memory rows =
            [pack(90_000, 50_000), pack(90_010, 50_000), pack(90_021, 50_000), pack(10, 50_000)];
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, rows[i]);
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, rows[i]);
        bytes memory all = rowsOf(rows[0], rows[1], rows[2], rows[3]);
        deml.settle(id, 0, pack(90_000, 50_000), all, "");
        same(scoreOf(id, 0), (90_000 + 90_010 + 90_021) / uint256(3), "mean, rounded down");
        same(claim(id, 0), STAKE + 2 * FEE, "inlier");
        same(claim(id, 3), STAKE / 2 + FEE, "outlier in one of two");
        deml.finalize(id);
        same(take(id, author(0)), FUND + BUY_IN + STAKE / 2 - 7 * FEE, "the forfeit joins the pot");
    }

    function test_aSilentSeatForfeitsItsStake() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(70_000);
        commitAll(id, row);
        for (uint256 i = 0; i < 3; i++) reveal(id, 0, i, row);
        bytes memory rows = abi.encodePacked(posted(0, row), posted(1, row), posted(2, row));
        fails(IDeMLTypes.RowsMissing.selector, 3, 4);
        deml.settle(id, 0, row, rows, "");
        pass(1 hours);
        fails(IDeMLTypes.RevealsClosed.selector);
        reveal(id, 0, 3, row);
        fails(IDeMLTypes.RevealsClosed.selector);
        deml.settle(id, 0, row, rows, opening(3, row));
        deml.settle(id, 0, row, rows, "");
        same(claim(id, 3), 0, "silent");
        same(claim(id, 0), STAKE + FEE, "honest");
    }

    function test_aContestedModelComesBackOnceAndThenItsMedianStands() public {
        uint256 id = openedRound(1);
        bytes[4] memory rows = [pack(10_000), pack(20_000), pack(30_000), pack(30_040)];
        for (uint256 round = 0; round < 2; round++) {
            if (round == 1) deml.openRound(id);
            for (uint256 i = 0; i < 4; i++) commitTo(id, round, i, rows[i]);
            for (uint256 i = 0; i < 4; i++) reveal(id, round, i, rows[i]);
            bytes memory all = rowsOf(rows[0], rows[1], rows[2], rows[3]);
            fails(IDeMLTypes.BadMedian.selector, 0, 30_000);
            deml.settle(id, round, pack(30_000), all, "");
            deml.settle(id, round, pack(20_000), all, "");
            if (round == 0) yes(statusOf(id, 0) == IDeMLTypes.ModelStatus.Contested, "contested");
        }
        yes(statusOf(id, 0) == IDeMLTypes.ModelStatus.Scored, "scored");
        same(scoreOf(id, 0), 20_000, "the lower median");
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE, "no fee, no forfeit");
    }

    function test_invalidAgreesOnlyWithInvalid() public {
        uint256 id = openedRound(1);
        bytes[4] memory rows = [pack(INVALID), pack(INVALID), pack(INVALID), pack(99_000)];
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, rows[i]);
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, rows[i]);
        deml.settle(id, 0, pack(INVALID), rowsOf(rows[0], rows[1], rows[2], rows[3]), "");
        same(scoreOf(id, 0), INVALID, "INVALID");
        same(claim(id, 3), 0, "disagreed");
        deml.finalize(id);
        // An INVALID model was judged, so no model won and buy-ins go back.
        same(take(id, author(0)), BUY_IN, "buy-in");
        same(take(id, ORGANIZER), FUND + STAKE - 3 * FEE, "organizer gets the rest");
    }

    function test_aRoundWithFewerRevealsThanTheQuorumSendsItsModelsBack() public {
        uint256 id = openedRound(2);
        bytes memory row = pack(1_000, 2_000);
        commitAll(id, row);
        reveal(id, 0, 0, row);
        pass(1 hours);
        deml.settle(id, 0, "", "", "");
        same(deml.standingOf(id).queued, 2, "they wait again");
        same(claim(id, 0), STAKE, "revealed: the stake, no fee");
        same(claim(id, 1), 0, "silent");
        same(deml.standingOf(id).pot, FUND + BUY_IN + 3 * STAKE, "forfeits");
    }

    function test_aRoundShortOfItsQuorumIsVoidAtTheEnd() public {
        uint256 id = openedRound(1);
        commitTo(id, 0, 0, pack(1_000));
        pass(3 hours);
        commitTo(id, 0, 1, pack(1_000)); // still open: two of three
        fails(IDeMLTypes.CommitsOpen.selector);
        deml.settle(id, 0, "", "", "");
        fails(IDeMLTypes.StillRunning.selector, 1);
        deml.finalize(id);
        pass(7 days);
        fails(IDeMLTypes.CommitsClosed.selector);
        commitTo(id, 0, 2, pack(1_000));
        deml.settle(id, 0, "", "", "");
        fails(IDeMLTypes.RoundOver.selector);
        deml.settle(id, 0, "", "", "");
        deml.finalize(id);
        same(claim(id, 0), STAKE, "released");
        same(take(id, author(0)), BUY_IN, "unscored");
    }

    function test_aLateQuorumClosesTheCommitsAtOnce() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(5);
        commitTo(id, 0, 0, row);
        commitTo(id, 0, 1, row);
        pass(2 hours);
        commitTo(id, 0, 2, row);
        fails(IDeMLTypes.CommitsClosed.selector);
        commitTo(id, 0, 3, row);
        for (uint256 i = 0; i < 3; i++) reveal(id, 0, i, row);
        bytes memory rows = abi.encodePacked(posted(0, row), posted(1, row), posted(2, row));
        deml.settle(id, 0, row, rows, "");
        same(scoreOf(id, 0), 5, "score");
    }

    function test_aQuorumAtTheWindowsEndClosesTheCommits() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(5);
        for (uint256 i = 0; i < 3; i++) commitTo(id, 0, i, row);
        fails(IDeMLTypes.CommitsOpen.selector);
        reveal(id, 0, 0, row);
        pass(1 hours);
        fails(IDeMLTypes.CommitsClosed.selector);
        commitTo(id, 0, 3, row);
        reveal(id, 0, 0, row);
        pass(1 hours);
        fails(IDeMLTypes.RevealsClosed.selector);
        reveal(id, 0, 1, row);
    }

    function test_onlyTheOwnOpeningReveals() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(5);
        commitAll(id, row);
        address zero = miner(0);
        // Miner 1 copied the commitment's content, not its name.
        fails(IDeMLTypes.WrongOpening.selector, miner(1));
        deml.reveal(id, 0, miner(1), row, evidence(row), salt(zero));
        fails(IDeMLTypes.WrongOpening.selector, zero);
        deml.reveal(id, 0, zero, pack(6), evidence(row), salt(zero));
        fails(IDeMLTypes.BadRow.selector, zero);
        deml.reveal(id, 0, zero, pack(5, 5), evidence(row), salt(zero));
        fails(IDeMLTypes.BadScore.selector, 100_001);
        deml.reveal(id, 0, zero, pack(100_001), evidence(row), salt(zero));
        fails(IDeMLTypes.NoSeat.selector, miner(9));
        reveal(id, 0, 9, row);
        reveal(id, 0, 0, row);
        fails(IDeMLTypes.SeatTwice.selector, zero);
        reveal(id, 0, 0, row);
    }

    function test_settleRefusesRowsThatAreWrongTwiceOrShort() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(5);
        commitAll(id, row);
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, row);
        bytes memory rows = rowsOf(row, row, row, row);
        fails(IDeMLTypes.BadRow.selector, miner(3));
        deml.settle(id, 0, row, rowsOf(row, row, row, pack(6)), "");
        fails(IDeMLTypes.BadBatch.selector, 1);
        deml.settle(id, 0, row, abi.encodePacked(rows, bytes1(0)), "");
        fails(IDeMLTypes.BadBatch.selector, 5 + 20);
        deml.settle(id, 0, row, abi.encodePacked(row, uint16(2), miner(0)), "");
        fails(IDeMLTypes.BadBatch.selector, 5);
        deml.settle(id, 0, row, abi.encodePacked(row, uint16(0)), "");
        fails(IDeMLTypes.SeatTwice.selector, miner(0));
        deml.settle(id, 0, row, abi.encodePacked(rows, posted(0, row)), "");
        fails(IDeMLTypes.RowsMissing.selector, 3, 4);
        deml.settle(id, 0, row, abi.encodePacked(posted(0, row), posted(1, row), posted(2, row)), "");
        fails(IDeMLTypes.RowsMissing.selector, 0, 3);
        deml.settle(id, 0, "", rows, "");
        fails(IDeMLTypes.SeatTwice.selector, miner(0));
        deml.settle(id, 0, row, rows, opening(0, row));
        fails(IDeMLTypes.BadScore.selector, 100_001);
        deml.settle(id, 0, pack(100_001), rows, "");
        fails(IDeMLTypes.BadBatch.selector, 1);
        deml.settle(id, 0, row, rows, abi.encodePacked(bytes1(0)));
        fails(IDeMLTypes.NoSuchRound.selector, id, 1);
        deml.settle(id, 1, row, rows, "");
    }

    function test_settleRefusesAScoreThatIsNone() public {
        uint256 id = openedRound(1);
        for (uint256 i = 0; i < 3; i++) commitTo(id, 0, i, pack(5));
        commitTo(id, 0, 3, pack(100_001));
        bytes memory row = pack(5);
        bytes memory good =
            abi.encodePacked(opening(0, row), opening(1, row), opening(2, row));
        fails(IDeMLTypes.BadScore.selector, 100_001);
        deml.settle(id, 0, row, "", abi.encodePacked(good, opening(3, pack(100_001))));
        for (uint256 i = 0; i < 3; i++) reveal(id, 0, i, row);
        pass(1 hours);
        bytes memory rows = abi.encodePacked(posted(0, row), posted(1, row), posted(2, row));
        deml.settle(id, 0, row, rows, "");
        same(claim(id, 3), 0, "whoever commits to nonsense cannot reveal it");
    }

    function test_aStakeBacksOneSeatAtATime() public {
        uint256 id = openedRound(33);
        same(deml.openRound(id), 1, "the 33rd model");
        commitTo(id, 0, 0, pack(5));
        fails(IDeMLTypes.SeatHeld.selector, 0);
        commitTo(id, 1, 0, pack(5));
        fails(IDeMLTypes.SeatHeld.selector, 0);
        claim(id, 0);
        fails(IDeMLTypes.NotEnrolled.selector, miner(7));
        commitTo(id, 0, 7, pack(5));
        enrol(id, 7);
        fails(IDeMLTypes.RoundTooEarly.selector, 2);
        commitTo(id, 0, 7, pack(5));
    }

    function test_aForfeitIsToppedUpBeforeTheNextCommit() public {
        uint256 id = openedRound(33);
        deml.openRound(id);
        bytes memory good = new bytes(96);
        bytes memory bad = new bytes(96);
        bad[0] = 0x01; // 65,536 for the first of 32 models
        for (uint256 i = 0; i < 3; i++) commitTo(id, 0, i, good);
        commitTo(id, 0, 3, bad);
        for (uint256 i = 0; i < 3; i++) reveal(id, 0, i, good);
        reveal(id, 0, 3, bad);
        deml.settle(id, 0, good, rowsOf(good, good, good, bad), "");
        same(deml.seatOf(id, miner(3)).shortfall, STAKE / 32, "shortfall");
        fails(IDeMLTypes.StakeShort.selector, STAKE / 32);
        commitTo(id, 1, 3, pack(5));
        fails(IDeMLTypes.AlreadyEnrolled.selector, miner(0));
        enrol(id, 0);
        fails(IDeMLTypes.WrongValue.selector, STAKE, STAKE / 32);
        enrol(id, 3);
        vm.prank(miner(3));
        deml.enrol{value: STAKE / 32}(id);
        same(deml.seatOf(id, miner(3)).shortfall, 0, "whole again");
        // Its fees were kept.
        same(claim(id, 3), STAKE + 31 * FEE, "stake and fees");
    }

    function test_openRoundWaitsForItsIntervalWhileModelsStillCome() public {
        uint256 id = create(terms());
        register(id, 0);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Registration));
        deml.openRound(id);
        uint256 start = clock + 1 days;
        pass(1 days);
        fails(IDeMLTypes.NothingToEvaluate.selector);
        deml.openRound(id);
        submit(id, 0, 1);
        fails(IDeMLTypes.RoundTooSoon.selector, start + 1 hours);
        deml.openRound(id);
        for (uint256 i = 2; i <= 32; i++) submit(id, 0, i);
        deml.openRound(id); // full: at once
        submit(id, 0, 33);
        fails(IDeMLTypes.RoundTooSoon.selector, start + 1 hours);
        deml.openRound(id);
        pass(1 hours);
        deml.openRound(id);
        submit(id, 0, 34);
        pass(23 hours);
        deml.openRound(id); // nothing can come any more
        pass(7 days);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.openRound(id);
    }

    function test_prizeSharesAreHonouredAndEmptyPlacesGoToTheFirst() public {
        IDeMLTypes.Terms memory t = terms();
        t.prizeShares = new uint16[](3);
        (t.prizeShares[0], t.prizeShares[1], t.prizeShares[2]) = (6_000, 3_000, 1_000);
        uint256 id = create(t);
        register(id, 0);
        register(id, 1);
        pass(1 days);
        submit(id, 0, 1);
        submit(id, 1, 2);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
        bytes memory row = pack(50_000, 60_000);
        commitAll(id, row);
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, row);
        deml.settle(id, 0, row, rowsOf(row, row, row, row), "");
        deml.finalize(id);
        uint256 pot = FUND + 2 * BUY_IN - 8 * FEE;
        same(take(id, author(0)), pot * 3 / 10, "second");
        same(take(id, author(1)), pot - pot * 3 / 10, "first, with the empty third place");
    }

    function testFuzz_theMedianIsVerifiedByCounting(uint24[5] memory seeds, uint24 claimed) public {
        IDeMLTypes.Terms memory t = terms();
        (t.seats, t.quorum, t.tolerance) = (5, 5, 0);
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 1);
        for (uint256 i = 0; i < 5; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
        uint24[5] memory scores;
        bytes memory rows;
        for (uint256 i = 0; i < 5; i++) {
            scores[i] = seeds[i] % 7 == 6 ? INVALID : seeds[i] % 7;
            commitTo(id, 0, i, pack(scores[i]));
        }
        for (uint256 i = 0; i < 5; i++) {
            reveal(id, 0, i, pack(scores[i]));
            rows = abi.encodePacked(rows, posted(i, pack(scores[i])));
        }
        claimed = claimed % 7 == 6 ? INVALID : claimed % 7;
        for (uint256 i = 1; i < 5; i++) {
            for (uint256 j = i; j > 0 && scores[j - 1] > scores[j]; j--) {
                (scores[j - 1], scores[j]) = (scores[j], scores[j - 1]);
            }
        }
        if (claimed != scores[2]) fails(IDeMLTypes.BadMedian.selector, 0, claimed);
        deml.settle(id, 0, pack(claimed), rows, "");
    }

    function test_aPoolEnrolsForItsMiners() public {
        uint256 id = create(terms());
        address[] memory miners = new address[](3);
        for (uint256 i = 0; i < 3; i++) miners[i] = miner(i);
        vm.deal(address(this), 100 ether);
        fails(IDeMLTypes.WrongValue.selector, 8 ether, 12 ether);
        deml.enrolFor{value: 8 ether}(id, miners);
        deml.enrolFor{value: 12 ether}(id, miners);
        same(deml.standingOf(id).enrolled, 3, "enrolled");
        same(deml.standingOf(id).held, FUND + 12 ether, "held");
        same(claim(id, 1), STAKE, "the stake is the miner's own");
        fails(IDeMLTypes.AlreadyEnrolled.selector, miner(0));
        deml.enrolFor{value: 12 ether}(id, miners);
        miners[0] = miners[1];
        fails(IDeMLTypes.AlreadyEnrolled.selector, miner(1));
        deml.enrolFor{value: 12 ether}(id, miners);
        pass(9 days);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.enrolFor{value: 12 ether}(id, miners);
    }

    function test_aSeatedMinerCannotEnrolAgain() public {
        uint256 id = openedRound(1);
        commitTo(id, 0, 0, pack(5));
        fails(IDeMLTypes.SeatHeld.selector, 0);
        enrol(id, 0);
    }

    function test_aRoundOpenedNearTheEndTakesCommitsUntilTheEnd() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        pass(8 days - 10 minutes);
        deml.openRound(id);
        same(deml.roundOf(id, 0).commitEnd, clock + 10 minutes, "the evaluation's end");
        bytes memory row = pack(5);
        for (uint256 i = 0; i < 3; i++) commitTo(id, 0, i, row);
        pass(10 minutes);
        fails(IDeMLTypes.CommitsClosed.selector);
        commitTo(id, 0, 3, row);
        bytes memory openings = abi.encodePacked(opening(0, row), opening(1, row), opening(2, row));
        deml.settle(id, 0, row, "", openings);
        deml.finalize(id);
        same(claim(id, 0), STAKE + FEE, "and finishes after it");
    }

    function test_inliersOfMoreSeatsThanAWordHoldsAreKept() public {
        IDeMLTypes.Terms memory t = terms();
        (t.seats, t.quorum, t.maxModels) = (70, 50, 2);
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        submit(id, 0, 1);
        for (uint256 i = 0; i < 70; i++) enrol(id, i);
        deml.openRound(id);
        bytes memory openings;
        for (uint256 i = 0; i < 70; i++) {
            // The first of each word lies about one model, the last of each about both.
            bytes memory row = i % 32 == 0
                ? pack(50_000, 99_000)
                : i % 32 == 31 ? pack(1, 99_000) : pack(50_000, 60_000);
            commitTo(id, 0, i, row);
            openings = abi.encodePacked(openings, opening(i, row));
        }
        deml.settle(id, 0, pack(50_000, 60_000), "", openings);
        for (uint256 i = 0; i < 70; i++) {
            uint256 lost = i % 32 == 0 ? STAKE / 2 : i % 32 == 31 ? STAKE : 0;
            same(deml.seatOf(id, miner(i)).shortfall, lost, "what each loses");
        }
    }

    function test_aPlaceThatGetsNothingIsCreditedNothing() public {
        IDeMLTypes.Terms memory t = terms();
        t.prizeShares = new uint16[](2);
        t.prizeShares[0] = 10_000;
        uint256 id = create(t);
        register(id, 0);
        register(id, 1);
        pass(1 days);
        submit(id, 0, 0);
        submit(id, 1, 1);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
        bytes memory row = pack(2, 1);
        commitAll(id, row);
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, row);
        deml.settle(id, 0, row, rowsOf(row, row, row, row), "");
        deml.finalize(id);
        same(deml.owedTo(id, author(1)), 0, "the second's share is nothing");
        same(take(id, author(0)), FUND + 2 * BUY_IN - 8 * FEE, "the first has it all");
    }
}
