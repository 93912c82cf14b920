// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Calendar} from "./Calendar.sol";

/// @notice Deposits by their age, one by one, and what may happen to each.
abstract contract Deposits is Calendar {
    function periodOf(Book storage b, uint256 time) internal view returns (uint256) {
        return time / b.terms.commitWindow;
    }

    /// @dev Whether a deposit is old enough for a round that opens at a time.
    function countsAt(Book storage b, address who, uint256 time) internal view returns (bool) {
        Deposit storage d = b.deposits[who];
        return d.made && periodOf(b, d.madeAt) + 2 <= periodOf(b, time);
    }

    function sits(Book storage b, address who) internal view returns (bool) {
        return b.deposits[who].seatIn != 0;
    }

    /// @return all Deposits
    /// @return counting Of them, those that a round opened now would count
    function benchOf(Book storage b) internal view returns (uint256 all, uint256 counting) {
        for (uint256 i = 0; i < b.miners.length; i++) {
            if (!b.deposits[b.miners[i]].made) continue;
            all++;
            if (countsAt(b, b.miners[i], clock)) counting++;
        }
    }

    /// @dev Stake and fees that a miner has in a competition.
    function worthOf(Book storage b, address who) internal view returns (uint256) {
        return b.earned[who] + (b.deposits[who].made ? b.terms.seatStake : 0);
    }

    // ── what may happen ──

    function enrols(Book storage b) internal view returns (bool) {
        return isLive(b) && clock < b.terms.evaluationEnd;
    }

    function mayOpenRound(Book storage b) internal view returns (bool) {
        if (!isLive(b) || clock < b.terms.registrationEnd || roundRuns(b)) return false;
        if (waits(b) == 0 || clock < earliestOpening(b) || clock >= latestOpening(b)) return false;
        (, uint256 counting) = benchOf(b);
        return counting >= quorumOf(b);
    }

    function maySit(Book storage b, uint256 round, address who) internal view returns (bool) {
        return countsAt(b, who, b.panels[round].openedAt) && !sits(b, who);
    }

    function mayLeave(Book storage b, address who) internal view returns (bool) {
        return worthOf(b, who) > 0 && !sits(b, who);
    }

    /// @dev Whether another round may come over what waits.
    function awaitsRound(Book storage b) internal view returns (bool) {
        if (waits(b) == 0 || clock >= latestOpening(b)) return false;
        (, uint256 counting) = benchOf(b);
        return clock < b.terms.evaluationEnd || counting >= quorumOf(b);
    }

    function mayFinalize(Book storage b) internal view returns (bool) {
        if (!isLive(b) || clock < b.terms.openingEnd || roundRuns(b)) return false;
        if (b.isSealed ? b.testSet != IDeMLTypes.TestSet.Good : clock < partsEnd(b)) return false;
        return !awaitsRound(b);
    }

    /// @dev A test set that is bad, was not opened in time, or was not judged in time.
    function mayCancel(Book storage b) internal view returns (bool) {
        if (!b.isSealed || !isLive(b) || b.testSet == IDeMLTypes.TestSet.Good) return false;
        if (b.testSet == IDeMLTypes.TestSet.Bad) return true;
        if (!b.testOpened) return clock >= testKeyEnd(b);
        if (clock < judgingEnd(b)) return false;
        if (!roundRuns(b)) return true;
        return clock >= revealEnd(b, b.panels[b.panels.length - 1]) + b.terms.commitWindow;
    }

    // ── what did ──

    function bookDeposit(Book storage b, address who) internal {
        if (!b.known[who]) b.miners.push(who);
        b.known[who] = true;
        b.deposits[who] = Deposit(true, clock, 0, 0);
        b.income += b.terms.seatStake;
    }

    function bookLeaving(Book storage b, address who) internal returns (uint256 amount) {
        amount = worthOf(b, who);
        delete b.deposits[who];
        b.earned[who] = 0;
        b.paidOut += amount;
    }

    /// @dev A stake that a seat lost.
    function bookForfeit(Book storage b, address who) internal {
        yes(b.deposits[who].made, "I8 a deposit is lost once");
        delete b.deposits[who];
        bookBurn(b, b.terms.seatStake);
    }

    function bookBurn(Book storage b, uint256 amount) internal {
        b.burnt += amount;
        b.paidOut += amount;
    }
}
