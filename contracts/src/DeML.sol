// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLEntry} from "./DeMLEntry.sol";
import {DeMLMoney} from "./DeMLMoney.sol";
import {DeMLRounds} from "./DeMLRounds.sol";

/// @title DeML
/// @notice Every competition, each with its own ledger. What the calls promise is said in IDeML, what is
/// stored in DeMLState. Competitions and models come in by DeMLEntry and are judged by DeMLRounds: these
/// are the code at this address. DeMLMoney (deposits, the end) and DeMLViews are codes of their own behind
/// it, over the same storage, since all of it fits no single contract; what is called often is here.
contract DeML is DeMLEntry, DeMLRounds {
    /// @notice The code that answers IDeMLMoney, and knows the code that answers IDeMLViews.
    address public immutable MONEY = address(new DeMLMoney());

    /// @dev Made with this contract, and never changed.
    fallback() external payable {
        _forward(MONEY);
    }

    /// @dev Ether that no call asked for.
    receive() external payable {
        revert WrongValue(msg.value, 0);
    }
}
