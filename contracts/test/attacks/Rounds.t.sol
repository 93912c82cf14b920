// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Arena} from "./Arena.sol";

/// @notice Who sits, when a round opens, how it ends, and what absence does.
contract RoundAttacksTest is Arena {
    bytes private honest = abi.encodePacked(uint24(99_000), uint24(10_000));
    bytes private lie = abi.encodePacked(uint24(0), uint24(100_000));

    /// P01: a round opened before a quorum enrolled could never fill. Author 1 attacks.
    function test_P01_RoundBeforeItsQuorum() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 2);
            bench(0, 60);
            pass(1 days);
            send(0, 0);
            pass(2 * WINDOW);
            if (!calm) {
                fails(IDeMLTypes.TooFewDeposits.selector, 60, 67);
                deml.openRound(id);
            }
            bench(60, 200);
            send(1, 1);
            pass(2 * WINDOW);
            judge(0, 200, honest);
            _end(2, 200);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 200);
        }
        stopped("P01", -1 ether);
    }

    /// P19: 67 deposits make the quorum, open the round and leave. Miners 200 to 266 attack.
    function test_P19_QuorumThatLeaves() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            if (!calm) bench(200, 267);
            pass(1 days);
            send(0, 0);
            pass(2 * WINDOW);
            if (!calm) {
                openRound();
                leave(200, 267);
            }
            bench(0, 200);
            if (!calm) endRound(); // expires, a window later
            pass(2 * WINDOW);
            judge(0, 200, pack(99_000));
            _end(1, 267);
            foeMiners(200, 267);
            victimAuthors(0, 1);
            victimMiners(0, 200);
        }
        stopped("P19", 0);
    }

    /// P11: a second round beside the first shared the miners between them. Miners 66 to 99 attack;
    /// all that is left to them is to abstain.
    function test_P11_TwoRoundsAtOnce() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            t.maxModels = 40;
            t.maxModelsPerAuthor = 20;
            begin(t);
            join(0, 2);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 40; i++) send(i / 20, i);
            for (uint256 size = 32; size > 0; size = size == 32 ? 8 : 0) {
                openRound();
                if (!calm) {
                    fails(IDeMLTypes.RoundRuns.selector, round);
                    deml.openRound(id);
                }
                sit(0, 66, times(size, 97_000));
                sit(66, 100, times(size, calm ? 97_000 : ABSTAIN));
                endRound();
            }
            _end(2, 100);
            foeMiners(66, 100);
            victimAuthors(0, 2);
            victimMiners(0, 66);
        }
        stopped("P11", 0);
    }

    /// P05: liars commit in the block of the opening, honest miners 59 minutes later: all sit.
    /// Author 1 and miners 134 to 200 attack; without the attack they are not there.
    function test_P05_FirstComeFirstServed() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _lied(134, calm ? 0 : 67);
            foeAuthors(1, 2);
            foeMiners(134, 201);
            victimAuthors(0, 1);
            victimMiners(0, 134);
        }
        stopped("P05", -11.72 ether);
    }

    /// P05b: 51 of 200 deposits were half of the first hundred seats, twice. Now one round decides.
    function test_P05b_HalfOfTheFirstSeats() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _lied(149, calm ? 0 : 51);
            foeAuthors(1, 2);
            foeMiners(149, 200);
            victimAuthors(0, 1);
            victimMiners(0, 149);
        }
        stopped("P05b", -9.16 ether);
    }

    /// N2: no seats go to the first, and none are drawn: 150 of 330 lie, where 120 more honest
    /// miners are absent.
    function test_N2_PartOfTheHonestIsAbsent() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _lied(180, calm ? 0 : 150);
            foeAuthors(1, 2);
            foeMiners(180, 330);
            victimAuthors(0, 1);
            victimMiners(0, 180);
        }
        stopped("N2", -25 ether);
    }

    function _lied(uint256 truths, uint256 lies) private {
        begin(defaults());
        join(0, 2);
        bench(0, truths + lies);
        pass(1 days);
        send(0, 0);
        send(1, 1);
        openRound();
        sit(truths, truths + lies, lie);
        pass(59 minutes);
        sit(0, truths, honest);
        endRound();
        _end(2, truths + lies);
    }

    /// P08: the winner's 34 seats contest its five models, so that honest seats evaluate for
    /// nothing, and the pot saves their fees. By ABSTAIN: decided at once, everybody honest is
    /// paid.
    function test_P08_ContestByAbstaining() public {
        _contest(ABSTAIN);
        stopped("P08", 10 ether - 330 * _fee(100));
    }

    /// P08b: the same by a lie, which costs the stakes.
    function test_P08b_ContestByLying() public {
        _contest(0);
        stopped("P08b", 10 ether - 330 * _fee(100) - 5.44 ether);
    }

    function _contest(uint24 said) private {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 5; i++) send(0, i);
            openRound();
            sit(0, 66, times(5, 99_000));
            sit(66, 100, times(5, calm ? 99_000 : said));
            endRound();
            _end(1, 100);
            foeAuthors(0, 1);
            foeMiners(66, 100);
            victimMiners(0, 66);
        }
    }

    /// P13: rows of a failed round are public: 34 newcomers copy them, and are paid like those who
    /// evaluate. So the documents say; nobody is paid less for it.
    function test_P13_RowsOfAFailedRound() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            bench(0, 100);
            pass(1 days);
            send(0, 0);
            openRound();
            sit(0, 66, pack(97_250));
            sitSilent(66, 100, pack(97_250));
            endRound();
            same(deml.standingOf(id).burnt, 34 * STAKE, "silent stakes are burnt");
            bench(100, 134);
            // They must be a window old before they sit.
            fails(IDeMLTypes.TooFewDeposits.selector, 66, 67);
            deml.openRound(id);
            pass(2 * WINDOW);
            openRound();
            sit(0, 66, pack(97_250));
            sit(100, 134, pack(97_250)); // the same row, copied or evaluated
            endRound();
            _end(1, 134);
            foeMiners(100, 134);
            victimAuthors(0, 1);
            victimMiners(0, 66);
        }
        stopped("P13", 34 * _fee(100));
    }

    /// P15, N9: nothing is drawn, so there is no seed to capture, to wait out or to choose.
    function test_P15_N9_NothingIsDrawn() public {
        begin(defaults());
        (bool drawn,) = address(deml).call(abi.encodeWithSignature("captureSeed(uint256,uint256)", id, 0));
        yes(!drawn, "captureSeed is gone");
        stopped("P15", 0);
        stopped("N9", 0);
    }

    /// N1: a model that crashes every honest engine: 100 abstain, 49 say 100 %. Author 1 and miners
    /// 100 to 148 attack; without the attack that model is not sent.
    function test_N1_OnlyLiarsCanJudge() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, calm ? 1 : 2);
            bench(0, 149);
            pass(1 days);
            send(0, 0);
            if (calm) {
                judge(0, 149, pack(99_000));
            } else {
                send(1, 1);
                openRound();
                sit(0, 100, pack(99_000, ABSTAIN));
                sit(100, 149, pack(99_000, 100_000));
                endRound();
                for (uint256 again = 0; again < 2; again++) {
                    openRound();
                    sit(0, 100, pack(ABSTAIN));
                    sit(100, 149, pack(100_000));
                    endRound();
                }
            }
            _end(2, 149);
            foeAuthors(1, 2);
            foeMiners(100, 149);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("N1", -0.1 ether + 49 * _fee(149));
    }

    /// N3: 34 deposits make the quorum full for the attacker's own model, then leave, so that the
    /// better one is never judged. Author 1 and miners 66 to 99 attack.
    function test_N3_VetoByStayingAway() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 2);
            bench(0, 100);
            pass(1 days);
            send(1, 1);
            judge(0, 100, pack(10_000));
            send(0, 0);
            if (!calm) leave(66, 100);
            openRound();
            sit(0, calm ? 100 : 66, pack(99_000));
            endRound();
            _end(2, 100);
            foeAuthors(1, 2);
            foeMiners(66, 100);
            victimAuthors(0, 1);
            victimMiners(0, 66);
        }
        stopped("N3", -1 ether + 34 * _fee(100));
    }

    /// N4: deposits made in the block that opens a round. Author 1 and miners 33 to 99 attack.
    function test_N4_DepositsInTheOpeningsBlock() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 2);
            bench(100, 200);
            pass(1 days);
            send(0, 0);
            send(1, 1);
            pass(WINDOW);
            if (!calm) bench(33, 100);
            openRound();
            if (!calm) {
                tooNew(33);
            }
            sit(100, 200, honest);
            endRound();
            _end(2, 200);
            foeAuthors(1, 2);
            foeMiners(33, 100);
            victimAuthors(0, 1);
            victimMiners(100, 200);
        }
        stopped("N4", -1 ether);
    }

    /// N10: author 1 makes 33 miners miss their reveals: the stakes are burnt, and nobody is
    /// richer.
    function test_N10_ForfeitsThatSomebodyReceives() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 2);
            bench(0, 100);
            pass(1 days);
            send(0, 0);
            send(1, 1);
            openRound();
            sit(0, 67, honest);
            if (calm) sit(67, 100, honest);
            else sitSilent(67, 100, honest);
            endRound();
            same(deml.standingOf(id).burnt, calm ? 0 : 33 * STAKE, "burnt");
            _end(2, 100);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 67);
        }
        stopped("N10", -1 ether);
    }

    /// N15: the organizer enrols 800 miners that never commit in the block of creation. Honest
    /// miners find room all the same, and their rounds settle without them.
    function test_N15_GhostsFillTheBench() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            if (!calm) bench(100, 900);
            join(0, 1);
            bench(0, 67);
            pass(1 days);
            for (uint256 i = 0; i < 2; i++) {
                send(0, i);
                pass(2 * WINDOW);
                judge(0, 67, pack(99_000));
            }
            _end(1, 900);
            foeOrganizer();
            foeMiners(100, 900);
            victimAuthors(0, 1);
            victimMiners(0, 67);
        }
        stopped("N15", -10 ether);
    }

    // ───────────────────────── attackers of our own ─────────────────────────

    /// E01: 99 beside 100 never commit: every round takes its whole window, and nothing else.
    function test_E01_NeverCommit() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            bench(0, calm ? 100 : 199);
            pass(1 days);
            for (uint256 i = 0; i < 3; i++) {
                send(0, i);
                pass(2 * WINDOW);
                openRound();
                uint256 opened = clock;
                sit(0, 100, pack(99_000));
                endRound();
                same(clock - opened, calm ? 0 : WINDOW, "until the commits close");
            }
            _end(1, 199);
            foeMiners(100, 199);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("E01", 0);
    }

    /// E02: 33 beside 67 commit and never reveal.
    function test_E02_NeverReveal() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            bench(0, calm ? 67 : 100);
            pass(1 days);
            send(0, 0);
            openRound();
            sit(0, 67, pack(99_000));
            if (!calm) sitSilent(67, 100, pack(99_000));
            endRound();
            _end(1, 100);
            foeMiners(67, 100);
            victimAuthors(0, 1);
            victimMiners(0, 67);
        }
        stopped("E02", -5.28 ether);
    }

    /// E03: a stranger evicts a miner with a seat, one of the last round, and one that is too new
    /// for it.
    function test_E03_EvictWhoWasOnTime() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            bench(0, 100);
            pass(1 days);
            send(0, 0);
            bench(100, 101);
            openRound();
            sit(0, 100, pack(99_000));
            if (!calm) _mayNotEvict(0);
            endRound();
            if (!calm) {
                _mayNotEvict(0);
                _mayNotEvict(100);
            }
            _end(1, 101);
            victimAuthors(0, 1);
            victimMiners(0, 101);
        }
        stopped("E03", 0);
    }

    /// @dev `claimFor` is the one call that pays others out.
    function _mayNotEvict(uint256 i) private {
        fails(IDeMLTypes.NotEnded.selector);
        deml.claimFor(id, miners(i, i + 1));
    }

    /// E04: 101 beside 100 leave, so that pages show the honest alone, and come back in the block
    /// of the opening with the age that they had.
    function test_E04_LeaveAndComeBack() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 2);
            bench(0, calm ? 100 : 201);
            pass(1 days);
            send(0, 0);
            send(1, 1);
            pass(WINDOW);
            if (!calm) {
                leave(100, 201);
                bench(100, 201);
            }
            openRound();
            if (!calm) {
                tooNew(100);
            }
            sit(0, 100, honest);
            endRound();
            _end(2, 201);
            foeAuthors(1, 2);
            foeMiners(100, 201);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("E04", -1 ether);
    }

    /// E10: a bench of exactly the quorum, one of which is the attacker's. Before a round was
    /// settled its absence leaves what there would be without it: no round, everybody refunded.
    /// Afterwards the other 66 are enough.
    function test_E10_ExactlyTheQuorum() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            bench(0, calm ? 66 : 67);
            pass(1 days);
            send(0, 0);
            if (!calm) {
                openRound();
                sit(0, 66, pack(99_000));
                endRound();
                yes(deml.roundOf(id, 0).status == IDeMLTypes.RoundStatus.Expired, "expired");
            }
            _end(1, 67);
            foeMiners(66, 67);
            victimAuthors(0, 1);
            victimMiners(0, 66);
        }
        stopped("E10", 0);
    }

    /// E10b: the same after a first round that all 67 judged.
    function test_E10b_ExactlyTheQuorumLater() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 1);
            bench(0, 67);
            pass(1 days);
            send(0, 0);
            judge(0, 67, pack(10_000));
            send(0, 1);
            judge(0, calm ? 67 : 66, pack(99_000));
            _end(1, 67);
            foeMiners(66, 67);
            victimAuthors(0, 1);
            victimMiners(0, 66);
        }
        stopped("E10b", _fee(100));
    }

    /// E11: 800 deposits of one owner beside 100 fill a round, and rule it. Not stopped: it is more
    /// than half of those present. The 128 ETH come back.
    function test_E11_EightHundredOfOneOwner() public {
        _filled(100, 800);
        priced("E11", 11 ether, -12 ether);
    }

    /// E11b: a round takes 800 commits, so that 401 rule it however many honest miners there are.
    function test_E11b_FourHundredAndOneRule() public {
        _filled(500, 401);
        priced("E11b", 11 ether, -12 ether - 399 * int256(STAKE));
    }

    function _filled(uint256 truths, uint256 lies) private {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 2);
            bench(0, calm ? truths : truths + lies);
            pass(1 days);
            send(0, 0);
            send(1, 1);
            openRound();
            if (!calm) sit(truths, truths + lies, lie);
            uint256 room = calm || lies == 0 ? truths : 800 - lies;
            sit(0, room < truths ? room : truths, honest);
            endRound();
            _end(2, truths + lies);
            foeAuthors(1, 2);
            foeMiners(truths, truths + lies);
            victimAuthors(0, 1);
            victimMiners(0, truths);
        }
    }

    /// E12: 67 deposits that never commit delay the end, with their own model: one round is opened
    /// a second before `evaluationEnd`, expires, and no other follows.
    function test_E12_EndPutOff() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, calm ? 1 : 2);
            bench(0, 100);
            pass(1 days);
            send(0, 0);
            judge(0, 100, pack(99_000));
            IDeMLTypes.Terms memory t = deml.termsOf(id);
            if (!calm) {
                bench(100, 167);
                goTo(t.submissionEnd - 1);
                send(1, 1);
                leave(0, 100);
                goTo(t.evaluationEnd - 1);
                openRound();
                endRound();
                fails(IDeMLTypes.TooLate.selector, t.evaluationEnd);
                deml.openRound(id);
                deml.finalize(id);
            } else {
                finish();
            }
            cashOut(2, 167);
            foeAuthors(1, 2);
            foeMiners(100, 167);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("E12", 0);
    }

    /// E16: deposits made in the block of creation, a second before a period ends, while others
    /// need twelve seconds. Registration lasts three commit windows, so that both count when the
    /// first round may open. Author 1 and miners 200 to 266 attack.
    function test_E16_HeadStartOfTwelveSeconds() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            goTo((clock / WINDOW + 1) * WINDOW - 1);
            IDeMLTypes.Terms memory t = defaults();
            t.registrationEnd = uint40(clock + 3 * WINDOW);
            t.roundInterval = 0;
            begin(t);
            join(0, 2);
            if (!calm) bench(200, 267);
            pass(12);
            bench(0, 200);
            goTo(t.registrationEnd);
            send(0, 0);
            send(1, 1);
            openRound();
            same(clock, t.registrationEnd, "as early as may be");
            if (!calm) sit(200, 267, lie);
            sit(0, 200, honest);
            endRound();
            _end(2, 267);
            foeAuthors(1, 2);
            foeMiners(200, 267);
            victimAuthors(0, 1);
            victimMiners(0, 200);
        }
        stopped("E16", -11.72 ether);
    }

    /// E19: a rush at a known time. 101 deposits are made at the last moment at which they count
    /// when the round opens: 200 honest miners who answer in the next period are too new. Not
    /// stopped: the attacker is more than half of those who may commit, for 16.16 ETH that come
    /// back.
    function test_E19_RushAtAKnownTime() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 2);
            bench(0, 100);
            pass(1 days);
            send(0, 0);
            send(1, 1);
            // The attacker opens the round as soon as 101 of its own count.
            uint256 period = clock / WINDOW + 4;
            goTo(period * WINDOW - 1);
            if (!calm) bench(100, 201);
            pass(12);
            bench(201, 401);
            goTo((period + 1) * WINDOW);
            openRound();
            if (!calm) {
                tooNew(201);
                sit(100, 201, lie);
            }
            sit(0, 100, honest);
            endRound();
            _end(2, 401);
            foeAuthors(1, 2);
            foeMiners(100, 201);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        priced("E19", 11 ether, -28 ether);
    }

    /// E20: 60 of 100 honest miners are away for one commit window, in a round that settles without
    /// them. They are not sent home for it: in the next round 41 liars are 41 of 141.
    function test_E20_EvictedForOneOutage() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _outage();
            send(1, 0);
            openRound();
            sit(60, 141, pack(10_000));
            endRound();
            send(0, 0);
            send(1, 1);
            if (!calm) _mayNotEvict(0);
            openRound();
            sit(0, 100, honest);
            if (!calm) sit(100, 141, lie);
            endRound();
            _endOutage();
        }
        stopped("E20", -1 ether + 41 * _fee(100) - 41 * int256(STAKE));
    }

    /// E20b: the 41 stay away as well, so that the round expires. Nobody is sent home for that
    /// either: the 60 are back in the next round.
    function test_E20b_EvictedWhenARoundExpired() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _outage();
            send(0, 0);
            send(1, 1);
            openRound();
            sit(60, 100, honest);
            endRound();
            if (!calm) _mayNotEvict(0);
            openRound();
            sit(0, 100, honest);
            if (!calm) sit(100, 141, lie);
            endRound();
            _endOutage();
        }
        stopped("E20b", -1 ether - 41 * int256(STAKE));
    }

    function _outage() private {
        begin(defaults());
        join(0, 2);
        bench(0, 141);
        pass(1 days);
    }

    function _endOutage() private {
        _end(2, 141);
        foeAuthors(1, 2);
        foeMiners(100, 141);
        victimAuthors(0, 1);
        victimMiners(0, 100);
    }

    function _end(uint256 authors, uint256 miners_) private {
        finish();
        cashOut(authors, miners_);
    }
}
