// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLState} from "./DeMLState.sol";
import {DeMLViews} from "./DeMLViews.sol";
import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLCalls} from "./IDeMLCalls.sol";
import {Limits, LimitsLib} from "./Limits.sol";
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
    /// @dev EIP-712: what a miner signs to have somebody else commit for it.
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant COMMIT_TYPE =
        keccak256("Commit(uint256 id,uint256 round,bytes32 commitment)");
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
    function createCompetition(Terms calldata terms) external payable returns (uint256 id) {
        _checkTerms(terms);
        id = _nextId++;
        Competition storage c = _competitions[id];
        c.specDigest = terms.specDigest;
        c.organizer = msg.sender;
        c.fund = uint96(msg.value); // fits: _checkTerms
        c.schedule = ScheduleLib.pack(
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
        }
        if (terms.prizeShares.length > 0) {
            flags |= LimitsLib.SHARES;
            c.prizeShares = terms.prizeShares;
        }
        c.limits = LimitsLib.pack(
            terms.seatStake,
            terms.byteLimit,
            terms.maxModels,
            terms.maxModelsPerAuthor,
            terms.seats,
            terms.quorum,
            terms.tolerance,
            flags
        );
        emit CompetitionCreated(id, msg.sender, terms.specDigest, msg.value);
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

    /// @inheritdoc IDeMLCalls
    function register(uint256 id) external payable {
        Competition storage c = _at(id);
        _requirePhase(c, Phase.Registration);
        uint256 due = _buyIn(c);
        if (msg.value != due) revert WrongValue(msg.value, due);
        Participant storage participant = c.participantOf[msg.sender];
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
        Participant storage participant = c.participantOf[msg.sender];
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
        uint256 entry = author.contestant ^ model;
        if (entry != 0) c.contestantAt[model / 16] |= entry << ((model % 16) * 16);
        _enqueue(c, model);
    }

    function _enqueue(Competition storage c, uint256 model) private {
        uint256 tail = c.queueTail++;
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
        c.roundAt[round] = RoundLib.open(
            uint256(RoundStatus.Running),
            size,
            drawn,
            seats,
            schedule.revealWindow(),
            commitEnd,
            c.queueHead
        );
        if (drawn) c.drawAt[round] = Draw(uint40(block.number), c.enrolled);
        c.queueHead += uint24(size);
        c.running++;
        c.lastOpened = uint32(block.timestamp); // fits until 2106: MAX_DURATION
        emit RoundOpened(id, round, size);
    }

    /// @inheritdoc IDeMLCalls
    function captureSeed(uint256 id, uint256 round) external {
        Competition storage c = _at(id);
        Round r = _runningRound(c, id, round);
        if (!r.has(RoundLib.DRAWN)) revert NoDraw();
        if (c.seedAt[round] != 0) revert RoundOver();
        Draw storage draw = c.drawAt[round];
        if (block.number > draw.anchorBlock && blockhash(draw.anchorBlock) == 0) {
            draw.anchorBlock = uint40(block.number);
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
        (Round r, bytes32 seed) = _openToCommits(c, id, round);
        (bytes4 reason, uint256 detail, Desk desk) = _obstacle(c, round, r, seed, msg.sender);
        if (reason != 0) _refuse(reason, detail);
        seat = r.taken();
        c.roundAt[round] = _sit(c, id, round, r, msg.sender, desk, commitment);
    }

    /// @inheritdoc IDeMLCalls
    function commitFor(uint256 id, uint256 round, bytes calldata signed)
        external
        returns (uint256 seated)
    {
        if (signed.length % SIGNED_COMMIT != 0) revert BadBatch(signed.length);
        Competition storage c = _competitions[id];
        (Round r, bytes32 seed) = _openToCommits(c, id, round);
        bytes32 domain = _domain();
        for (uint256 at = 0; at < signed.length && r.closedAt() == 0; at += SIGNED_COMMIT) {
            bytes32 commitment = bytes32(signed[at:at + 32]);
            address miner = _signerOf(domain, id, round, commitment, signed[at + 32:at + 96]);
            // Whoever may not sit is passed over, so that nobody can turn the others' commits down.
            (bytes4 reason,, Desk desk) = _obstacle(c, round, r, seed, miner);
            if (reason != 0) continue;
            r = _sit(c, id, round, r, miner, desk, commitment);
            seated++;
        }
        c.roundAt[round] = r;
    }

    function _openToCommits(Competition storage c, uint256 id, uint256 round)
        private
        returns (Round r, bytes32 seed)
    {
        r = _runningRound(c, id, round);
        if (!_commitsOpen(c, r)) revert CommitsClosed();
        if (r.has(RoundLib.DRAWN)) seed = _seed(c, id, round);
    }

    /// @dev Seats a miner that meets no obstacle; answers the round with one more seat taken.
    function _sit(
        Competition storage c,
        uint256 id,
        uint256 round,
        Round r,
        address miner,
        Desk desk,
        bytes32 commitment
    ) private returns (Round) {
        uint256 seat = r.taken();
        c.deskOf[miner] = DeskLib.make(
            commitment, round, seat, desk.fees(), DeskLib.ENROLLED | DeskLib.SEATED
        );
        emit Committed(id, _seatWord(round, seat, miner));
        r = r.plus(RoundLib.ONE_TAKEN);
        // The last seat closes the commits; so does the one that completes a late quorum.
        bool full = seat + 1 == r.seats();
        if (full || (block.timestamp >= r.commitEnd() && seat + 1 == c.limits.quorum())) {
            return r.closed();
        }
        return r;
    }

    function _domain() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN_TYPE, keccak256("DeML"), keccak256("1"), block.chainid, address(this)
            )
        );
    }

    /// @dev Who signed a commitment; an account that nobody has the key of when the signature is none.
    function _signerOf(
        bytes32 domain,
        uint256 id,
        uint256 round,
        bytes32 commitment,
        bytes calldata signature
    ) private pure returns (address) {
        bytes32 digest = keccak256(
            abi.encodePacked(
                hex"1901", domain, keccak256(abi.encode(COMMIT_TYPE, id, round, commitment))
            )
        );
        uint256 yParityAndS = uint256(bytes32(signature[32:64]));
        return ecrecover(
            digest,
            uint8(27 + (yParityAndS >> 255)),
            bytes32(signature[0:32]),
            bytes32(yParityAndS & (type(uint256).max >> 1))
        );
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
        Round r = _runningRound(c, id, round);
        uint256 closed = _closedAt(c, r);
        if (closed == 0) revert CommitsOpen();
        if (block.timestamp >= closed + r.revealWindow()) revert RevealsClosed();
        Desk desk = c.deskOf[miner];
        if (!desk.sitsIn(round)) revert NoSeat(miner);
        if (desk.has(DeskLib.REVEALED)) revert SeatTwice(miner);
        if (scores.length != r.size() * 3) revert BadRow(miner);
        uint256 wrong = Tally.firstWrong(Tally.positionOf(scores), scores.length);
        if (wrong != Tally.NONE) revert BadScore(wrong);
        bytes32 row = keccak256(scores);
        bytes32[8] memory preimage = _preimage(id, round, row, evidence);
        if (!desk.matches(_commitmentOf(preimage, miner, salt))) revert WrongOpening(miner);
        uint256 seat = desk.seat();
        c.deskOf[miner] = DeskLib.make(
            row, round, seat, desk.fees(), DeskLib.ENROLLED | DeskLib.SEATED | DeskLib.REVEALED
        );
        c.roundAt[round] = r.plus(RoundLib.ONE_REVEALED);
        emit Revealed(id, _seatWord(round, seat, miner), evidence, scores);
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
        Round r = _runningRound(c, id, round);
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
        _countOpenings(c, count, id, round, openings);
        if (count.posted != r.revealed()) revert RowsMissing(count.posted, r.revealed());
        if (count.opened > 0) {
            if (!open) revert RevealsClosed();
            emit RevealedTogether(id, round, openings);
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
        uint256 at = Tally.positionOf(rows);
        uint256 end = at + rows.length;
        while (at < end) {
            (uint256 row, uint256 members, uint256 next) =
                _group(at, end, count.width, 0, MINER_BYTES);
            bytes32 hash = Tally.hashAt(row, count.width);
            uint256 mark = PRESENT | _countRow(count, row, members);
            at = next - members * MINER_BYTES;
            unchecked {
                // Positions in calldata.
                for (; at < next; at += MINER_BYTES) {
                    address miner = Tally.addressAt(at);
                    Desk desk = c.deskOf[miner];
                    if (!desk.sitsIn(round)) revert NoSeat(miner);
                    if (!desk.has(DeskLib.REVEALED) || !desk.matches(hash)) revert BadRow(miner);
                    if (Tally.mark(count.seats, desk.seat(), mark)) revert SeatTwice(miner);
                }
            }
            count.posted += members;
        }
    }

    /// @dev Counts groups of openings. A row that was posted meanwhile counts as posted: nobody can turn
    /// the call down by posting one in front of it.
    function _countOpenings(
        Competition storage c,
        Count memory count,
        uint256 id,
        uint256 round,
        bytes calldata openings
    ) private view {
        uint256 at = Tally.positionOf(openings);
        uint256 end = at + openings.length;
        while (at < end) {
            (uint256 row, uint256 members, uint256 next) =
                _group(at, end, count.width, WORD_BYTES, MINER_BYTES + WORD_BYTES);
            bytes32 hash = Tally.hashAt(row, count.width);
            bytes32[8] memory preimage =
                _preimage(id, round, hash, Tally.wordAt(row + count.width));
            uint256 mark = PRESENT | _countRow(count, row, members);
            uint256 posted;
            at = next - members * (MINER_BYTES + WORD_BYTES);
            unchecked {
                // Positions in calldata, and a count of members.
                for (; at < next; at += MINER_BYTES + WORD_BYTES) {
                    address miner = Tally.addressAt(at);
                    Desk desk = c.deskOf[miner];
                    if (!desk.sitsIn(round)) revert NoSeat(miner);
                    bytes32 found = hash;
                    if (desk.has(DeskLib.REVEALED)) posted++;
                    else found = _commitmentOf(preimage, miner, Tally.wordAt(at + MINER_BYTES));
                    if (!desk.matches(found)) revert WrongOpening(miner);
                    if (Tally.mark(count.seats, desk.seat(), mark)) revert SeatTwice(miner);
                }
            }
            count.posted += posted;
            count.opened += members - posted;
        }
    }

    /// @dev A group: scores ‖ what its members share ‖ how many they are (2) ‖ the members. It must fit
    /// what was sent.
    /// @return row Where the scores are
    /// @return members How many
    /// @return next Where the group ends
    function _group(uint256 at, uint256 end, uint256 width, uint256 shared, uint256 member)
        private
        pure
        returns (uint256 row, uint256 members, uint256 next)
    {
        row = at;
        uint256 head = width + shared;
        if (end - at < head + COUNT_BYTES) revert BadBatch(end - at);
        members = uint256(Tally.wordAt(at + head)) >> 240;
        next = at + head + COUNT_BYTES + members * member;
        if (next > end || members == 0) revert BadBatch(end - at);
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
        count.podium = c.podium;
        results = new bytes(10 * r.size());
        for (uint256 j = 0; j < r.size(); j++) {
            (uint256 median, bool isMedian, uint256 inliers, uint256 sum) =
                Tally.entryOf(count.table, j, reveals);
            if (!isMedian) revert BadMedian(j, median);
            bool agreed = inliers * 3 >= reveals * 2;
            uint256 score = agreed ? sum / inliers : median;
            if (!agreed) count.contested |= Tally.bitOf(j);
            uint256 model = _queued(c, r.queueStart() + j);
            Tally.putResult(results, j, model, score, median, inliers);
            if (!_decide(c, model, score, agreed)) continue;
            if (_markJudged(c, model)) count.newlyJudged++;
            if (score != Tally.INVALID) {
                count.podium = Podium.insert(count.podium, model, score);
            }
        }
        if (count.newlyJudged > 0) c.unjudged -= uint16(count.newlyJudged);
        if (count.podium != c.podium) c.podium = count.podium;
    }

    /// @dev Gives a model its score, or sends it back to the queue the first time it is contested.
    function _decide(Competition storage c, uint256 model, uint256 score, bool agreed)
        private
        returns (bool decided)
    {
        uint256 shift = (model % 10) * 25;
        uint256 word = c.verdictAt[model / 10];
        decided = agreed || word >> shift & CONTESTED == CONTESTED;
        if (decided) {
            // Of a contested model the bits are all set: clear them, then write the score.
            word = word & ~(CONTESTED << shift) | (score + 1) << shift;
        } else {
            word |= CONTESTED << shift;
            _enqueue(c, model);
        }
        c.verdictAt[model / 10] = word;
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
                    c.inliersAt[round][seat / 32] = word;
                    word = 0;
                }
            }
            c.forfeits += forfeits;
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
        uint256 contestant = _contestantOf(c, model);
        if (_isJudged(c, contestant)) return false;
        c.judged[contestant / 256] |= 1 << (contestant % 256);
        return true;
    }

    // ───────────────────────────── miners ─────────────────────────────

    /// @inheritdoc IDeMLCalls
    function enrol(uint256 id) external payable {
        Competition storage c = _at(id);
        _requireBeforeEnd(c);
        Desk desk = c.deskOf[msg.sender];
        uint256 due = c.limits.seatStake();
        uint256 fees;
        if (desk.has(DeskLib.ENROLLED)) {
            if (_isLive(c, desk)) revert SeatHeld(desk.round());
            (desk, due) = _atRest(c, desk);
            if (due == 0) revert AlreadyEnrolled(msg.sender);
            fees = desk.fees();
        } else {
            c.enrolled++;
        }
        if (msg.value != due) revert WrongValue(msg.value, due);
        c.deposits += uint112(due);
        c.deskOf[msg.sender] = DeskLib.idle(c.rounds, fees);
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
            if (c.deskOf[miners[i]].has(DeskLib.ENROLLED)) revert AlreadyEnrolled(miners[i]);
            c.deskOf[miners[i]] = desk;
            emit Enrolled(id, miners[i]);
        }
    }

    /// @inheritdoc IDeMLCalls
    function claim(uint256 id, address to) external {
        Competition storage c = _at(id);
        Desk desk = c.deskOf[msg.sender];
        if (!desk.has(DeskLib.ENROLLED)) revert NotEnrolled(msg.sender);
        if (_isLive(c, desk)) revert SeatHeld(desk.round());
        uint256 amount = _leave(c, id, msg.sender, to, desk, _fee(c));
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
        uint256[] memory amounts = new uint256[](miners.length);
        uint256 total;
        uint256 left;
        for (uint256 i = 0; i < miners.length; i++) {
            Desk desk = c.deskOf[miners[i]];
            if (!desk.has(DeskLib.ENROLLED) || _isLive(c, desk)) continue;
            amounts[i] = _leave(c, id, miners[i], miners[i], desk, fee);
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

    /// @dev Clears a desk without a live seat and answers what it is worth.
    function _leave(
        Competition storage c,
        uint256 id,
        address miner,
        address to,
        Desk desk,
        uint256 fee
    ) private returns (uint256 amount) {
        uint256 lost;
        (desk, lost) = _atRest(c, desk);
        c.deskOf[miner] = Desk.wrap(0);
        uint256 stake = c.limits.seatStake() - lost;
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
        uint256 amount = c.creditOf[msg.sender] + refund;
        if (amount == 0) revert NothingOwed(msg.sender);
        if (refund > 0) c.participantOf[msg.sender].refunded = true;
        delete c.creditOf[msg.sender];
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
        c.creditOf[account] += amount;
        emit Credited(id, account, amount);
    }

    /// @dev Books an amount out of a competition; reverts rather than touch another's money.
    function _takeOut(Competition storage c, uint256 amount) private {
        uint256 sent = c.sent + amount;
        assert(amount <= _held(c));
        c.sent = uint112(sent); // fits: a chain has less ether than that
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

    /// @dev Captures the seed unless it is.
    function _seed(Competition storage c, uint256 id, uint256 round)
        private
        returns (bytes32 seed)
    {
        seed = c.seedAt[round];
        if (seed != 0) return seed;
        seed = blockhash(c.drawAt[round].anchorBlock); // zero for this block, and out of reach
        if (seed == 0) revert SeedPending();
        c.seedAt[round] = seed;
        emit SeedCaptured(id, round, seed);
    }

    /// @dev What the commitments of a round to one row and its evidence have in common; `_commitmentOf`
    /// fills in the rest, again and again in the same place.
    function _preimage(uint256 id, uint256 round, bytes32 row, bytes32 evidence)
        private
        view
        returns (bytes32[8] memory preimage)
    {
        preimage[0] = bytes32(block.chainid);
        preimage[1] = bytes32(uint256(uint160(address(this))));
        preimage[2] = bytes32(id);
        preimage[3] = bytes32(round);
        preimage[5] = row;
        preimage[6] = evidence;
    }

    function _commitmentOf(bytes32[8] memory preimage, address miner, bytes32 salt)
        private
        pure
        returns (bytes32)
    {
        preimage[4] = bytes32(uint256(uint160(miner)));
        preimage[7] = salt;
        return Tally.hashOf(preimage);
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
