// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLLedger} from "./DeMLLedger.sol";
import {IDeMLEntry} from "./IDeMLEntry.sol";
import {Limits, LimitsLib} from "./Limits.sol";
import {Podium} from "./Podium.sol";
import {Schedule, ScheduleLib} from "./Schedule.sol";
import {Tally} from "./Tally.sol";

/// @title How competitions, participants and models come into DeML
abstract contract DeMLEntry is DeMLLedger, IDeMLEntry {
    /// @dev Seats that are paid; the bench takes more deposits than that.
    uint256 private constant MAX_SEATS = 400;
    /// @dev What came of an author's models is counted in 7 bits.
    uint256 private constant MAX_PER_AUTHOR = 127;
    /// @dev 120 kB of calldata cost 4.9 million gas, and nodes relay transactions up to 128 KiB.
    uint256 private constant MAX_PART = 120_000;
    /// @dev Places have 24 bits: so many of them cost over 13,000 funds in buy-ins.
    uint256 private constant MAX_PLACES = type(uint24).max;
    /// @dev No phase or window is a trap: five blocks are in the shortest.
    uint256 private constant MIN_WINDOW = 60;
    /// @dev Bounds on what an organizer may make others wait for.
    uint256 private constant MAX_WINDOW = 30 days;
    uint256 private constant MAX_DURATION = 3650 days;

    // ─────────────────────────── organizer ───────────────────────────

    /// @inheritdoc IDeMLEntry
    function createCompetition(Terms memory terms) external payable returns (uint256 id) {
        _checkTerms(terms);
        id = _nextId++;
        Competition storage c = _competitions[id];
        c.specDigest = terms.specDigest;
        c.organizer = msg.sender;
        c.fund = uint96(msg.value); // fits: _checkTerms
        Schedule schedule = ScheduleLib.pack(
            terms.registrationEnd,
            terms.submissionEnd,
            terms.openingEnd,
            terms.evaluationEnd,
            terms.commitWindow,
            terms.revealWindow,
            terms.roundInterval
        );
        uint256 flags;
        if (terms.offChainModels) flags |= LimitsLib.OFF_CHAIN;
        if (terms.returnsBuyIns) flags |= LimitsLib.RETURNS;
        if (terms.testKeyCommitment != 0) {
            flags |= LimitsLib.SEALED;
            c.testKeyCommitment = terms.testKeyCommitment;
            emit CompetitionSealed(id, terms.testKeyCommitment);
        }
        if (terms.prizeShares.length > 0) {
            flags |= LimitsLib.SHARES;
            c.prizeShares = _packShares(terms.prizeShares);
            emit PrizeShared(id, terms.prizeShares);
        }
        Limits limits = LimitsLib.pack(
            terms.seatStake,
            terms.byteLimit,
            terms.maxModels,
            terms.maxModelsPerAuthor,
            terms.seats,
            terms.quorum,
            terms.tolerance,
            flags
        );
        c.schedule = schedule;
        c.limits = limits;
        emit CompetitionCreated(
            id,
            msg.sender,
            terms.specDigest,
            msg.value,
            Schedule.unwrap(schedule),
            Limits.unwrap(limits)
        );
    }

    /// @inheritdoc IDeMLEntry
    function openTestSet(uint256 id, bytes32 key) external {
        Competition storage c = _at(id);
        if (!_isSealed(c)) revert NotSealed();
        _requirePhase(c, Phase.Opening);
        if (c.testKey != 0) revert AlreadyOpened();
        uint256 latest = c.schedule.testKeyEnd();
        if (block.timestamp >= latest) revert TooLate(latest);
        if (key == 0 || keccak256(abi.encode(key)) != c.testKeyCommitment) revert WrongKey();
        c.testKey = key;
        emit TestSetKey(id, key);
    }

    function _checkTerms(Terms memory t) private view {
        unchecked {
            // Sums and products of a few numbers below 2^96; there is a part at least.
            if (!_isWindow(t.commitWindow)) revert BadTerms(Term.CommitWindow);
            if (!_isWindow(t.revealWindow)) revert BadTerms(Term.RevealWindow);
            // Whoever deposits within a commit window of this counts when a first round may open (Bench.sol):
            // nobody's head start decides it.
            if (t.registrationEnd < block.timestamp + 3 * uint256(t.commitWindow)) {
                revert BadTerms(Term.RegistrationEnd);
            }
            if (t.submissionEnd < uint256(t.registrationEnd) + MIN_WINDOW) {
                revert BadTerms(Term.SubmissionEnd);
            }
            uint256 round = uint256(t.commitWindow) + t.revealWindow;
            uint256 partsEnd;
            if (t.testKeyCommitment == 0) {
                if (t.openingEnd != t.submissionEnd) revert BadTerms(Term.OpeningEnd);
                partsEnd = uint256(t.submissionEnd) + t.commitWindow;
            } else {
                // Each third holds a round, and the second one another commit window to open it in (§3).
                if (t.openingEnd < t.submissionEnd + 3 * (round + t.commitWindow)) {
                    revert BadTerms(Term.OpeningEnd);
                }
                partsEnd = t.openingEnd;
            }
            if (
                t.evaluationEnd < partsEnd + 2 * round
                    || t.evaluationEnd > block.timestamp + MAX_DURATION
            ) revert BadTerms(Term.EvaluationEnd);
            if (t.roundInterval > MAX_WINDOW) revert BadTerms(Term.RoundInterval);
            if (t.byteLimit == 0) revert BadTerms(Term.ByteLimit);
            if (t.maxModels < 2) revert BadTerms(Term.MaxModels);
            if (
                t.maxModelsPerAuthor == 0 || t.maxModelsPerAuthor > MAX_PER_AUTHOR
                    || t.maxModelsPerAuthor > t.maxModels / 2
            ) revert BadTerms(Term.MaxModelsPerAuthor);
            if (t.seats == 0 || t.seats > MAX_SEATS) revert BadTerms(Term.Seats);
            if (uint256(t.quorum) * 2 <= t.seats || t.quorum > t.seats) revert BadTerms(Term.Quorum);
            if (t.tolerance > Tally.PERFECT) revert BadTerms(Term.Tolerance);
            if (t.seatStake == 0) revert BadTerms(Term.SeatStake);
            uint256 parts = uint256(t.maxModels) + (t.testKeyCommitment == 0 ? 0 : 1);
            if (msg.value > type(uint96).max || msg.value / POOL_DIVISOR / parts < 1 << PART_BITS) {
                revert BadTerms(Term.Fund);
            }
            uint256 places = t.prizeShares.length;
            if (places > Podium.PLACES) revert BadTerms(Term.PrizeShares);
            uint256 total = places == 0 ? Podium.WHOLE : 0;
            for (uint256 i = 0; i < places; i++) {
                total += t.prizeShares[i];
            }
            if (total != Podium.WHOLE) revert BadTerms(Term.PrizeShares);
        }
    }

    function _isWindow(uint256 window) private pure returns (bool) {
        return window >= MIN_WINDOW && window <= MAX_WINDOW;
    }

    function _packShares(uint16[] memory shares) private pure returns (uint256 packed) {
        for (uint256 i = 0; i < shares.length; i++) {
            packed |= uint256(shares[i]) << (i * 16);
        }
    }

    // ────────────────────────── participants ──────────────────────────

    /// @inheritdoc IDeMLEntry
    function register(uint256 id, bytes32 termsHash, bytes32 reservation) external payable {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Registration);
        _requireTerms(c, termsHash);
        uint256 due = _buyIn(c);
        if (msg.value != due) revert WrongValue(msg.value, due);
        Participant storage participant = c.accountOf[msg.sender].participant;
        if (participant.registered) revert AlreadyRegistered(msg.sender);
        participant.registered = true;
        c.participants++;
        emit Registered(id, msg.sender);
        if (bytes20(reservation) != 0) _reserve(c, id, participant, reservation);
    }

    /// @inheritdoc IDeMLEntry
    function reserve(uint256 id, bytes32 reservation) external returns (uint256 place) {
        Competition storage c = _at(id);
        if (bytes20(reservation) == 0) revert NoReservation();
        Phase phase = _phase(c);
        if (phase != Phase.Registration) _requirePhase(c, Phase.Submission);
        return _reserve(c, id, c.accountOf[msg.sender].participant, reservation);
    }

    /// @inheritdoc IDeMLEntry
    function submitModel(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes calldata part
    ) external returns (uint256 model) {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Submission);
        Limits limits = c.limits;
        if (size == 0 || size > limits.byteLimit()) revert BadSize(size, limits.byteLimit());
        bool isSealed = limits.has(LimitsLib.SEALED);
        if (isSealed && keyCommitment == 0) revert NeedsKeyCommitment();
        if (!isSealed && keyCommitment != 0) revert NotSealed();
        Participant storage participant = c.accountOf[msg.sender].participant;
        if (
            participant.reservation != 0
                && participant.reservation == bytes20(keccak256(abi.encode(msg.sender, digest)))
        ) {
            model = participant.place;
            participant.reservation = 0;
        } else {
            model = _nextPlace(c, participant);
        }
        c.digestAt[model] = digest;
        Record storage record = c.recordAt[model];
        record.author = msg.sender;
        record.size = uint32(size); // fits: byteLimit
        if (isSealed) c.keyCommitmentAt[model] = keyCommitment;
        emit ModelSubmitted(id, model, msg.sender, digest, size, keyCommitment);
        if (part.length == size) {
            bytes32 found = sha256(part);
            if (found != digest) revert DigestMismatch(found, digest);
        }
        if (part.length > 0) _publishPart(id, model, record, 0, part);
        if (part.length == size || limits.has(LimitsLib.OFF_CHAIN)) {
            _complete(c, model, record, participant);
        }
    }

    /// @inheritdoc IDeMLEntry
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external {
        Competition storage c = _at(id);
        Record storage record = _recordAt(c, id, model);
        if (record.author != msg.sender) revert NotAuthor(msg.sender);
        Phase phase = _phase(c);
        if (_isSealed(c)) {
            if (phase != Phase.Opening) _requirePhase(c, Phase.Submission);
            // From now on keys are published: what was not whole by then is not opened.
            if (c.testSet != TestSet.Unjudged) revert WrongPhase(phase);
        } else {
            if (phase != Phase.Evaluation) _requirePhase(c, Phase.Submission);
            uint256 latest = c.schedule.partsEnd();
            if (block.timestamp >= latest) revert TooLate(latest);
        }
        _publishPart(id, model, record, offset, part);
        if (record.published == record.size && !c.limits.has(LimitsLib.OFF_CHAIN)) {
            _complete(c, model, record, c.accountOf[msg.sender].participant);
        }
    }

    /// @inheritdoc IDeMLEntry
    function nameModel(uint256 id, uint256 model, bytes32 name) external {
        Competition storage c = _at(id);
        if (_recordAt(c, id, model).author != msg.sender) revert NotAuthor(msg.sender);
        _requirePhase(c, Phase.Submission);
        emit ModelNamed(id, model, name);
    }

    /// @inheritdoc IDeMLEntry
    function openModel(uint256 id, uint256 model, bytes32 key) external {
        Competition storage c = _at(id);
        if (!_isSealed(c)) revert NotSealed();
        _requirePhase(c, Phase.Opening);
        if (c.testSet != TestSet.Good) revert TestSetNotJudged();
        Record storage record = _recordAt(c, id, model);
        if (record.waits) revert AlreadyOpened();
        if (record.published != record.size && !c.limits.has(LimitsLib.OFF_CHAIN)) {
            revert Incomplete(model, record.published, record.size);
        }
        if (keccak256(abi.encode(record.author, key)) != c.keyCommitmentAt[model]) revert WrongKey();
        Participant storage participant = c.accountOf[record.author].participant;
        if (c.claimAt[model] != 0) {
            c.unopenedBonds--;
            participant.place--;
        }
        _enterContest(c, model, record, participant);
        emit ModelKey(id, model, key);
    }

    function _reserve(
        Competition storage c,
        uint256 id,
        Participant storage participant,
        bytes32 reservation
    ) private returns (uint256 place) {
        if (_isSealed(c)) revert NoReservation();
        place = _nextPlace(c, participant);
        participant.place = uint24(place);
        participant.reservation = bytes20(reservation);
        emit PlaceReserved(id, place, msg.sender);
    }

    /// @dev The next place, within the author's quota. Nobody can take another's.
    function _nextPlace(Competition storage c, Participant storage participant)
        private
        returns (uint256 place)
    {
        if (!participant.registered) revert NotRegistered(msg.sender);
        uint256 limit = c.limits.maxModelsPerAuthor();
        place = c.models;
        if (participant.models == limit || place == MAX_PLACES) revert TooManyModels(limit);
        c.models = uint24(place + 1);
        participant.models++;
    }

    function _publishPart(
        uint256 id,
        uint256 model,
        Record storage record,
        uint256 offset,
        bytes calldata part
    ) private {
        uint256 published = record.published;
        if (offset != published) revert PartOutOfOrder(offset, published);
        if (part.length == 0 || part.length > MAX_PART || part.length > record.size - published) {
            revert BadPart(offset, part.length, record.size);
        }
        record.published = uint32(published + part.length);
        emit ModelPart(id, model, offset, part);
    }

    /// @dev A model whose bytes can be had whole. In an open competition it waits for a round.
    function _complete(
        Competition storage c,
        uint256 model,
        Record storage record,
        Participant storage author
    ) private {
        if (!author.complete) {
            author.number = c.authors++;
            author.complete = true;
        }
        uint256 entry = author.number ^ model;
        if (entry != 0) c.authorNumberAt[model / 8] |= entry << ((model % 8) * 32);
        if (!_isSealed(c)) _enterContest(c, model, record, author);
    }

    /// @dev Lets miners see a model: from now on its author may be refunded, or win.
    function _enterContest(
        Competition storage c,
        uint256 model,
        Record storage record,
        Participant storage author
    ) private {
        record.waits = true;
        if (!author.inContest) {
            author.inContest = true;
            c.contenders++;
        }
        _enqueue(c, model);
    }
}
