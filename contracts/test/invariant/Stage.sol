// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "../Base.sol";
import {Handler} from "./Handler.sol";

/// @notice Sets up a handler. By its artifact, so that it is compiled once.
abstract contract Stage {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotDeployed();

    function staged() internal returns (Handler handler) {
        bytes memory code = VM.getCode("Handler.sol:Handler");
        assembly ("memory-safe") {
            handler := create(0, add(code, 32), mload(code))
        }
        if (address(handler) == address(0)) revert NotDeployed();
        handler.setUp();
    }
}
