// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLState} from "./DeMLState.sol";
import {Bench} from "./Bench.sol";
import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLViews} from "./IDeMLViews.sol";
import {Limits, LimitsLib} from "./Limits.sol";
import {Podium} from "./Podium.sol";
import {Round, RoundLib} from "./Round.sol";
import {Schedule} from "./Schedule.sol";
import {Tally} from "./Tally.sol";

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
            prizeShares: _shares(c, l),
            offChainModels: l.has(LimitsLib.OFF_CHAIN),
            returnsBuyIns: l.has(LimitsLib.RETURNS)
        });
    }

    /// @dev The list ends with its last share that is not zero, as the whole is 10,000.
    function _shares(Competition storage c, Limits l)
        private
        view
        returns (uint16[] memory shares)
    {
        uint256 packed = l.has(LimitsLib.SHARES) ? c.prizeShares : 0;
        uint256 places;
        while (packed >> (places * 16) != 0) places++;
        shares = new uint16[](places);
        for (uint256 i = 0; i < places; i++) shares[i] = uint16(packed >> (i * 16));
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
        s.testSet = c.testSet;
        Bench bench = _benchNow(c);
        s.enrolled = uint32(bench.size());
        s.counting = uint32(bench.counting());
        s.buyIn = _buyIn(c);
        s.part = _part(c);
        s.pot = _pot(c);
        s.held = _held(c);
        s.burnt = c.burnt;
        s.testKey = c.testKey;
        s.termsHash = _termsHash(c);
        s.running = _lastRound(c).runs() ? 1 : 0;
        s.quorum = uint32(_quorum(c));
        s.canCancel = _cancels(c);
        if (c.ending != Ending.Running) return s;
        _foretell(c, s);
    }

    /// @dev What may come next, of a competition that has not ended.
    function _foretell(Competition storage c, Standing memory s) private view {
        (, uint256 waiting, uint256 earliest, uint256 latest) = _nextRound(c);
        if (waiting > 0 && s.running == 0) {
            uint256 next = earliest > block.timestamp ? earliest : block.timestamp;
            if (next < latest) s.nextRound = uint40(next);
            s.canOpenRound = s.nextRound == block.timestamp && s.counting >= _quorum(c);
        }
        bool judgable =
            _isSealed(c) ? s.testSet == TestSet.Good : block.timestamp >= c.schedule.partsEnd();
        s.canFinalize =
            s.phase == Phase.Evaluation && judgable && s.running == 0 && !_awaitsRound(c);
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

    function _modelAt(Competition storage c, uint256 model) private view returns (Model memory m) {
        Record memory record = c.recordAt[model];
        uint256 verdict = _verdictOf(c, model);
        m.author = record.author;
        m.size = record.size;
        m.published = record.published;
        m.tries = uint8(verdict >> TRIES_SHIFT);
        if (_isSealed(c)) m.claim = c.claimAt[model];
        m.status = _statusOf(c, record, verdict & VALUE_MASK);
        if (m.status == ModelStatus.Scored) m.score = _scoreOf(verdict & VALUE_MASK);
    }

    function _statusOf(Competition storage c, Record memory record, uint256 value)
        private
        view
        returns (ModelStatus)
    {
        if (value == VALUE_UNJUDGED) return ModelStatus.Unjudged;
        if (value != 0) return ModelStatus.Scored;
        if (record.waits) return ModelStatus.Waiting;
        if (record.author == address(0)) return ModelStatus.Reserved;
        bool complete =
            record.published == record.size || c.limits.has(LimitsLib.OFF_CHAIN);
        return complete ? ModelStatus.Sealed : ModelStatus.Incomplete;
    }

    function _scoreOf(uint256 value) private pure returns (uint24) {
        return value == VALUE_INVALID ? uint24(Tally.INVALID) : uint24(value - 1);
    }

    /// @inheritdoc IDeMLViews
    function queueOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (uint256[] memory models)
    {
        Competition storage c = _at(id);
        count = _clamp(from, count, c.queueTail - c.queueHead);
        models = new uint256[](count);
        for (uint256 i = 0; i < count; i++) models[i] = _queued(c, c.queueHead + from + i);
    }

    /// @inheritdoc IDeMLViews
    function roundOf(uint256 id, uint256 round) public view returns (RoundStanding memory s) {
        Competition storage c = _at(id);
        Round r = c.roundAt[round].word;
        s.status = RoundStatus(r.status());
        if (s.status == RoundStatus.None) revert NoSuchRound(id, round);
        s.testSet = r.has(RoundLib.TEST_SET);
        s.counted = uint16(r.counted());
        s.committed = uint16(r.committed());
        s.revealed = uint16(r.revealed());
        s.agreed = uint8(r.agreed());
        s.openedAt = uint40(r.openedAt());
        s.commitEnd = uint40(r.closesAt());
        s.models = new uint32[](s.testSet ? 0 : r.size());
        for (uint256 j = 0; j < s.models.length; j++) {
            s.models[j] = uint32(_queued(c, r.queueStart() + j));
        }
        if (s.status != RoundStatus.Running) return s;
        s.commitsOpen = r.takesCommits();
        if (s.commitsOpen) return s;
        s.canExpire = r.committed() < r.quorum();
        if (s.canExpire) return s;
        s.revealEnd = uint40(r.revealEnd());
        s.revealsOpen = block.timestamp < s.revealEnd;
        bool enough = r.revealed() >= r.quorum();
        s.canFail = !s.revealsOpen && !enough;
        s.canSettle = enough && (!s.revealsOpen || r.revealed() == r.committed());
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
        if (desk.has(DeskLib.SEATED)) s.round = uint24(desk.round());
        desk = _atRest(c, desk);
        s.enrolled = desk.has(DeskLib.ENROLLED);
        if (desk.has(DeskLib.SEATED)) {
            s.counts = true;
            s.revealed = desk.has(DeskLib.REVEALED);
            s.committed = !s.revealed;
            if (s.committed) s.commitment = desk.hash();
            s.seat = uint16(desk.seat());
        } else {
            s.claimable = desk.fees() * _feeUnit(c);
            if (s.enrolled) {
                s.claimable += c.limits.seatStake();
                s.counts = desk.period() + 2 <= _period(c);
            }
        }
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
        if (!r.takesCommits()) return false;
        (bytes4 reason,,) = _obstacle(c, r, round, miner);
        return reason == 0;
    }

    /// @inheritdoc IDeMLViews
    function agendaOf(uint256 id, address account) external view returns (Agenda memory a) {
        Competition storage c = _at(id);
        Standing memory s = standingOf(id);
        Participant memory participant = c.accountOf[account].participant;
        a.mayRegister = s.phase == Phase.Registration && !participant.registered;
        a.maySubmit = s.phase == Phase.Submission && participant.registered
            && (participant.models < c.limits.maxModelsPerAuthor() || participant.reservation != 0);
        a.mayOpenRound = s.canOpenRound;
        a.mayFinalize = s.canFinalize;
        a.mayCancel = s.canCancel;
        a.owed = owedTo(id, account);
        Seat memory seat = seatOf(id, account);
        a.claimable = seat.claimable;
        if (_enrols(c) && !seat.enrolled && s.enrolled < MAX_DEPOSITS) a.enrolment = c.limits.seatStake();
        if (s.running == 0) return a;
        uint256 round = c.rounds - 1;
        a.task = _taskIn(id, round, account, seat);
        if (a.task != Task.None) a.round = uint24(round);
    }

    function _taskIn(uint256 id, uint256 round, address account, Seat memory seat)
        private
        view
        returns (Task)
    {
        RoundStanding memory r = roundOf(id, round);
        if (seat.committed && r.revealsOpen) return Task.Reveal;
        if (r.canSettle) return Task.Settle;
        if (r.canExpire) return Task.Expire;
        if (r.canFail) return Task.Fail;
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

    /// @inheritdoc IDeMLViews
    function reservationOf(uint256 id, address account)
        external
        view
        returns (uint256 place, bytes20 reservation)
    {
        Participant storage participant = _at(id).accountOf[account].participant;
        return (participant.place, participant.reservation);
    }

    /// @dev How many of `count` entries there are from `from` on.
    function _clamp(uint256 from, uint256 count, uint256 length) private pure returns (uint256) {
        uint256 left = from < length ? length - from : 0;
        return count < left ? count : left;
    }
}
