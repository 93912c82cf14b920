// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEvents} from "../src/IDeMLEvents.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice A round from its opening to each of its endings (§6), of four seats with a quorum of three.
contract RoundTest is Base {
    uint256 private constant STAKE = 4 ether;

    function status(uint256 id, uint256 round) private view returns (IDeMLTypes.RoundStatus) {
        return deml.roundOf(id, round).status;
    }

    function enrolled(uint256 id, uint256 i) private returns (bool) {
        return deml.seatOf(id, miner(i)).enrolled;
    }

    /// @dev Units of a part, as §1 counts them.
    function fee(uint256 id, uint256 shares) private view returns (uint256) {
        return (2 ** 24 / shares) * (deml.standingOf(id).part / 2 ** 24);
    }

    /// @dev One model waits; the miners' deposits are made `ago` seconds before the opening is tried.
    function waiting(uint256 miners, uint256 ago) private returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        clock = (clock / WINDOW + 5) * WINDOW; // a period begins
        vm.warp(clock);
        for (uint256 i = 0; i < miners; i++) enrol(id, i);
        pass(ago);
    }

    // ─────────────────────────────── opening ───────────────────────────────

    function test_givenDepositsOfThisPeriodItDoesNotOpen() public {
        uint256 id = waiting(4, WINDOW - 1);
        fails(IDeMLTypes.TooFewDeposits.selector, 0, 3);
        deml.openRound(id);
    }

    function test_givenDepositsOfThePeriodBeforeItDoesNotOpen() public {
        uint256 id = waiting(4, 2 * WINDOW - 1);
        same(deml.standingOf(id).counting, 0, "none counts");
        fails(IDeMLTypes.TooFewDeposits.selector, 0, 3);
        deml.openRound(id);
    }

    function test_givenAQuorumTwoPeriodsOldItOpens() public {
        uint256 id = waiting(3, 2 * WINDOW);
        same(deml.standingOf(id).counting, 3, "they count");
        same(deml.openRound(id), 0, "round");
        same(deml.roundOf(id, 0).counted, 3, "who may commit");
    }

    function test_givenOneFewerThanTheQuorumItDoesNotOpen() public {
        uint256 id = waiting(2, 2 * WINDOW);
        fails(IDeMLTypes.TooFewDeposits.selector, 2, 3);
        deml.openRound(id);
    }

    function test_thereIsOneRoundAtATime() public {
        uint256 id = waiting(4, 2 * WINDOW);
        deml.openRound(id);
        submit(id, 0, 1);
        pass(WINDOW / 2);
        fails(IDeMLTypes.RoundRuns.selector, 0);
        deml.openRound(id);
    }

    function test_aDepositThatIsTooNewMayNotCommit() public {
        uint256 id = waiting(3, 1);
        pass(2 * WINDOW - 1);
        enrol(id, 3);
        deml.openRound(id);
        bytes32 row = commitmentOf(id, 0, miner(3), pack(5));
        fails(IDeMLTypes.DepositTooNew.selector, miner(3));
        vm.prank(miner(3));
        deml.commit(id, 0, row);
        yes(!deml.mayCommit(id, 0, miner(3)) && deml.mayCommit(id, 0, miner(0)), "who may");
    }

    // ────────────────────────────── committing ──────────────────────────────

    function test_whenAllThatCountHaveCommittedCommitsClose() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        yes(deml.roundOf(id, 0).revealsOpen, "reveals are open");
        same(deml.roundOf(id, 0).revealEnd, clock + WINDOW, "for a window from then on");
    }

    function test_whenOneIsMissingCommitsStayOpenForExactlyTheWindow() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 3, pack(5));
        pass(WINDOW - 1);
        yes(deml.roundOf(id, 0).commitsOpen, "open");
        pass(1);
        bytes32 row = commitmentOf(id, 0, miner(3), pack(5));
        fails(IDeMLTypes.CommitsClosed.selector);
        vm.prank(miner(3));
        deml.commit(id, 0, row);
        yes(deml.roundOf(id, 0).revealsOpen, "reveals are open");
    }

    function test_nobodyCommitsTwice() public {
        uint256 id = openedRound(1);
        commitTo(id, 0, 0, pack(5));
        bytes32 row = commitmentOf(id, 0, miner(0), pack(6));
        fails(IDeMLTypes.SeatHeld.selector, 0);
        vm.prank(miner(0));
        deml.commit(id, 0, row);
    }

    function test_aSeatHoldsItsDepositUntilTheRoundIsOver() public {
        uint256 id = openedRound(1);
        commitTo(id, 0, 0, pack(5));
        fails(IDeMLTypes.SeatHeld.selector, 0);
        vm.prank(miner(0));
        deml.claim(id, miner(0));
        same(claim(id, 1), STAKE, "a deposit without a seat goes at once");
    }

    // ─────────────────────────────── expiring ───────────────────────────────

    function test_shortOfItsQuorumOfCommitsItExpires() public {
        uint256 id = openedRound(2);
        commitMany(id, 0, 0, 2, pack(5, 6));
        fails(IDeMLTypes.CommitsOpen.selector);
        deml.expireRound(id, 0);
        pass(WINDOW);
        fails(IDeMLTypes.NoQuorum.selector, 2, 3);
        deml.reveal(id, 0, miner(0), pack(5, 6), evidence(pack(5, 6)), salt(miner(0)));
        deml.expireRound(id, 0);
        yes(status(id, 0) == IDeMLTypes.RoundStatus.Expired, "expired");
        for (uint256 i = 0; i < 4; i++) yes(enrolled(id, i), "nobody is punished");
        uint256[] memory queue = deml.queueOf(id, 0, 9);
        yes(queue.length == 2 && queue[0] == 0 && queue[1] == 1, "models wait in their order");
        same(claim(id, 0), STAKE, "who committed is free");
    }

    function test_withItsQuorumItDoesNotExpire() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 3, pack(5));
        pass(WINDOW);
        fails(IDeMLTypes.HasQuorum.selector, 3, 3);
        deml.expireRound(id, 0);
    }

    function test_nobodyIsSentHomeForMissingARound() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 2, pack(5));
        pass(WINDOW);
        deml.expireRound(id, 0);
        address[] memory absent = new address[](1);
        absent[0] = miner(2);
        fails(IDeMLTypes.NotEnded.selector);
        deml.claimFor(id, absent);
        deml.openRound(id);
        commitMany(id, 1, 0, 4, pack(5));
        same(deml.standingOf(id).enrolled, 4, "who was away is back");
    }

    // ─────────────────────────────── failing ───────────────────────────────

    function test_shortOfItsQuorumOfRevealsItFailsAndSilentSeatsLoseTheirStakes() public {
        uint256 id = openedRound(2);
        commitMany(id, 0, 0, 4, pack(5, 6));
        revealMany(id, 0, 0, 2, pack(5, 6));
        fails(IDeMLTypes.RevealsOpen.selector, clock + WINDOW);
        deml.failRound(id, 0);
        pass(WINDOW);
        uint256 pot = deml.standingOf(id).pot;
        uint256 burnt = NOBODY.balance;
        deml.failRound(id, 0);
        yes(status(id, 0) == IDeMLTypes.RoundStatus.Failed, "failed");
        same(NOBODY.balance - burnt, 2 * STAKE, "nobody receives what it cost");
        same(deml.standingOf(id).burnt, 2 * STAKE, "as it says");
        same(deml.standingOf(id).pot, pot, "the pot is what it was");
        yes(enrolled(id, 0) && enrolled(id, 1) && !enrolled(id, 2) && !enrolled(id, 3), "who lost");
        same(deml.standingOf(id).enrolled, 2, "deposits");
        same(deml.queueOf(id, 0, 9)[1], 1, "models wait in their order");
        enrol(id, 2); // again
    }

    function test_withItsQuorumOfRevealsItDoesNotFail() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        revealMany(id, 0, 0, 3, pack(5));
        pass(WINDOW);
        fails(IDeMLTypes.HasQuorum.selector, 3, 3);
        deml.failRound(id, 0);
        deml.settle(id, 0, pack(5), rowsOf(0, 3, pack(5)), "");
        yes(!enrolled(id, 3), "the silent one loses its stake");
        same(claim(id, 0), STAKE + fee(id, 4), "a part is divided by the seats at least");
    }

    function test_withoutItsQuorumItDoesNotSettle() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        revealMany(id, 0, 0, 2, pack(5));
        pass(WINDOW);
        fails(IDeMLTypes.NoQuorum.selector, 2, 3);
        deml.settle(id, 0, pack(5), rowsOf(0, 2, pack(5)), "");
    }

    // ─────────────────────────────── settling ───────────────────────────────

    function test_whileRevealsAreOpenAllRowsMustBeThere() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        bytes memory three = openingsOf(0, 3, pack(5));
        fails(IDeMLTypes.RowsMissing.selector, 3, 4);
        deml.settle(id, 0, pack(5), "", three);
        bytes memory all = openingsOf(0, 4, pack(5));
        deml.settle(id, 0, pack(5), "", all);
        yes(status(id, 0) == IDeMLTypes.RoundStatus.Settled, "settled");
    }

    /// @dev Whoever settles could cost a miner its stake by leaving its row out.
    function test_aPostedRowIsNotLeftOut() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        revealMany(id, 0, 0, 4, pack(5));
        pass(WINDOW);
        fails(IDeMLTypes.RowsMissing.selector, 3, 4);
        deml.settle(id, 0, pack(5), rowsOf(0, 3, pack(5)), "");
        deml.settle(id, 0, pack(5), rowsOf(0, 4, pack(5)), "");
        yes(enrolled(id, 3), "it keeps its stake");
    }

    function test_aRowWithinTheToleranceIsPaidOneBeyondTwiceItLosesItsStake() public {
        IDeMLTypes.Terms memory t = terms();
        (t.seats, t.quorum) = (5, 3);
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        enrolMany(id, 0, 5);
        pass(1 days);
        deml.openRound(id);
        uint24[5] memory scores = [uint24(1_000), 1_000, 1_050, 1_100, 1_101];
        bytes memory openings;
        for (uint256 i = 0; i < 5; i++) {
            commitTo(id, 0, i, pack(scores[i]));
            openings = abi.encodePacked(openings, opening(i, pack(scores[i])));
        }
        // 1,050 is reached by three of five.
        deml.settle(id, 0, pack(1_050), "", openings);
        same(deml.seatOf(id, miner(3)).claimable, STAKE + fee(id, 5), "50 away");
        same(deml.seatOf(id, miner(4)).claimable, STAKE, "51 away: neither paid nor punished");
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 1);
        same(models[0].score, 1_050, "the median is the score");
    }

    function test_anOutlierOnWhatIsAgreedLosesItsWholeStakeHoweverManyModelsThereAre() public {
        uint256 id = openedRound(2);
        bytes memory honest = pack(5, 70_000);
        bytes memory lie = pack(5, 70_101);
        commitMany(id, 0, 0, 3, honest);
        commitTo(id, 0, 3, lie);
        uint256 burnt = NOBODY.balance;
        bytes memory all = abi.encodePacked(openingsOf(0, 3, honest), openingsOf(3, 4, lie));
        deml.settle(id, 0, honest, "", all);
        same(NOBODY.balance - burnt, STAKE, "burnt");
        same(deml.seatOf(id, miner(3)).claimable, 0, "and it earns nothing for the other model");
        same(claim(id, 0), STAKE + 2 * fee(id, 4), "the others do");
    }

    function test_abstainingIsNeitherPaidNorPunishedAndCountsAmongTheReveals() public {
        uint256 id = openedRound(2);
        // Of the second model two abstain: two of four are not more than half.
        bytes memory able = pack(5, 6);
        bytes memory unable = pack(5, ABSTAIN);
        commitMany(id, 0, 0, 2, able);
        commitMany(id, 0, 2, 4, unable);
        bytes memory all = abi.encodePacked(openingsOf(0, 2, able), openingsOf(2, 4, unable));
        fails(IDeMLTypes.BadMedian.selector, 1, 6);
        deml.settle(id, 0, able, "", all);
        deml.settle(id, 0, unable, "", all);
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 2);
        yes(models[0].status == IDeMLTypes.ModelStatus.Scored, "agreed");
        yes(models[1].status == IDeMLTypes.ModelStatus.Waiting && models[1].tries == 1, "waits");
        for (uint256 i = 0; i < 4; i++) {
            same(deml.seatOf(id, miner(i)).claimable, STAKE + fee(id, 4), "paid for the first alone");
        }
    }

    function test_aModelThatThreeRoundsDoNotAgreeOnIsUnjudgedAndItsPartBurnt() public {
        uint256 id = openedRound(1);
        bytes memory row = pack(ABSTAIN);
        for (uint256 round = 0; round < 3; round++) {
            if (round == 1) pass(WINDOW); // no part may come any more
            if (round > 0) deml.openRound(id);
            judged(id, round, row);
        }
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 1);
        yes(models[0].status == IDeMLTypes.ModelStatus.Unjudged, "unjudged");
        same(deml.standingOf(id).burnt, deml.standingOf(id).part, "its part");
        fails(IDeMLTypes.NothingToEvaluate.selector);
        deml.openRound(id);
        deml.finalize(id);
        uint256 part = deml.standingOf(id).part;
        same(take(id, author(0)), BUY_IN - part, "the buy-in comes back less its part");
        same(take(id, ORGANIZER), FUND, "the fund goes back, and no more");
        same(claim(id, 0), STAKE, "stakes");
    }

    function test_anAuthorWhoseLaterModelIsJudgedGetsNothingBackForAnUnjudgedOne() public {
        uint256 id = create(terms());
        register(id, 0);
        register(id, 1);
        pass(1 days);
        submit(id, 0, 0);
        submit(id, 1, 1);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        for (uint256 round = 0; round < 3; round++) {
            pass(3 * WINDOW);
            deml.openRound(id);
            judged(id, round, pack(ABSTAIN, ABSTAIN));
        }
        submit(id, 0, 2);
        pass(1 days);
        deml.openRound(id);
        judged(id, 3, pack(5));
        uint256 pot = deml.standingOf(id).pot;
        uint256 part = deml.standingOf(id).part;
        deml.finalize(id);
        same(take(id, author(1)), BUY_IN - part, "nobody judged its only model");
        same(take(id, author(0)), pot - (BUY_IN - part), "the winner has the rest");
        for (uint256 i = 0; i < 4; i++) claim(id, i);
        same(deml.standingOf(id).held, 0, "all is out");
    }

    function test_whatIsNotAgreedWaitsBehindTheOthers() public {
        uint256 id = openedRound(3);
        bytes memory row = abi.encodePacked(ABSTAIN, uint24(5), ABSTAIN);
        judged(id, 0, row);
        uint256[] memory queue = deml.queueOf(id, 0, 9);
        yes(queue.length == 2 && queue[0] == 0 && queue[1] == 2, "in their order");
        fails(IDeMLTypes.RoundTooSoon.selector, clock + WINDOW); // parts may still come
        deml.openRound(id);
        pass(WINDOW);
        deml.openRound(id);
        same(deml.roundOf(id, 1).models.length, 2, "the next round has both");
        judged(id, 1, pack(7, 8));
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 3);
        same(models[2].score, 8, "judged at the second try");
    }

    function test_rowsOfAbstentionsDoNotDiluteThePayOfThoseWhoJudge() public {
        IDeMLTypes.Terms memory t = terms();
        (t.seats, t.quorum) = (4, 3);
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        enrolMany(id, 0, 9);
        pass(1 days);
        deml.openRound(id);
        commitMany(id, 0, 0, 5, pack(5));
        commitMany(id, 0, 5, 9, pack(ABSTAIN));
        bytes memory all =
            abi.encodePacked(openingsOf(0, 5, pack(5)), openingsOf(5, 9, pack(ABSTAIN)));
        deml.settle(id, 0, pack(5), "", all);
        same(claim(id, 0), STAKE + fee(id, 5), "divided among the five that judged");
        same(claim(id, 5), STAKE, "nothing for the others");
    }

    function test_theAverageOfTheInliersIsToldToTheNearest() public {
        uint256 id = openedRound(1);
        uint24[4] memory scores = [uint24(10), 11, 11, 9_000];
        bytes memory openings;
        for (uint256 i = 0; i < 4; i++) {
            commitTo(id, 0, i, pack(scores[i]));
            openings = abi.encodePacked(openings, opening(i, pack(scores[i])));
        }
        bytes memory results =
            abi.encodePacked(uint32(0), uint24(11), uint24(11), uint16(3)); // 32 / 3 = 10.67
        vm.expectEmit(true, true, false, true);
        emit IDeMLEvents.RoundSettled(id, 0, 4, 1, results);
        deml.settle(id, 0, pack(11), "", openings);
    }

    // ────────────────────────────── later rounds ──────────────────────────────

    function test_onceARoundIsSettledWhoeverMadeItsQuorumFullDecidesNothing() public {
        IDeMLTypes.Terms memory t = terms();
        (t.seats, t.quorum) = (100, 67);
        t.seatStake = 1 ether;
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        enrolMany(id, 0, 100);
        pass(1 days);
        deml.openRound(id);
        commitMany(id, 0, 0, 100, pack(5));
        bytes memory all = openingsOf(0, 100, pack(5));
        deml.settle(id, 0, pack(5), "", all);
        same(deml.standingOf(id).quorum, 51, "more than half of the hundred");
        submitLate(id);
    }

    /// @dev 34 of the hundred leave: 66 are enough.
    function submitLate(uint256 id) private {
        for (uint256 i = 66; i < 100; i++) claim(id, i);
        same(deml.standingOf(id).counting, 66, "fewer than the terms' quorum");
    }

    function test_afterEvaluationEndOnlyASettledRoundIsFollowedByAnother() public {
        uint256 id = openedRound(2);
        uint256 end = deml.termsOf(id).evaluationEnd;
        judged(id, 0, pack(5, ABSTAIN));
        vm.warp(clock = end - 1);
        deml.openRound(id);
        judged(id, 1, pack(ABSTAIN)); // settled after the end, soon enough
        pass(2);
        fails(IDeMLTypes.StillWaiting.selector, 1);
        deml.finalize(id);
        deml.openRound(id); // the third and last try
        pass(WINDOW);
        deml.expireRound(id, 2);
        pass(WINDOW);
        fails(IDeMLTypes.TooLate.selector, end - 1 + WINDOW);
        deml.openRound(id);
        deml.finalize(id);
    }

    function test_claimForWaitsForTheEnd() public {
        uint256 id = openedRound(1);
        judged(id, 0, pack(5));
        address[] memory all = new address[](5);
        for (uint256 i = 0; i < 5; i++) all[i] = miner(i);
        vm.warp(clock = deml.termsOf(id).evaluationEnd);
        fails(IDeMLTypes.NotEnded.selector);
        deml.claimFor(id, all);
        deml.finalize(id);
        deml.claimFor(id, all);
        same(deml.standingOf(id).enrolled, 0, "all of them");
        fails(IDeMLTypes.NotEnrolled.selector, miner(0));
        vm.prank(miner(0));
        deml.claim(id, miner(0));
    }
}
