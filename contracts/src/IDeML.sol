// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLCalls} from "./IDeMLCalls.sol";
import {IDeMLViews} from "./IDeMLViews.sol";

/// @title DeML: machine-learning competitions without a central judge
/// @notice All that answers at one address. DeML.sol makes the calls, DeMLViews.sol answers the views.
interface IDeML is IDeMLCalls, IDeMLViews {} // solhint-disable-line no-empty-blocks
