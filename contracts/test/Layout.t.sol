// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLState} from "../src/DeMLState.sol";
import {Desk} from "../src/Desk.sol";
import {Base} from "./Base.sol";

/// @notice What assembly takes for granted of a struct: this fails when that changes.
contract LayoutTest is Base {
    mapping(address => DeMLState.Account) private accounts;

    /// @dev Members.mark reads a desk at its account's own slot.
    function test_aDeskIsItsAccountsFirstSlot() public {
        DeMLState.Account storage account = accounts[address(0xBEEF)];
        account.desk = Desk.wrap(0xDE5C);
        uint256 found;
        assembly ("memory-safe") {
            mstore(0x00, 0xBEEF)
            mstore(0x20, accounts.slot)
            found := sload(keccak256(0x00, 0x40))
        }
        same(found, 0xDE5C, "Account.desk");
    }
}
