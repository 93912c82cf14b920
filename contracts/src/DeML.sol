// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CommitSignature} from "./CommitSignature.sol";
import {DeMLState} from "./DeMLState.sol";
import {DeMLViews} from "./DeMLViews.sol";
import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLCalls} from "./IDeMLCalls.sol";
import {Limits, LimitsLib} from "./Limits.sol";
import {Members} from "./Members.sol";
import {Podium} from "./Podium.sol";
import {Round, RoundLib} from "./Round.sol";
import {Schedule, ScheduleLib} from "./Schedule.sol";
import {Tally} from "./Tally.sol";

/// @title DeML
/// @notice Every competition, each with its own ledger. What the calls promise is said in IDeMLCalls,
/// what is stored in DeMLState. Nothing is paid out of a competition but through `_takeOut`, which
/// cannot pay more than it holds.
contract DeML is DeMLState, IDeMLCalls {
    // ─────────────────────────── constants ───────────────────────────

    /// @dev A round of 32 models and 1,000 seats settles within the 16.7 million gas of EIP-7825.
    uint256 private constant MAX_SEATS = 1000;
    /// @dev 120 kB of calldata cost 4.9 million gas, and nodes relay transactions up to 128 KiB.
    uint256 private constant MAX_PART = 120_000;
    /// @dev Bounds on what an organizer may make others wait for.
    uint256 private constant MAX_WINDOW = 30 days;
    uint256 private constant MAX_DURATION = 3650 days;
    uint256 private constant BASIS_POINTS = 10_000;
    /// @dev Enough for a plain account and small wallets; more could be burnt at the caller's cost.
    uint256 private constant PUSH_GAS = 10_000;
    /// @dev A signed commitment: itself and an EIP-2098 signature.
    uint256 private constant SIGNED_COMMIT = 96;

    // ───────────────────────────── views ─────────────────────────────

    /// @notice The code that answers IDeMLViews: it fits no single contract together with the calls.
    address public immutable VIEWS = address(new DeMLViews());

    /// @dev Every function of DeMLViews is a view, and VIEWS never changes.
    fallback() external {
        address views = VIEWS;
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, 0, calldatasize())
            let success := delegatecall(gas(), views, free, calldatasize(), 0, 0)
            returndatacopy(free, 0, returndatasize())
            if iszero(success) { revert(free, returndatasize()) }
            return(free, returndatasize())
        }
    }

    // ─────────────────────────── organizer ───────────────────────────

    /// @inheritdoc IDeMLCalls
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
        if (terms.testKeyCommitment != 0) {
            flags = LimitsLib.SEALED;
            c.testKeyCommitment = terms.testKeyCommitment;
            emit CompetitionSealed(id, terms.testKeyCommitment);
        }
        if (terms.prizeShares.length > 0) {
            flags |= LimitsLib.SHARES;
            c.prizeShares = terms.prizeShares;
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

    /// @inheritdoc IDeMLCalls
    function openTestSet(uint256 id, bytes32 key) external {
        Competition storage c = _at(id);
        _requireOpening(c);
        if (c.testKey != 0) revert AlreadyOpened();
        if (key == 0 || keccak256(abi.encode(key)) != c.testKeyCommitment) revert WrongKey();
        c.testKey = key;
        emit TestSetKey(id, key);
    }

    /// @inheritdoc IDeMLCalls
    function cancel(uint256 id) external {
        Competition storage c = _at(id);
        if (!_isSealed(c)) revert NotSealed();
        _requirePhase(c, Phase.Evaluation);
        if (c.testKey != 0) revert TestSetOpened();
        c.ending = Ending.Cancelled;
        uint256 pot = _pot(c);
        uint256 refunds = uint256(c.participants) * _cancelRefund(c);
        _credit(c, id, c.organizer, pot - refunds);
        emit Ended(id, Ending.Cancelled, pot);
    }

    /// @dev Keys are published within the opening phase, in sealed competitions alone.
    function _requireOpening(Competition storage c) private view {
        if (!_isSealed(c)) revert NotSealed();
        _requirePhase(c, Phase.Opening);
    }

    function _checkTerms(Terms memory terms) private view {
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

    /// @inheritdoc IDeMLCalls
    function register(uint256 id) external payable {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Registration);
        uint256 due = _buyIn(c);
        if (msg.value != due) revert WrongValue(msg.value, due);
        Participant storage participant = c.accountOf[msg.sender].participant;
        if (participant.registered) revert AlreadyRegistered(msg.sender);
        participant.registered = true;
        c.participants++;
        emit Registered(id, msg.sender);
    }

    /// @inheritdoc IDeMLCalls
    function submitModel(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes calldata part
    ) external returns (uint256 model) {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Submission);
        Participant storage participant = c.accountOf[msg.sender].participant;
        if (!participant.registered) revert NotRegistered(msg.sender);
        Limits limits = c.limits;
        if (size == 0 || size > limits.byteLimit()) revert BadSize(size, limits.byteLimit());
        bool isSealed = limits.has(LimitsLib.SEALED);
        if (isSealed && keyCommitment == 0) revert NeedsKeyCommitment();
        if (!isSealed && keyCommitment != 0) revert NotSealed();
        model = c.models;
        if (model == limits.maxModels()) revert TooManyModels(model);
        if (participant.models == limits.maxModelsPerAuthor()) {
            revert TooManyModels(participant.models);
        }
        Record storage record = c.recordOf[_recordKey(c, model, digest)];
        if (record.author != address(0)) revert DigestTaken(digest);
        c.models++;
        participant.models++;
        c.digestAt[model] = digest;
        record.author = msg.sender;
        record.submittedAt = uint32(block.timestamp); // fits until 2106: MAX_DURATION
        record.size = uint32(size); // fits: byteLimit
        if (isSealed) c.keyCommitmentAt[model] = keyCommitment;
        else _enterContest(c, model, record, participant);
        emit ModelSubmitted(id, model, msg.sender, digest, size, keyCommitment);
        if (part.length > 0) {
            if (part.length == size) {
                bytes32 found = sha256(part);
                if (found != digest) revert DigestMismatch(found, digest);
            }
            _publishPart(id, model, 0, size, part);
        }
    }

    /// @inheritdoc IDeMLCalls
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Submission);
        Record storage record = _recordAt(c, id, model);
        if (record.author != msg.sender) revert NotAuthor(msg.sender);
        _publishPart(id, model, offset, record.size, part);
    }

    /// @inheritdoc IDeMLCalls
    function openModel(uint256 id, uint256 model, bytes32 key) external {
        Competition storage c = _at(id);
        _requireOpening(c);
        Record storage record = _recordAt(c, id, model);
        if (record.waits) revert AlreadyOpened();
        if (keccak256(abi.encode(record.author, key)) != c.keyCommitmentAt[model]) revert WrongKey();
        _enterContest(c, model, record, c.accountOf[record.author].participant);
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
        uint256 entry = author.contestant ^ model;
        if (entry != 0) c.contestantAt[model / 16] |= entry << ((model % 16) * 16);
        _enqueue(c, model);
    }

    /// @dev A full queue takes no more: whoever comes back then waits no longer, and counts as unscored.
    /// Otherwise 2^19 rounds that somebody lets fail would keep the next one from ending.
    function _enqueue(Competition storage c, uint256 model) private {
        uint256 tail = c.queueTail;
        if (tail == type(uint24).max) return;
        c.queueTail = uint24(tail + 1);
        uint256 entry = (model ^ tail) & 0xFFFF;
        if (entry != 0) c.queue[tail / 16] |= entry << ((tail % 16) * 16);
    }

    // ───────────────────────────── rounds ─────────────────────────────

    /// @inheritdoc IDeMLCalls
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
        Schedule schedule = c.schedule;
        uint256 seats = c.limits.seats();
        bool drawn = c.enrolled > seats;
        uint256 commitEnd = block.timestamp + schedule.commitWindow();
        if (commitEnd > schedule.evaluationEnd()) commitEnd = schedule.evaluationEnd();
        c.roundAt[round].word = RoundLib.open(
            uint256(RoundStatus.Running),
            size,
            drawn,
            seats,
            schedule.revealWindow(),
            commitEnd,
            c.queueHead
        );
        if (drawn) c.roundAt[round].draw = Draw(uint40(block.number), c.enrolled);
        c.queueHead += uint24(size);
        c.running++;
        c.lastOpened = uint32(block.timestamp); // fits until 2106: MAX_DURATION
        emit RoundOpened(id, round, size);
    }

    /// @inheritdoc IDeMLCalls
    function captureSeed(uint256 id, uint256 round) external {
        Competition storage c = _at(id);
        Round r = c.roundAt[round].word;
        _requireRunning(id, round, r);
        if (!r.has(RoundLib.DRAWN)) revert NoDraw();
        if (c.roundAt[round].seed != 0) revert RoundOver();
        Draw storage draw = c.roundAt[round].draw;
        if (block.number > draw.anchorBlock && blockhash(draw.anchorBlock) == 0) {
            draw.anchorBlock = uint40(block.number);
            emit SeedAnchored(id, round, block.number);
        } else {
            _seed(c, id, round);
        }
    }

    /// @inheritdoc IDeMLCalls
    function commit(uint256 id, uint256 round, bytes32 commitment)
        external
        returns (uint256 seat)
    {
        Competition storage c = _competitions[id];
        RoundState storage state = c.roundAt[round];
        Account storage account = c.accountOf[msg.sender];
        Round r = state.word;
        Desk desk = account.desk;
        // The plain case, a round without a draw and a desk at rest, is told by two comparisons.
        if (!r.takesAnybody() || !desk.isFree(round)) {
            bytes32 seed = _requireCommits(c, id, round, r);
            bytes4 reason;
            uint256 detail;
            (reason, detail, desk) = _obstacle(c, round, r, seed, msg.sender);
            if (reason != 0) _refuse(reason, detail);
        }
        seat = r.taken();
        account.desk = desk.seated(commitment, round, seat);
        emit Committed(id, _seatWord(round, seat, msg.sender));
        state.word = _seatTaken(c, r);
    }

    /// @inheritdoc IDeMLCalls
    function commitFor(uint256 id, uint256 round, bytes calldata signed)
        external
        returns (uint256 seated)
    {
        if (signed.length % SIGNED_COMMIT != 0) revert BadBatch(signed.length);
        Competition storage c = _competitions[id];
        Round r = c.roundAt[round].word;
        bytes32 seed = _requireCommits(c, id, round, r);
        bytes32 domain = CommitSignature.domain();
        bytes32[4] memory words = CommitSignature.preimage(id, round);
        uint256 at = Tally.positionOf(signed);
        uint256 end = at + signed.length;
        bool anybody = r.takesAnybody();
        unchecked {
            // Positions in calldata, and a count of seats.
            for (; at < end && r.closedAt() == 0; at += SIGNED_COMMIT) {
                bytes32 commitment = Tally.wordAt(at);
                address miner = CommitSignature.signerOf(
                    domain, words, commitment, Tally.wordAt(at + 32), Tally.wordAt(at + 64)
                );
                Account storage account = c.accountOf[miner];
                Desk desk = account.desk;
                if (!anybody || !desk.isFree(round)) {
                    bytes4 reason;
                    (reason,, desk) = _obstacle(c, round, r, seed, miner);
                    // Passed over, so that nobody can turn the others' commits down.
                    if (reason != 0) continue;
                }
                account.desk = desk.seated(commitment, round, r.taken());
                emit Committed(id, _seatWord(round, r.taken(), miner));
                r = _seatTaken(c, r);
                seated++;
            }
        }
        c.roundAt[round].word = r;
    }

    /// @dev Refuses unless a round takes commits.
    /// @return seed Captured by now; zero where nobody is drawn
    function _requireCommits(Competition storage c, uint256 id, uint256 round, Round r)
        private
        returns (bytes32 seed)
    {
        _requireRunning(id, round, r);
        if (!_commitsOpen(c, r)) revert CommitsClosed();
        if (r.has(RoundLib.DRAWN)) seed = _seed(c, id, round);
    }

    /// @dev The round with one more seat taken. The last one closes the commits; so does the one that
    /// completes a late quorum.
    function _seatTaken(Competition storage c, Round r) private view returns (Round) {
        r = r.plus(RoundLib.ONE_TAKEN);
        bool last = r.taken() == r.seats()
            || (block.timestamp >= r.commitEnd() && r.taken() == c.limits.quorum());
        return last ? r.closed() : r;
    }

    /// @inheritdoc IDeMLCalls
    function reveal(
        uint256 id,
        uint256 round,
        address miner,
        bytes calldata scores,
        bytes32 evidence,
        bytes32 salt
    ) external {
        Competition storage c = _competitions[id];
        RoundState storage state = c.roundAt[round];
        Account storage account = c.accountOf[miner];
        Round r = state.word;
        _requireRunning(id, round, r);
        uint256 closed = _closedAt(c, r);
        if (closed == 0) revert CommitsOpen();
        if (block.timestamp >= closed + r.revealWindow()) revert RevealsClosed();
        Desk desk = account.desk;
        if (!desk.sitsIn(round)) revert NoSeat(miner);
        if (desk.has(DeskLib.REVEALED)) revert SeatTwice(miner);
        if (scores.length != r.size() * 3) revert BadRow(miner);
        uint256 wrong = Tally.firstWrong(Tally.positionOf(scores), scores.length);
        if (wrong != Tally.NONE) revert BadScore(wrong);
        bytes32 row = Tally.hashAt(Tally.positionOf(scores), scores.length);
        if (!desk.matches(_commitment(id, round, miner, row, evidence, salt))) {
            revert WrongOpening(miner);
        }
        account.desk = desk.revealed(row);
        emit Revealed(id, _seatWord(round, desk.seat(), miner), evidence, scores);
        state.word = r.plus(RoundLib.ONE_REVEALED);
    }

    /// @inheritdoc IDeMLCalls
    function settle(
        uint256 id,
        uint256 round,
        bytes calldata medians,
        bytes calldata rows,
        bytes calldata openings
    ) external {
        Competition storage c = _competitions[id];
        Round r = c.roundAt[round].word;
        _requireRunning(id, round, r);
        uint256 closed = _closedAt(c, r);
        if (closed == 0) {
            if (block.timestamp < c.schedule.evaluationEnd()) revert CommitsOpen();
            _dropRound(c, id, round, r, RoundStatus.Void, 0);
            return;
        }
        bool open = block.timestamp < closed + r.revealWindow();
        if (!open && r.revealed() < c.limits.quorum()) {
            for (uint256 j = 0; j < r.size(); j++) {
                _enqueue(c, _queued(c, r.queueStart() + j));
            }
            uint256 lost = (r.taken() - r.revealed()) * c.limits.seatStake();
            _dropRound(c, id, round, r, RoundStatus.Failed, lost);
            return;
        }
        Count memory count = _openCount(c, r, medians);
        _countRows(c, count, round, rows);
        bytes memory revealed = _countOpenings(c, count, id, round, openings);
        if (count.posted != r.revealed()) revert RowsMissing(count.posted, r.revealed());
        if (count.opened > 0) {
            if (!open) revert RevealsClosed();
            emit RevealedTogether(id, round, revealed);
        }
        uint256 reveals = count.posted + count.opened;
        if (open && reveals < r.taken()) revert RowsMissing(reveals, r.taken());
        bytes memory results = _judge(c, r, count, reveals);
        uint256 forfeits = _recordInliers(c, round, r, count);
        c.running--;
        emit RoundSettled(id, round, reveals, forfeits, results);
    }

    /// @dev What `settle` counts.
    struct Count {
        uint256[] table; // Tally
        uint256 tolerance;
        uint256 width; // bytes of a row
        uint256[] seats; // one word a seat: PRESENT, and Tally's bits of its inliers
        uint256 all; // the bits that every row has
        uint256 posted;
        uint256 opened;
        // Of the verdicts:
        uint256 contested; // Tally's bits of the models that no seat is paid or punished for
        uint256 podium;
        uint256 newlyJudged; // contestants
    }

    /// @dev Tells a seat whose row is here from one without: above Tally's lanes.
    uint256 private constant PRESENT = 1 << 255;
    /// @dev Bytes of a group's count, of a miner, of evidence and of a salt.
    uint256 private constant COUNT_BYTES = 2;
    uint256 private constant MINER_BYTES = 20;
    uint256 private constant WORD_BYTES = 32;

    function _openCount(Competition storage c, Round r, bytes calldata medians)
        private
        view
        returns (Count memory count)
    {
        count.width = r.size() * 3;
        if (medians.length != count.width) revert RowsMissing(medians.length, count.width);
        uint256 wrong = Tally.firstWrong(Tally.positionOf(medians), count.width);
        if (wrong != Tally.NONE) revert BadScore(wrong);
        count.tolerance = c.limits.tolerance();
        count.table = Tally.open(medians);
        count.seats = new uint256[](r.taken());
        count.all = type(uint256).max;
    }

    /// @dev Counts groups of posted rows, each checked against its members' desks.
    function _countRows(
        Competition storage c,
        Count memory count,
        uint256 round,
        bytes calldata rows
    ) private view {
        Members.Group memory g = _members(count, round, MINER_BYTES);
        uint256 end = Tally.positionOf(rows) + rows.length;
        for (uint256 row = Tally.positionOf(rows); row < end; row = g.end) {
            uint256 members = _group(g, row, end, count.width);
            g.row = Tally.hashAt(row, count.width);
            g.mark = PRESENT | _countRow(count, row, members);
            (, Members.Fault fault, address member) = Members.mark(c.accountOf, g);
            if (fault == Members.Fault.NotThisRow) revert BadRow(member);
            _requireNone(fault, member);
            count.posted += members;
        }
    }

    /// @dev Counts groups of openings. A row that was posted meanwhile counts as posted: nobody can turn
    /// the call down by posting one in front of it.
    /// @return revealed As RevealedTogether gives it
    function _countOpenings(
        Competition storage c,
        Count memory count,
        uint256 id,
        uint256 round,
        bytes calldata openings
    ) private view returns (bytes memory revealed) {
        Members.Group memory g = _members(count, round, MINER_BYTES + WORD_BYTES);
        revealed = Tally.room(openings.length);
        g.revealed = revealed;
        g.preimage[0] = bytes32(block.chainid);
        g.preimage[1] = bytes32(uint256(uint160(address(this))));
        g.preimage[2] = bytes32(id);
        g.preimage[3] = bytes32(round);
        uint256 end = Tally.positionOf(openings) + openings.length;
        for (uint256 row = Tally.positionOf(openings); row < end; row = g.end) {
            uint256 members = _group(g, row, end, count.width + WORD_BYTES);
            g.row = Tally.hashAt(row, count.width);
            g.preimage[5] = g.row;
            g.preimage[6] = Tally.wordAt(row + count.width);
            g.mark = PRESENT | _countRow(count, row, members);
            Tally.copyTo(revealed, row, g.at - row);
            (uint256 posted, Members.Fault fault, address member) = Members.mark(c.accountOf, g);
            if (fault == Members.Fault.NotThisRow) revert WrongOpening(member);
            _requireNone(fault, member);
            count.posted += posted;
            count.opened += members - posted;
        }
    }

    function _members(Count memory count, uint256 round, uint256 stride)
        private
        pure
        returns (Members.Group memory g)
    {
        g.round = round;
        g.stride = stride;
        g.seats = count.seats;
    }

    function _requireNone(Members.Fault fault, address member) private pure {
        if (fault == Members.Fault.NoSeat) revert NoSeat(member);
        if (fault == Members.Fault.Twice) revert SeatTwice(member);
    }

    /// @dev Finds the members of a group: what they share, `head` bytes ‖ how many they are (2) ‖ the
    /// members. It must fit what was sent.
    function _group(Members.Group memory g, uint256 row, uint256 end, uint256 head)
        private
        pure
        returns (uint256 members)
    {
        if (end - row < head + COUNT_BYTES) revert BadBatch(end - row);
        members = uint256(Tally.wordAt(row + head)) >> 240;
        g.at = row + head + COUNT_BYTES;
        g.end = g.at + members * g.stride;
        if (g.end > end || members == 0) revert BadBatch(end - row);
    }

    function _countRow(Count memory count, uint256 row, uint256 members)
        private
        pure
        returns (uint256 inliers)
    {
        bool valid;
        (inliers, valid) = Tally.add(count.table, count.tolerance, row, members);
        if (!valid) revert BadScore(Tally.firstWrong(row, count.width));
        count.all &= inliers;
    }

    /// @dev Forms the consensus of every model.
    /// @return results As RoundSettled gives them
    function _judge(
        Competition storage c,
        Round r,
        Count memory count,
        uint256 reveals
    ) private returns (bytes memory results) {
        uint256 size = r.size();
        count.podium = c.podium;
        results = new bytes(10 * size);
        Word memory verdicts;
        Word memory judged;
        unchecked {
            // Counts of at most 1,000 seats, sums of their scores, and positions in the queue.
            for (uint256 j = 0; j < size; j++) {
                (uint256 median, bool isMedian, uint256 inliers, uint256 sum) =
                    Tally.entryOf(count.table, j, reveals);
                if (!isMedian) revert BadMedian(j, median);
                bool agreed = inliers * 3 >= reveals * 2;
                uint256 score = agreed ? sum / inliers : median;
                if (!agreed) count.contested |= Tally.bitOf(j);
                uint256 model = _queued(c, r.queueStart() + j);
                Tally.putResult(results, j, model, score, median, inliers);
                if (!_decide(c, verdicts, model, score, agreed)) continue;
                if (_markJudged(c, judged, model)) count.newlyJudged++;
                if (score != Tally.INVALID) {
                    count.podium = Podium.insert(count.podium, model, score);
                }
            }
        }
        _turn(c.verdictAt, verdicts, 0);
        _turn(c.judged, judged, 0);
        if (count.newlyJudged > 0) c.unjudged -= uint16(count.newlyJudged);
        if (count.podium != c.podium) c.podium = count.podium;
    }

    /// @dev A word of a table that is being changed: many models share one.
    struct Word {
        uint256 page; // its index plus one
        uint256 value;
        uint256 before;
    }

    /// @dev Turns to another word of a table, page 0 to none, and writes the one before if it changed.
    function _turn(mapping(uint256 => uint256) storage table, Word memory word, uint256 page)
        private
    {
        if (word.page == page) return;
        unchecked {
            // A word that changed has a page.
            if (word.value != word.before) table[word.page - 1] = word.value;
            word.page = page;
            word.value = page == 0 ? 0 : table[page - 1];
        }
        word.before = word.value;
    }

    /// @dev Gives a model its score, or sends it back to the queue the first time it is contested.
    function _decide(
        Competition storage c,
        Word memory verdicts,
        uint256 model,
        uint256 score,
        bool agreed
    ) private returns (bool decided) {
        unchecked {
            // A model's place in a word, and a score of 24 bits.
            _turn(c.verdictAt, verdicts, model / 10 + 1);
            uint256 shift = (model % 10) * 25;
            uint256 word = verdicts.value;
            decided = agreed || word >> shift & CONTESTED == CONTESTED;
            if (decided) {
                // Of a contested model the bits are all set: clear them, then write the score.
                verdicts.value = word & ~(CONTESTED << shift) | (score + 1) << shift;
            } else {
                verdicts.value = word | CONTESTED << shift;
                _enqueue(c, model);
            }
        }
    }

    /// @dev Ends a round that was judged. Books what seats lose to the pot and what the pot pays, and
    /// keeps a byte a seat, inliers + 1 or zero for a silent one, unless all agreed on everything.
    /// Contested models count as inliers for the stake and pay no fee.
    /// @return forfeits Wei that seats lose
    function _recordInliers(
        Competition storage c,
        uint256 round,
        Round r,
        Count memory count
    ) private returns (uint256 forfeits) {
        uint256 size = r.size();
        uint256 contested = count.contested;
        uint256 unpaid = Tally.ones(contested);
        uint256 paid;
        uint256[] memory seats = count.seats;
        if (count.posted + count.opened == seats.length && Tally.ones(count.all | contested) == size)
        {
            paid = seats.length * (size - unpaid);
        } else {
            uint256 stake = c.limits.seatStake();
            uint256 word;
            for (uint256 seat = 0; seat < seats.length; seat++) {
                if (seats[seat] == 0) {
                    forfeits += stake;
                } else {
                    uint256 inliers = Tally.ones(seats[seat] & ~PRESENT | contested);
                    if (inliers < size) forfeits += _forfeit(stake, inliers, size);
                    paid += inliers - unpaid;
                    word |= (inliers + 1) << ((seat % 32) * 8);
                }
                if (seat % 32 == 31 || seat + 1 == seats.length) {
                    c.roundAt[round].inliers[seat / 32] = word;
                    word = 0;
                }
            }
            c.forfeits += forfeits;
        }
        c.paidEvaluations += uint32(paid); // fits: at most seats × maxModels, each paid once
        c.roundAt[round].word = r.ended(uint256(RoundStatus.Settled), unpaid, forfeits == 0);
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
        c.roundAt[round].word = r.ended(uint256(status), 0, false);
        c.running--;
        if (forfeits > 0) c.forfeits += forfeits;
        emit RoundDropped(id, round, status, r.revealed(), forfeits);
    }

    /// @dev Whether this is the first consensus on a model of its author.
    function _markJudged(Competition storage c, Word memory judged, uint256 model)
        private
        returns (bool)
    {
        uint256 contestant = _contestantOf(c, model);
        unchecked {
            _turn(c.judged, judged, contestant / 256 + 1); // a contestant is 16 bits
        }
        uint256 bit = 1 << (contestant % 256);
        if (judged.value & bit != 0) return false;
        judged.value |= bit;
        return true;
    }

    // ───────────────────────────── miners ─────────────────────────────

    /// @inheritdoc IDeMLCalls
    function enrol(uint256 id) external payable {
        Competition storage c = _at(id);
        _requireBeforeEnd(c);
        Desk desk = c.accountOf[msg.sender].desk;
        uint256 due = c.limits.seatStake();
        uint256 fees;
        if (desk.has(DeskLib.ENROLLED)) {
            Round last = _lastRound(c, desk);
            if (last.runs()) revert SeatHeld(desk.round());
            (desk, due) = _atRest(c, desk, last);
            if (due == 0) revert AlreadyEnrolled(msg.sender);
            fees = desk.fees();
        } else {
            c.enrolled++;
        }
        if (msg.value != due) revert WrongValue(msg.value, due);
        c.deposits += uint112(due);
        c.accountOf[msg.sender].desk = DeskLib.idle(c.rounds, fees);
        emit Enrolled(id, msg.sender);
    }

    /// @inheritdoc IDeMLCalls
    function enrolFor(uint256 id, address[] calldata miners) external payable {
        Competition storage c = _at(id);
        _requireBeforeEnd(c);
        uint256 due = c.limits.seatStake() * miners.length;
        if (msg.value != due) revert WrongValue(msg.value, due);
        c.deposits += uint112(due);
        c.enrolled += uint32(miners.length);
        Desk desk = DeskLib.idle(c.rounds, 0);
        for (uint256 i = 0; i < miners.length; i++) {
            Account storage account = c.accountOf[miners[i]];
            if (account.desk.has(DeskLib.ENROLLED)) revert AlreadyEnrolled(miners[i]);
            account.desk = desk;
        }
        emit EnrolledTogether(id, miners);
    }

    /// @inheritdoc IDeMLCalls
    function claim(uint256 id, address to) external {
        Competition storage c = _at(id);
        Desk desk = c.accountOf[msg.sender].desk;
        if (!desk.has(DeskLib.ENROLLED)) revert NotEnrolled(msg.sender);
        Round last = _lastRound(c, desk);
        if (last.runs()) revert SeatHeld(desk.round());
        uint256 amount =
            _leave(c, id, msg.sender, to, last, c.limits.seatStake(), _fee(c));
        c.enrolled--;
        _takeOut(c, amount);
        _send(to, amount);
    }

    /// @inheritdoc IDeMLCalls
    function claimFor(uint256 id, address[] calldata miners) external {
        Competition storage c = _at(id);
        // Before that, leaving is each miner's own choice: a stranger could empty a round otherwise.
        if (_beforeEnd(c)) revert WrongPhase(_phase(c));
        uint256 fee = _fee(c);
        uint256 stake = c.limits.seatStake();
        uint256[] memory amounts = new uint256[](miners.length);
        uint256 total;
        uint256 left;
        for (uint256 i = 0; i < miners.length; i++) {
            Desk desk = c.accountOf[miners[i]].desk;
            if (!desk.has(DeskLib.ENROLLED)) continue;
            Round last = _lastRound(c, desk);
            if (last.runs()) continue;
            amounts[i] = _leave(c, id, miners[i], miners[i], last, stake, fee);
            total += amounts[i];
            left++;
        }
        c.enrolled -= uint32(left);
        _takeOut(c, total);
        for (uint256 i = 0; i < miners.length; i++) {
            if (amounts[i] == 0 || _call(miners[i], amounts[i], PUSH_GAS)) continue;
            // Whoever cannot be paid now is owed it; `sent` never left.
            c.sent -= uint112(amounts[i]);
            _credit(c, id, miners[i], amounts[i]);
        }
    }

    function _requireBeforeEnd(Competition storage c) private view {
        if (!_beforeEnd(c)) revert WrongPhase(_phase(c));
    }

    /// @dev Clears a desk whose last round is over and answers what it is worth.
    function _leave(
        Competition storage c,
        uint256 id,
        address miner,
        address to,
        Round last,
        uint256 stake,
        uint256 fee
    ) private returns (uint256 amount) {
        Account storage account = c.accountOf[miner];
        (Desk desk, uint256 lost) = _atRest(c, account.desk, last);
        account.desk = Desk.wrap(0);
        stake -= lost;
        uint256 fees = desk.fees() * fee;
        emit Claimed(id, miner, to, stake, fees);
        return stake + fees;
    }

    // ───────────────────────────── the end ─────────────────────────────

    /// @inheritdoc IDeMLCalls
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

    /// @inheritdoc IDeMLCalls
    function withdraw(uint256 id, address to) external {
        Competition storage c = _at(id);
        uint256 refund = _refundOf(c, msg.sender);
        uint256 amount = c.accountOf[msg.sender].credit + refund;
        if (amount == 0) revert NothingOwed(msg.sender);
        if (refund > 0) c.accountOf[msg.sender].participant.refunded = true;
        delete c.accountOf[msg.sender].credit;
        _takeOut(c, amount);
        emit Withdrawn(id, msg.sender, to, amount);
        _send(to, amount);
    }

    function _requireFinal(Competition storage c) private view {
        if (_isForgotten(c)) revert WrongPhase(Phase.Evaluation); // cancel instead
        if (c.running > 0) revert StillRunning(c.running);
        uint256 waiting = c.queueTail - c.queueHead;
        if (waiting > 0 && block.timestamp < c.schedule.evaluationEnd()) {
            revert StillWaiting(waiting);
        }
    }

    // ─────────────────────────── money, moved ───────────────────────────

    function _credit(Competition storage c, uint256 id, address account, uint256 amount) private {
        if (amount == 0) return;
        c.accountOf[account].credit += amount;
        emit Credited(id, account, amount);
    }

    /// @dev Books an amount out of a competition; reverts rather than touch another's money.
    function _takeOut(Competition storage c, uint256 amount) private {
        uint256 sent = c.sent + amount;
        assert(amount <= _held(c));
        c.sent = uint112(sent); // fits: to reach 2^112 wei, all ether would have to go in and out 10^7 times
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

    // ─────────────────────────── look-ups ───────────────────────────

    function _requirePhase(Competition storage c, Phase wanted) private view {
        Phase phase = _phase(c);
        if (phase != wanted) revert WrongPhase(phase);
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
    function _requireRunning(uint256 id, uint256 round, Round r) private pure {
        if (r.runs()) return;
        if (r.status() == uint256(RoundStatus.None)) revert NoSuchRound(id, round);
        revert RoundOver();
    }

    /// @dev As Committed and Revealed name a seat.
    function _seatWord(uint256 round, uint256 seat, address miner) private pure returns (uint256) {
        return (round << 176) | (seat << 160) | uint160(miner);
    }

    /// @dev Captures the seed unless it is.
    function _seed(Competition storage c, uint256 id, uint256 round)
        private
        returns (bytes32 seed)
    {
        seed = c.roundAt[round].seed;
        if (seed != 0) return seed;
        seed = blockhash(c.roundAt[round].draw.anchorBlock); // zero for this block, and out of reach
        if (seed == 0) revert SeedPending();
        c.roundAt[round].seed = seed;
        emit SeedCaptured(id, round, seed);
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

    /// @dev Reverts with an error of one argument.
    function _refuse(bytes4 reason, uint256 detail) private pure {
        assembly ("memory-safe") {
            mstore(0, reason)
            mstore(4, detail)
            revert(0, 36)
        }
    }
}
