// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bench} from "./Bench.sol";
import {DeMLLedger} from "./DeMLLedger.sol";
import {DeMLViews} from "./DeMLViews.sol";
import {Desk, DeskLib} from "./Desk.sol";
import {IDeMLMoney} from "./IDeMLMoney.sol";
import {LimitsLib} from "./Limits.sol";
import {Podium} from "./Podium.sol";
import {Round} from "./Round.sol";
import {Tally} from "./Tally.sol";

/// @title Miners' deposits, authors' bonds, and the end of a competition
/// @notice DeML hands every call that it does not know to this code, over its own storage, and this code
/// what it does not know to the views. On its own this contract knows no competition.
contract DeMLMoney is DeMLLedger, IDeMLMoney {
    /// @dev A claim is a score, then a root's first 29 bytes.
    uint256 private constant CLAIM_SCORE_SHIFT = 232;
    /// @dev Made with this code, and never changed.
    address private immutable VIEWS = address(new DeMLViews());

    /// @dev Every function of DeMLViews is a view.
    fallback() external payable {
        _forward(VIEWS);
    }

    /// @dev Ether that no call asked for.
    receive() external payable {
        revert WrongValue(msg.value, 0);
    }

    // ──────────────────────────── deposits ────────────────────────────

    /// @inheritdoc IDeMLMoney
    function enrol(uint256 id, bytes32 termsHash) external payable {
        Competition storage c = _at(id);
        _takeDeposits(c, termsHash, 1);
        _seatDesk(c, msg.sender, DeskLib.idle(_period(c), 0));
        emit Enrolled(id, msg.sender);
    }

    /// @inheritdoc IDeMLMoney
    function enrolFor(uint256 id, bytes32 termsHash, address[] calldata miners) external payable {
        Competition storage c = _at(id);
        _takeDeposits(c, termsHash, miners.length);
        Desk fresh = DeskLib.idle(_period(c), 0);
        for (uint256 i = 0; i < miners.length; i++) {
            _seatDesk(c, miners[i], fresh);
        }
        emit EnrolledTogether(id, miners);
    }

    /// @dev Takes deposits that are as new as this period, while the bench has room.
    function _takeDeposits(Competition storage c, bytes32 termsHash, uint256 deposits) private {
        if (!_enrols(c)) revert WrongPhase(_phase(c));
        _requireTerms(c, termsHash);
        uint256 due = c.limits.seatStake() * deposits;
        if (msg.value != due) revert WrongValue(msg.value, due);
        Bench bench = _benchNow(c);
        if (bench.size() + deposits > MAX_DEPOSITS) revert BenchFull(MAX_DEPOSITS);
        c.bench = bench.plus(deposits);
        c.deposits += uint112(due);
    }

    /// @dev A miner that lost its deposit keeps what it earned before.
    function _seatDesk(Competition storage c, address miner, Desk fresh) private {
        Account storage account = c.accountOf[miner];
        Desk desk = account.desk;
        if (Desk.unwrap(desk) != 0) {
            desk = _atRest(c, desk);
            if (desk.has(DeskLib.ENROLLED)) revert AlreadyEnrolled(miner);
            fresh = DeskLib.idle(fresh.period(), desk.fees());
        }
        account.desk = fresh;
    }

    /// @inheritdoc IDeMLMoney
    function claim(uint256 id, address to) external {
        Competition storage c = _at(id);
        Account storage account = c.accountOf[msg.sender];
        Desk desk = _atRest(c, account.desk);
        if (desk.has(DeskLib.SEATED)) revert SeatHeld(desk.round());
        if (Desk.unwrap(desk) == 0) revert NotEnrolled(msg.sender);
        account.desk = Desk.wrap(0);
        uint256 stake;
        (c.bench, stake) = _leave(_benchNow(c), desk, c.limits.seatStake());
        uint256 fees = desk.fees() * _feeUnit(c);
        uint256 amount = stake + fees;
        emit Claimed(id, msg.sender, to, stake, fees);
        _takeOut(c, amount);
        _send(to, amount);
    }

    /// @inheritdoc IDeMLMoney
    function claimFor(uint256 id, address[] calldata miners) external {
        Competition storage c = _at(id);
        // Before that, leaving is each miner's own choice: a stranger could empty a round otherwise.
        if (c.ending == Ending.Running) revert NotEnded();
        uint256[] memory amounts = new uint256[](miners.length);
        uint256 total;
        Bench bench = _benchNow(c);
        // Read once for all that leave together.
        uint256 seatStake = c.limits.seatStake();
        uint256 feeUnit = _feeUnit(c);
        for (uint256 i = 0; i < miners.length; i++) {
            address miner = miners[i];
            Account storage account = c.accountOf[miner];
            Desk desk = _atRest(c, account.desk);
            // No round runs any more, so nobody holds a seat.
            if (Desk.unwrap(desk) == 0) continue;
            account.desk = Desk.wrap(0);
            uint256 stake;
            (bench, stake) = _leave(bench, desk, seatStake);
            unchecked {
                // 48 bits of fees at less than 2^96 wei, and a stake below that, for each in calldata.
                uint256 fees = desk.fees() * feeUnit;
                emit Claimed(id, miner, miner, stake, fees);
                total += amounts[i] = stake + fees;
            }
        }
        c.bench = bench;
        _takeOut(c, total);
        _sendEach(c, id, miners, amounts);
    }

    /// @dev What a desk at rest has of a deposit, and the bench without it.
    function _leave(Bench bench, Desk desk, uint256 seatStake)
        private
        pure
        returns (Bench left, uint256 stake)
    {
        if (!desk.has(DeskLib.ENROLLED)) return (bench, 0);
        return (bench.without(desk.period()), seatStake);
    }

    // ────────────────────────── claimed scores ──────────────────────────

    /// @inheritdoc IDeMLMoney
    function claimScore(uint256 id, uint256 model, bytes32 word) external payable {
        Competition storage c = _at(id);
        if (!_isSealed(c)) revert NotSealed();
        if (_recordAt(c, id, model).author != msg.sender) revert NotAuthor(msg.sender);
        _requirePhase(c, Phase.Submission);
        if (c.claimAt[model] != 0) revert AlreadyClaimed(model);
        uint256 score = uint256(word) >> CLAIM_SCORE_SHIFT;
        if (word == 0 || score > Tally.PERFECT) revert BadScore(score);
        uint256 due = _buyIn(c);
        if (msg.value != due) revert WrongValue(msg.value, due);
        c.claimAt[model] = word;
        c.deposits += uint112(due);
        c.unopenedBonds++;
        Participant storage participant = c.accountOf[msg.sender].participant;
        participant.bonds++;
        participant.place++;
        emit ScoreClaimed(id, model, word);
    }

    // ───────────────────────────── the end ─────────────────────────────

    /// @inheritdoc IDeMLMoney
    function cancel(uint256 id) external {
        Competition storage c = _at(id);
        if (!_isSealed(c)) revert NotSealed();
        if (!_cancels(c)) revert CannotCancel();
        Round last = _lastRound(c);
        if (last.runs()) _expire(c, id, c.rounds - 1, last);
        c.ending = Ending.Cancelled;
        uint256 pot = _pot(c);
        uint256 penalty = _penalty(c);
        emit Ended(id, Ending.Cancelled, pot);
        _credit(c, id, c.organizer, pot - c.participants * _buyIn(c) - penalty);
        _burn(c, id, penalty - c.authors * _penaltyShare(c));
    }

    /// @inheritdoc IDeMLMoney
    function finalize(uint256 id) external {
        Competition storage c = _at(id);
        _requireFinal(c);
        uint256 pot = _pot(c);
        uint256 buyIn = _buyIn(c);
        uint256 part = _part(c);
        uint256 surplus;
        (bool won,,) = Podium.at(c.podium, 0);
        c.ending = won ? Ending.Won : Ending.Unwon;
        emit Ended(id, c.ending, pot);
        if (won) {
            // Buy-ins that come back, each less its author's parts.
            uint256 refunds;
            if (c.limits.has(LimitsLib.RETURNS)) {
                refunds = c.participants * buyIn - (uint256(c.judged) + c.unjudged) * part;
                // Parts that were charged and not all paid: there is nothing to win but the fund.
                if (pot - refunds > c.fund) surplus = pot - refunds - c.fund;
            } else {
                // Of those whose models nobody judged.
                refunds = (c.contenders - c.judgedAuthors) * buyIn - c.idleParts * part;
            }
            _creditWinners(c, id, pot - refunds - surplus);
        } else {
            uint256 left = pot
                - (c.participants * buyIn - (uint256(c.judged) + c.unjudged) * part);
            // The organizer has its fund back and no more: nobody gains by a competition without a winner.
            uint256 back = left < c.fund ? left : c.fund;
            _credit(c, id, c.organizer, back);
            surplus = left - back;
        }
        _burn(c, id, surplus + c.unopenedBonds * buyIn);
    }

    function _creditWinners(Competition storage c, uint256 id, uint256 shared) private {
        uint256 rest = shared;
        if (c.limits.has(LimitsLib.SHARES)) {
            uint256 shares = c.prizeShares;
            for (uint256 place = 1; place < Podium.PLACES; place++) {
                (bool taken, uint256 model,) = Podium.at(c.podium, place);
                if (!taken) break;
                uint256 amount = shared * ((shares >> (place * 16)) & 0xFFFF) / Podium.WHOLE;
                rest -= amount;
                _credit(c, id, c.recordAt[model].author, amount);
            }
        }
        // The first gets its own share, those of empty places, and what rounding left.
        (, uint256 first,) = Podium.at(c.podium, 0);
        _credit(c, id, c.recordAt[first].author, rest);
    }

    function _requireFinal(Competition storage c) private view {
        _requirePhase(c, Phase.Evaluation);
        if (_isSealed(c)) {
            if (c.testSet != TestSet.Good) revert WrongPhase(Phase.Evaluation); // cancel instead
        } else {
            uint256 earliest = c.schedule.partsEnd();
            if (block.timestamp < earliest) revert TooEarly(earliest);
        }
        if (_lastRound(c).runs()) revert RoundRuns(c.rounds - 1);
        if (_awaitsRound(c)) revert StillWaiting(c.queueTail - c.queueHead);
    }

    /// @inheritdoc IDeMLMoney
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
}
