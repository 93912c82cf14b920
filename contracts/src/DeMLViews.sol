// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLState} from "./DeMLState.sol";
import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLViews} from "./IDeMLViews.sol";
import {Limits} from "./Limits.sol";
import {Podium} from "./Podium.sol";
import {Round, RoundLib} from "./Round.sol";
import {Schedule} from "./Schedule.sol";

/// @title The views of DeML
/// @notice DeML hands every call that it does not know to this code, over its own storage. There is
/// not one function here that writes; the compiler checks it, as all of them are `view`. On its own
/// this contract knows no competition.
contract DeMLViews is DeMLState, IDeMLViews {
    /// @inheritdoc IDeMLViews
    function competitions() external view returns (uint256) {
        return _nextId - 1;
    }

    /// @inheritdoc IDeMLViews
    function termsOf(uint256 id) external view returns (Terms memory) {
        Competition storage c = _at(id);
        Schedule s = c.schedule;
        Limits l = c.limits;
        return Terms({
            specDigest: c.specDigest,
            registrationEnd: uint40(s.registrationEnd()),
            submissionEnd: uint40(s.submissionEnd()),
            openingEnd: uint40(s.openingEnd()),
            evaluationEnd: uint40(s.evaluationEnd()),
            commitWindow: uint32(s.commitWindow()),
            revealWindow: uint32(s.revealWindow()),
            roundInterval: uint32(s.roundInterval()),
            byteLimit: uint32(l.byteLimit()),
            maxModels: uint16(l.maxModels()),
            maxModelsPerAuthor: uint16(l.maxModelsPerAuthor()),
            seats: uint16(l.seats()),
            quorum: uint16(l.quorum()),
            tolerance: uint24(l.tolerance()),
            seatStake: uint96(l.seatStake()),
            testKeyCommitment: c.testKeyCommitment,
            prizeShares: c.prizeShares
        });
    }

    /// @inheritdoc IDeMLViews
    function standingOf(uint256 id) public view returns (Standing memory s) {
        Competition storage c = _at(id);
        s.organizer = c.organizer;
        s.fund = c.fund;
        s.phase = _phase(c);
        s.phaseEnd = uint40(_phaseEnd(c.schedule, s.phase));
        s.time = uint40(block.timestamp);
        s.ending = c.ending;
        s.participants = c.participants;
        s.models = c.models;
        s.rounds = c.rounds;
        s.queued = c.queueTail - c.queueHead;
        s.running = c.running;
        s.enrolled = c.enrolled;
        s.buyIn = _buyIn(c);
        s.fee = _fee(c);
        s.pot = _pot(c);
        s.held = _held(c);
        if (s.queued > 0 && _evaluates(c, s.phase)) {
            uint256 next = _nextOpening(c, s.phase, s.queued);
            s.canOpenRound = block.timestamp >= next;
            s.nextRound = uint40(s.canOpenRound ? block.timestamp : next);
        }
        bool over = s.phase == Phase.Evaluation;
        s.canCancel = over && _isForgotten(c);
        s.canFinalize = over && !_isForgotten(c) && s.running == 0
            && (s.queued == 0 || block.timestamp >= c.schedule.evaluationEnd());
        s.testKey = c.testKey;
    }

    function _phaseEnd(Schedule s, Phase phase) private pure returns (uint256) {
        if (phase == Phase.Registration) return s.registrationEnd();
        if (phase == Phase.Submission) return s.submissionEnd();
        if (phase == Phase.Opening) return s.openingEnd();
        return phase == Phase.Evaluation ? s.evaluationEnd() : 0;
    }

    /// @inheritdoc IDeMLViews
    function modelsOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (Model[] memory models, bytes32[] memory digests, bytes32[] memory keyCommitments)
    {
        Competition storage c = _at(id);
        count = _clamp(from, count, c.models);
        models = new Model[](count);
        digests = new bytes32[](count);
        keyCommitments = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            uint256 model = from + i;
            digests[i] = c.digestAt[model];
            keyCommitments[i] = c.keyCommitmentAt[model];
            models[i] = _modelAt(c, model);
        }
    }

    /// @inheritdoc IDeMLViews
    function podiumOf(uint256 id)
        external
        view
        returns (uint256[] memory numbers, Model[] memory models)
    {
        Competition storage c = _at(id);
        uint256 places;
        while (places < Podium.PLACES) {
            (bool taken,,) = Podium.at(c.podium, places);
            if (!taken) break;
            places++;
        }
        numbers = new uint256[](places);
        models = new Model[](places);
        for (uint256 place = 0; place < places; place++) {
            (, numbers[place],) = Podium.at(c.podium, place);
            models[place] = _modelAt(c, numbers[place]);
        }
    }

    function _modelAt(Competition storage c, uint256 model) private view returns (Model memory) {
        Record memory record = c.recordOf[_recordKey(c, model, c.digestAt[model])];
        uint256 verdict = _verdictOf(c, model);
        bool scored = verdict != 0 && verdict != CONTESTED;
        return Model({
            author: record.author,
            submittedAt: record.submittedAt,
            size: record.size,
            score: scored ? uint24(verdict - 1) : 0,
            status: scored
                ? ModelStatus.Scored
                : verdict == CONTESTED
                    ? ModelStatus.Contested
                    : record.waits ? ModelStatus.Waiting : ModelStatus.Sealed
        });
    }

    /// @inheritdoc IDeMLViews
    function roundOf(uint256 id, uint256 round) public view returns (RoundStanding memory s) {
        Competition storage c = _at(id);
        Round r = c.roundAt[round].word;
        s.status = RoundStatus(r.status());
        if (s.status == RoundStatus.None) revert NoSuchRound(id, round);
        s.seats = uint16(r.seats());
        s.taken = uint16(r.taken());
        s.revealed = uint16(r.revealed());
        s.contested = uint8(r.contested());
        s.openedAt = uint40(r.openedAt());
        s.commitEnd = uint40(r.commitEnd());
        s.drawn = r.has(RoundLib.DRAWN);
        s.seed = c.roundAt[round].seed;
        s.models = new uint16[](r.size());
        for (uint256 j = 0; j < s.models.length; j++) {
            s.models[j] = uint16(_queued(c, r.queueStart() + j));
        }
        if (s.status != RoundStatus.Running) return s;
        s.commitsOpen = _commitsOpen(c, r);
        uint256 closed = _closedAt(c, r);
        if (closed == 0) {
            s.canSettle = !s.commitsOpen;
            return s;
        }
        s.revealEnd = uint40(closed + r.revealWindow());
        s.revealsOpen = block.timestamp < s.revealEnd;
        s.canSettle = !s.revealsOpen || r.revealed() == r.taken();
    }

    /// @inheritdoc IDeMLViews
    function roundsOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (RoundStanding[] memory rounds)
    {
        count = _clamp(from, count, _at(id).rounds);
        rounds = new RoundStanding[](count);
        for (uint256 i = 0; i < count; i++) rounds[i] = roundOf(id, from + i);
    }

    /// @inheritdoc IDeMLViews
    function seatOf(uint256 id, address miner) public view returns (Seat memory s) {
        Competition storage c = _at(id);
        Desk desk = c.accountOf[miner].desk;
        s.enrolled = desk.has(DeskLib.ENROLLED);
        if (!s.enrolled) return s;
        Round r = _lastRound(c, desk);
        if (r.runs()) {
            s.revealed = desk.has(DeskLib.REVEALED);
            s.committed = !s.revealed;
            s.seat = uint16(desk.seat());
        } else {
            uint256 lost;
            (desk, lost) = _atRest(c, desk, r);
            s.shortfall = lost;
            s.claimable = c.limits.seatStake() - lost + desk.fees() * _fee(c);
        }
        s.round = uint24(desk.round());
    }

    /// @inheritdoc IDeMLViews
    function seatsOf(uint256 id, address[] calldata miners)
        external
        view
        returns (Seat[] memory seats)
    {
        seats = new Seat[](miners.length);
        for (uint256 i = 0; i < miners.length; i++) seats[i] = seatOf(id, miners[i]);
    }

    /// @inheritdoc IDeMLViews
    function mayCommit(uint256 id, uint256 round, address miner) public view returns (bool) {
        Competition storage c = _at(id);
        Round r = c.roundAt[round].word;
        if (r.status() != uint256(RoundStatus.Running) || !_commitsOpen(c, r)) return false;
        bytes32 seed = c.roundAt[round].seed;
        if (r.has(RoundLib.DRAWN) && seed == 0) {
            seed = blockhash(c.roundAt[round].draw.anchorBlock);
            if (seed == 0) return false;
        }
        (bytes4 reason,,) = _obstacle(c, round, r, seed, miner);
        return reason == 0;
    }

    /// @inheritdoc IDeMLViews
    function agendaOf(uint256 id, address account, uint256 from, uint256 count)
        external
        view
        returns (Agenda memory a)
    {
        Competition storage c = _at(id);
        Standing memory s = standingOf(id);
        Participant memory participant = c.accountOf[account].participant;
        a.mayRegister = s.phase == Phase.Registration && !participant.registered;
        a.maySubmit = s.phase == Phase.Submission && participant.registered
            && participant.models < c.limits.maxModelsPerAuthor()
            && s.models < c.limits.maxModels();
        a.mayOpenRound = s.canOpenRound;
        a.mayFinalize = s.canFinalize;
        a.mayCancel = s.canCancel;
        a.owed = owedTo(id, account);
        Seat memory seat = seatOf(id, account);
        a.claimable = seat.claimable;
        if (_beforeEnd(c) && !seat.committed && !seat.revealed) {
            a.enrolment = seat.enrolled ? seat.shortfall : c.limits.seatStake();
        }
        count = _clamp(from, count, c.rounds);
        a.rounds = new uint24[](count);
        a.tasks = new Task[](count);
        uint256 found;
        for (uint256 round = from; round < from + count; round++) {
            Task task = _taskIn(id, round, account, seat);
            if (task == Task.None) continue;
            a.rounds[found] = uint24(round);
            a.tasks[found++] = task;
        }
        // Shortened in place, to what was found.
        uint24[] memory rounds = a.rounds;
        Task[] memory tasks = a.tasks;
        assembly ("memory-safe") {
            mstore(rounds, found)
            mstore(tasks, found)
        }
    }

    function _taskIn(uint256 id, uint256 round, address account, Seat memory seat)
        private
        view
        returns (Task)
    {
        RoundStanding memory r = roundOf(id, round);
        if (r.status != RoundStatus.Running) return Task.None;
        if (seat.committed && seat.round == round && r.revealsOpen) return Task.Reveal;
        if (r.canSettle) return Task.Settle;
        return mayCommit(id, round, account) ? Task.Commit : Task.None;
    }

    /// @inheritdoc IDeMLViews
    function owedTo(uint256 id, address account) public view returns (uint256) {
        Competition storage c = _at(id);
        return c.accountOf[account].credit + _refundOf(c, account);
    }

    /// @inheritdoc IDeMLViews
    function isRegistered(uint256 id, address account) external view returns (bool) {
        return _at(id).accountOf[account].participant.registered;
    }

    /// @dev How many of `count` entries there are from `from` on.
    function _clamp(uint256 from, uint256 count, uint256 length) private pure returns (uint256) {
        uint256 left = from < length ? length - from : 0;
        return count < left ? count : left;
    }
}
