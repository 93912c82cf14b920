// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Desk, DeskLib} from "./Desk.sol";
import {IDeML} from "./IDeML.sol";
import {Podium} from "./Podium.sol";
import {Round, RoundLib} from "./Round.sol";
import {Tally} from "./Tally.sol";

/// @title DeML
/// @notice Every competition, each with its own ledger. What the functions promise is said in IDeML.
///
/// How the money is kept. A competition holds `fund + received − sent`. Of that, the pot is
/// `fund + participants × buyIn + forfeits − paidEvaluations × fee`; the rest is miners' stakes and
/// fees. Nothing is paid out of a competition but through `_takeOut`, which cannot pay more than it holds.
contract DeML is IDeML {
    // ─────────────────────────── constants ───────────────────────────

    /// @dev The original DeML's ratios (§1): a tenth to enter, a fifth for the miners.
    uint256 private constant BUY_IN_DIVISOR = 10;
    uint256 private constant POOL_DIVISOR = 5;
    /// @dev A row of 32 models is 96 bytes, and its inliers fit one word's lowest half.
    uint256 private constant MAX_ROUND_MODELS = 32;
    /// @dev A round of 32 models and 1,000 seats settles within the 16.7 million gas of EIP-7825.
    uint256 private constant MAX_SEATS = 1000;
    /// @dev 120 kB of calldata cost 4.9 million gas, and nodes relay transactions up to 128 KiB.
    uint256 private constant MAX_PART = 120_000;
    /// @dev Bounds on what an organizer may make others wait for.
    uint256 private constant MAX_WINDOW = 30 days;
    uint256 private constant MAX_DURATION = 3650 days;
    uint256 private constant BASIS_POINTS = 10_000;
    /// @dev A verdict that one round did not agree on.
    uint256 private constant CONTESTED = 0x1FFFFFF;
    /// @dev Enough for a plain account and small wallets; more could be burnt at the caller's cost.
    uint256 private constant PUSH_GAS = 10_000;

    // ──────────────────────────── storage ────────────────────────────

    struct Competition {
        bytes32 specDigest;
        // ── slot: who and how much
        address organizer;
        uint96 fund;
        // ── slot: times
        uint40 registrationEnd;
        uint40 submissionEnd;
        uint40 openingEnd;
        uint40 evaluationEnd;
        uint32 commitWindow;
        uint32 revealWindow;
        uint32 roundInterval;
        // ── slot: limits
        uint96 seatStake;
        uint32 byteLimit;
        uint16 maxModels;
        uint16 maxModelsPerAuthor;
        uint16 seats;
        uint16 quorum;
        uint24 tolerance;
        bool isSealed;
        bool hasShares;
        // ── slot: activity
        uint32 participants;
        uint16 models;
        uint24 rounds;
        uint24 queueHead;
        uint24 queueTail;
        uint24 running;
        uint32 lastOpened;
        uint16 contestants; // authors of models that miners see
        uint16 unjudged; // of those, how many have no model with a consensus yet
        uint32 paidEvaluations;
        Ending ending;
        // ── slot: ledger
        uint112 received; // beyond the fund
        uint112 sent;
        uint32 enrolled;
        uint256 forfeits;
        // ── slot: Podium
        uint256 podium;
        // ── slots that only sealed competitions and shared prizes use
        bytes32 testKeyCommitment;
        bytes32 testKey;
        uint16[] prizeShares;
        // ── by model: of each 16 and 10 share a word, so that a round judges many in few
        mapping(uint256 => bytes32) digestAt;
        mapping(uint256 => bytes32) keyCommitmentAt;
        mapping(uint256 => uint256) contestantAt; // 16 bits: its author's number in the contest
        mapping(uint256 => uint256) verdictAt; // 25 bits: 0, CONTESTED, or the score plus one
        // ── by position in the queue, by contestant
        mapping(uint256 => uint256) queue; // 16 bits: model numbers
        mapping(uint256 => uint256) judged; // 1 bit
        // ── by round
        mapping(uint256 => Round) roundAt;
        mapping(uint256 => Draw) drawAt;
        mapping(uint256 => bytes32) seedAt;
        mapping(uint256 => mapping(uint256 => uint256)) inliersAt; // a byte a seat: inliers + 1
        // ── by _recordKey, by account
        mapping(bytes32 => Record) recordOf;
        mapping(address => Participant) participantOf;
        mapping(address => Desk) deskOf;
        mapping(address => uint256) creditOf;
    }

    /// @dev One slot a model, beside its digest.
    struct Record {
        address author;
        uint32 submittedAt;
        uint32 size;
        bool waits; // false while sealed
    }

    struct Participant {
        bool registered;
        bool inContest; // at least one model that miners will see
        bool refunded;
        uint16 contestant;
        uint16 models;
    }

    struct Draw {
        uint40 anchorBlock; // whose hash is the seed
        uint32 candidates; // miners enrolled when the round was opened
    }

    /// @dev Set from the start: the first organizer shall not pay for a fresh slot.
    uint256 private _nextId = 1;

    mapping(uint256 => Competition) private _competitions;

    // ─────────────────────────── organizer ───────────────────────────

    /// @inheritdoc IDeML
    function createCompetition(Terms calldata terms) external payable returns (uint256 id) {
        _checkTerms(terms);
        id = _nextId++;
        Competition storage c = _competitions[id];
        c.specDigest = terms.specDigest;
        c.organizer = msg.sender;
        c.fund = uint96(msg.value); // fits: _checkTerms
        c.registrationEnd = terms.registrationEnd;
        c.submissionEnd = terms.submissionEnd;
        c.openingEnd = terms.openingEnd;
        c.evaluationEnd = terms.evaluationEnd;
        c.commitWindow = terms.commitWindow;
        c.revealWindow = terms.revealWindow;
        c.roundInterval = terms.roundInterval;
        c.seatStake = terms.seatStake;
        c.byteLimit = terms.byteLimit;
        c.maxModels = terms.maxModels;
        c.maxModelsPerAuthor = terms.maxModelsPerAuthor;
        c.seats = terms.seats;
        c.quorum = terms.quorum;
        c.tolerance = terms.tolerance;
        if (terms.testKeyCommitment != 0) {
            c.isSealed = true;
            c.testKeyCommitment = terms.testKeyCommitment;
        }
        if (terms.prizeShares.length > 0) {
            c.hasShares = true;
            c.prizeShares = terms.prizeShares;
        }
        emit CompetitionCreated(id, msg.sender, terms.specDigest, msg.value);
    }

    /// @inheritdoc IDeML
    function openTestSet(uint256 id, bytes32 key) external {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Opening);
        if (c.testKey != 0) revert AlreadyOpened();
        if (key == 0 || keccak256(abi.encode(key)) != c.testKeyCommitment) revert WrongKey();
        c.testKey = key;
        emit TestSetKey(id, key);
    }

    /// @inheritdoc IDeML
    function cancel(uint256 id) external {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Evaluation);
        if (!c.isSealed) revert NotSealed();
        if (c.testKey != 0) revert TestSetOpened();
        c.ending = Ending.Cancelled;
        uint256 pot = _pot(c);
        uint256 refunds = uint256(c.participants) * _cancelRefund(c);
        _credit(c, id, c.organizer, pot - refunds);
        emit Ended(id, Ending.Cancelled, pot);
    }

    function _checkTerms(Terms calldata terms) private view {
        if (terms.registrationEnd <= block.timestamp) revert BadTerms(Term.RegistrationEnd);
        if (terms.submissionEnd <= terms.registrationEnd) {
            revert BadTerms(Term.SubmissionEnd);
        }
        if (terms.testKeyCommitment == 0) {
            if (terms.openingEnd != terms.submissionEnd) {
                revert BadTerms(Term.OpeningEnd);
            }
        } else if (terms.openingEnd <= terms.submissionEnd) {
            revert BadTerms(Term.OpeningEnd);
        }
        if (terms.evaluationEnd <= terms.openingEnd) {
            revert BadTerms(Term.EvaluationEnd);
        }
        if (terms.evaluationEnd > block.timestamp + MAX_DURATION) {
            revert BadTerms(Term.EvaluationEnd);
        }
        if (!_isWindow(terms.commitWindow)) revert BadTerms(Term.CommitWindow);
        if (!_isWindow(terms.revealWindow)) revert BadTerms(Term.RevealWindow);
        if (terms.roundInterval > MAX_WINDOW) revert BadTerms(Term.RoundInterval);
        if (terms.byteLimit == 0) revert BadTerms(Term.ByteLimit);
        if (terms.maxModels == 0) revert BadTerms(Term.MaxModels);
        if (terms.maxModelsPerAuthor == 0) revert BadTerms(Term.MaxModelsPerAuthor);
        if (terms.seats == 0 || terms.seats > MAX_SEATS) revert BadTerms(Term.Seats);
        if (uint256(terms.quorum) * 2 <= terms.seats || terms.quorum > terms.seats) {
            revert BadTerms(Term.Quorum);
        }
        if (terms.tolerance > Tally.PERFECT) revert BadTerms(Term.Tolerance);
        if (terms.seatStake == 0) revert BadTerms(Term.SeatStake);
        if (msg.value > type(uint96).max) revert BadTerms(Term.Fund);
        if (msg.value / POOL_DIVISOR < uint256(terms.seats) * terms.maxModels) {
            revert BadTerms(Term.Fund);
        }
        if (msg.value < BUY_IN_DIVISOR) revert BadTerms(Term.Fund);
        uint256 places = terms.prizeShares.length;
        if (places > Podium.PLACES) revert BadTerms(Term.PrizeShares);
        uint256 total = places == 0 ? BASIS_POINTS : 0;
        for (uint256 i = 0; i < places; i++) {
            total += terms.prizeShares[i];
        }
        if (total != BASIS_POINTS) revert BadTerms(Term.PrizeShares);
    }

    function _isWindow(uint256 window) private pure returns (bool) {
        return window != 0 && window <= MAX_WINDOW;
    }

    // ────────────────────────── participants ──────────────────────────

    /// @inheritdoc IDeML
    function register(uint256 id) external payable {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Registration);
        uint256 due = _buyIn(c);
        if (msg.value != due) revert WrongValue(msg.value, due);
        Participant storage participant = c.participantOf[msg.sender];
        if (participant.registered) revert AlreadyRegistered(msg.sender);
        participant.registered = true;
        c.participants++;
        c.received += uint112(msg.value);
        emit Registered(id, msg.sender);
    }

    /// @inheritdoc IDeML
    function submitModel(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes calldata part
    ) external returns (uint256 model) {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Submission);
        if (size == 0 || size > c.byteLimit) revert BadSize(size, c.byteLimit);
        Participant storage participant = c.participantOf[msg.sender];
        if (!participant.registered) revert NotRegistered(msg.sender);
        if (participant.models == c.maxModelsPerAuthor) revert TooManyModels(c.maxModelsPerAuthor);
        model = c.models;
        if (model == c.maxModels) revert TooManyModels(c.maxModels);
        c.models++;
        participant.models++;
        bool isSealed = c.isSealed;
        if (isSealed) {
            if (keyCommitment == 0) revert NeedsKeyCommitment();
            c.keyCommitmentAt[model] = keyCommitment;
        } else if (keyCommitment != 0) {
            revert NotSealed();
        }
        Record storage record = c.recordOf[_recordKey(c, model, digest)];
        if (record.author != address(0)) revert DigestTaken(digest);
        c.digestAt[model] = digest;
        record.author = msg.sender;
        record.submittedAt = uint32(block.timestamp); // fits until 2106: MAX_DURATION
        record.size = uint32(size); // fits: byteLimit
        if (!isSealed) _enterContest(c, model, record, participant);
        emit ModelSubmitted(id, model, msg.sender, digest, size, keyCommitment);
        if (part.length > 0) {
            if (part.length == size) {
                bytes32 found = sha256(part);
                if (found != digest) revert DigestMismatch(found, digest);
            }
            _publishPart(id, model, 0, size, part);
        }
    }

    /// @inheritdoc IDeML
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Submission);
        Record storage record = _recordAt(c, id, model);
        if (record.author != msg.sender) revert NotAuthor(msg.sender);
        _publishPart(id, model, offset, record.size, part);
    }

    /// @inheritdoc IDeML
    function openModel(uint256 id, uint256 model, bytes32 key) external {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Opening);
        Record storage record = _recordAt(c, id, model);
        if (record.waits) revert AlreadyOpened();
        if (keccak256(abi.encode(record.author, key)) != c.keyCommitmentAt[model]) revert WrongKey();
        _enterContest(c, model, record, c.participantOf[record.author]);
        emit ModelKey(id, model, key);
    }

    function _publishPart(
        uint256 id,
        uint256 model,
        uint256 offset,
        uint256 size,
        bytes calldata part
    ) private {
        if (
            part.length == 0 || part.length > MAX_PART || offset > size
                || part.length > size - offset
        ) revert BadPart(offset, part.length, size);
        emit ModelPart(id, model, offset, part);
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
            author.contestant = c.contestants++;
            c.unjudged++;
        }
        c.contestantAt[model / 16] |= uint256(author.contestant) << ((model % 16) * 16);
        _enqueue(c, model);
    }

    // ───────────────────────────── rounds ─────────────────────────────

    /// @inheritdoc IDeML
    function openRound(uint256 id) external returns (uint256 round) {
        Competition storage c = _at(id);
        Phase phase = _phase(c);
        if (!_evaluates(c, phase)) revert WrongPhase(phase);
        uint256 waiting = c.queueTail - c.queueHead;
        if (waiting == 0) revert NothingToEvaluate();
        uint256 earliest = _nextOpening(c, phase, waiting);
        if (block.timestamp < earliest) revert RoundTooSoon(earliest);
        uint256 size = waiting < MAX_ROUND_MODELS ? waiting : MAX_ROUND_MODELS;
        round = c.rounds++;
        bool drawn = c.enrolled > c.seats;
        uint256 commitEnd = block.timestamp + c.commitWindow;
        if (commitEnd > c.evaluationEnd) commitEnd = c.evaluationEnd;
        c.roundAt[round] = RoundLib.open(
            uint256(RoundStatus.Running),
            size,
            drawn,
            c.seats,
            c.revealWindow,
            commitEnd,
            c.queueHead
        );
        if (drawn) c.drawAt[round] = Draw(uint40(block.number), c.enrolled);
        c.queueHead += uint24(size);
        c.running++;
        c.lastOpened = uint32(block.timestamp); // fits until 2106: MAX_DURATION
        emit RoundOpened(id, round, size);
    }

    /// @inheritdoc IDeML
    function captureSeed(uint256 id, uint256 round) external {
        Competition storage c = _at(id);
        Round r = _runningRound(c, id, round);
        if (!r.has(RoundLib.DRAWN)) revert NoDraw();
        if (c.seedAt[round] != 0) revert RoundOver();
        Draw storage draw = c.drawAt[round];
        if (block.number > draw.anchorBlock && blockhash(draw.anchorBlock) == 0) {
            draw.anchorBlock = uint40(block.number);
        } else {
            _seed(c, id, round, draw.anchorBlock);
        }
    }

    /// @inheritdoc IDeML
    function commit(uint256 id, uint256 round, bytes32 commitment)
        external
        returns (uint256 seat)
    {
        Competition storage c = _competitions[id];
        Round r = _runningRound(c, id, round);
        if (!_commitsOpen(c, r)) revert CommitsClosed();
        Desk desk = c.deskOf[msg.sender];
        if (!desk.has(DeskLib.ENROLLED)) revert NotEnrolled(msg.sender);
        uint256 shortfall;
        (desk, shortfall) = _atRest(c, desk);
        if (shortfall > 0) revert StakeShort(shortfall);
        if (round < desk.round()) revert RoundTooEarly(desk.round());
        if (r.has(RoundLib.DRAWN)) {
            Draw memory draw = c.drawAt[round];
            bytes32 seed = _seed(c, id, round, draw.anchorBlock);
            if (!_isDrawn(c, r, draw, seed, msg.sender)) revert NotDrawn(msg.sender);
        }
        seat = r.taken();
        c.deskOf[msg.sender] = DeskLib.make(
            commitment, round, seat, desk.fees(), DeskLib.ENROLLED | DeskLib.SEATED
        );
        r = r.plus(RoundLib.ONE_TAKEN);
        // The last seat closes the commits; so does the one that completes a late quorum.
        bool full = seat + 1 == r.seats();
        if (full || (block.timestamp >= r.commitEnd() && seat + 1 == c.quorum)) r = r.closed();
        c.roundAt[round] = r;
        emit Committed(id, _seatWord(round, seat, msg.sender));
    }

    /// @inheritdoc IDeML
    function reveal(
        uint256 id,
        uint256 round,
        address miner,
        bytes calldata scores,
        bytes32 evidence,
        bytes32 salt
    ) external {
        Competition storage c = _competitions[id];
        Round r = _runningRound(c, id, round);
        uint256 closed = _closedAt(c, r);
        if (closed == 0) revert CommitsOpen();
        if (block.timestamp >= closed + r.revealWindow()) revert RevealsClosed();
        Desk desk = _seatedDesk(c, round, miner);
        if (desk.has(DeskLib.REVEALED)) revert SeatTwice(miner);
        if (scores.length != r.size() * 3) revert BadRow(miner);
        uint256 wrong = Tally.firstWrong(Tally.positionOf(scores), scores.length);
        if (wrong != Tally.NONE) revert BadScore(wrong);
        bytes32 row = keccak256(scores);
        if (!desk.matches(_commitment(id, round, miner, row, evidence, salt))) {
            revert WrongOpening(miner);
        }
        uint256 seat = desk.seat();
        c.deskOf[miner] = DeskLib.make(
            row, round, seat, desk.fees(), DeskLib.ENROLLED | DeskLib.SEATED | DeskLib.REVEALED
        );
        c.roundAt[round] = r.plus(RoundLib.ONE_REVEALED);
        emit Revealed(id, _seatWord(round, seat, miner), evidence, scores);
    }

    /// @inheritdoc IDeML
    function settle(
        uint256 id,
        uint256 round,
        bytes calldata medians,
        bytes calldata rows,
        bytes calldata openings
    ) external {
        Competition storage c = _competitions[id];
        Round r = _runningRound(c, id, round);
        uint256 closed = _closedAt(c, r);
        if (closed == 0) {
            if (block.timestamp < c.evaluationEnd) revert CommitsOpen();
            _dropRound(c, id, round, r, RoundStatus.Void, 0);
            return;
        }
        bool open = block.timestamp < closed + r.revealWindow();
        if (!open && r.revealed() < c.quorum) {
            for (uint256 j = 0; j < r.size(); j++) {
                _enqueue(c, _queued(c, r.queueStart() + j));
            }
            uint256 lost = (r.taken() - r.revealed()) * c.seatStake;
            _dropRound(c, id, round, r, RoundStatus.Failed, lost);
            return;
        }
        Count memory count = _count(c, id, round, r, medians, rows, openings);
        if (count.posted != r.revealed()) revert RowsMissing(count.posted, r.revealed());
        if (count.opened > 0) {
            if (!open) revert RevealsClosed();
            emit RevealedTogether(id, round, openings);
        }
        uint256 reveals = count.posted + count.opened;
        if (open && reveals < r.taken()) revert RowsMissing(reveals, r.taken());
        (uint256 contested, bytes memory results) = _judge(c, r, count, reveals);
        uint256 forfeits = _recordInliers(c, round, r, count.seats, contested);
        c.running--;
        emit RoundSettled(id, round, reveals, forfeits, results);
    }

    /// @dev What `_count` finds.
    struct Count {
        uint256[] table; // Tally: two words a model
        uint256 tolerance;
        uint256[] seats; // one word a seat: PRESENT, and Tally's bits of its inliers
        uint256 posted;
        uint256 opened;
    }

    /// @dev Tells a seat whose row is here from one without: above Tally's lanes.
    uint256 private constant PRESENT = 1 << 255;

    /// @dev Checks every row against its desk and counts its scores.
    function _count(
        Competition storage c,
        uint256 id,
        uint256 round,
        Round r,
        bytes calldata medians,
        bytes calldata rows,
        bytes calldata openings
    ) private view returns (Count memory count) {
        uint256 width = r.size() * 3;
        if (medians.length != width) revert RowsMissing(medians.length, width);
        if (rows.length % (20 + width) != 0 || openings.length % (84 + width) != 0) {
            revert BadRow(address(0));
        }
        uint256 wrong = Tally.firstWrong(Tally.positionOf(medians), width);
        if (wrong != Tally.NONE) revert BadScore(wrong);
        count.tolerance = c.tolerance;
        count.table = Tally.open(medians);
        count.seats = new uint256[](r.taken());
        uint256 at = Tally.positionOf(rows);
        for (uint256 end = at + rows.length; at < end; at += 20 + width) {
            address miner = Tally.addressAt(at);
            Desk desk = _seatedDesk(c, round, miner);
            bytes32 row = Tally.hashAt(at + 20, width);
            if (!desk.has(DeskLib.REVEALED) || !desk.matches(row)) revert BadRow(miner);
            _countRow(count, desk.seat(), miner, at + 20);
            count.posted++;
        }
        bytes32[8] memory preimage;
        preimage[0] = bytes32(block.chainid);
        preimage[1] = bytes32(uint256(uint160(address(this))));
        preimage[2] = bytes32(id);
        preimage[3] = bytes32(round);
        at = Tally.positionOf(openings);
        for (uint256 end = at + openings.length; at < end; at += 84 + width) {
            address miner = Tally.addressAt(at);
            Desk desk = _seatedDesk(c, round, miner);
            bytes32 row = Tally.hashAt(at + 20, width);
            preimage[4] = bytes32(uint256(uint160(miner)));
            preimage[5] = row;
            preimage[6] = Tally.wordAt(at + 20 + width);
            preimage[7] = Tally.wordAt(at + 52 + width);
            // A row that was posted meanwhile counts as posted: nobody can turn this call down by
            // posting one in front of it.
            bool posted = desk.has(DeskLib.REVEALED);
            if (!desk.matches(posted ? row : Tally.hashOf(preimage))) revert WrongOpening(miner);
            _countRow(count, desk.seat(), miner, at + 20);
            if (posted) count.posted++;
            else count.opened++;
        }
    }

    function _countRow(Count memory count, uint256 seat, address miner, uint256 position)
        private
        pure
    {
        if (count.seats[seat] != 0) revert SeatTwice(miner);
        (uint256 inliers, bool valid) = Tally.add(count.table, count.tolerance, position);
        if (!valid) revert BadRow(miner);
        count.seats[seat] = PRESENT | inliers;
    }

    /// @dev Forms the consensus of every model.
    /// @return contested Tally's bits of the models without a consensus, or with one that no seat is
    /// paid or punished for
    /// @return results As RoundSettled gives them
    function _judge(
        Competition storage c,
        Round r,
        Count memory count,
        uint256 reveals
    ) private returns (uint256 contested, bytes memory results) {
        uint256 podium = c.podium;
        uint256 newlyJudged;
        uint256 size = r.size();
        results = new bytes(10 * size);
        for (uint256 j = 0; j < size; j++) {
            (uint256 median, bool isMedian, uint256 inliers, uint256 sum) =
                Tally.entryOf(count.table, j, reveals);
            if (!isMedian) revert BadMedian(j, median);
            bool agreed = inliers * 3 >= reveals * 2;
            uint256 score = agreed ? sum / inliers : median;
            if (!agreed) contested |= Tally.bitOf(j);
            uint256 model = _queued(c, r.queueStart() + j);
            uint256 shift = (model % 10) * 25;
            uint256 word = c.verdictAt[model / 10];
            if (agreed || word >> shift & CONTESTED == CONTESTED) {
                // Of a contested model the bits are all set: clear them, then write the score.
                word = word & ~(CONTESTED << shift) | (score + 1) << shift;
                if (_markJudged(c, model)) newlyJudged++;
                if (score != Tally.INVALID) podium = Podium.insert(podium, model, score);
            } else {
                word |= CONTESTED << shift;
                _enqueue(c, model);
            }
            c.verdictAt[model / 10] = word;
            Tally.putResult(results, j, model, score, median, inliers);
        }
        if (newlyJudged > 0) c.unjudged -= uint16(newlyJudged);
        if (podium != c.podium) c.podium = podium;
    }

    /// @dev Ends a round that was judged. Books what seats lose to the pot and what the pot pays, and
    /// keeps a byte a seat, inliers + 1 or zero for a silent one, unless all agreed on everything.
    /// Contested models count as inliers for the stake and pay no fee.
    /// @return forfeits Wei that seats lose
    function _recordInliers(
        Competition storage c,
        uint256 round,
        Round r,
        uint256[] memory seats,
        uint256 contested
    ) private returns (uint256 forfeits) {
        uint256 size = r.size();
        uint256 stake = c.seatStake;
        uint256 unpaid = Tally.ones(contested);
        uint256 paid;
        // Seats become what is kept of them: inliers + 1.
        for (uint256 seat = 0; seat < seats.length; seat++) {
            if (seats[seat] == 0) {
                forfeits += stake;
                continue;
            }
            uint256 inliers = Tally.ones(seats[seat] & ~PRESENT | contested);
            if (inliers < size) forfeits += _forfeit(stake, inliers, size);
            paid += inliers - unpaid;
            seats[seat] = inliers + 1;
        }
        if (forfeits > 0) {
            c.forfeits += forfeits;
            uint256 word;
            for (uint256 seat = 0; seat < seats.length; seat++) {
                word |= seats[seat] << ((seat % 32) * 8);
                if (seat % 32 == 31 || seat + 1 == seats.length) {
                    c.inliersAt[round][seat / 32] = word;
                    word = 0;
                }
            }
        }
        c.paidEvaluations += uint32(paid); // fits: at most seats × maxModels, each paid once
        c.roundAt[round] = r.ended(uint256(RoundStatus.Settled), unpaid, forfeits == 0);
    }

    /// @dev Ends a round that judged nothing.
    function _dropRound(
        Competition storage c,
        uint256 id,
        uint256 round,
        Round r,
        RoundStatus status,
        uint256 forfeits
    ) private {
        c.roundAt[round] = r.ended(uint256(status), 0, false);
        c.running--;
        if (forfeits > 0) c.forfeits += forfeits;
        emit RoundDropped(id, round, status, r.revealed(), forfeits);
    }

    /// @dev Whether this is the first consensus on a model of its author.
    function _markJudged(Competition storage c, uint256 model) private returns (bool) {
        uint256 contestant = (c.contestantAt[model / 16] >> ((model % 16) * 16)) & 0xFFFF;
        uint256 bit = 1 << (contestant % 256);
        uint256 word = c.judged[contestant / 256];
        if (word & bit != 0) return false;
        c.judged[contestant / 256] = word | bit;
        return true;
    }

    function _isJudged(Competition storage c, uint256 contestant) private view returns (bool) {
        return c.judged[contestant / 256] >> (contestant % 256) & 1 == 1;
    }

    // ───────────────────────────── miners ─────────────────────────────

    /// @inheritdoc IDeML
    function enrol(uint256 id) external payable {
        Competition storage c = _at(id);
        _requireEnrolment(c);
        Desk desk = c.deskOf[msg.sender];
        uint256 due = c.seatStake;
        uint256 fees;
        if (desk.has(DeskLib.ENROLLED)) {
            (desk, due) = _atRest(c, desk);
            if (due == 0) revert AlreadyEnrolled(msg.sender);
            fees = desk.fees();
        } else {
            c.enrolled++;
        }
        if (msg.value != due) revert WrongValue(msg.value, due);
        c.received += uint112(due);
        c.deskOf[msg.sender] = DeskLib.idle(c.rounds, fees);
        emit Enrolled(id, msg.sender);
    }

    /// @inheritdoc IDeML
    function enrolFor(uint256 id, address[] calldata miners) external payable {
        Competition storage c = _at(id);
        _requireEnrolment(c);
        uint256 due = c.seatStake * miners.length;
        if (msg.value != due) revert WrongValue(msg.value, due);
        c.received += uint112(due);
        c.enrolled += uint32(miners.length);
        Desk desk = DeskLib.idle(c.rounds, 0);
        for (uint256 i = 0; i < miners.length; i++) {
            if (c.deskOf[miners[i]].has(DeskLib.ENROLLED)) revert AlreadyEnrolled(miners[i]);
            c.deskOf[miners[i]] = desk;
            emit Enrolled(id, miners[i]);
        }
    }

    /// @inheritdoc IDeML
    function claim(uint256 id, address to) external {
        Competition storage c = _at(id);
        uint256 amount = _leave(c, id, msg.sender, to);
        _takeOut(c, amount);
        _send(to, amount);
    }

    /// @inheritdoc IDeML
    function claimFor(uint256 id, address[] calldata miners) external {
        Competition storage c = _at(id);
        // Before that, leaving is each miner's own choice: a stranger could empty a round otherwise.
        if (c.ending == Ending.Running && block.timestamp < c.evaluationEnd) {
            revert WrongPhase(_phase(c));
        }
        for (uint256 i = 0; i < miners.length; i++) {
            address miner = miners[i];
            Desk desk = c.deskOf[miner];
            if (!desk.has(DeskLib.ENROLLED) || _isLive(c, desk)) continue;
            uint256 amount = _leave(c, id, miner, miner);
            _takeOut(c, amount);
            if (!_call(miner, amount, PUSH_GAS)) {
                // Whoever cannot be paid now is owed it; `sent` never left.
                c.sent -= uint112(amount);
                _credit(c, id, miner, amount);
            }
        }
    }

    function _requireEnrolment(Competition storage c) private view {
        Phase phase = _phase(c);
        if (phase > Phase.Evaluation || block.timestamp >= c.evaluationEnd) {
            revert WrongPhase(phase);
        }
    }

    /// @dev Clears a desk and answers what it is worth.
    function _leave(Competition storage c, uint256 id, address miner, address to)
        private
        returns (uint256 amount)
    {
        Desk desk = c.deskOf[miner];
        if (!desk.has(DeskLib.ENROLLED)) revert NotEnrolled(miner);
        uint256 lost;
        (desk, lost) = _atRest(c, desk);
        c.deskOf[miner] = Desk.wrap(0);
        c.enrolled--;
        uint256 stake = c.seatStake - lost;
        uint256 fees = desk.fees() * _fee(c);
        emit Claimed(id, miner, to, stake, fees);
        return stake + fees;
    }

    /// @dev The desk of a miner who holds a seat in this round.
    function _seatedDesk(Competition storage c, uint256 round, address miner)
        private
        view
        returns (Desk desk)
    {
        desk = c.deskOf[miner];
        if (!desk.has(DeskLib.SEATED) || desk.round() != round) revert NoSeat(miner);
    }

    function _isLive(Competition storage c, Desk desk) private view returns (bool) {
        return desk.has(DeskLib.SEATED)
            && c.roundAt[desk.round()].status() == uint256(RoundStatus.Running);
    }

    /// @dev The desk after its round ended: what it earned, and what it lost of the stake.
    function _atRest(Competition storage c, Desk desk)
        private
        view
        returns (Desk rested, uint256 lost)
    {
        if (!desk.has(DeskLib.SEATED)) return (desk, 0);
        uint256 round = desk.round();
        Round r = c.roundAt[round];
        uint256 status = r.status();
        if (status == uint256(RoundStatus.Running)) revert SeatHeld(round);
        uint256 fees = desk.fees();
        if (status == uint256(RoundStatus.Settled)) {
            uint256 seat = desk.seat();
            uint256 entry = r.has(RoundLib.UNANIMOUS)
                ? r.size() + 1
                : (c.inliersAt[round][seat / 32] >> ((seat % 32) * 8)) & 0xFF;
            if (entry == 0) {
                lost = c.seatStake;
            } else {
                lost = _forfeit(c.seatStake, entry - 1, r.size());
                fees += entry - 1 - r.contested();
            }
        } else if (status == uint256(RoundStatus.Failed) && !desk.has(DeskLib.REVEALED)) {
            lost = c.seatStake;
        }
        return (DeskLib.idle(round + 1, fees), lost);
    }

    /// @dev What a seat loses; the miner's part is rounded down.
    function _forfeit(uint256 stake, uint256 inliers, uint256 models)
        private
        pure
        returns (uint256)
    {
        return stake - stake * inliers / models;
    }

    // ───────────────────────────── the end ─────────────────────────────

    /// @inheritdoc IDeML
    function finalize(uint256 id) external {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Evaluation);
        _requireFinal(c);
        uint256 pot = _pot(c);
        uint256 buyIn = _buyIn(c);
        (bool won, uint256 first,) = Podium.at(c.podium, 0);
        c.ending = won ? Ending.Won : Ending.Unwon;
        emit Ended(id, c.ending, pot);
        if (!won) {
            _credit(c, id, c.organizer, pot - c.participants * buyIn);
            return;
        }
        uint256 shared = pot - c.unjudged * buyIn;
        uint256 rest = shared;
        uint256 places = c.prizeShares.length;
        for (uint256 place = 1; place < places; place++) {
            (bool taken, uint256 model,) = Podium.at(c.podium, place);
            if (!taken) break;
            uint256 amount = shared * c.prizeShares[place] / BASIS_POINTS;
            rest -= amount;
            _credit(c, id, _authorOf(c, model), amount);
        }
        // The first gets its own share, those of empty places, and what rounding left.
        _credit(c, id, _authorOf(c, first), rest);
    }

    /// @inheritdoc IDeML
    function withdraw(uint256 id, address to) external {
        Competition storage c = _at(id);
        uint256 refund = _refundOf(c, msg.sender);
        uint256 amount = c.creditOf[msg.sender] + refund;
        if (amount == 0) revert NothingOwed(msg.sender);
        if (refund > 0) c.participantOf[msg.sender].refunded = true;
        delete c.creditOf[msg.sender];
        _takeOut(c, amount);
        emit Withdrawn(id, msg.sender, to, amount);
        _send(to, amount);
    }

    function _requireFinal(Competition storage c) private view {
        if (c.isSealed && c.testKey == 0) revert WrongPhase(Phase.Evaluation); // cancel instead
        if (c.running > 0) revert StillRunning(c.running);
        uint256 waiting = c.queueTail - c.queueHead;
        if (waiting > 0 && block.timestamp < c.evaluationEnd) revert StillWaiting(waiting);
    }

    function _refundOf(Competition storage c, address account) private view returns (uint256) {
        Participant memory participant = c.participantOf[account];
        if (!participant.registered || participant.refunded) return 0;
        if (c.ending == Ending.Cancelled) return _cancelRefund(c);
        if (c.ending == Ending.Unwon) return _buyIn(c);
        if (
            c.ending == Ending.Won && participant.inContest
                && !_isJudged(c, participant.contestant)
        ) {
            return _buyIn(c);
        }
        return 0;
    }

    /// @dev The buy-in, and an equal share of the organizer's penalty, rounded down.
    function _cancelRefund(Competition storage c) private view returns (uint256) {
        if (c.participants == 0) return 0;
        return _buyIn(c) + c.fund / POOL_DIVISOR / c.participants;
    }

    // ─────────────────────────── money, moved ───────────────────────────

    function _credit(Competition storage c, uint256 id, address account, uint256 amount) private {
        if (amount == 0) return;
        c.creditOf[account] += amount;
        emit Credited(id, account, amount);
    }

    /// @dev Books an amount out of a competition; reverts rather than touch another's money.
    function _takeOut(Competition storage c, uint256 amount) private {
        uint256 sent = c.sent + amount;
        assert(sent <= uint256(c.fund) + c.received);
        c.sent = uint112(sent); // fits: at most uint96 + uint112, checked against received above
    }

    /// @dev Last in every caller: the receiver may call back.
    function _send(address to, uint256 amount) private {
        if (amount > 0 && !_call(to, amount, gasleft())) revert TransferFailed(to);
    }

    /// @dev A call that copies nothing back, whatever the receiver returns.
    function _call(address to, uint256 amount, uint256 gasLimit) private returns (bool success) {
        assembly ("memory-safe") {
            success := call(gasLimit, to, amount, 0, 0, 0, 0)
        }
    }

    // ────────────────────── money, computed (§1) ──────────────────────

    function _buyIn(Competition storage c) private view returns (uint256) {
        return c.fund / BUY_IN_DIVISOR;
    }

    function _fee(Competition storage c) private view returns (uint256) {
        return c.fund / POOL_DIVISOR / (uint256(c.seats) * c.maxModels);
    }

    function _pot(Competition storage c) private view returns (uint256) {
        return uint256(c.fund) + c.participants * _buyIn(c) + c.forfeits
            - c.paidEvaluations * _fee(c);
    }

    // ─────────────────────────── time (§3, §6) ───────────────────────────

    function _phase(Competition storage c) private view returns (Phase) {
        if (c.ending == Ending.Cancelled) return Phase.Cancelled;
        if (c.ending != Ending.Running) return Phase.Settled;
        if (block.timestamp < c.registrationEnd) return Phase.Registration;
        if (block.timestamp < c.submissionEnd) return Phase.Submission;
        if (block.timestamp < c.openingEnd) return Phase.Opening;
        return Phase.Evaluation;
    }

    function _requirePhase(Competition storage c, Phase wanted) private view {
        Phase phase = _phase(c);
        if (phase != wanted) revert WrongPhase(phase);
    }

    /// @dev Whether rounds may open: an open competition evaluates while models still come.
    function _evaluates(Competition storage c, Phase phase) private view returns (bool) {
        if (block.timestamp >= c.evaluationEnd) return false;
        if (c.isSealed) return phase == Phase.Evaluation && c.testKey != 0;
        return phase == Phase.Submission || phase == Phase.Evaluation;
    }

    /// @dev When the next round may open.
    function _nextOpening(Competition storage c, Phase phase, uint256 waiting)
        private
        view
        returns (uint256)
    {
        bool full = waiting >= MAX_ROUND_MODELS || c.models == c.maxModels;
        if (full || phase == Phase.Evaluation) return 0;
        uint256 last = c.lastOpened > c.registrationEnd ? c.lastOpened : c.registrationEnd;
        return last + c.roundInterval;
    }

    /// @dev When commits closed; 0 while they are open.
    function _closedAt(Competition storage c, Round r) private view returns (uint256) {
        uint256 closed = r.closedAt();
        if (closed != 0) return closed;
        if (block.timestamp < r.commitEnd()) return 0;
        return r.taken() >= c.quorum ? r.commitEnd() : 0;
    }

    /// @dev A round short of its quorum takes commits until evaluationEnd.
    function _commitsOpen(Competition storage c, Round r) private view returns (bool) {
        if (r.closedAt() != 0) return false;
        if (block.timestamp < r.commitEnd()) return true;
        return r.taken() < c.quorum && block.timestamp < c.evaluationEnd;
    }

    // ──────────────────────────── the draw (§6) ────────────────────────────

    function _seed(Competition storage c, uint256 id, uint256 round, uint256 anchorBlock)
        private
        returns (bytes32 seed)
    {
        seed = c.seedAt[round];
        if (seed != 0) return seed;
        seed = blockhash(anchorBlock); // zero for this block, and for those out of reach
        if (seed == 0) revert SeedPending();
        c.seedAt[round] = seed;
        emit SeedCaptured(id, round, seed);
    }

    /// @dev About two candidates a seat at first, twice as many every quarter of the window.
    function _isDrawn(
        Competition storage c,
        Round r,
        Draw memory draw,
        bytes32 seed,
        address miner
    ) private view returns (bool) {
        uint256 quarters = (block.timestamp - r.openedAt()) * 4 / c.commitWindow;
        if (quarters >= 32) return true;
        uint256 wanted = (2 * r.seats()) << quarters;
        if (wanted >= draw.candidates) return true;
        return uint256(keccak256(abi.encode(seed, miner)))
            < type(uint256).max / draw.candidates * wanted;
    }

    // ─────────────────────────── look-ups ───────────────────────────

    function _at(uint256 id) private view returns (Competition storage c) {
        c = _competitions[id];
        if (c.organizer == address(0)) revert NoSuchCompetition(id);
    }

    /// @dev Where a model's record is: in an open competition a digest can be submitted once.
    function _recordKey(Competition storage c, uint256 model, bytes32 digest)
        private
        view
        returns (bytes32)
    {
        return c.isSealed ? keccak256(abi.encode(digest, model)) : digest;
    }

    function _recordAt(Competition storage c, uint256 id, uint256 model)
        private
        view
        returns (Record storage)
    {
        if (model >= c.models) revert NoSuchModel(id, model);
        return c.recordOf[_recordKey(c, model, c.digestAt[model])];
    }

    function _authorOf(Competition storage c, uint256 model) private view returns (address) {
        return c.recordOf[_recordKey(c, model, c.digestAt[model])].author;
    }

    /// @dev A competition that does not exist has no round either.
    function _runningRound(Competition storage c, uint256 id, uint256 round)
        private
        view
        returns (Round r)
    {
        r = c.roundAt[round];
        if (r.status() == uint256(RoundStatus.Running)) return r;
        if (r.status() == uint256(RoundStatus.None)) revert NoSuchRound(id, round);
        revert RoundOver();
    }

    /// @dev As Committed and Revealed name a seat.
    function _seatWord(uint256 round, uint256 seat, address miner) private pure returns (uint256) {
        return (round << 176) | (seat << 160) | uint160(miner);
    }

    function _enqueue(Competition storage c, uint256 model) private {
        uint256 tail = c.queueTail++;
        c.queue[tail / 16] |= model << ((tail % 16) * 16);
    }

    function _queued(Competition storage c, uint256 position) private view returns (uint256) {
        return (c.queue[position / 16] >> ((position % 16) * 16)) & 0xFFFF;
    }

    function _commitment(
        uint256 id,
        uint256 round,
        address miner,
        bytes32 row,
        bytes32 evidence,
        bytes32 salt
    ) private view returns (bytes32) {
        return keccak256(
            abi.encode(block.chainid, address(this), id, round, miner, row, evidence, salt)
        );
    }

    // ───────────────────────────── views ─────────────────────────────

    /// @inheritdoc IDeML
    function competitions() external view returns (uint256) {
        return _nextId - 1;
    }

    /// @inheritdoc IDeML
    function termsOf(uint256 id) external view returns (Terms memory) {
        Competition storage c = _at(id);
        return Terms({
            specDigest: c.specDigest,
            registrationEnd: c.registrationEnd,
            submissionEnd: c.submissionEnd,
            openingEnd: c.openingEnd,
            evaluationEnd: c.evaluationEnd,
            commitWindow: c.commitWindow,
            revealWindow: c.revealWindow,
            roundInterval: c.roundInterval,
            byteLimit: c.byteLimit,
            maxModels: c.maxModels,
            maxModelsPerAuthor: c.maxModelsPerAuthor,
            seats: c.seats,
            quorum: c.quorum,
            tolerance: c.tolerance,
            seatStake: c.seatStake,
            testKeyCommitment: c.testKeyCommitment,
            prizeShares: c.prizeShares
        });
    }

    /// @inheritdoc IDeML
    function standingOf(uint256 id) external view returns (Standing memory s) {
        Competition storage c = _at(id);
        s.organizer = c.organizer;
        s.fund = c.fund;
        s.phase = _phase(c);
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
        s.held = uint256(c.fund) + c.received - c.sent;
        s.canOpenRound = s.queued > 0 && _evaluates(c, s.phase)
            && block.timestamp >= _nextOpening(c, s.phase, s.queued);
        s.canFinalize = s.phase == Phase.Evaluation && (!c.isSealed || c.testKey != 0)
            && s.running == 0 && (s.queued == 0 || block.timestamp >= c.evaluationEnd);
        s.testKey = c.testKey;
    }

    /// @inheritdoc IDeML
    function modelsOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (Model[] memory models, bytes32[] memory digests, bytes32[] memory keyCommitments)
    {
        Competition storage c = _at(id);
        uint256 left = from < c.models ? c.models - from : 0;
        if (count > left) count = left;
        models = new Model[](count);
        digests = new bytes32[](count);
        keyCommitments = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            uint256 model = from + i;
            digests[i] = c.digestAt[model];
            keyCommitments[i] = c.keyCommitmentAt[model];
            Record memory record = c.recordOf[_recordKey(c, model, digests[i])];
            uint256 verdict = c.verdictAt[model / 10] >> (model % 10) * 25 & CONTESTED;
            bool scored = verdict != 0 && verdict != CONTESTED;
            models[i] = Model({
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
    }

    /// @inheritdoc IDeML
    function roundOf(uint256 id, uint256 round) external view returns (RoundStanding memory s) {
        Competition storage c = _at(id);
        Round r = c.roundAt[round];
        s.status = RoundStatus(r.status());
        if (s.status == RoundStatus.None) revert NoSuchRound(id, round);
        s.taken = uint16(r.taken());
        s.revealed = uint16(r.revealed());
        s.contested = uint8(r.contested());
        s.openedAt = uint40(r.openedAt());
        s.commitEnd = uint40(r.commitEnd());
        s.drawn = r.has(RoundLib.DRAWN);
        s.seed = c.seedAt[round];
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

    /// @inheritdoc IDeML
    function seatOf(uint256 id, address miner) external view returns (Seat memory s) {
        Competition storage c = _at(id);
        Desk desk = c.deskOf[miner];
        s.enrolled = desk.has(DeskLib.ENROLLED);
        if (!s.enrolled) return s;
        if (_isLive(c, desk)) {
            s.revealed = desk.has(DeskLib.REVEALED);
            s.committed = !s.revealed;
            s.seat = uint16(desk.seat());
        } else {
            uint256 lost;
            (desk, lost) = _atRest(c, desk);
            s.shortfall = lost;
            s.claimable = c.seatStake - lost + desk.fees() * _fee(c);
        }
        s.round = uint24(desk.round());
    }

    /// @inheritdoc IDeML
    function mayCommit(uint256 id, uint256 round, address miner) external view returns (bool) {
        Competition storage c = _at(id);
        Round r = c.roundAt[round];
        if (r.status() != uint256(RoundStatus.Running) || !_commitsOpen(c, r)) return false;
        Desk desk = c.deskOf[miner];
        if (!desk.has(DeskLib.ENROLLED) || _isLive(c, desk)) return false;
        uint256 lost;
        (desk, lost) = _atRest(c, desk);
        if (lost > 0 || round < desk.round()) return false;
        if (!r.has(RoundLib.DRAWN)) return true;
        Draw memory draw = c.drawAt[round];
        bytes32 seed = c.seedAt[round];
        if (seed == 0) seed = blockhash(draw.anchorBlock);
        return seed != 0 && _isDrawn(c, r, draw, seed, miner);
    }

    /// @inheritdoc IDeML
    function owedTo(uint256 id, address account) external view returns (uint256) {
        Competition storage c = _at(id);
        return c.creditOf[account] + _refundOf(c, account);
    }

    /// @inheritdoc IDeML
    function isRegistered(uint256 id, address account) external view returns (bool) {
        return _at(id).participantOf[account].registered;
    }
}
