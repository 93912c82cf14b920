// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeML} from "../src/IDeML.sol";
import {IDeMLCalls} from "../src/IDeMLCalls.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {IDeMLViews} from "../src/IDeMLViews.sol";
import {Base} from "./Base.sol";

/// @notice What the views say, and that they are reached through the contract alone.
contract ViewsTest is Base {
    uint256 private constant STAKE = 4 ether;
    uint256 private constant FEE = FUND / 5 / (4 * 40);
    bytes32 private constant TEST_KEY = keccak256("the test set's key");

    // ─────────────────────────────── moves ───────────────────────────────

    function agenda(uint256 id, address account) private view returns (IDeMLTypes.Agenda memory) {
        return deml.agendaOf(id, account, 0, 100);
    }

    /// @dev An agenda's only task.
    function task(uint256 id, address account) private view returns (IDeMLTypes.Task) {
        IDeMLTypes.Agenda memory a = agenda(id, account);
        same(a.rounds.length, a.tasks.length, "a task a round");
        if (a.tasks.length == 0) return IDeMLTypes.Task.None;
        same(a.tasks.length, 1, "one task");
        return a.tasks[0];
    }

    /// @dev Four miners judge a round over one model each time.
    function judge(uint256 id, uint256 round, bytes memory row) private {
        bytes memory openings;
        for (uint256 i = 0; i < 4; i++) {
            commitTo(id, round, i, row);
            openings = abi.encodePacked(openings, opening(i, row));
        }
        deml.settle(id, round, row, "", openings);
    }

    // ─────────────────────────────── standing ───────────────────────────────

    function test_standing_tellsWhenThePhaseEnds() public {
        IDeMLTypes.Terms memory t = terms();
        (t.testKeyCommitment, t.openingEnd) =
            (keccak256(abi.encode(TEST_KEY)), t.submissionEnd + 1 days);
        uint256 id = create(t);
        same(deml.standingOf(id).time, clock, "the time it holds for");
        uint40[4] memory ends = [t.registrationEnd, t.submissionEnd, t.openingEnd, t.evaluationEnd];
        for (uint256 i = 0; i < 4; i++) {
            IDeMLTypes.Standing memory s = deml.standingOf(id);
            same(s.phaseEnd, ends[i], "the phase's end");
            same(uint256(s.phase), i + 1, "the phase");
            if (i < 3) pass(ends[i] - clock);
        }
        pass(365 days);
        same(deml.standingOf(id).phaseEnd, t.evaluationEnd, "long past, while nobody cancels");
        deml.cancel(id);
        same(deml.standingOf(id).phaseEnd, 0, "over");
    }

    function test_standing_tellsWhenTheNextRoundOpens() public {
        uint256 id = create(terms());
        register(id, 0);
        uint256 start = clock + 1 days;
        same(deml.standingOf(id).nextRound, 0, "registration: nothing waits");
        pass(1 days);
        same(deml.standingOf(id).nextRound, 0, "nothing waits");
        submit(id, 0, 0);
        same(deml.standingOf(id).nextRound, start + 1 hours, "an interval after the beginning");
        yes(!deml.standingOf(id).canOpenRound, "not yet");
        pass(1 hours);
        yes(deml.standingOf(id).canOpenRound, "now");
        pass(10 minutes);
        same(deml.standingOf(id).nextRound, clock, "at any moment");
        deml.openRound(id);
        submit(id, 0, 1);
        same(deml.standingOf(id).nextRound, clock + 1 hours, "an interval after the last");
        for (uint256 i = 2; i < 33; i++) submit(id, 0, i);
        same(deml.standingOf(id).nextRound, clock, "at once: a full round waits");
        deml.openRound(id);
        submit(id, 0, 33);
        pass(1 days);
        same(deml.standingOf(id).nextRound, clock, "at once: no more can come");
        pass(8 days);
        same(deml.standingOf(id).nextRound, 0, "never: the evaluation is over");
        yes(!deml.standingOf(id).canOpenRound, "nor can it");
    }

    function test_standing_aRoundOfAllModelsThatCanComeOpensAtOnce() public {
        IDeMLTypes.Terms memory t = terms();
        t.maxModels = 2;
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        yes(!deml.standingOf(id).canOpenRound, "one more may come");
        submit(id, 0, 1);
        yes(deml.standingOf(id).canOpenRound, "none can");
        deml.openRound(id);
    }

    function test_standing_canCancelIsForForgottenTestSetsAlone() public {
        IDeMLTypes.Terms memory t = terms();
        (t.testKeyCommitment, t.openingEnd) =
            (keccak256(abi.encode(TEST_KEY)), t.submissionEnd + 1 days);
        uint256 forgotten = create(t);
        uint256 opened = create(t);
        uint256 plain = create(terms());
        yes(!deml.standingOf(forgotten).canCancel, "registration");
        pass(2 days);
        deml.openTestSet(opened, TEST_KEY);
        yes(!deml.standingOf(forgotten).canCancel, "opening");
        pass(1 days);
        yes(deml.standingOf(forgotten).canCancel, "forgotten");
        yes(!deml.standingOf(forgotten).canFinalize, "and nothing else ends it");
        yes(!deml.standingOf(opened).canCancel, "opened");
        yes(deml.standingOf(opened).canFinalize, "finalize ends it");
        yes(!deml.standingOf(plain).canCancel, "open");
        deml.cancel(forgotten);
        yes(!deml.standingOf(forgotten).canCancel, "once");
    }

    function test_standing_canFinalizeSaysWhatFinalizeDoes() public {
        uint256 id = openedRound(1);
        yes(!deml.standingOf(id).canFinalize, "a round runs");
        pass(7 days);
        yes(!deml.standingOf(id).canFinalize, "it still runs");
        deml.settle(id, 0, "", "", "");
        yes(deml.standingOf(id).canFinalize, "now");
        deml.finalize(id);
        yes(!deml.standingOf(id).canFinalize, "once");

        id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        pass(1 days);
        yes(!deml.standingOf(id).canFinalize, "a model waits");
        pass(7 days);
        yes(deml.standingOf(id).canFinalize, "no more");
    }

    // ─────────────────────────────── pages ───────────────────────────────

    function test_podium_ranksTheBestSixAndTheEarlierFirst() public {
        uint256 id = openedRound(8);
        (uint256[] memory numbers, IDeMLTypes.Model[] memory models) = deml.podiumOf(id);
        same(numbers.length + models.length, 0, "nobody yet");
        uint24[8] memory scores =
            [uint24(50_000), 90_000, INVALID, 70_000, 90_000, 10, 0, 60_000];
        bytes memory row;
        for (uint256 i = 0; i < 8; i++) row = abi.encodePacked(row, scores[i]);
        judge(id, 0, row);
        (numbers, models) = deml.podiumOf(id);
        uint8[6] memory wanted = [1, 4, 3, 7, 0, 5];
        same(numbers.length, 6, "six places");
        for (uint256 i = 0; i < 6; i++) {
            same(numbers[i], wanted[i], "the place");
            same(models[i].score, scores[wanted[i]], "its score");
            yes(models[i].author == author(0), "its author");
            yes(models[i].status == IDeMLTypes.ModelStatus.Scored, "scored");
        }
    }

    function test_podium_hasAsManyPlacesAsModelsThatWereScored() public {
        uint256 id = openedRound(3);
        judge(id, 0, abi.encodePacked(uint24(0), INVALID, uint24(7)));
        (uint256[] memory numbers,) = deml.podiumOf(id);
        same(numbers.length, 2, "INVALID has none");
        yes(numbers[0] == 2 && numbers[1] == 0, "and zero is a score");
    }

    function test_rounds_comeInPages() public {
        uint256 id = openedRound(40);
        deml.openRound(id);
        IDeMLTypes.RoundStanding[] memory all = deml.roundsOf(id, 0, 100);
        same(all.length, 2, "both");
        for (uint256 i = 0; i < 2; i++) {
            yes(
                keccak256(abi.encode(all[i])) == keccak256(abi.encode(deml.roundOf(id, i))),
                "as roundOf says"
            );
        }
        same(all[0].models.length, 32, "a full one");
        same(all[1].models[7], 39, "the last model");
        same(deml.roundsOf(id, 1, 1).length, 1, "one");
        same(deml.roundsOf(id, 1, type(uint256).max).length, 1, "short at the end");
        same(deml.roundsOf(id, 2, 5).length, 0, "beyond");
        same(deml.roundsOf(id, type(uint256).max, 5).length, 0, "far beyond");
        same(deml.roundsOf(id, 0, 0).length, 0, "none");
    }

    function test_models_comeInPages() public {
        uint256 id = openedRound(5);
        (IDeMLTypes.Model[] memory models, bytes32[] memory digests,) = deml.modelsOf(id, 3, 100);
        same(models.length, 2, "short at the end");
        yes(digests[1] == sha256(abi.encode("model", uint256(4))), "the last one");
        (models,,) = deml.modelsOf(id, 5, type(uint256).max);
        same(models.length, 0, "beyond");
    }

    function test_seats_areThoseOfEachMiner() public {
        uint256 id = openedRound(1);
        commitTo(id, 0, 0, pack(5));
        address[] memory miners = new address[](3);
        (miners[0], miners[1], miners[2]) = (miner(0), miner(1), miner(9));
        IDeMLTypes.Seat[] memory seats = deml.seatsOf(id, miners);
        same(seats.length, 3, "a seat each");
        for (uint256 i = 0; i < 3; i++) {
            yes(
                keccak256(abi.encode(seats[i]))
                    == keccak256(abi.encode(deml.seatOf(id, miners[i]))),
                "as seatOf says"
            );
        }
        yes(seats[0].committed && !seats[1].committed && seats[1].enrolled, "committed, enrolled");
        yes(!seats[2].enrolled, "a stranger");
        same(deml.seatsOf(id, new address[](0)).length, 0, "of nobody");
    }

    // ─────────────────────────────── agenda ───────────────────────────────

    function test_agenda_ofAParticipant() public {
        IDeMLTypes.Terms memory t = terms();
        (t.maxModels, t.maxModelsPerAuthor) = (3, 2);
        uint256 id = create(t);
        yes(agenda(id, author(0)).mayRegister, "may register");
        yes(!agenda(id, author(0)).maySubmit, "nothing to submit yet");
        register(id, 0);
        register(id, 1);
        yes(!agenda(id, author(0)).mayRegister, "once");
        pass(1 days);
        yes(!agenda(id, author(2)).mayRegister && !agenda(id, author(2)).maySubmit, "too late");
        yes(agenda(id, author(0)).maySubmit, "may submit");
        submit(id, 0, 0);
        submit(id, 0, 1);
        yes(!agenda(id, author(0)).maySubmit, "its quota is used up");
        yes(agenda(id, author(1)).maySubmit, "the other's is not");
        submit(id, 1, 2);
        yes(!agenda(id, author(1)).maySubmit, "no room is left");
        pass(1 days);
        yes(!agenda(id, author(1)).maySubmit, "too late");
        pass(7 days);
        yes(agenda(id, author(1)).mayFinalize && !agenda(id, author(1)).mayCancel, "may finalize");
        deml.finalize(id);
        same(agenda(id, author(1)).owed, BUY_IN, "owed");
        same(agenda(id, author(2)).owed, 0, "a stranger is owed nothing");
        same(agenda(id, ORGANIZER).owed, FUND, "the organizer's");
    }

    function test_agenda_ofAForgottenTestSet() public {
        IDeMLTypes.Terms memory t = terms();
        (t.testKeyCommitment, t.openingEnd) =
            (keccak256(abi.encode(TEST_KEY)), t.submissionEnd + 1 days);
        uint256 id = create(t);
        pass(3 days);
        IDeMLTypes.Agenda memory a = agenda(id, miner(0));
        yes(a.mayCancel && !a.mayFinalize && !a.mayOpenRound, "may cancel");
        deml.cancel(id);
        yes(!agenda(id, miner(0)).mayCancel, "once");
        same(agenda(id, miner(0)).enrolment, 0, "nothing to enrol for");
    }

    function test_agenda_leadsAMinerThroughARound() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        same(agenda(id, miner(0)).enrolment, STAKE, "enrolment");
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        same(agenda(id, miner(0)).enrolment, 0, "enrolled");
        same(agenda(id, miner(0)).claimable, STAKE, "and free to leave");
        pass(1 days);
        yes(agenda(id, miner(0)).mayOpenRound, "may open a round");
        deml.openRound(id);
        yes(!agenda(id, miner(0)).mayOpenRound, "no more");
        yes(task(id, miner(0)) == IDeMLTypes.Task.Commit, "commit");
        yes(task(id, author(0)) == IDeMLTypes.Task.None, "a stranger may not");
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, pack(5));
        same(agenda(id, miner(0)).claimable, 0, "seated");
        same(agenda(id, miner(0)).enrolment, 0, "nothing to pay");
        yes(task(id, miner(0)) == IDeMLTypes.Task.Reveal, "reveal");
        yes(task(id, author(0)) == IDeMLTypes.Task.None, "a stranger has no row");
        reveal(id, 0, 0, pack(5));
        yes(task(id, miner(0)) == IDeMLTypes.Task.None, "wait");
        same(agenda(id, miner(0)).enrolment, 0, "still seated");
        for (uint256 i = 1; i < 3; i++) reveal(id, 0, i, pack(5));
        pass(1 hours);
        yes(task(id, miner(0)) == IDeMLTypes.Task.Settle, "settle");
        yes(task(id, author(0)) == IDeMLTypes.Task.Settle, "anyone");
        yes(task(id, miner(3)) == IDeMLTypes.Task.Settle, "even the silent one");
        bytes memory rows =
            abi.encodePacked(posted(0, pack(5)), posted(1, pack(5)), posted(2, pack(5)));
        deml.settle(id, 0, pack(5), rows, "");
        yes(task(id, miner(0)) == IDeMLTypes.Task.None, "over");
        same(agenda(id, miner(0)).claimable, STAKE + FEE, "earned");
        same(agenda(id, miner(3)).enrolment, STAKE, "what its silence cost");
        same(agenda(id, miner(3)).claimable, 0, "nothing left");
        pass(7 days);
        same(agenda(id, miner(3)).enrolment, 0, "too late to enrol");
    }

    function test_agenda_settlesAsSoonAsAllRowsArePosted() public {
        uint256 id = openedRound(1);
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, pack(5));
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, pack(5));
        yes(deml.roundOf(id, 0).revealsOpen, "the window is open");
        yes(task(id, miner(0)) == IDeMLTypes.Task.Settle, "settle");
    }

    function test_agenda_settlesARoundThatIsVoid() public {
        uint256 id = openedRound(1);
        commitTo(id, 0, 0, pack(5));
        yes(task(id, miner(0)) == IDeMLTypes.Task.None, "it waits for others");
        pass(7 days);
        yes(task(id, miner(0)) == IDeMLTypes.Task.Settle, "settle");
        yes(deml.roundOf(id, 0).canSettle && !deml.roundOf(id, 0).commitsOpen, "the round agrees");
    }

    function test_agenda_looksAtTheRoundsItIsAskedFor() public {
        uint256 id = openedRound(40);
        deml.openRound(id);
        IDeMLTypes.Agenda memory a = deml.agendaOf(id, miner(0), 0, 2);
        same(a.rounds.length, 2, "both");
        yes(a.rounds[0] == 0 && a.rounds[1] == 1, "in order");
        a = deml.agendaOf(id, miner(0), 1, type(uint256).max);
        same(a.rounds.length, 1, "the second");
        same(a.rounds[0], 1, "by its number");
        same(deml.agendaOf(id, miner(0), 0, 0).rounds.length, 0, "none");
        same(deml.agendaOf(id, miner(0), 7, 3).rounds.length, 0, "beyond");
        commitTo(id, 1, 0, pack(5));
        a = agenda(id, miner(0));
        same(a.rounds.length, 0, "its seat is in the second, which waits for others");
    }

    // ────────────────────────────── the fallback ──────────────────────────────

    function test_aCallThatIsNoneIsRefused() public {
        bytes[4] memory calls = [
            bytes(""),
            abi.encodePacked(bytes3(0xabcdef)),
            abi.encodeWithSignature("nothing()"),
            abi.encodeWithSignature("transfer(address,uint256)", address(this), 1)
        ];
        for (uint256 i = 0; i < 4; i++) {
            (bool ok, bytes memory answer) = address(deml).call(calls[i]);
            yes(!ok, "refused");
            same(answer.length, 0, "without a word");
        }
    }

    function test_etherIsRefusedWithWhateverIsNoPayableCall() public {
        uint256 id = create(terms());
        vm.deal(address(this), 10 ether);
        bytes[4] memory calls = [
            bytes(""),
            abi.encodeWithSignature("nothing()"),
            abi.encodeCall(IDeMLViews.standingOf, (id)),
            abi.encodeCall(IDeMLCalls.openRound, (id))
        ];
        for (uint256 i = 0; i < 4; i++) {
            (bool ok,) = address(deml).call{value: 1 ether}(calls[i]);
            yes(!ok, "refused");
        }
        same(address(deml).balance, FUND, "nothing was kept");
    }

    function test_theViewsCodeOnItsOwnKnowsNoCompetition() public {
        uint256 id = create(terms());
        (bool ok, bytes memory answer) = address(deml).call(abi.encodeWithSignature("VIEWS()"));
        yes(ok, "it is public");
        address views = abi.decode(answer, (address));
        yes(views.code.length > 0 && views != address(deml), "code of its own");
        same(IDeML(views).competitions(), 0, "none");
        same(deml.competitions(), 1, "the contract knows one");
        fails(IDeMLTypes.NoSuchCompetition.selector, id);
        IDeML(views).standingOf(id);
        // There is no call in it that could change anything.
        (ok,) = views.call(abi.encodeCall(IDeMLCalls.openRound, (id)));
        yes(!ok, "no calls");
        vm.deal(address(this), 10 ether);
        (ok,) = views.call{value: 1 ether}(abi.encodeCall(IDeMLCalls.register, (id)));
        yes(!ok, "no ether");
    }

    function test_everyViewOfACompetitionThatIsNoneSaysSo() public {
        address[] memory nobody = new address[](1);
        bytes[11] memory calls = [
            abi.encodeCall(IDeMLViews.standingOf, (7)),
            abi.encodeCall(IDeMLViews.termsOf, (7)),
            abi.encodeCall(IDeMLViews.modelsOf, (7, 0, 1)),
            abi.encodeCall(IDeMLViews.podiumOf, (7)),
            abi.encodeCall(IDeMLViews.roundOf, (7, 0)),
            abi.encodeCall(IDeMLViews.roundsOf, (7, 0, 1)),
            abi.encodeCall(IDeMLViews.seatOf, (7, miner(0))),
            abi.encodeCall(IDeMLViews.seatsOf, (7, nobody)),
            abi.encodeCall(IDeMLViews.agendaOf, (7, miner(0), 0, 1)),
            abi.encodeCall(IDeMLViews.owedTo, (7, miner(0))),
            abi.encodeCall(IDeMLViews.isRegistered, (7, miner(0)))
        ];
        bytes memory wanted = abi.encodeWithSelector(IDeMLTypes.NoSuchCompetition.selector, 7);
        for (uint256 i = 0; i < calls.length; i++) {
            (bool ok, bytes memory answer) = address(deml).staticcall(calls[i]);
            yes(!ok && keccak256(answer) == keccak256(wanted), "NoSuchCompetition");
        }
        fails(IDeMLTypes.NoSuchCompetition.selector, 7);
        deml.mayCommit(7, 0, miner(0));
    }

    function test_aRoundThatIsNoneHasNoStanding() public {
        uint256 id = openedRound(1);
        fails(IDeMLTypes.NoSuchRound.selector, id, 1);
        deml.roundOf(id, 1);
        yes(!deml.mayCommit(id, 1, miner(0)), "nor may anybody commit");
    }
}
