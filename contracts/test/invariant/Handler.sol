// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Crowds} from "./moves/Crowds.sol";
import {Strangers} from "./moves/Strangers.sol";
import {Time} from "./moves/Time.sol";

/// @notice The moves of a random history. Each knows from the ledger whether it must succeed, books
/// what it did, and never reverts unless an invariant is broken. `moves/` has them, by actor.
contract Handler is Time, Strangers, Crowds {
    function setUp() public override {
        super.setUp();
        assemble();
        ashesBefore = PYRE.balance;
        while (books.length == 0) found(0, false);
        while (books.length == 1) found(1, true);
    }

    /// @notice What a history is made of.
    function moves() external pure returns (bytes4[] memory list) {
        bytes4[24] memory all = [
            this.tryWait.selector,
            this.tryCreate.selector,
            this.tryOpenTestSet.selector,
            this.tryRegister.selector,
            this.tryReserve.selector,
            this.trySubmit.selector,
            this.tryAddPart.selector,
            this.tryOpenModel.selector,
            this.tryEnrol.selector,
            this.tryEnrolFor.selector,
            this.tryFlood.selector,
            this.trySendHome.selector,
            this.tryOpenRound.selector,
            this.tryCommit.selector,
            this.tryCommitFor.selector,
            this.tryReveal.selector,
            this.tryForge.selector,
            this.trySettle.selector,
            this.tryClaim.selector,
            this.tryWithdraw.selector,
            this.tryEnd.selector,
            this.tryForce.selector,
            this.tryMeddle.selector,
            this.tryPlay.selector
        ];
        // Crowds take a history on: every fourth move is theirs.
        list = new bytes4[](all.length + all.length / 3);
        for (uint256 i = 0; i < list.length; i++) {
            list[i] = i < all.length ? all[i] : this.tryCrowd.selector;
        }
    }

    /// @notice I17: from here, after all deadlines, everybody gets everything, by calls that
    /// anybody may make.
    function drain() external move {
        pass(400 days);
        for (uint256 i = 0; i < books.length; i++) {
            Book storage b = books[i];
            if (roundRuns(b)) {
                judge(b, b.panels.length - 1, i);
                yes(!roundRuns(b) || mayCancel(b), "I17 a round that did not end");
            }
            // What waits has a commit window for another round.
            if (awaitsRound(b)) pass(b.terms.commitWindow);
            end(b);
            yes(!isLive(b), "I17 a competition without an end");
            pushOut(b, b.miners);
            for (uint256 j = 0; j < ACTORS; j++) if (b.owed[cast[j]] > 0) draw(b, cast[j], SINK);
            for (uint256 j = 0; j < b.panels.length; j++) {
                yes(!isRunning(b.panels[j]), "I17 a round without an end");
            }
            same(deml.standingOf(b.id).held, 0, "I17 stuck in a competition");
            same(deml.standingOf(b.id).enrolled, 0, "I17 nobody is left");
        }
        same(address(deml).balance, forced, "I17 nothing is left but what was forced in");
        auditAll();
    }
}
