// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeML} from "../src/IDeML.sol";
import {IDeMLEntry} from "../src/IDeMLEntry.sol";
import {IDeMLMoney} from "../src/IDeMLMoney.sol";
import {IDeMLRounds} from "../src/IDeMLRounds.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {IDeMLViews} from "../src/IDeMLViews.sol";
import {Base} from "./Base.sol";

/// @notice What the views say, which is what the calls do, and how they are reached.
contract ViewsTest is Base {
    uint256 private constant STAKE = 4 ether;
    bytes32 private constant KEY = "the key of the test set";

    // ─────────────────────────────── moves ───────────────────────────────

    function standing(uint256 id) private view returns (IDeMLTypes.Standing memory) {
        return deml.standingOf(id);
    }

    function agenda(uint256 id, address account) private view returns (IDeMLTypes.Agenda memory) {
        return deml.agendaOf(id, account);
    }

    function task(uint256 id, address account) private view returns (IDeMLTypes.Task) {
        return agenda(id, account).task;
    }

    function fee(uint256 id) private view returns (uint256) {
        return (2 ** 24 / 4) * (standing(id).part / 2 ** 24);
    }

    /// @dev One model of author 0 and four deposits, on the last day for models.
    function waiting() private returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        enrolMany(id, 0, 4);
        pass(1 days);
        submit(id, 0, 0);
    }

    // ─────────────────────────────── standing ───────────────────────────────

    function test_standing_tellsWhenThePhaseEnds() public {
        IDeMLTypes.Terms memory t = sealedTerms(KEY);
        uint256 id = create(t);
        same(standing(id).time, clock, "the time it holds for");
        uint40[4] memory ends = [t.registrationEnd, t.submissionEnd, t.openingEnd, t.evaluationEnd];
        for (uint256 i = 0; i < 4; i++) {
            IDeMLTypes.Standing memory s = standing(id);
            same(s.phaseEnd, ends[i], "the phase's end");
            same(uint256(s.phase), i + 1, "the phase");
            if (i < 3) pass(ends[i] - clock);
        }
        pass(365 days);
        same(standing(id).phaseEnd, t.evaluationEnd, "long past, while nobody cancels");
        deml.cancel(id);
        same(standing(id).phaseEnd, 0, "over");
        yes(standing(id).phase == IDeMLTypes.Phase.Cancelled, "cancelled");
    }

    function test_standing_tellsWhatThereIs() public {
        uint256 id = waiting();
        IDeMLTypes.Standing memory s = standing(id);
        yes(s.organizer == ORGANIZER && s.ending == IDeMLTypes.Ending.Running, "whose, and runs");
        same(s.fund, FUND, "fund");
        same(s.buyIn, BUY_IN, "buy-in");
        same(s.part, FUND / 5 / 40, "part");
        same(s.pot, FUND + BUY_IN, "pot");
        same(s.held, FUND + BUY_IN + 4 * STAKE, "held");
        same(s.held, address(deml).balance, "which is what it has");
        same(s.participants, 1, "participants");
        same(s.models, 1, "models");
        same(s.queued, 1, "queued");
        same(s.enrolled, 4, "enrolled");
        same(s.counting, 4, "counting");
        same(s.quorum, 3, "quorum");
        same(s.rounds + s.running + s.burnt, 0, "no rounds, nothing burnt");
        pass(s.nextRound - clock);
        deml.openRound(id);
        same(standing(id).running, 1, "one runs");
        same(standing(id).rounds, 1, "the first");
    }

    function test_standing_tellsWhenTheNextRoundOpens() public {
        uint256 id = create(terms());
        register(id, 0);
        register(id, 1);
        enrolMany(id, 0, 4);
        uint256 start = clock + 1 days;
        same(standing(id).nextRound, 0, "registration: nothing waits");
        pass(1 days);
        same(standing(id).nextRound, 0, "nothing waits");
        submit(id, 0, 0);
        same(standing(id).nextRound, start + 1 hours, "an interval after the beginning");
        yes(!standing(id).canOpenRound, "not yet");
        pass(1 hours);
        yes(standing(id).canOpenRound, "now");
        pass(10 minutes);
        same(standing(id).nextRound, clock, "at any moment");
        deml.openRound(id);
        submit(id, 0, 1);
        same(standing(id).nextRound, 0, "not while one runs");
        uint256 last = clock;
        judged(id, 0, pack(5));
        same(standing(id).nextRound, last + 1 hours, "an interval after the last was opened");
        for (uint256 i = 2; i < 33; i++) submit(id, i % 2, i);
        same(standing(id).nextRound, clock, "at once: a full round waits");
        pass(1 days);
        same(standing(id).nextRound, clock, "at once: no more can come");
        for (uint256 i = 0; i < 2; i++) claim(id, i);
        yes(!standing(id).canOpenRound, "two deposits are fewer than the quorum");
        same(standing(id).counting, 2, "as it says");
        pass(8 days);
        same(standing(id).nextRound, 0, "never: the evaluation is over");
    }

    function test_standing_canCancelSaysWhatCancelDoes() public {
        uint256 forgotten = create(sealedTerms(KEY));
        uint256 opened = create(sealedTerms(KEY));
        uint256 plain = create(terms());
        register(opened, 0);
        enrolMany(opened, 0, 4);
        yes(!standing(forgotten).canCancel, "registration");
        pass(2 days);
        deml.openTestSet(opened, KEY);
        yes(!standing(forgotten).canCancel, "the first third");
        pass(16 hours);
        yes(standing(forgotten).canCancel && agenda(forgotten, miner(0)).mayCancel, "forgotten");
        yes(!standing(opened).canCancel, "opened");
        deml.openRound(opened);
        judged(opened, 0, pack(100_000));
        yes(!standing(plain).canCancel, "open");
        pass(32 hours);
        yes(!standing(forgotten).canFinalize, "nothing else ends the forgotten one");
        yes(!standing(opened).canCancel, "a good test set");
        yes(standing(opened).canFinalize, "is finalized");
        deml.cancel(forgotten);
        deml.finalize(opened);
        yes(!standing(forgotten).canCancel, "once");
    }

    function test_standing_canFinalizeSaysWhatFinalizeDoes() public {
        uint256 id = openedRound(1);
        yes(!standing(id).canFinalize, "a round runs");
        pass(WINDOW);
        yes(!standing(id).canFinalize, "it still runs");
        deml.expireRound(id, 0);
        yes(!standing(id).canFinalize, "its model waits");
        fails(IDeMLTypes.StillWaiting.selector, 1);
        deml.finalize(id);
        pass(7 days);
        // Four deposits are there, but the evaluation is over.
        yes(standing(id).canFinalize, "now");
        deml.finalize(id);
        yes(!standing(id).canFinalize, "once");
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
        judged(id, 0, row);
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

    function test_rounds_comeInPages() public {
        uint256 id = openedRound(5);
        pass(WINDOW);
        deml.expireRound(id, 0);
        deml.openRound(id);
        IDeMLTypes.RoundStanding[] memory all = deml.roundsOf(id, 0, 100);
        same(all.length, 2, "both");
        for (uint256 i = 0; i < 2; i++) {
            yes(
                keccak256(abi.encode(all[i])) == keccak256(abi.encode(deml.roundOf(id, i))),
                "as roundOf says"
            );
        }
        yes(all[0].status == IDeMLTypes.RoundStatus.Expired, "expired");
        yes(all[1].status == IDeMLTypes.RoundStatus.Running && all[1].commitsOpen, "runs");
        same(all[1].models[4], 4, "the last model");
        same(deml.roundsOf(id, 1, 1).length, 1, "one");
        same(deml.roundsOf(id, 1, type(uint256).max).length, 1, "short at the end");
        same(deml.roundsOf(id, 2, 5).length, 0, "beyond");
        same(deml.roundsOf(id, type(uint256).max, 5).length, 0, "far beyond");
        same(deml.roundsOf(id, 0, 0).length, 0, "none");
    }

    function test_models_comeInPagesWithTheirPlaces() public {
        uint256 id = create(terms());
        register(id, 0);
        bytes32 reservation = keccak256("a model to come");
        vm.prank(author(0));
        same(deml.reserve(id, reservation), 0, "place 0");
        pass(1 days);
        for (uint256 i = 1; i < 5; i++) submit(id, 0, i);
        (IDeMLTypes.Model[] memory models, bytes32[] memory digests, bytes32[] memory keys) =
            deml.modelsOf(id, 0, 100);
        same(models.length, 5, "short at the end");
        yes(models[0].status == IDeMLTypes.ModelStatus.Reserved, "reserved");
        yes(models[0].author == address(0) && digests[0] == 0, "and nothing else");
        yes(models[4].status == IDeMLTypes.ModelStatus.Waiting && keys[4] == 0, "waits");
        yes(digests[4] == sha256(abi.encode("model", uint256(4))), "the last one");
        (uint256 place, bytes20 kept) = deml.reservationOf(id, author(0));
        yes(place == 0 && kept == bytes20(reservation), "whose it is");
        (models,,) = deml.modelsOf(id, 5, type(uint256).max);
        same(models.length, 0, "beyond");
    }

    function test_seats_areThoseOfEachMiner() public {
        uint256 id = openedRound(1);
        commitTo(id, 0, 0, pack(5));
        enrol(id, 4);
        address[] memory miners = new address[](4);
        (miners[0], miners[1], miners[2], miners[3]) = (miner(0), miner(1), miner(4), miner(9));
        IDeMLTypes.Seat[] memory seats = deml.seatsOf(id, miners);
        same(seats.length, 4, "a seat each");
        for (uint256 i = 0; i < 4; i++) {
            yes(
                keccak256(abi.encode(seats[i]))
                    == keccak256(abi.encode(deml.seatOf(id, miners[i]))),
                "as seatOf says"
            );
        }
        yes(seats[0].committed && seats[0].claimable == 0, "committed: nothing to claim");
        bytes32 commitment = commitmentOf(id, 0, miner(0), pack(5));
        yes(seats[0].commitment == bytes20(commitment), "and it says what to");
        yes(seats[1].commitment == 0 && seats[2].commitment == 0, "no period passes for one");
        yes(!seats[1].committed && seats[1].enrolled && seats[1].counts, "enrolled, and counts");
        yes(seats[2].enrolled && !seats[2].counts, "enrolled, and too new");
        same(seats[2].claimable, STAKE, "and free to leave");
        yes(!seats[3].enrolled, "a stranger");
        same(deml.seatsOf(id, new address[](0)).length, 0, "of nobody");
    }

    // ─────────────────────────────── agenda ───────────────────────────────

    function test_agenda_ofAParticipant() public {
        IDeMLTypes.Terms memory t = terms();
        (t.maxModels, t.maxModelsPerAuthor) = (4, 2);
        uint256 id = create(t);
        yes(agenda(id, author(0)).mayRegister, "may register");
        yes(!agenda(id, author(0)).maySubmit, "nothing to submit yet");
        register(id, 0);
        yes(!agenda(id, author(0)).mayRegister, "once");
        pass(1 days);
        yes(!agenda(id, author(2)).mayRegister && !agenda(id, author(2)).maySubmit, "too late");
        yes(agenda(id, author(0)).maySubmit, "may submit");
        submit(id, 0, 0);
        vm.prank(author(0));
        deml.reserve(id, keccak256("a model to come"));
        yes(agenda(id, author(0)).maySubmit, "at the place that it reserved");
        pass(1 days);
        yes(!agenda(id, author(0)).maySubmit, "too late");
        pass(7 days);
        yes(agenda(id, author(0)).mayFinalize && !agenda(id, author(0)).mayCancel, "may finalize");
        deml.finalize(id);
        same(agenda(id, author(0)).owed, BUY_IN, "owed");
        same(agenda(id, author(2)).owed, 0, "a stranger is owed nothing");
        same(agenda(id, ORGANIZER).owed, FUND, "the organizer's");
    }

    function test_agenda_ofAParticipantWhosePlacesAreUsed() public {
        IDeMLTypes.Terms memory t = terms();
        (t.maxModels, t.maxModelsPerAuthor) = (4, 2);
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        yes(agenda(id, author(0)).maySubmit, "another place");
        submit(id, 0, 1);
        yes(!agenda(id, author(0)).maySubmit, "no place is left");
    }

    function test_agenda_leadsAMinerThroughARound() public {
        uint256 id = create(terms());
        register(id, 0);
        same(agenda(id, miner(0)).enrolment, STAKE, "enrolment");
        enrolMany(id, 0, 4);
        same(agenda(id, miner(0)).enrolment, 0, "enrolled");
        same(agenda(id, miner(0)).claimable, STAKE, "and free to leave");
        pass(1 days);
        submit(id, 0, 0);
        pass(1 days);
        yes(agenda(id, miner(0)).mayOpenRound, "may open a round");
        deml.openRound(id);
        yes(!agenda(id, miner(0)).mayOpenRound, "no more");
        yes(task(id, miner(0)) == IDeMLTypes.Task.Commit, "commit");
        yes(task(id, author(0)) == IDeMLTypes.Task.None, "a stranger may not");
        commitMany(id, 0, 0, 4, pack(5));
        same(agenda(id, miner(0)).claimable, 0, "seated");
        same(agenda(id, miner(0)).enrolment, 0, "nothing to pay");
        yes(task(id, miner(0)) == IDeMLTypes.Task.Reveal, "reveal");
        yes(task(id, author(0)) == IDeMLTypes.Task.None, "a stranger has no row");
        reveal(id, 0, 0, pack(5));
        yes(task(id, miner(0)) == IDeMLTypes.Task.None, "wait");
        revealMany(id, 0, 1, 3, pack(5));
        pass(1 hours);
        yes(task(id, miner(0)) == IDeMLTypes.Task.Settle, "settle");
        yes(task(id, author(0)) == IDeMLTypes.Task.Settle, "anyone");
        yes(task(id, miner(3)) == IDeMLTypes.Task.Settle, "even the silent one");
        deml.settle(id, 0, pack(5), rowsOf(0, 3, pack(5)), "");
        yes(task(id, miner(0)) == IDeMLTypes.Task.None, "over");
        same(agenda(id, miner(0)).claimable, STAKE + fee(id), "earned");
        same(agenda(id, miner(3)).enrolment, STAKE, "what its silence cost");
        same(agenda(id, miner(3)).claimable, 0, "nothing left");
        pass(7 days);
        same(agenda(id, miner(3)).enrolment, 0, "too late to enrol");
    }

    function test_agenda_settlesAsSoonAsAllRowsArePosted() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        revealMany(id, 0, 0, 4, pack(5));
        yes(deml.roundOf(id, 0).revealsOpen && deml.roundOf(id, 0).canSettle, "still open");
        yes(task(id, miner(0)) == IDeMLTypes.Task.Settle, "settle");
    }

    function test_agenda_expiresARoundShortOfCommits() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 2, pack(5));
        yes(task(id, miner(0)) == IDeMLTypes.Task.None, "it waits for others");
        yes(task(id, miner(2)) == IDeMLTypes.Task.Commit, "which may commit");
        pass(WINDOW);
        yes(task(id, miner(0)) == IDeMLTypes.Task.Expire, "expire");
        yes(task(id, author(0)) == IDeMLTypes.Task.Expire, "anyone");
        IDeMLTypes.RoundStanding memory r = deml.roundOf(id, 0);
        yes(r.canExpire && !r.canFail && !r.canSettle && !r.revealsOpen, "the round agrees");
        deml.expireRound(id, 0);
    }

    function test_agenda_failsARoundShortOfReveals() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(5));
        revealMany(id, 0, 0, 2, pack(5));
        pass(WINDOW);
        yes(task(id, miner(0)) == IDeMLTypes.Task.Fail, "fail");
        yes(task(id, miner(3)) == IDeMLTypes.Task.Fail, "anyone");
        IDeMLTypes.RoundStanding memory r = deml.roundOf(id, 0);
        yes(!r.canExpire && r.canFail && !r.canSettle, "the round agrees");
        deml.failRound(id, 0);
        yes(deml.roundOf(id, 0).status == IDeMLTypes.RoundStatus.Failed, "failed");
    }

    // ────────────────────────────── the codes ──────────────────────────────

    function test_aCallThatIsNoneIsRefused() public {
        bytes[3] memory calls = [
            abi.encodePacked(bytes3(0xabcdef)),
            abi.encodeWithSignature("nothing()"),
            abi.encodeWithSignature("transfer(address,uint256)", address(this), 1)
        ];
        for (uint256 i = 0; i < 3; i++) {
            (bool ok, bytes memory answer) = address(deml).call(calls[i]);
            yes(!ok, "refused");
            same(answer.length, 0, "without a word");
        }
    }

    function test_etherIsRefusedWithWhateverIsNoPayableCall() public {
        uint256 id = create(terms());
        bytes[5] memory calls = [
            bytes(""),
            abi.encodeWithSignature("nothing()"),
            abi.encodeCall(IDeMLViews.standingOf, (id)),
            abi.encodeCall(IDeMLRounds.openRound, (id)),
            abi.encodeCall(IDeMLMoney.finalize, (id))
        ];
        for (uint256 i = 0; i < 5; i++) {
            (bool ok,) = address(deml).call{value: 1 ether}(calls[i]);
            yes(!ok, "refused");
        }
        same(address(deml).balance, FUND, "nothing was kept");
    }

    function test_theOtherCodesOnTheirOwnKnowNoCompetition() public {
        uint256 id = create(terms());
        (bool ok, bytes memory answer) = address(deml).call(abi.encodeWithSignature("MONEY()"));
        yes(ok, "it is public");
        address money = abi.decode(answer, (address));
        yes(money.code.length > 0 && money != address(deml), "code of its own");
        same(IDeML(money).competitions(), 0, "none"); // answered by the views behind it
        same(deml.competitions(), 1, "the contract knows one");
        fails(IDeMLTypes.NoSuchCompetition.selector, id);
        IDeML(money).standingOf(id);
        fails(IDeMLTypes.NoSuchCompetition.selector, id);
        IDeML(money).enrol{value: STAKE}(id, 0);
        (ok,) = money.call{value: 1 ether}("");
        yes(!ok, "no ether");
        (ok,) = money.call(abi.encodeCall(IDeMLRounds.openRound, (id)));
        yes(!ok, "nor what the first code answers");
    }

    function test_everyCallAboutACompetitionThatIsNoneSaysSo() public {
        address[] memory nobody = new address[](1);
        bytes[25] memory calls = [
            abi.encodeCall(IDeMLViews.standingOf, (7)),
            abi.encodeCall(IDeMLViews.termsOf, (7)),
            abi.encodeCall(IDeMLViews.modelsOf, (7, 0, 1)),
            abi.encodeCall(IDeMLViews.podiumOf, (7)),
            abi.encodeCall(IDeMLViews.queueOf, (7, 0, 1)),
            abi.encodeCall(IDeMLViews.roundOf, (7, 0)),
            abi.encodeCall(IDeMLViews.roundsOf, (7, 0, 1)),
            abi.encodeCall(IDeMLViews.seatOf, (7, miner(0))),
            abi.encodeCall(IDeMLViews.seatsOf, (7, nobody)),
            abi.encodeCall(IDeMLViews.mayCommit, (7, 0, miner(0))),
            abi.encodeCall(IDeMLViews.agendaOf, (7, miner(0))),
            abi.encodeCall(IDeMLViews.owedTo, (7, miner(0))),
            abi.encodeCall(IDeMLViews.isRegistered, (7, miner(0))),
            abi.encodeCall(IDeMLViews.reservationOf, (7, miner(0))),
            abi.encodeCall(IDeMLEntry.register, (7, 0, 0)),
            abi.encodeCall(IDeMLEntry.reserve, (7, bytes32("reservation"))),
            abi.encodeCall(IDeMLEntry.submitModel, (7, 0, 1, 0, "")),
            abi.encodeCall(IDeMLEntry.addPart, (7, 0, 0, "part")),
            abi.encodeCall(IDeMLEntry.openTestSet, (7, KEY)),
            abi.encodeCall(IDeMLEntry.openModel, (7, 0, KEY)),
            abi.encodeCall(IDeMLRounds.openRound, (7)),
            abi.encodeCall(IDeMLMoney.enrol, (7, 0)),
            abi.encodeCall(IDeMLMoney.claim, (7, miner(0))),
            abi.encodeCall(IDeMLMoney.cancel, (7)),
            abi.encodeCall(IDeMLMoney.withdraw, (7, miner(0)))
        ];
        bytes memory wanted = abi.encodeWithSelector(IDeMLTypes.NoSuchCompetition.selector, 7);
        for (uint256 i = 0; i < calls.length; i++) {
            (bool ok, bytes memory answer) = address(deml).call(calls[i]);
            if (ok || keccak256(answer) != keccak256(wanted)) revert Differs("call", i, 0);
        }
    }

    function test_aRoundThatIsNoneHasNoStanding() public {
        uint256 id = openedRound(1);
        fails(IDeMLTypes.NoSuchRound.selector, id, 1);
        deml.roundOf(id, 1);
        yes(!deml.mayCommit(id, 1, miner(0)), "nor may anybody commit");
    }
}
