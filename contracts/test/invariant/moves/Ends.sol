// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLMoney} from "../../../src/IDeMLMoney.sol";
import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Machine} from "./Machine.sol";

/// @notice Competitions end.
abstract contract Ends is Machine {
    /// @notice Ends a competition in the way that it may end, if it may.
    function tryEnd(uint256 seed) external move {
        end(bookAt(seed));
    }

    function end(Book storage b) internal {
        bool mid = roundRuns(b);
        bool may = mayCancel(b);
        if (must(may, STRANGER, 0, abi.encodeCall(IDeMLMoney.cancel, (b.id)), "cancel")) {
            noteCancellation(b, mid);
            bookCancellation(b);
        }
        may = mayFinalize(b);
        if (must(may, STRANGER, 0, abi.encodeCall(IDeMLMoney.finalize, (b.id)), "finalize")) {
            bookEnd(b);
            bool won = b.ending == IDeMLTypes.Ending.Won;
            did(won ? Deed.Won : Deed.Unwon);
            did(Deed.WonReturning, won && b.terms.returnsBuyIns);
        }
        if (isLive(b)) return;
        never(STRANGER, 0, abi.encodeCall(IDeMLMoney.cancel, (b.id)), "I4 an end is the end");
        never(STRANGER, 0, abi.encodeCall(IDeMLMoney.finalize, (b.id)), "I4 an end is the end");
    }

    function noteCancellation(Book storage b, bool mid) private {
        did(Deed.CancelledNoKey, !b.testOpened);
        bool bad = b.testSet == IDeMLTypes.TestSet.Bad;
        did(Deed.CancelledBad, bad);
        did(Deed.CancelledUnjudged, b.testOpened && !bad);
        did(Deed.CancelledMidRound, mid);
    }
}
