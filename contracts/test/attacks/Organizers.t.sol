// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Arena} from "./Arena.sol";

/// @notice What an organizer can do, above all in sealed competitions.
contract OrganizerAttacksTest is Arena {
    /// P01b: the organizer opened a round one deposit short, which never filled, and had its fund
    /// back with all models read.
    function test_P01b_SealedRoundBeforeItsQuorum() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), 5, 66);
            if (!calm) {
                deml.openTestSet(id, KEY);
                fails(IDeMLTypes.TooFewDeposits.selector, 66, 67);
                deml.openRound(id);
                fails(IDeMLTypes.TestSetNotJudged.selector);
                deml.openModel(id, 0, bytes32(uint256(1)));
            }
            bench(66, 200);
            pass(2 * WINDOW);
            if (calm) deml.openTestSet(id, KEY);
            judge(0, 200, pack(100_000));
            openModels(0, 5);
            goTo(deml.termsOf(id).openingEnd);
            judge(0, 200, _row(5));
            _end(5, 200);
            foeOrganizer();
            victimAuthors(0, 5);
            victimMiners(0, 200);
        }
        stopped("P01b", -10 ether);
    }

    /// P17: one sealed model without bytes made all honest miners abstain. Author 5 attacks.
    function test_P17_SealedModelWithoutBytes() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(sealedDefaults());
            join(0, 6);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 5; i++) sendSealed(i, true);
            if (!calm) sendSealed(5, false);
            openTestSet(0, 100);
            openModels(0, 5);
            if (!calm) {
                vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.Incomplete.selector, 5, 0, 128));
                deml.openModel(id, 5, bytes32(uint256(6)));
            }
            goTo(deml.termsOf(id).openingEnd);
            judge(0, 100, _row(5));
            _end(6, 100);
            foeAuthors(5, 6);
            victimAuthors(0, 5);
            victimMiners(0, 100);
        }
        stopped("P17", -1 ether);
    }

    /// P09: the organizer keeps its key, and takes the penalty back through 45 authors of its own.
    /// It had read all models; now no model can be opened before the test set was judged good. Not
    /// stopped: to call a competition off costs between F/5 and a tenth of that. What the authors
    /// miss is the prize.
    function test_P09_NoKeyAndSybils() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), calm ? 5 : 50, 100);
            if (calm) {
                openTestSet(0, 100);
                openModels(0, 5);
                goTo(deml.termsOf(id).openingEnd);
                judge(0, 100, _row(5));
                finish();
            } else {
                fails(IDeMLTypes.TestSetNotJudged.selector);
                deml.openModel(id, 0, bytes32(uint256(1)));
                _cancelWithoutKey();
            }
            cashOut(50, 100);
            if (!calm) for (uint256 i = 0; i < 5; i++) same(author(own(i)).balance, 100.04 ether, "each");
            foeOrganizer();
            foeAuthors(5, 50);
            victimAuthors(0, 5);
        }
        priced("P09", -0.2 ether, -9_228_571_973_603_828_000);
        unprofitable("P09");
    }

    /// P10: the key in the last second of the opening, when only the organizer's friend could open
    /// a model. It is too late: the competition is called off, for F/5. Author 1 is the
    /// organizer's.
    function test_P10_KeyInTheLastSecond() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), 2, 100);
            if (calm) {
                openTestSet(0, 100);
                openModels(0, 2);
                goTo(deml.termsOf(id).openingEnd);
                judge(0, 100, pack(99_000, 90_000));
                finish();
            } else {
                IDeMLTypes.Terms memory t = deml.termsOf(id);
                goTo(t.openingEnd - 1);
                fails(IDeMLTypes.TooLate.selector, t.submissionEnd + 8 hours);
                deml.openTestSet(id, KEY);
                deml.cancel(id);
            }
            cashOut(2, 100);
            foeOrganizer();
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        priced("P10", -1.6 ether, -10.6 ether);
        unprofitable("P10");
    }

    /// P12: an organizer that knows the labels wins its own competition, with `returnsBuyIns`.
    /// There is nothing to win but its own fund. Author 10 is its own; without the attack it is not
    /// there.
    function test_P12_OrganizerWinsItsOwnPrize() public {
        _insider(true);
        priced("P12", -0.1 ether, -9_900_000_095_376_475_600);
        unprofitable("P12");
    }

    /// P12b: the same without `returnsBuyIns`, as in the original. Not stopped: clients of authors
    /// refuse such terms where the organizer may take part.
    function test_P12b_OrganizerWinsTheBuyIns() public {
        _insider(false);
        priced("P12b", 8_900_001_049_141_231_600, -18_900_001_049_141_231_600);
    }

    function _insider(bool returns_) private {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            t.returnsBuyIns = returns_;
            begin(t);
            join(0, calm ? 10 : 11);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 10; i++) send(i, i);
            bytes memory row = times(10, 97_000);
            if (!calm) {
                send(10, 10);
                row = abi.encodePacked(row, uint24(100_000));
            }
            judge(0, 100, row);
            _end(11, 100);
            foeOrganizer();
            foeAuthors(10, 11);
            victimAuthors(0, 10);
            victimMiners(0, 100);
        }
    }

    /// P07: a reveal window of a second is invalid; miners' clients refuse one of a minute: nobody
    /// enrols, and everybody gets a full refund.
    function test_P07_RevealWindowOfASecond() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            if (!calm) {
                t.revealWindow = 1;
                _refused(t, IDeMLTypes.Term.RevealWindow);
                t.revealWindow = 60;
                begin(t);
                join(0, 1);
                pass(1 days);
                send(0, 0);
                _end(1, 0);
            } else {
                begin(t);
            }
            if (!calm) foeOrganizer();
            foeAuthors(0, 1);
            victimMiners(0, 99);
        }
        stopped("P07", 0);
    }

    /// P07b: miners that accept a minute by hand lose their stakes. Nobody gains them. Miner 99,
    /// author 0.
    function test_P07b_RevealWindowOfAMinute() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            t.revealWindow = 60;
            begin(t);
            join(0, 1);
            bench(0, 100);
            pass(1 days);
            send(0, 0);
            openRound();
            if (calm) sit(0, 100, pack(99_000));
            else sitSilent(0, 100, pack(99_000));
            endRound();
            _end(1, 100);
            foeOrganizer();
            foeAuthors(0, 1);
            foeMiners(99, 100);
            victimMiners(0, 99);
        }
        priced("P07b", -0.16 ether, -99 * int256(STAKE) - 99 * _fee(100));
    }

    /// N6: shuffled labels. Authors see it before they open anything, and keep their models: the
    /// organizer reads none. With a friend that knows the labels it wins its own fund and, with
    /// `returnsBuyIns`, nothing of theirs.
    function test_N6_ShuffledLabels() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = sealedDefaults();
            t.returnsBuyIns = true;
            _submitted(t, 6, 100);
            openTestSet(0, 100);
            if (calm) openModels(0, 5);
            deml.openModel(id, 5, bytes32(uint256(6)));
            goTo(deml.termsOf(id).openingEnd);
            judge(0, 100, calm ? abi.encodePacked(_row(5), uint24(10_000)) : pack(100_000));
            _end(6, 100);
            foeOrganizer();
            foeAuthors(5, 6);
            victimAuthors(0, 5);
        }
        priced("N6", -190_476_008_798_724_000, -9_428_572_064_442_561_238);
        unprofitable("N6");
    }

    /// N7: phases and windows of less than a minute are invalid, and so is a registration of less
    /// than three commit windows, in which only deposits made at once would count.
    function test_N7_PhasesOfSeconds() public {
        IDeMLTypes.Terms memory t = defaults();
        t.registrationEnd = uint40(clock + 3 * WINDOW - 1);
        _refused(t, IDeMLTypes.Term.RegistrationEnd);
        t = defaults();
        t.submissionEnd = t.registrationEnd + 59;
        _refused(t, IDeMLTypes.Term.SubmissionEnd);
        t = sealedDefaults();
        t.openingEnd = t.submissionEnd + 59;
        _refused(t, IDeMLTypes.Term.OpeningEnd);
        t = defaults();
        t.evaluationEnd = uint40(t.submissionEnd + WINDOW + 59);
        _refused(t, IDeMLTypes.Term.EvaluationEnd);
        t = defaults();
        t.commitWindow = 59;
        _refused(t, IDeMLTypes.Term.CommitWindow);
        t = defaults();
        t.revealWindow = 59;
        _refused(t, IDeMLTypes.Term.RevealWindow);
        stopped("N7", 0);
    }

    /// N7b: a submission phase of a minute, which authors' clients refuse (they ask for twelve
    /// hours). 19 authors register all the same and miss it; author 19 is the organizer's. With
    /// `returnsBuyIns` they have theirs back.
    function test_N7b_SubmissionOfAMinute() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            t.submissionEnd = t.registrationEnd + 60;
            t.openingEnd = t.submissionEnd;
            t.returnsBuyIns = true;
            begin(t);
            join(0, 20);
            bench(0, 100);
            pass(1 days);
            if (calm) for (uint256 i = 0; i < 19; i++) send(i, i);
            send(19, 19);
            bytes memory row = pack(10_000);
            if (calm) row = abi.encodePacked(times(19, 97_000), row);
            judge(0, 100, row);
            _end(20, 100);
            foeOrganizer();
            foeAuthors(19, 20);
            victimAuthors(0, 19);
        }
        priced("N7b", -0.1 ether, -8.1 ether);
        unprofitable("N7b");
    }

    // ───────────────────────── attackers of our own ─────────────────────────

    /// E05: round zero put off to its last second. The key comes a second before the end of its
    /// third, the round opens as late as it may, and a silent seat keeps it open until its window
    /// ends: whoever likes the verdict still has a commit window to settle it. Miner 67 attacks.
    function test_E05_RoundZeroAtItsLastSecond() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), 2, 68);
            if (calm) {
                openTestSet(0, 68);
            } else {
                IDeMLTypes.Terms memory t = deml.termsOf(id);
                uint256 judgingEnd = t.submissionEnd + 16 hours;
                goTo(t.submissionEnd + 8 hours - 1);
                deml.openTestSet(id, KEY);
                goTo(judgingEnd - 2 * WINDOW - 1);
                openRound();
                sit(0, 67, pack(100_000));
                pass(WINDOW - 12);
                sitSilent(67, 68, pack(100_000));
                revealMany(id, round, own(0), own(67), pack(100_000));
                goTo(judgingEnd);
                fails(IDeMLTypes.CannotCancel.selector);
                deml.cancel(id);
                bytes memory rows = rowsOf(own(0), own(67), pack(100_000));
                deml.settle(id, round, pack(100_000), rows, "");
                forget();
            }
            openModels(0, 2);
            goTo(deml.termsOf(id).openingEnd);
            judge(0, calm ? 68 : 67, pack(99_000, 90_000));
            _end(2, 68);
            foeOrganizer();
            foeMiners(67, 68);
            victimAuthors(0, 2);
            victimMiners(0, 67);
        }
        stopped("E05", -10.16 ether);
    }

    /// E07: the test set of an open competition goes offline once all models are there: no honest
    /// miner can judge, and all models are unjudged. Not stopped: miners enrol with the test set in
    /// hand, and keep it.
    function test_E07_TestSetGoesOffline() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 5);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 5; i++) send(i, i);
            for (uint256 tries = calm ? 2 : 0; tries < 3; tries++) {
                judge(0, 100, calm ? _row(5) : times(5, ABSTAIN));
            }
            _end(5, 100);
            foeOrganizer();
            victimAuthors(0, 5);
            victimMiners(0, 100);
        }
        priced("E07", 0, -10.5 ether);
        unprofitable("E07");
    }

    /// E13: five accounts with junk bet on an organizer that loses its key: they share the penalty
    /// with five honest authors. Not stopped; whoever causes the loss pays it, see P09.
    function test_E13_BetOnALostKey() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), calm ? 5 : 10, 0);
            _cancelWithoutKey();
            cashOut(10, 0);
            foeAuthors(5, 10);
            victimAuthors(0, 5);
        }
        priced("E13", 1 ether, -1 ether);
    }

    /// E14: author 1 opens its model in the last second of the opening.
    function test_E14_OpenedInTheLastSecond() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), 2, 100);
            openTestSet(0, 100);
            openModels(0, 1);
            if (!calm) goTo(deml.termsOf(id).openingEnd - 1);
            openModels(1, 2);
            goTo(deml.termsOf(id).openingEnd);
            judge(0, 100, pack(99_000, 90_000));
            _end(2, 100);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("E14", -1 ether);
    }

    /// E18: the organizer serves the ciphertext of its test set to 20 honest miners and keeps 45
    /// deposits of its own: 65 of 100 find it good, authors open their models, then the 45 abstain.
    /// Not stopped: more than half must be able to judge, so miners enrol with the test set in
    /// hand.
    function test_E18_TestSetServedToFew() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), 5, 100);
            goTo(deml.termsOf(id).submissionEnd);
            deml.openTestSet(id, KEY);
            _zero(calm);
            openModels(0, 5);
            goTo(deml.termsOf(id).openingEnd);
            for (uint256 tries = calm ? 2 : 0; tries < 3; tries++) {
                openRound();
                sit(0, 20, _row(5));
                sit(20, 100, calm ? _row(5) : times(5, ABSTAIN));
                endRound();
            }
            _end(5, 100);
            foeOrganizer();
            foeMiners(55, 100);
            victimAuthors(0, 5);
            victimMiners(0, 55);
        }
        priced("E18", -19_047_600_879_872_400, -10_200_000_263_432_326_390);
        unprofitable("E18");
    }

    /// E21: 34 deposits of the organizer, beside 66, make the quorum of round zero and leave once
    /// models are open, so that no round can judge them and the fund comes back.
    function test_E21_LeaveAfterRoundZero() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _submitted(sealedDefaults(), 5, 100);
            openTestSet(0, 100);
            openModels(0, 5);
            if (!calm) leave(66, 100);
            goTo(deml.termsOf(id).openingEnd);
            judge(0, calm ? 100 : 66, _row(5));
            _end(5, 100);
            foeOrganizer();
            foeMiners(66, 100);
            victimAuthors(0, 5);
            victimMiners(0, 66);
        }
        int256 fee = int256((uint256(2 ether) / 21 >> 24) * ((1 << 24) / uint256(100)));
        stopped("E21", -10 ether + 34 * fee);
    }

    function _zero(bool all) private {
        openRound();
        sit(0, 20, pack(100_000));
        sit(20, 55, pack(all ? 100_000 : ABSTAIN));
        sit(55, 100, pack(100_000));
        endRound();
    }

    // ────────────────────────────── moves ──────────────────────────────

    /// @dev A sealed competition at the end of its submission, with a model of each author.
    function _submitted(IDeMLTypes.Terms memory t, uint256 authors, uint256 miners_) private {
        begin(t);
        join(0, authors);
        bench(0, miners_);
        pass(1 days);
        for (uint256 i = 0; i < authors; i++) sendSealed(i, true);
        goTo(t.submissionEnd);
    }

    function _cancelWithoutKey() private {
        goTo(deml.termsOf(id).submissionEnd + 8 hours);
        deml.cancel(id);
    }

    /// @dev The first is the best.
    function _row(uint256 models) private pure returns (bytes memory) {
        return abi.encodePacked(uint24(99_000), times(models - 1, 90_000));
    }

    function _refused(IDeMLTypes.Terms memory t, IDeMLTypes.Term wrong) private {
        fails(IDeMLTypes.BadTerms.selector, uint256(wrong));
        deml.createCompetition{value: FUND}(t);
    }

    function _end(uint256 authors, uint256 miners_) private {
        finish();
        cashOut(authors, miners_);
    }
}
