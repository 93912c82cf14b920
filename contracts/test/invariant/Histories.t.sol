// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Handler} from "./Handler.sol";
import {Stage} from "./Stage.sol";
import {Machine} from "./moves/Machine.sol";

/// @notice The same moves in histories made here, to count what they reach.
contract HistoriesTest is Stage {
    /// @param deed Of Machine.Deed
    /// @param reached How often each was
    error NeverReached(uint256 deed, uint256[] reached);

    Handler private handler;

    function setUp() public {
        handler = staged();
    }

    function random(uint256 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i)));
    }

    /// @dev Any move; every other one is a crowd's.
    function run(Handler h, uint256 seed, uint256 length) private {
        bytes4[] memory moves = h.moves();
        for (uint256 i = 0; i < length; i++) {
            uint256 roll = random(seed, i);
            bytes4 selector =
                roll % 2 == 0 ? h.tryCrowd.selector : moves[(roll >> 8) % moves.length];
            (bool ok, bytes memory reason) =
                address(h).call(abi.encodeWithSelector(selector, roll >> 16));
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(reason, 32), mload(reason))
                }
            }
            h.auditAll();
        }
    }

    function testFuzz_aRandomHistoryPaysEveryWei(uint256 seed) public {
        run(handler, seed, 25);
        handler.drain();
    }

    /// @dev Every history has rounds that end in each of the three ways, and endings; all of
    /// them together have everything.
    function test_historiesReachEveryState() public {
        uint256 deeds = uint256(type(Machine.Deed).max) + 1;
        uint256[] memory reached = new uint256[](deeds);
        for (uint256 seed = 0; seed < 16; seed++) {
            Handler h = staged();
            run(h, seed, 160);
            h.finale(seed);
            h.auditAll();
            h.drain();
            uint256[] memory here = new uint256[](deeds);
            for (uint256 i = 0; i < deeds; i++) {
                here[i] = h.done(Machine.Deed(i));
                reached[i] += here[i];
            }
            lived(here);
        }
        for (uint256 i = 0; i < deeds; i++) if (reached[i] == 0) revert NeverReached(i, reached);
    }

    function lived(uint256[] memory here) private pure {
        need(here, Machine.Deed.SettledPosted, Machine.Deed.SettledMixed);
        need(here, Machine.Deed.Expired, Machine.Deed.Expired);
        need(here, Machine.Deed.Failed, Machine.Deed.Failed);
        need(here, Machine.Deed.Won, Machine.Deed.CancelledUnjudged);
    }

    /// @dev One of several deeds that follow each other.
    function need(uint256[] memory here, Machine.Deed first, Machine.Deed last) private pure {
        for (uint256 i = uint256(first); i <= uint256(last); i++) if (here[i] > 0) return;
        revert NeverReached(uint256(first), here);
    }
}
