// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Handler} from "./Handler.sol";
import {Stage} from "./Stage.sol";

/// @notice Random histories by Hardhat's invariant runner, held against the ledger after every
/// move. How many and how long: hardhat.config.ts.
contract InvariantTest is Stage {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Handler private handler;

    function setUp() public {
        handler = staged();
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(handler), handler.moves());
    }

    /// @notice README.md, 1–9, 11 and 12; the others are checked by the moves that could break them.
    function invariant_theLedgerAgrees() public {
        handler.auditAll();
    }

    /// @notice README.md, 17.
    function afterInvariant() public {
        handler.finale(0);
        handler.drain();
    }
}
