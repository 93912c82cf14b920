// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEntry} from "./IDeMLEntry.sol";
import {IDeMLEvents} from "./IDeMLEvents.sol";
import {IDeMLMoney} from "./IDeMLMoney.sol";
import {IDeMLRounds} from "./IDeMLRounds.sol";
import {IDeMLViews} from "./IDeMLViews.sol";

/// @title DeML: machine-learning competitions without a central judge
/// @notice All that answers at one address. DeML.sol has the first two, DeMLMoney.sol the third, and
/// DeMLViews.sol the views.
interface IDeML is IDeMLEvents, IDeMLEntry, IDeMLRounds, IDeMLMoney, IDeMLViews {} // solhint-disable-line no-empty-blocks
