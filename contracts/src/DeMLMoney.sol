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

/// @title Miners' deposits, and the end of a competition
/// @notice DeML hands every call that it does not know to this code, over its own storage, and this code
/// what it does not know to the views. On its own this contract knows no competition.
contract DeMLMoney is DeMLLedger, IDeMLMoney {
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
        _seatDesk(c, msg.sender, _period(c));
        emit Enrolled(id, msg.sender);
    }

    /// @inheritdoc IDeMLMoney
    function enrolFor(uint256 id, bytes32 termsHash, address[] calldata miners) external payable {
        Competition storage c = _at(id);
        _takeDeposits(c, termsHash, miners.length);
        uint256 period = _period(c);
        for (uint256 i = 0; i < miners.length; i++) {
            _seatDesk(c, miners[i], period);
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
    function _seatDesk(Competition storage c, address miner, uint256 period) private {
        Account storage account = c.accountOf[miner];
        Desk desk = _atRest(c, account.desk);
        if (desk.has(DeskLib.ENROLLED)) revert AlreadyEnrolled(miner);
        account.desk = DeskLib.idle(period, desk.fees());
    }

    /// @inheritdoc IDeMLMoney
    function claim(uint256 id, address to) external {
        Competition storage c = _at(id);
        Desk desk = _atRest(c, c.accountOf[msg.sender].desk);
        if (desk.has(DeskLib.SEATED)) revert SeatHeld(desk.round());
        if (Desk.unwrap(desk) == 0) revert NotEnrolled(msg.sender);
        uint256 amount;
        (c.bench, amount) = _leave(c, id, _benchNow(c), _pricesOf(c), desk, msg.sender, to);
        _takeOut(c, amount);
        _send(to, amount);
    }

    /// @inheritdoc IDeMLMoney
    function claimFor(uint256 id, address[] calldata miners) external {
        Competition storage c = _at(id);
        // Before that, leaving is each miner's own choice: a stranger could empty a round otherwise.
        if (c.ending == Ending.Running) revert NotEnded();
        _sendHome(c, id, miners, false);
    }

    /// @inheritdoc IDeMLMoney
    function evict(uint256 id, address[] calldata miners) external {
        Competition storage c = _at(id);
        _sendHome(c, id, miners, true);
    }

    /// @dev Pays miners out, each to itself.
    /// @param missed Only those that missed the last round; the call is turned down when there are none
    function _sendHome(Competition storage c, uint256 id, address[] calldata miners, bool missed)
        private
    {
        uint256[] memory amounts = new uint256[](miners.length);
        uint256 total;
        Bench bench = _benchNow(c);
        Prices memory prices = _pricesOf(c);
        for (uint256 i = 0; i < miners.length; i++) {
            address miner = miners[i];
            if (missed) {
                if (!_missed(c, miner)) continue;
                emit Evicted(id, miner);
            }
            Desk desk = _atRest(c, c.accountOf[miner].desk);
            if (desk.has(DeskLib.SEATED) || Desk.unwrap(desk) == 0) continue;
            (bench, amounts[i]) = _leave(c, id, bench, prices, desk, miner, miner);
            total += amounts[i];
        }
        if (missed && total == 0) revert NotEvictable(miners.length == 0 ? msg.sender : miners[0]);
        c.bench = bench;
        _takeOut(c, total);
        _sendEach(c, id, miners, amounts);
    }

    /// @dev What desks are worth, read once for all that leave together.
    struct Prices {
        uint256 stake;
        uint256 feeUnit;
    }

    function _pricesOf(Competition storage c) private view returns (Prices memory) {
        return Prices(c.limits.seatStake(), _feeUnit(c));
    }

    /// @dev Clears a desk at rest and answers what it is worth.
    function _leave(
        Competition storage c,
        uint256 id,
        Bench bench,
        Prices memory prices,
        Desk desk,
        address miner,
        address to
    ) private returns (Bench left, uint256 amount) {
        uint256 stake;
        left = bench;
        if (desk.has(DeskLib.ENROLLED)) {
            stake = prices.stake;
            left = bench.without(desk.period());
        }
        uint256 fees = desk.fees() * prices.feeUnit;
        c.accountOf[miner].desk = Desk.wrap(0);
        emit Claimed(id, miner, to, stake, fees);
        amount = stake + fees;
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
            // Buy-ins that come back, each less its author's parts: of those whose models nobody judged…
            uint256 refunds = (c.contenders - c.judgedAuthors) * buyIn - c.idleParts * part;
            if (c.limits.has(LimitsLib.RETURNS)) {
                // … and of the others.
                refunds += c.judgedAuthors * buyIn
                    - (uint256(c.judged) + c.unjudged - c.idleParts) * part;
                // Parts that were charged and not all paid: whoever wins shall not gain by the others'.
                uint256 most = c.fund + (c.participants - c.contenders) * buyIn;
                if (pot - refunds > most) surplus = pot - refunds - most;
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
        _burn(c, id, surplus);
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
