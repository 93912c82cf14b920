// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeML} from "../../src/IDeML.sol";
import {IDeMLMoney} from "../../src/IDeMLMoney.sol";
import {Signing} from "../Signing.sol";

/// @notice An account that takes no ether.
contract Refuser {
    error NoThankYou();

    receive() external payable {
        revert NoThankYou();
    }
}

/// @notice An account that, being paid, asks for everything once more.
contract Reentrant {
    IDeML private immutable DEML;
    uint256 private target;
    bool private busy;

    constructor(IDeML deml) {
        DEML = deml;
    }

    /// @dev The competition that it will ask.
    function aim(uint256 id) external {
        target = id;
    }

    receive() external payable {
        if (busy) return;
        busy = true;
        ask(abi.encodeCall(IDeMLMoney.withdraw, (target, address(this))));
        ask(abi.encodeCall(IDeMLMoney.claim, (target, address(this))));
        busy = false;
    }

    /// @dev It may be refused; the ledger knows what is owed.
    function ask(bytes memory data) private {
        (bool ok,) = address(DEML).call(data);
        ok;
    }
}

/// @notice Who acts: ten accounts with keys, one that refuses ether and one that re-enters. Each may
/// be organizer, participant and miner at once. As a miner each has a habit, another one in every
/// competition.
abstract contract Cast is Signing {
    /// @dev What a miner makes of its deposit when all play together. Single moves ignore it.
    enum Habit {
        Diligent, // commits and reveals
        Silent, // commits, and seldom reveals
        Ghost, // never commits
        Absent // leaves before the round, when it may
    }

    uint256 internal constant ACTORS = 12;
    uint256 internal constant SIGNERS = 10;
    uint256 internal constant REFUSER = 10;
    uint256 internal constant REENTRANT = 11;
    /// @dev Takes what an actor sends elsewhere.
    address internal constant SINK = address(0x51A4);
    /// @dev Has nothing to do with any competition, and calls what anybody may call.
    address internal constant STRANGER = address(0x57A6);
    /// @dev Receives what is burnt, and nothing else.
    address internal constant PYRE = address(0xdEaD);
    /// @dev Enough for thousands of moves, and far from any limit.
    uint256 private constant PURSE = 1_000_000 ether;

    address[] internal cast;

    function assemble() internal {
        for (uint256 i = 0; i < SIGNERS; i++) cast.push(signerOf(i));
        cast.push(address(new Refuser()));
        cast.push(address(new Reentrant(deml)));
        for (uint256 i = 0; i < ACTORS; i++) vm.deal(cast[i], PURSE);
        vm.deal(STRANGER, PURSE);
    }

    function accepts(address to) internal view returns (bool) {
        return to != cast[REFUSER];
    }

    /// @dev Two in three are diligent.
    function habitOf(uint256 id, address who) internal pure returns (Habit) {
        uint256 roll = uint256(keccak256(abi.encode("habit", id, who))) % 12;
        if (roll < 8) return Habit.Diligent;
        return roll < 10 ? Habit.Silent : roll < 11 ? Habit.Ghost : Habit.Absent;
    }
}
