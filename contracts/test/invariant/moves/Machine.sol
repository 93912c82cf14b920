// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Audit} from "../Audit.sol";

/// @notice What moves are made of.
abstract contract Machine is Audit {
    /// @dev What histories must reach; counted, so that a test can check that they do.
    enum Deed {
        Created,
        Sealed,
        Registered,
        Reserved,
        UsedReservation,
        GaveUpReservation,
        Submitted,
        Copied,
        Continued,
        Completed,
        TestOpened,
        TestLate,
        TestGood,
        TestBad,
        TestDisputed,
        ModelOpened,
        Enrolled,
        EnrolledAgain,
        EnrolledFor,
        Flooded,
        Opened,
        OpenedZero,
        OpenedFull,
        OpenedLate,
        Committed,
        CommittedFor,
        PassedOver,
        ClosedEarly,
        Revealed,
        RefusedReveal,
        Expired,
        Failed,
        SettledPosted,
        SettledTogether,
        SettledMixed,
        SettledOverPaid,
        Disagreed,
        Mended,
        Unjudged,
        Forfeited,
        Spared, // beyond one tolerance, not beyond two
        Abstained,
        LeftMidRound,
        Won,
        WonReturning,
        Unwon,
        CancelledNoKey,
        CancelledBad,
        CancelledUnjudged,
        CancelledMidRound,
        Claimed,
        ClaimedFor,
        ClaimedFeesAlone,
        Credited,
        Withdrawn,
        RefusedTransfer,
        Reentered,
        Forced
    }

    mapping(Deed => uint256) public done;
    uint256 private picks;

    /// @dev The time is the history's: whoever calls need not keep it.
    modifier move() {
        vm.warp(clock);
        _;
    }

    function did(Deed deed) internal {
        done[deed]++;
    }

    function did(Deed deed, bool really) internal {
        if (really) done[deed]++;
    }

    /// @dev A number below `n`, another one at every call.
    function pick(uint256 seed, uint256 n) internal returns (uint256) {
        return uint256(keccak256(abi.encode(seed, ++picks))) % n;
    }

    function bookAt(uint256 seed) internal returns (Book storage) {
        return books[pick(seed, books.length)];
    }

    function actor(uint256 seed) internal returns (address) {
        return cast[pick(seed, ACTORS)];
    }

    /// @dev One of the rounds, mostly the last.
    function roundAt(Book storage b, uint256 seed) internal returns (uint256) {
        if (pick(seed, 4) > 0) return b.panels.length - 1;
        return pick(seed, b.panels.length);
    }

    function act(address who, uint256 value, bytes memory data)
        internal
        returns (bool ok, bytes memory answer)
    {
        vm.prank(who);
        (ok, answer) = address(deml).call{value: value}(data);
    }

    /// @dev Acts, and compares the result with what the ledger foresees.
    function must(bool foreseen, address who, uint256 value, bytes memory data, string memory what)
        internal
        returns (bool ok)
    {
        (ok,) = act(who, value, data);
        yes(ok == foreseen, what);
    }

    /// @dev Acts, and must be refused.
    function never(address who, uint256 value, bytes memory data, string memory what) internal {
        (bool ok,) = act(who, value, data);
        yes(!ok, what);
    }

    function until(uint256 time) internal {
        if (time > clock) pass(time - clock);
    }
}
