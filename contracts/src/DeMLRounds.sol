// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bench} from "./Bench.sol";
import {CommitSignature} from "./CommitSignature.sol";
import {DeMLLedger} from "./DeMLLedger.sol";
import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLRounds} from "./IDeMLRounds.sol";
import {Members} from "./Members.sol";
import {Podium} from "./Podium.sol";
import {Round, RoundLib} from "./Round.sol";
import {Schedule} from "./Schedule.sol";
import {Tally} from "./Tally.sol";

/// @title Rounds: opened, committed to, revealed, and ended in one of three ways
/// @notice There is one at a time. It ends by `expireRound` (short of commits), `failRound` (short of
/// reveals) or `settle`.
abstract contract DeMLRounds is DeMLLedger, IDeMLRounds {
    /// @dev A signed commitment: itself and an EIP-2098 signature.
    uint256 private constant SIGNED_COMMIT = 96;
    /// @dev Tells a seat whose row is here from one without: above Tally's lanes.
    uint256 private constant PRESENT = 1 << 255;
    /// @dev Tally's bits fill the lower 8 of each lane; those that cost no stake are kept beside them.
    uint256 private constant UNHURT_SHIFT = 8;
    /// @dev Bytes of a group's count, of a miner, of evidence and of a salt.
    uint256 private constant COUNT_BYTES = 2;
    uint256 private constant MINER_BYTES = 20;
    uint256 private constant WORD_BYTES = 32;
    /// @dev The model that round zero judges, in RoundSettled.
    uint256 private constant NO_MODEL = 0xFFFFFFFF;

    // ─────────────────────── opening, committing, revealing ───────────────────────

    /// @inheritdoc IDeMLRounds
    function openRound(uint256 id) external returns (uint256 round) {
        Competition storage c = _at(id);
        Phase phase = _phase(c);
        if (c.ending != Ending.Running || phase == Phase.Registration) revert WrongPhase(phase);
        round = c.rounds;
        if (_lastRound(c).runs()) revert RoundRuns(round - 1);
        (bool testSet, uint256 waiting, uint256 earliest, uint256 latest) = _nextRound(c);
        if (waiting == 0) revert NothingToEvaluate();
        if (block.timestamp < earliest) revert RoundTooSoon(earliest);
        if (block.timestamp >= latest) revert TooLate(latest);
        Bench bench = _benchNow(c);
        uint256 counting = bench.counting();
        uint256 quorum = _quorum(c);
        if (counting < quorum) revert TooFewDeposits(counting, quorum);
        c.bench = bench;
        uint256 size = waiting < MAX_ROUND_MODELS ? waiting : MAX_ROUND_MODELS;
        Schedule schedule = c.schedule;
        c.roundAt[round].word = RoundLib.open(
            size,
            testSet ? RoundLib.TEST_SET : 0,
            counting,
            schedule.commitWindow(),
            schedule.revealWindow(),
            c.queueHead,
            quorum
        );
        c.rounds++;
        c.lastOpened = uint32(block.timestamp); // fits until 2106: MAX_DURATION
        emit RoundOpened(id, round, testSet ? 0 : size, counting);
    }

    /// @inheritdoc IDeMLRounds
    function commit(uint256 id, uint256 round, bytes32 commitment)
        external
        returns (uint256 seat)
    {
        Competition storage c = _competitions[id];
        RoundState storage state = c.roundAt[round];
        Account storage account = c.accountOf[msg.sender];
        Round r = state.word;
        _requireCommits(id, round, r);
        Desk desk = account.desk;
        if (!_isFree(desk, r.newest())) {
            bytes4 reason;
            uint256 detail;
            (reason, detail, desk) = _obstacle(c, r, round, msg.sender);
            if (reason != 0) _refuse(reason, detail);
        }
        seat = r.committed();
        account.desk = desk.seated(commitment, round, seat);
        emit Committed(id, _seatWord(round, seat, msg.sender));
        state.word = r.plusCommit();
    }

    /// @inheritdoc IDeMLRounds
    function commitFor(uint256 id, uint256 round, bytes calldata signed)
        external
        returns (uint256 seated)
    {
        if (signed.length % SIGNED_COMMIT != 0) revert BadBatch(signed.length);
        Competition storage c = _competitions[id];
        Round r = c.roundAt[round].word;
        _requireCommits(id, round, r);
        bytes32 domain = CommitSignature.domain();
        bytes32[4] memory words = CommitSignature.preimage(id, round);
        uint256 newest = r.newest();
        uint256 at = Tally.positionOf(signed);
        uint256 end = at + signed.length;
        unchecked {
            // Positions in calldata, and a count of seats.
            for (; at < end && !r.closedEarly(); at += SIGNED_COMMIT) {
                bytes32 commitment = Tally.wordAt(at);
                address miner = CommitSignature.signerOf(
                    domain, words, commitment, Tally.wordAt(at + 32), Tally.wordAt(at + 64)
                );
                Account storage account = c.accountOf[miner];
                Desk desk = account.desk;
                if (!_isFree(desk, newest)) {
                    bytes4 reason;
                    (reason,, desk) = _obstacle(c, r, round, miner);
                    // Passed over, so that nobody can turn the others' commits down.
                    if (reason != 0) continue;
                }
                account.desk = desk.seated(commitment, round, r.committed());
                emit Committed(id, _seatWord(round, r.committed(), miner));
                r = r.plusCommit();
                seated++;
            }
        }
        c.roundAt[round].word = r;
    }

    /// @inheritdoc IDeMLRounds
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
        if (r.takesCommits()) revert CommitsOpen();
        if (block.timestamp >= r.revealEnd()) revert RevealsClosed();
        _requireQuorum(r, r.committed());
        Desk desk = account.desk;
        if (!desk.sitsIn(round)) revert NoSeat(miner);
        if (desk.has(DeskLib.REVEALED)) revert SeatTwice(miner);
        if (scores.length != r.size() * 3) revert BadRow(miner);
        uint256 wrong = Tally.firstWrong(Tally.positionOf(scores), scores.length);
        if (wrong != Tally.NONE) revert BadScore(wrong);
        bytes32 row = Tally.hashAt(Tally.positionOf(scores), scores.length);
        bytes32 commitment = keccak256(
            abi.encode(block.chainid, address(this), id, round, miner, row, evidence, salt)
        );
        if (!desk.matches(commitment)) revert WrongOpening(miner);
        account.desk = desk.revealed(row);
        emit Revealed(id, _seatWord(round, desk.seat(), miner), evidence, scores);
        state.word = r.plusReveal();
    }

    /// @dev Whether a desk may commit without a look at any round before.
    function _isFree(Desk desk, uint256 newest) private pure returns (bool) {
        return desk.isIdle() && desk.period() <= newest;
    }

    function _requireCommits(uint256 id, uint256 round, Round r) private view {
        if (r.takesCommits()) return;
        _requireRunning(id, round, r);
        revert CommitsClosed();
    }

    /// @dev A competition that does not exist has no round either.
    function _requireRunning(uint256 id, uint256 round, Round r) private pure {
        if (r.runs()) return;
        if (r.status() == uint256(RoundStatus.None)) revert NoSuchRound(id, round);
        revert RoundOver();
    }

    function _requireQuorum(Round r, uint256 found) private pure {
        if (found < r.quorum()) revert NoQuorum(found, r.quorum());
    }

    /// @dev As Committed and Revealed name a seat.
    function _seatWord(uint256 round, uint256 seat, address miner) private pure returns (uint256) {
        return (round << 176) | (seat << 160) | uint160(miner);
    }

    // ───────────────────────────── three endings ─────────────────────────────

    /// @inheritdoc IDeMLRounds
    function expireRound(uint256 id, uint256 round) external {
        Competition storage c = _competitions[id];
        Round r = c.roundAt[round].word;
        _requireRunning(id, round, r);
        if (r.takesCommits()) revert CommitsOpen();
        if (r.committed() >= r.quorum()) revert HasQuorum(r.committed(), r.quorum());
        _expire(c, id, round, r);
    }

    /// @inheritdoc IDeMLRounds
    function failRound(uint256 id, uint256 round) external {
        Competition storage c = _competitions[id];
        Round r = c.roundAt[round].word;
        _requireRunning(id, round, r);
        _requireQuorum(r, r.committed());
        if (block.timestamp < r.revealEnd()) revert RevealsOpen(r.revealEnd());
        if (r.revealed() >= r.quorum()) revert HasQuorum(r.revealed(), r.quorum());
        c.roundAt[round].word = r.ended(uint256(RoundStatus.Failed));
        uint256 lost = r.committed() - r.revealed();
        emit RoundFailed(id, round, r.revealed(), lost);
        c.bench = c.bench.minus(lost);
        _burn(c, id, lost * c.limits.seatStake());
    }

    /// @inheritdoc IDeMLRounds
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
        if (r.takesCommits()) revert CommitsOpen();
        Count memory count = _openCount(c, r, medians);
        _countRows(c, count, round, rows);
        bytes memory revealed = _countOpenings(c, count, id, round, openings);
        if (count.posted != r.revealed()) revert RowsMissing(count.posted, r.revealed());
        bool open = block.timestamp < r.revealEnd();
        if (count.opened > 0) {
            if (!open) revert RevealsClosed();
            emit RevealedTogether(id, round, revealed);
        }
        count.reveals = count.posted + count.opened;
        if (open && count.reveals < r.committed()) {
            revert RowsMissing(count.reveals, r.committed());
        }
        _requireQuorum(r, count.reveals);
        bytes memory results = r.has(RoundLib.TEST_SET)
            ? _judgeTestSet(c, count)
            : _judge(c, r, count);
        uint256 lost = _payAndPunish(c, round, r, count);
        emit RoundSettled(id, round, count.reveals, lost, results);
        uint256 bonds = count.lostBonds * _buyIn(c);
        _burn(c, id, lost * c.limits.seatStake() + count.burntParts * _part(c) + bonds);
    }

    // ───────────────────────────── counting rows ─────────────────────────────

    /// @dev What `settle` counts.
    struct Count {
        uint256[] table; // Tally
        uint256 tolerance;
        uint256 width; // bytes of a row
        uint256[] seats; // one word a seat: PRESENT, Tally's bits of its inliers, and of all but outliers
        uint256 all; // the inliers that every row has
        uint256 posted;
        uint256 opened;
        uint256 reveals; // both
        // Of the verdicts:
        uint256 agreed; // Tally's bits of the models that seats are paid or punished for
        uint256 burntParts;
        uint256 lostBonds;
        // Of the competition, each written once:
        uint256 podium;
        uint256 judged;
        uint256 judgedAuthors;
    }

    function _openCount(Competition storage c, Round r, bytes calldata medians)
        private
        view
        returns (Count memory count)
    {
        count.width = r.size() * 3;
        if (medians.length != count.width) revert RowsMissing(medians.length, count.width);
        uint256 wrong = Tally.firstWrong(Tally.positionOf(medians), count.width);
        if (wrong != Tally.NONE) revert BadScore(wrong);
        // The test set is what the spec says, or is not.
        if (!r.has(RoundLib.TEST_SET)) count.tolerance = c.limits.tolerance();
        count.table = Tally.open(medians);
        count.seats = new uint256[](r.committed());
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
            g.mark = _countRow(count, row, members);
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
            g.mark = _countRow(count, row, members);
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

    /// @return mark What the seats of a row are marked with
    function _countRow(Count memory count, uint256 row, uint256 members)
        private
        pure
        returns (uint256 mark)
    {
        (uint256 inliers, uint256 unhurt, bool valid) =
            Tally.add(count.table, count.tolerance, row, members);
        if (!valid) revert BadScore(Tally.firstWrong(row, count.width));
        count.all &= inliers;
        return PRESENT | (unhurt << UNHURT_SHIFT) | inliers;
    }

    // ───────────────────────────── judging ─────────────────────────────

    /// @dev What the rows say of a place.
    /// @return median The largest score that more than half of all reach
    /// @return average Of the inliers, to the nearest; the median where there are none
    /// @return inliers How many
    /// @return agreed Whether they are more than half of all that revealed
    function _consensus(Count memory count, uint256 j)
        private
        pure
        returns (uint256 median, uint256 average, uint256 inliers, bool agreed)
    {
        bool isMedian;
        uint256 sum;
        (median, isMedian, inliers, sum) = Tally.entryOf(count.table, j, count.reveals);
        if (!isMedian) revert BadMedian(j, median);
        unchecked {
            // At most 800 scores below 2^24.
            average = inliers == 0 ? median : (sum + inliers / 2) / inliers;
            agreed = inliers * 2 > count.reveals;
        }
        if (agreed) count.agreed |= Tally.bitOf(j);
    }

    /// @dev Round zero: agreed on the test set, or it may be tried again while there is time.
    function _judgeTestSet(Competition storage c, Count memory count)
        private
        returns (bytes memory results)
    {
        (uint256 median, uint256 average, uint256 inliers, bool agreed) = _consensus(count, 0);
        if (agreed) c.testSet = median == Tally.PERFECT ? TestSet.Good : TestSet.Bad;
        results = new bytes(12);
        Tally.putResult(results, 0, NO_MODEL, median, average, inliers);
    }

    /// @dev Judges every model of a round, which leaves the queue with it.
    /// @return results As RoundSettled gives them
    function _judge(Competition storage c, Round r, Count memory count)
        private
        returns (bytes memory results)
    {
        uint256 size = r.size();
        c.queueHead = uint32(r.queueStart() + size);
        count.podium = c.podium;
        results = new bytes(12 * size);
        Word memory verdicts;
        Word memory outcomes;
        unchecked {
            // Positions of at most 32 models.
            for (uint256 j = 0; j < size; j++) {
                (uint256 median, uint256 average, uint256 inliers, bool agreed) = _consensus(count, j);
                uint256 model = _queued(c, r.queueStart() + j);
                Tally.putResult(results, j, model, median, average, inliers);
                if (_decide(c, verdicts, model, median, agreed)) {
                    _note(c, count, outcomes, model, agreed);
                    if (!agreed) continue;
                    if (median == Tally.INVALID) _loseBond(c, count, model);
                    else count.podium = Podium.insert(count.podium, model, median);
                }
            }
        }
        _turn(c.verdictAt, verdicts, 0);
        _turn(c.outcomeOf, outcomes, 0);
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

    /// @dev Gives a model its score, or sends it back to the queue; the third time it is unjudged.
    /// @return over Whether it waits no more
    function _decide(
        Competition storage c,
        Word memory verdicts,
        uint256 model,
        uint256 median,
        bool agreed
    ) private returns (bool over) {
        unchecked {
            // Shifts within a word; tries are at most MAX_TRIES.
            _turn(c.verdictAt, verdicts, model / VERDICTS_PER_WORD + 1);
            uint256 shift = (model % VERDICTS_PER_WORD) * VERDICT_BITS;
            uint256 verdict = (verdicts.value >> shift) & VERDICT_MASK; // its value is 0: it waited
            if (agreed) {
                verdict |= median == Tally.INVALID ? VALUE_INVALID : median + 1;
                over = true;
            } else {
                verdict += 1 << TRIES_SHIFT;
                over = verdict >> TRIES_SHIFT == MAX_TRIES;
                if (over) verdict |= VALUE_UNJUDGED;
                else _enqueue(c, model);
            }
            verdicts.value = verdicts.value & ~(VERDICT_MASK << shift) | (verdict << shift);
        }
    }

    /// @dev Notes what came of a model with its author. The part of an unjudged one is burnt.
    function _note(
        Competition storage c,
        Count memory count,
        Word memory outcomes,
        uint256 model,
        bool agreed
    ) private {
        unchecked {
            // Shifts within a word, and counts of models: idleParts has what is taken from it.
            uint256 number = _authorNumberOf(c, model);
            _turn(c.outcomeOf, outcomes, number / 32 + 1);
            uint256 shift = (number % 32) * 8;
            uint256 outcome = (outcomes.value >> shift) & 0xFF;
            bool before = outcome & ONE_WAS_JUDGED != 0;
            uint256 set = 1 << shift; // one model more: DeMLEntry.MAX_PER_AUTHOR bounds them
            if (agreed) {
                count.judged++;
                if (!before) {
                    set += ONE_WAS_JUDGED << shift;
                    count.judgedAuthors++;
                    if (outcome > 0) c.idleParts -= uint24(outcome); // all of them were unjudged until now
                }
            } else {
                count.burntParts++;
                c.unjudged++;
                if (!before) c.idleParts++;
            }
            outcomes.value += set;
        }
    }

    /// @dev Takes the bond of a claimed score from an author whose model is INVALID.
    function _loseBond(Competition storage c, Count memory count, uint256 model) private {
        if (c.claimAt[model] == 0) return;
        unchecked {
            // At most 32 models; it was opened, so its author has its bond.
            count.lostBonds++;
            c.accountOf[c.recordAt[model].author].participant.bonds--;
        }
    }

    /// @dev Books what seats earn, and keeps a byte a seat, inliers + 1 or zero for a lost stake, unless
    /// all agreed on everything. A seat without its row, or further than twice the tolerance from what was
    /// agreed, loses its stake and earns nothing; ABSTAIN earns nothing and loses nothing.
    /// @return lost How many stakes
    function _payAndPunish(Competition storage c, uint256 round, Round r, Count memory count)
        private
        returns (uint256 lost)
    {
        uint256 agreed = count.agreed;
        uint256[] memory seats = count.seats;
        uint256 paid;
        bool unanimous = count.reveals == seats.length && count.all & agreed == agreed;
        uint256 models = Tally.ones(agreed);
        if (unanimous) {
            paid = seats.length * models;
        } else {
            uint256 word;
            for (uint256 seat = 0; seat < seats.length; seat++) {
                uint256 mark = seats[seat];
                if (agreed & ~(mark >> UNHURT_SHIFT) != 0 || mark == 0) {
                    lost++;
                } else {
                    uint256 inliers = Tally.ones(mark & agreed);
                    paid += inliers;
                    word |= (inliers + 1) << ((seat % 32) * 8);
                }
                if (seat % 32 == 31 || seat + 1 == seats.length) {
                    c.roundAt[round].inliers[seat / 32] = word;
                    word = 0;
                }
            }
        }
        uint256 shares = _sharesOf(c, paid, models);
        c.roundAt[round].word = r.settled(count.reveals, models, shares, unanimous);
        c.bench = c.bench.minus(lost).settled();
        c.paidUnits += uint48(paid * _feeUnits(shares)); // fits: a part a model at most, of 2^24 models
        if (c.laterQuorum == 0) {
            uint256 majority = count.reveals / 2 + 1;
            c.laterQuorum = uint16(majority < r.quorum() ? majority : r.quorum());
        }
        c.judged += uint24(count.judged);
        c.judgedAuthors += uint24(count.judgedAuthors);
    }

    /// @dev Into how many a model's part is divided: the seats, or as many as judged a model on average if
    /// they are more, so that no round costs more than its parts, and who abstains takes nobody's pay.
    function _sharesOf(Competition storage c, uint256 paid, uint256 models)
        private
        view
        returns (uint256 shares)
    {
        shares = c.limits.seats();
        if (models == 0) return shares;
        uint256 average = (paid + models - 1) / models;
        if (average > shares) shares = average;
    }
}
