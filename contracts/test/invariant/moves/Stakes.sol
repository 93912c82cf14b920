// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLMoney} from "../../../src/IDeMLMoney.sol";
import {Reentrant} from "../Cast.sol";
import {Machine} from "./Machine.sol";

/// @notice Deposits come and go: by their miners, and by others for them.
abstract contract Stakes is Machine {
    function tryEnrol(uint256 seed) external move {
        join(bookAt(seed), actor(seed));
    }

    function join(Book storage b, address who) internal {
        (uint256 all,) = benchOf(b);
        bool may = enrols(b) && !b.deposits[who].made && all < BENCH_LIMIT;
        uint256 stake = b.terms.seatStake;
        bytes memory other = abi.encodeCall(IDeMLMoney.enrol, (b.id, ~b.termsHash));
        never(who, stake, other, "I13 no money for other terms");
        bytes memory data = abi.encodeCall(IDeMLMoney.enrol, (b.id, b.termsHash));
        never(who, stake - 1, data, "I13 nor any other sum");
        if (!must(may, who, stake, data, "enrol")) return;
        did(b.known[who] ? Deed.EnrolledAgain : Deed.Enrolled);
        bookDeposit(b, who);
    }

    /// @notice Two miners, or one twice, enrolled by a third account.
    function tryEnrolFor(uint256 seed) external move {
        Book storage b = bookAt(seed);
        address[] memory miners = new address[](2);
        (miners[0], miners[1]) = (actor(seed), actor(seed));
        if (pick(seed, 2) == 0) miners[0] = ghost(b.ghosts++);
        // Mostly one that has no deposit, where there is such.
        for (uint256 i = 0; i < 8 && b.deposits[miners[1]].made; i++) miners[1] = actor(seed);
        bool may = miners[0] != miners[1] && !b.deposits[miners[0]].made
            && !b.deposits[miners[1]].made;
        if (joinAll(b, may, miners)) did(Deed.EnrolledFor);
    }

    /// @notice Deposits that never commit (N15): a few, or many more than there are miners.
    function tryFlood(uint256 seed) external move {
        Book storage b = bookAt(seed);
        uint256 most = pick(seed, 8) == 0 ? 40 : 6;
        address[] memory miners = new address[](1 + pick(seed, most));
        for (uint256 i = 0; i < miners.length; i++) miners[i] = ghost(b.ghosts++);
        if (joinAll(b, true, miners)) did(Deed.Flooded);
    }

    function joinAll(Book storage b, bool may, address[] memory miners) private returns (bool) {
        (uint256 all,) = benchOf(b);
        may = may && enrols(b) && all + miners.length <= BENCH_LIMIT;
        uint256 due = b.terms.seatStake * miners.length;
        bytes memory data = abi.encodeCall(IDeMLMoney.enrolFor, (b.id, b.termsHash, miners));
        if (!must(may, STRANGER, due, data, "enrolFor")) return false;
        for (uint256 i = 0; i < miners.length; i++) bookDeposit(b, miners[i]);
        return true;
    }

    function ghost(uint256 i) internal pure returns (address) {
        return address(uint160(0x6057000000 + i));
    }

    // ───────────────────────────── leaving ─────────────────────────────

    function tryClaim(uint256 seed) external move {
        address who = actor(seed);
        leave(bookAt(seed), who, pick(seed, 3) == 0 ? SINK : who);
    }

    /// @dev I14: what was taken out once is not taken out twice.
    function leave(Book storage b, address who, address to) internal {
        uint256 amount = worthOf(b, who);
        bool may = mayLeave(b, who) && accepts(to);
        bytes memory data = abi.encodeCall(IDeMLMoney.claim, (b.id, to));
        if (who == cast[REENTRANT]) Reentrant(payable(who)).aim(b.id);
        uint256 before = to.balance;
        bool ok = must(may, who, 0, data, "claim");
        if (ok) {
            did(Deed.Claimed);
            did(Deed.ClaimedFeesAlone, !b.deposits[who].made);
            did(Deed.LeftMidRound, roundRuns(b));
            bookLeaving(b, who);
            if (reenters(who, to, amount)) amount += bookWithdrawal(b, who, true);
        }
        same(to.balance - before, ok ? amount : 0, "I14 claim pays what is due");
        if (!ok) return;
        never(who, 0, data, "I14 claim twice");
        same(to.balance - before, amount, "I14 and pays once");
    }

    function tryWithdraw(uint256 seed) external move {
        address who = actor(seed);
        draw(bookAt(seed), who, pick(seed, 3) == 0 ? SINK : who);
    }

    function draw(Book storage b, address who, address to) internal {
        uint256 amount = b.owed[who];
        did(Deed.RefusedTransfer, amount > 0 && !accepts(to));
        bool may = amount > 0 && accepts(to);
        bytes memory data = abi.encodeCall(IDeMLMoney.withdraw, (b.id, to));
        if (who == cast[REENTRANT]) Reentrant(payable(who)).aim(b.id);
        uint256 before = to.balance;
        bool ok = must(may, who, 0, data, "withdraw");
        if (ok) {
            bookWithdrawal(b, who, false);
            // The re-entrant also asked for its deposit.
            if (reenters(who, to, amount) && mayLeave(b, who)) {
                amount += bookLeaving(b, who);
                did(Deed.Reentered);
            }
            did(Deed.Withdrawn);
        }
        same(to.balance - before, ok ? amount : 0, "I14 withdraw pays what is owed");
        if (!ok) return;
        never(who, 0, data, "I14 withdraw twice");
        same(to.balance - before, amount, "I14 and pays once");
    }

    function reenters(address who, address to, uint256 amount) private view returns (bool) {
        return who == cast[REENTRANT] && to == who && amount > 0;
    }

    /// @dev Whoever claims may be asking for what it is owed from within the payment: it gets that
    /// once.
    function bookWithdrawal(Book storage b, address who, bool within)
        private
        returns (uint256 amount)
    {
        amount = b.owed[who];
        (b.owed[who], b.paidOut) = (0, b.paidOut + amount);
        did(Deed.Reentered, within && amount > 0);
    }

    // ─────────────────────────── sent home by others ───────────────────────────

    /// @notice Three accounts, some perhaps the same or not enrolled, and some ghosts.
    function trySendHome(uint256 seed) external move {
        Book storage b = bookAt(seed);
        address[] memory miners = new address[](5);
        for (uint256 i = 0; i < 3; i++) miners[i] = actor(seed);
        for (uint256 i = 3; i < 5; i++) miners[i] = ghost(pick(seed, b.ghosts + 1));
        pushOut(b, miners);
    }

    /// @dev claimFor: only once the competition has ended, then everybody but who sits.
    function pushOut(Book storage b, address[] memory miners) internal {
        uint256[] memory before = balancesOf(miners);
        bytes memory data = abi.encodeCall(IDeMLMoney.claimFor, (b.id, miners));
        if (!must(!isLive(b), STRANGER, 0, data, "claimFor")) return;
        for (uint256 i = 0; i < miners.length; i++) {
            if (!mayLeave(b, miners[i])) continue;
            did(Deed.ClaimedFor);
            bookSentHome(b, miners[i], before[i]);
        }
    }

    function balancesOf(address[] memory accounts) private view returns (uint256[] memory found) {
        found = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) found[i] = accounts[i].balance;
    }

    /// @dev Paid, or owed instead: only to whoever does not take a plain payment.
    function bookSentHome(Book storage b, address who, uint256 before) private {
        uint256 amount = bookLeaving(b, who);
        uint256 paid = who.balance - before;
        if (paid != 0) {
            same(paid, amount, "I14 sent home with what is due, once");
            return;
        }
        yes(who == cast[REFUSER] || who == cast[REENTRANT], "I14 sent home with ether");
        (b.owed[who], b.paidOut) = (b.owed[who] + amount, b.paidOut - amount);
        did(Deed.Credited);
    }

    /// @notice Ether that no function receives.
    function tryForce(uint256 seed) external move {
        uint256 amount = 1 + pick(seed, 1 ether);
        vm.deal(address(this), amount);
        // PUSH20 the contract, SELFDESTRUCT.
        bytes memory code = abi.encodePacked(hex"73", address(deml), hex"ff");
        assembly ("memory-safe") {
            pop(create(amount, add(code, 32), mload(code)))
        }
        forced += amount;
        did(Deed.Forced);
    }
}
