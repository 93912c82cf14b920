// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bench} from "./Bench.sol";
import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLTypes} from "./IDeMLTypes.sol";
import {Limits, LimitsLib} from "./Limits.sol";
import {Round, RoundLib} from "./Round.sol";
import {Schedule} from "./Schedule.sol";

/// @title What DeML stores, and what follows from it at a moment
/// @notice The calls and the views (DeMLViews.sol) share this file and nothing else, so that what a
/// view promises is what a call does. Nothing here writes.
///
/// How the money is kept. A competition holds `fund + participants × buyIn + deposits − sent`. Of
/// that, the pot is `fund + participants × buyIn − paidUnits × feeUnit − unjudged × part`; the rest is
/// miners' stakes and fees, and authors' bonds. What is burnt was sent.
abstract contract DeMLState is IDeMLTypes {
    // ─────────────────────────── constants ───────────────────────────

    /// @dev The original DeML's ratios (§1): a tenth to enter, a fifth for the miners.
    uint256 internal constant BUY_IN_DIVISOR = 10;
    uint256 internal constant POOL_DIVISOR = 5;
    /// @dev No author gets more of the organizer's penalty than a fifth of it.
    uint256 internal constant PENALTY_DIVISOR = 5;
    /// @dev A row of 32 models is 96 bytes, and the places of its inliers fit 8 bits of each lane (Tally).
    uint256 internal constant MAX_ROUND_MODELS = 32;
    /// @dev Deposits that a competition takes, as many as 16 bits count. A round takes fewer commitments
    /// (RoundLib.MOST): deposits that never commit shall not keep others out.
    uint256 internal constant MAX_DEPOSITS = type(uint16).max;
    /// @dev Rounds that may fail to agree on a model before it is unjudged.
    uint256 internal constant MAX_TRIES = 3;
    /// @dev A part is divided into so many units, so that any share of it is a whole number of wei.
    uint256 internal constant PART_BITS = 24;

    // ── a model's verdict, 21 bits: its value, and how many rounds did not agree on it
    uint256 internal constant VERDICT_BITS = 21;
    uint256 internal constant VERDICTS_PER_WORD = 12;
    uint256 internal constant VERDICT_MASK = (1 << VERDICT_BITS) - 1;
    uint256 internal constant VALUE_MASK = (1 << TRIES_SHIFT) - 1;
    uint256 internal constant TRIES_SHIFT = 19;
    /// @dev Values: 0 for none, a score plus one, or one of these.
    uint256 internal constant VALUE_INVALID = 100_002;
    uint256 internal constant VALUE_UNJUDGED = 100_003;

    // ── what came of an author's models, 8 bits: how many were judged or unjudged, and
    uint256 internal constant ONE_WAS_JUDGED = 0x80;

    // ──────────────────────────── storage ────────────────────────────

    struct Competition {
        bytes32 specDigest;
        // ── slot: who and how much
        address organizer;
        uint96 fund;
        // ── a slot each: the terms
        Schedule schedule;
        Limits limits;
        // ── slot: activity
        uint24 participants;
        uint24 models; // places, reserved ones included
        uint24 authors; // with a complete model
        uint24 contenders; // with a model that miners see
        uint24 rounds;
        uint32 queueTail;
        uint32 lastOpened;
        uint24 unjudged; // models that three rounds did not agree on
        uint24 idleParts; // of those, whose author has no judged model
        Ending ending;
        TestSet testSet;
        // ── slot: what settling changes
        Bench bench;
        uint32 queueHead;
        uint48 paidUnits; // of fees, in units of _feeUnit
        uint24 judged; // models
        uint24 judgedAuthors; // contenders with a judged model
        uint16 laterQuorum; // once a round was settled: _quorum
        // ── slot: ledger
        uint112 deposits; // stakes that miners, and bonds that authors paid in
        uint112 sent;
        uint24 unopenedBonds; // of claimed scores, whose model is not open
        uint256 burnt; // of what was sent
        // ── slot: Podium
        uint256 podium;
        // ── slots that only sealed competitions and shared prizes use
        bytes32 testKeyCommitment;
        bytes32 testKey;
        uint256 prizeShares; // 16 bits a place, the first one lowest
        // ── by model: of some, several share a word, so that a round judges many in few
        mapping(uint256 => bytes32) digestAt;
        mapping(uint256 => Record) recordAt;
        mapping(uint256 => bytes32) keyCommitmentAt;
        mapping(uint256 => bytes32) claimAt; // as claimScore took it
        mapping(uint256 => uint256) authorNumberAt; // 32 bits: _authorNumberOf
        mapping(uint256 => uint256) verdictAt; // 21 bits: _verdictOf
        // ── by position in the queue, by author
        mapping(uint256 => uint256) queue; // 32 bits: _queued
        mapping(uint256 => uint256) outcomeOf; // 8 bits: _outcomeOf
        // ── by round, by address
        mapping(uint256 => RoundState) roundAt;
        mapping(address => Account) accountOf;
    }

    /// @dev All but the word is for rounds in which not everybody agreed.
    struct RoundState {
        Round word;
        mapping(uint256 => uint256) inliers; // a byte a seat: inliers + 1, or 0 for a lost stake
    }

    /// @dev A slot for each part that an account plays.
    struct Account {
        Desk desk;
        Participant participant;
        uint256 credit;
    }

    /// @dev One slot a model, beside its digest.
    struct Record {
        address author;
        uint32 size;
        uint32 published; // bytes on chain
        bool waits; // miners see it: false while incomplete or sealed
    }

    struct Participant {
        bool registered;
        bool complete; // has a model whose bytes are complete, and so a number
        bool inContest; // has a model that miners see
        bool refunded;
        uint8 models; // places it has used
        uint24 number; // among the authors, from 0
        uint24 place; // that `reservation` holds; when sealed, how many bonds are of models not open
        uint8 bonds; // of claimed scores, a buy-in each, that are not lost
        bytes20 reservation; // zero: none
    }

    /// @dev Set from the start: the first organizer shall not pay for a fresh slot.
    uint256 internal _nextId = 1;

    mapping(uint256 => Competition) internal _competitions;

    // ────────────────────── money, computed (§1) ──────────────────────

    function _buyIn(Competition storage c) internal view returns (uint256) {
        return c.fund / BUY_IN_DIVISOR;
    }

    /// @dev What a model's evaluations cost. Round zero is paid as one model more.
    function _part(Competition storage c) internal view returns (uint256) {
        uint256 parts = c.limits.maxModels();
        if (_isSealed(c)) parts++;
        return c.fund / POOL_DIVISOR / parts;
    }

    /// @dev Rounded down, in favour of the pot.
    function _feeUnit(Competition storage c) internal view returns (uint256) {
        return _part(c) >> PART_BITS;
    }

    /// @dev The fee of an evaluation that was an inlier, in units of _feeUnit.
    /// @param shares Into how many a model's part is divided
    function _feeUnits(uint256 shares) internal pure returns (uint256) {
        return (1 << PART_BITS) / shares;
    }

    function _pot(Competition storage c) internal view returns (uint256) {
        return uint256(c.fund) + c.participants * _buyIn(c) - c.paidUnits * _feeUnit(c)
            - c.unjudged * _part(c);
    }

    function _held(Competition storage c) internal view returns (uint256) {
        return uint256(c.fund) + c.participants * _buyIn(c) + c.deposits - c.sent;
    }

    /// @dev A buy-in that comes back is less the parts of its author's models that were judged or are
    /// unjudged (§7): a buy-in always covers them, as maxModelsPerAuthor is at most half of maxModels.
    function _refundOf(Competition storage c, address account) internal view returns (uint256) {
        Participant memory participant = c.accountOf[account].participant;
        if (!participant.registered || participant.refunded) return 0;
        if (c.ending == Ending.Running) return 0;
        uint256 buyIn = _buyIn(c);
        uint256 bonds = participant.bonds;
        if (c.ending == Ending.Cancelled) {
            return buyIn * (1 + bonds) + (participant.complete ? _penaltyShare(c) : 0);
        }
        // A lost bond was of a model that was opened. Those of the others were burnt at the end.
        if (bonds != 0) bonds = (bonds - participant.place) * buyIn;
        uint256 outcome = participant.complete ? _outcomeOf(c, participant.number) : 0;
        if (c.ending == Ending.Won && !c.limits.has(LimitsLib.RETURNS)) {
            if (!participant.inContest || outcome & ONE_WAS_JUDGED != 0) return bonds;
        }
        return bonds + buyIn - (outcome & ~ONE_WAS_JUDGED) * _part(c);
    }

    /// @dev What an organizer loses whose test set was not opened, or is none: nothing where nobody sent a
    /// model.
    function _penalty(Competition storage c) internal view returns (uint256) {
        if (c.authors == 0 || (c.testKey != 0 && c.testSet != TestSet.Bad)) return 0;
        return c.fund / POOL_DIVISOR;
    }

    /// @dev What each author of a complete model gets of it, rounded down; the rest is burnt.
    function _penaltyShare(Competition storage c) internal view returns (uint256) {
        return _penalty(c) / (c.authors < PENALTY_DIVISOR ? PENALTY_DIVISOR : c.authors);
    }

    // ─────────────────────────── time (§3, §6) ───────────────────────────

    function _phase(Competition storage c) internal view returns (Phase) {
        if (c.ending == Ending.Cancelled) return Phase.Cancelled;
        if (c.ending != Ending.Running) return Phase.Settled;
        Schedule s = c.schedule;
        if (block.timestamp < s.registrationEnd()) return Phase.Registration;
        if (block.timestamp < s.submissionEnd()) return Phase.Submission;
        if (block.timestamp < s.openingEnd()) return Phase.Opening;
        return Phase.Evaluation;
    }

    /// @dev Whether miners may still enrol.
    function _enrols(Competition storage c) internal view returns (bool) {
        return c.ending == Ending.Running && block.timestamp < c.schedule.evaluationEnd();
    }

    /// @dev What the next round would be about, and when it may open.
    /// @return testSet Whether it is round zero
    /// @return waiting How many models, or one test set, wait for it
    /// @return earliest The first second
    /// @return latest The first second that is too late
    function _nextRound(Competition storage c)
        internal
        view
        returns (bool testSet, uint256 waiting, uint256 earliest, uint256 latest)
    {
        Schedule s = c.schedule;
        if (_isSealed(c)) {
            if (c.testSet == TestSet.Unjudged) {
                // It must be over before the last third, in which models are opened.
                latest = s.judgingEnd() - s.commitWindow() - s.revealWindow();
                return (true, c.testKey == 0 ? 0 : 1, s.submissionEnd(), latest);
            }
            earliest = s.openingEnd();
        }
        waiting = c.queueTail - c.queueHead;
        // While models may come, a round that is not full waits for them.
        if (waiting < MAX_ROUND_MODELS && earliest == 0) {
            uint256 last = c.lastOpened > s.registrationEnd() ? c.lastOpened : s.registrationEnd();
            earliest = last + s.roundInterval();
            if (earliest > s.partsEnd()) earliest = s.partsEnd();
        }
        // What waits when a round is settled may be tried again, so that nobody's model is left out. Every
        // settled round uses up a try of its models; one that expires or fails would not.
        latest = c.bench.settledAt() + s.commitWindow();
        if (latest < s.evaluationEnd()) latest = s.evaluationEnd();
    }

    /// @dev Whether models still wait for a round that may come: until evaluationEnd deposits may be made
    /// for it, afterwards they must be there.
    function _awaitsRound(Competition storage c) internal view returns (bool) {
        (, uint256 waiting,, uint256 latest) = _nextRound(c);
        if (waiting == 0 || block.timestamp >= latest) return false;
        return _enrols(c) || _benchNow(c).counting() >= _quorum(c);
    }

    /// @dev Whether `cancel` works.
    function _cancels(Competition storage c) internal view returns (bool) {
        if (!_isSealed(c) || c.ending != Ending.Running || c.testSet == TestSet.Good) return false;
        if (c.testSet == TestSet.Bad) return true;
        Schedule s = c.schedule;
        if (c.testKey == 0) return block.timestamp >= s.testKeyEnd();
        if (block.timestamp < s.judgingEnd()) return false;
        // Whoever likes the verdict of a round zero that is over has a commit window to settle it.
        Round last = _lastRound(c);
        return !last.runs() || block.timestamp >= last.revealEnd() + s.commitWindow();
    }

    // ──────────────────────────── seats (§6) ────────────────────────────

    /// @dev The round that was opened last; none before the first. No other runs.
    function _lastRound(Competition storage c) internal view returns (Round) {
        uint256 rounds = c.rounds;
        return rounds == 0 ? Round.wrap(0) : c.roundAt[rounds - 1].word;
    }

    /// @dev Until a round is settled, the terms' quorum. Then more than half of those that revealed in the
    /// first one, and no more than the terms': whoever made the quorum full shall not decide, by staying
    /// away, what is judged next.
    function _quorum(Competition storage c) internal view returns (uint256) {
        uint256 later = c.laterQuorum;
        return later == 0 ? c.limits.quorum() : later;
    }

    function _period(Competition storage c) internal view returns (uint256) {
        return block.timestamp / c.schedule.commitWindow();
    }

    function _benchNow(Competition storage c) internal view returns (Bench) {
        return c.bench.at(_period(c));
    }

    /// @dev A desk once the round that it sat in is over: idle with what it earned, or bare if it lost its
    /// deposit. A desk whose round runs, or that sat in none since, stays as it is.
    function _atRest(Competition storage c, Desk desk) internal view returns (Desk) {
        if (!desk.has(DeskLib.SEATED)) return desk;
        uint256 round = desk.round();
        Round r = c.roundAt[round].word;
        uint256 status = r.status();
        if (status == uint256(RoundStatus.Running)) return desk;
        uint256 fees = desk.fees();
        if (status == uint256(RoundStatus.Settled)) {
            uint256 inliers = r.agreed();
            unchecked {
                // A shift within a word; fees stay below 48 bits, which are all models' parts.
                if (!r.has(RoundLib.UNANIMOUS)) {
                    uint256 seat = desk.seat();
                    uint256 entry =
                        (c.roundAt[round].inliers[seat / 32] >> ((seat % 32) * 8)) & 0xFF;
                    if (entry == 0) return DeskLib.bare(fees);
                    inliers = entry - 1;
                }
                fees += inliers * _feeUnits(r.shares());
            }
        } else if (status == uint256(RoundStatus.Failed) && !desk.has(DeskLib.REVEALED)) {
            return DeskLib.bare(fees);
        }
        return DeskLib.idle(0, fees);
    }

    /// @dev Why a miner may not commit in a round that takes commits: the error's selector and its
    /// argument, or zero with the desk that it would leave.
    function _obstacle(Competition storage c, Round r, uint256 round, address miner)
        internal
        view
        returns (bytes4 reason, uint256 detail, Desk desk)
    {
        desk = _atRest(c, c.accountOf[miner].desk);
        if (desk.sitsIn(round)) return (SeatHeld.selector, round, desk);
        if (!desk.isIdle()) return (NotEnrolled.selector, uint160(miner), desk);
        if (!r.counts(desk.period())) return (DepositTooNew.selector, uint160(miner), desk);
    }

    // ─────────────────────────── look-ups ───────────────────────────

    /// @dev Its times are what most calls read anyhow, and are never all zero.
    function _at(uint256 id) internal view returns (Competition storage c) {
        c = _competitions[id];
        if (Schedule.unwrap(c.schedule) == 0) revert NoSuchCompetition(id);
    }

    function _isSealed(Competition storage c) internal view returns (bool) {
        return c.limits.has(LimitsLib.SEALED);
    }

    /// @dev What an account agrees to when it pays: all terms, the organizer and the fund (§2).
    function _termsHash(Competition storage c) internal view returns (bytes32) {
        Limits limits = c.limits;
        return keccak256(
            abi.encode(
                c.organizer,
                uint256(c.fund),
                c.specDigest,
                c.schedule,
                limits,
                limits.has(LimitsLib.SEALED) ? c.testKeyCommitment : bytes32(0),
                limits.has(LimitsLib.SHARES) ? c.prizeShares : 0
            )
        );
    }

    /// @dev Entries of the queue are kept as their difference from their position: while models come in
    /// the order of their places, and none comes back, they are all zero and cost nothing.
    function _queued(Competition storage c, uint256 position) internal view returns (uint256) {
        unchecked {
            // A shift within a word.
            return ((c.queue[position / 8] >> ((position % 8) * 32)) ^ position) & 0xFFFFFFFF;
        }
    }

    /// @dev The number of a model's author, kept as its difference from the model's: zero while everybody
    /// submits one model.
    function _authorNumberOf(Competition storage c, uint256 model)
        internal
        view
        returns (uint256)
    {
        unchecked {
            // A shift within a word.
            return ((c.authorNumberAt[model / 8] >> ((model % 8) * 32)) ^ model) & 0xFFFFFFFF;
        }
    }

    function _outcomeOf(Competition storage c, uint256 number) internal view returns (uint256) {
        return (c.outcomeOf[number / 32] >> ((number % 32) * 8)) & 0xFF;
    }

    function _verdictOf(Competition storage c, uint256 model) internal view returns (uint256) {
        return (c.verdictAt[model / VERDICTS_PER_WORD]
                >> ((model % VERDICTS_PER_WORD) * VERDICT_BITS)) & VERDICT_MASK;
    }
}
