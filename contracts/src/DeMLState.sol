// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLTypes} from "./IDeMLTypes.sol";
import {Limits, LimitsLib} from "./Limits.sol";
import {Round, RoundLib} from "./Round.sol";
import {Schedule} from "./Schedule.sol";

/// @title What DeML stores, and what follows from it at a moment
/// @notice The calls (DeML.sol) and the views (DeMLViews.sol) share this file and nothing else, so that
/// what a view promises is what a call does. Nothing here writes.
///
/// How the money is kept. A competition holds `fund + participants × buyIn + deposits − sent`. Of
/// that, the pot is `fund + participants × buyIn + forfeits − paidEvaluations × fee`; the rest is
/// miners' stakes and fees.
abstract contract DeMLState is IDeMLTypes {
    // ─────────────────────────── constants ───────────────────────────

    /// @dev The original DeML's ratios (§1): a tenth to enter, a fifth for the miners.
    uint256 internal constant BUY_IN_DIVISOR = 10;
    uint256 internal constant POOL_DIVISOR = 5;
    /// @dev A row of 32 models is 96 bytes, and its inliers fit one word's lowest half.
    uint256 internal constant MAX_ROUND_MODELS = 32;
    /// @dev A verdict that one round did not agree on.
    uint256 internal constant CONTESTED = 0x1FFFFFF;

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
        uint112 deposits; // stakes that miners paid in
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
        mapping(uint256 => uint256) contestantAt; // 16 bits: _contestantOf
        mapping(uint256 => uint256) verdictAt; // 25 bits: 0, CONTESTED, or the score plus one
        // ── by position in the queue, by contestant
        mapping(uint256 => uint256) queue; // 16 bits: _queued
        mapping(uint256 => uint256) judged; // 1 bit
        // ── by round, by _recordKey, by address
        mapping(uint256 => RoundState) roundAt;
        mapping(bytes32 => Record) recordOf;
        mapping(address => Account) accountOf;
    }

    /// @dev All but the word is for rounds that are drawn, or in which somebody disagreed.
    struct RoundState {
        Round word;
        Draw draw;
        bytes32 seed;
        mapping(uint256 => uint256) inliers; // a byte a seat: inliers + 1
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
    uint256 internal _nextId = 1;

    mapping(uint256 => Competition) internal _competitions;

    // ────────────────────── money, computed (§1) ──────────────────────

    function _buyIn(Competition storage c) internal view returns (uint256) {
        return c.fund / BUY_IN_DIVISOR;
    }

    function _fee(Competition storage c) internal view returns (uint256) {
        return c.fund / POOL_DIVISOR / (c.limits.seats() * c.limits.maxModels());
    }

    function _pot(Competition storage c) internal view returns (uint256) {
        return uint256(c.fund) + c.participants * _buyIn(c) + c.forfeits
            - c.paidEvaluations * _fee(c);
    }

    function _held(Competition storage c) internal view returns (uint256) {
        return uint256(c.fund) + c.participants * _buyIn(c) + c.deposits - c.sent;
    }

    /// @dev What a seat loses; the miner's part is rounded down.
    function _forfeit(uint256 stake, uint256 inliers, uint256 models)
        internal
        pure
        returns (uint256)
    {
        return stake - stake * inliers / models;
    }

    function _refundOf(Competition storage c, address account) internal view returns (uint256) {
        Participant memory participant = c.accountOf[account].participant;
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
    function _cancelRefund(Competition storage c) internal view returns (uint256) {
        if (c.participants == 0) return 0;
        return _buyIn(c) + c.fund / POOL_DIVISOR / c.participants;
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

    /// @dev Whether miners may still enrol and rounds open, by the clock alone.
    function _beforeEnd(Competition storage c) internal view returns (bool) {
        return c.ending == Ending.Running && block.timestamp < c.schedule.evaluationEnd();
    }

    /// @dev Whether rounds may open: an open competition evaluates while models still come.
    function _evaluates(Competition storage c, Phase phase) internal view returns (bool) {
        if (block.timestamp >= c.schedule.evaluationEnd()) return false;
        if (_isSealed(c)) return phase == Phase.Evaluation && c.testKey != 0;
        return phase == Phase.Submission || phase == Phase.Evaluation;
    }

    /// @dev When the next round may open: at once when it would be full or no more models can come.
    function _nextOpening(Competition storage c, Phase phase, uint256 waiting)
        internal
        view
        returns (uint256)
    {
        bool full = waiting >= MAX_ROUND_MODELS || c.models == c.limits.maxModels();
        if (full || phase == Phase.Evaluation) return 0;
        Schedule s = c.schedule;
        uint256 last = c.lastOpened > s.registrationEnd() ? c.lastOpened : s.registrationEnd();
        return last + s.roundInterval();
    }

    /// @dev Whether only `cancel` can end it.
    function _isForgotten(Competition storage c) internal view returns (bool) {
        return _isSealed(c) && c.testKey == 0;
    }

    /// @dev When commits closed; 0 while they are open.
    function _closedAt(Competition storage c, Round r) internal view returns (uint256) {
        uint256 closed = r.closedAt();
        if (closed != 0) return closed;
        if (block.timestamp < r.commitEnd()) return 0;
        return r.taken() >= c.limits.quorum() ? r.commitEnd() : 0;
    }

    /// @dev A round short of its quorum takes commits until evaluationEnd.
    function _commitsOpen(Competition storage c, Round r) internal view returns (bool) {
        if (r.closedAt() != 0) return false;
        if (block.timestamp < r.commitEnd()) return true;
        return r.taken() < c.limits.quorum() && block.timestamp < c.schedule.evaluationEnd();
    }

    // ──────────────────────────── seats (§6) ────────────────────────────

    /// @dev The round that a desk sat in last; none if it did not since it was last at rest.
    function _lastRound(Competition storage c, Desk desk) internal view returns (Round) {
        return desk.has(DeskLib.SEATED) ? c.roundAt[desk.round()].word : Round.wrap(0);
    }

    /// @dev The desk once its last round is over: what it earned, and what it lost of the stake.
    function _atRest(Competition storage c, Desk desk, Round last)
        internal
        view
        returns (Desk rested, uint256 lost)
    {
        if (!desk.has(DeskLib.SEATED)) return (desk, 0);
        uint256 round = desk.round();
        uint256 status = last.status();
        uint256 fees = desk.fees();
        if (status == uint256(RoundStatus.Settled)) {
            if (last.has(RoundLib.UNANIMOUS)) {
                fees += last.size() - last.contested();
            } else {
                uint256 seat = desk.seat();
                uint256 entry = (c.roundAt[round].inliers[seat / 32] >> ((seat % 32) * 8)) & 0xFF;
                if (entry == 0) {
                    lost = c.limits.seatStake();
                } else {
                    lost = _forfeit(c.limits.seatStake(), entry - 1, last.size());
                    fees += entry - 1 - last.contested();
                }
            }
        } else if (status == uint256(RoundStatus.Failed) && !desk.has(DeskLib.REVEALED)) {
            lost = c.limits.seatStake();
        }
        return (DeskLib.idle(round + 1, fees), lost);
    }

    /// @dev Why a miner may not take a seat in a round that takes commits: the error's selector and its
    /// argument, or zero with the desk it would leave.
    function _obstacle(Competition storage c, uint256 round, Round r, bytes32 seed, address miner)
        internal
        view
        returns (bytes4 reason, uint256 detail, Desk desk)
    {
        desk = c.accountOf[miner].desk;
        if (!desk.has(DeskLib.ENROLLED)) {
            return (NotEnrolled.selector, uint160(miner), desk);
        }
        Round last = _lastRound(c, desk);
        if (last.runs()) return (SeatHeld.selector, desk.round(), desk);
        (desk, detail) = _atRest(c, desk, last);
        if (detail > 0) return (StakeShort.selector, detail, desk);
        if (round < desk.round()) return (RoundTooEarly.selector, desk.round(), desk);
        if (r.has(RoundLib.DRAWN) && !_isDrawn(c, round, r, seed, miner)) {
            return (NotDrawn.selector, uint160(miner), desk);
        }
    }

    /// @dev About two candidates a seat at first, twice as many every quarter of the window.
    function _isDrawn(Competition storage c, uint256 round, Round r, bytes32 seed, address miner)
        internal
        view
        returns (bool)
    {
        uint256 quarters = (block.timestamp - r.openedAt()) * 4 / c.schedule.commitWindow();
        if (quarters >= 32) return true;
        uint256 wanted = (2 * r.seats()) << quarters;
        uint256 candidates = c.roundAt[round].draw.candidates;
        if (wanted >= candidates) return true;
        return uint256(keccak256(abi.encode(seed, miner)))
            < type(uint256).max / candidates * wanted;
    }

    // ─────────────────────────── look-ups ───────────────────────────

    function _at(uint256 id) internal view returns (Competition storage c) {
        c = _competitions[id];
        if (c.organizer == address(0)) revert NoSuchCompetition(id);
    }

    function _isSealed(Competition storage c) internal view returns (bool) {
        return c.limits.has(LimitsLib.SEALED);
    }

    /// @dev Where a model's record is: in an open competition a digest can be submitted once.
    function _recordKey(Competition storage c, uint256 model, bytes32 digest)
        internal
        view
        returns (bytes32)
    {
        return _isSealed(c) ? keccak256(abi.encode(digest, model)) : digest;
    }

    /// @dev Entries of the queue are kept as their difference from their position: while models only
    /// come, and none comes back, they are all zero and cost nothing.
    function _queued(Competition storage c, uint256 position) internal view returns (uint256) {
        return ((c.queue[position / 16] >> ((position % 16) * 16)) ^ position) & 0xFFFF;
    }

    /// @dev The number of a model's author in the contest, kept as its difference from the model's: zero
    /// while everybody submits one model.
    function _contestantOf(Competition storage c, uint256 model) internal view returns (uint256) {
        return ((c.contestantAt[model / 16] >> ((model % 16) * 16)) ^ model) & 0xFFFF;
    }

    function _isJudged(Competition storage c, uint256 contestant) internal view returns (bool) {
        return c.judged[contestant / 256] >> (contestant % 256) & 1 == 1;
    }

    /// @dev 0, CONTESTED, or the score plus one.
    function _verdictOf(Competition storage c, uint256 model) internal view returns (uint256) {
        return c.verdictAt[model / 10] >> ((model % 10) * 25) & CONTESTED;
    }
}
