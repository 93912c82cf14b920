// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Authors} from "./Authors.sol";
import {Ends} from "./Ends.sol";
import {Organizers} from "./Organizers.sol";
import {Plays} from "./Plays.sol";

/// @notice Everybody at once, each by its habit: single moves alone would seldom fill a round.
abstract contract Crowds is Organizers, Authors, Plays, Ends {
    /// @notice All do what they may, most of them: join and submit wherever they can, then whatever one
    /// competition's phase asks for; then its time moves on.
    function tryCrowd(uint256 seed) external move {
        for (uint256 i = 0; i < books.length; i++) {
            IDeMLTypes.Phase now_ = phaseOf(books[i]);
            if (now_ == IDeMLTypes.Phase.Registration) gather(books[i], seed);
            if (now_ == IDeMLTypes.Phase.Submission) submitAll(books[i], seed);
        }
        Book storage b = bookAt(seed);
        IDeMLTypes.Phase phase = phaseOf(b);
        if (phase == IDeMLTypes.Phase.Registration) {
            if (pick(seed, 3) > 0) until(b.terms.registrationEnd);
        } else if (phase == IDeMLTypes.Phase.Submission) {
            if (!b.isSealed) round(b, seed);
            if (pick(seed, 3) == 0) until(b.terms.submissionEnd);
        } else if (phase == IDeMLTypes.Phase.Opening) {
            openAll(b, seed);
        } else if (phase == IDeMLTypes.Phase.Evaluation) {
            evaluate(b, seed);
        } else {
            disperse(b, seed);
            createOne(seed);
        }
    }

    /// @dev Until half of them are there.
    function gather(Book storage b, uint256 seed) private {
        if (b.participants.length * 2 >= ACTORS) return;
        for (uint256 i = 0; i < ACTORS; i++) {
            if (pick(seed, 3) > 0) enter(b, cast[i], seed);
            if (pick(seed, 2) > 0) join(b, cast[i]);
        }
    }

    function submitAll(Book storage b, uint256 seed) private {
        finishParts(b, seed);
        if (b.papers.length >= 2 * b.participants.length) return;
        // Now and then as many as there may be: rounds that are full, and queues that are longer.
        uint256 quota = b.terms.maxModelsPerAuthor;
        uint256 each = quota == 8 || pick(seed, 4) == 0 ? quota : 1;
        for (uint256 i = 0; i < ACTORS; i++) {
            if (pick(seed, 3) == 0) hold(b, cast[i], seed);
            for (uint256 k = 0; k < each; k++) if (pick(seed, 3) > 0) send(b, cast[i], seed);
        }
        finishParts(b, seed);
    }

    /// @dev Most authors send what is missing.
    function finishParts(Book storage b, uint256 seed) private {
        for (uint256 i = 0; i < b.papers.length; i++) {
            if (!b.papers[i].complete && pick(seed, 3) > 0) append(b, i, seed);
        }
    }

    /// @dev The opening phase: the test set, round zero, then models.
    function openAll(Book storage b, uint256 seed) private {
        finishParts(b, seed);
        if (isTardy(b) && !b.testOpened) until(testKeyEnd(b));
        openTest(b, seed);
        if (isRoundZero(b)) {
            if (!b.testOpened) {
                until(testKeyEnd(b));
                end(b);
                return;
            }
            if (pick(seed, 4) == 0) until(latestOpening(b));
            if (pick(seed, 8) == 0) abandon(b, seed);
            for (uint256 i = 0; i < 2 && isRoundZero(b); i++) round(b, seed);
            if (clock >= latestOpening(b) && pick(seed, 2) == 0) until(judgingEnd(b));
            end(b);
            return;
        }
        for (uint256 i = 0; i < b.papers.length; i++) if (pick(seed, 4) > 0) unseal(b, i, seed);
        if (pick(seed, 3) > 0) until(b.terms.openingEnd);
    }

    /// @dev A round zero that nobody ends.
    function abandon(Book storage b, uint256 seed) private {
        man(b, seed);
        startRound(b, seed);
        if (!roundRuns(b)) return;
        uint256 last = b.panels.length - 1;
        for (uint256 i = 0; i < ACTORS; i++) if (pick(seed, 2) == 0) sit(b, last, cast[i], seed);
        until(judgingEnd(b));
        end(b);
        until(revealEnd(b, b.panels[last]) + b.terms.commitWindow - pick(seed, 2));
        end(b);
    }

    function evaluate(Book storage b, uint256 seed) private {
        bool late = pick(seed, 3) == 0 && clock < b.terms.evaluationEnd;
        if (!late) for (uint256 i = pick(seed, 3) + 1; i > 0; i--) round(b, seed);
        if (pick(seed, 4) == 0) until(partsEnd(b));
        if (late) {
            // The last second to open a round, and what may still be opened after it.
            man(b, seed);
            until(latestOpening(b) - 1);
            for (uint256 i = 0; i < 3; i++) round(b, seed);
        }
        end(b);
    }

    /// @dev Some take out what is theirs.
    function disperse(Book storage b, uint256 seed) private {
        for (uint256 i = 0; i < ACTORS; i++) {
            if (pick(seed, 2) == 0) leave(b, cast[i], cast[i]);
            if (pick(seed, 2) == 0) draw(b, cast[i], cast[i]);
        }
        address[] memory miners = new address[](ACTORS);
        for (uint256 i = 0; i < ACTORS; i++) miners[i] = cast[i];
        if (pick(seed, 2) == 0) pushOut(b, miners);
    }

    // ────────────────────────────── the last act ──────────────────────────────

    /// @notice What every history closes with: a sealed competition from its start to its end, and an open
    /// one whose rounds end in each of the three ways.
    function finale(uint256 seed) external move {
        sealedFinale(seed);
        openFinale(seed);
    }

    function sealedFinale(uint256 seed) private {
        for (uint256 before = books.length; books.length == before;) found(seed, true);
        Book storage b = books[books.length - 1];
        gather(b, seed);
        until(b.terms.registrationEnd);
        submitAll(b, seed);
        until(b.terms.submissionEnd);
        for (uint256 i = 0; i < 4 && phaseOf(b) == IDeMLTypes.Phase.Opening; i++) openAll(b, seed);
        until(b.terms.openingEnd);
        if (isLive(b)) evaluate(b, seed);
    }

    function openFinale(uint256 seed) private {
        for (bool ample; !ample;) {
            uint256 before = books.length;
            found(seed, false);
            if (books.length == before) continue;
            IDeMLTypes.Terms storage t = books[before].terms;
            uint256 time = t.evaluationEnd - t.submissionEnd;
            ample = time > 15 * (uint256(t.commitWindow) + t.revealWindow);
        }
        Book storage b = books[books.length - 1];
        gather(b, seed);
        until(b.terms.registrationEnd);
        submitAll(b, seed);
        until(partsEnd(b));
        for (uint256 i = 0; i < 8 && waits(b) > 0; i++) {
            bool expired = ended(b, IDeMLTypes.RoundStatus.Expired);
            bool failed = ended(b, IDeMLTypes.RoundStatus.Failed);
            play(b, seed, !expired ? Plot.Desolate : !failed ? Plot.Mute : Plot.Usual);
        }
    }

    function ended(Book storage b, IDeMLTypes.RoundStatus status) private view returns (bool) {
        for (uint256 i = 0; i < b.panels.length; i++) if (b.panels[i].status == status) return true;
        return false;
    }
}
