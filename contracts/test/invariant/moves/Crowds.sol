// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Authors} from "./Authors.sol";
import {Ends} from "./Ends.sol";
import {Organizers} from "./Organizers.sol";
import {Settling} from "./Settling.sol";
import {Stakes} from "./Stakes.sol";

/// @notice Everybody at once, each by its habit: single moves alone would seldom fill a round.
abstract contract Crowds is Organizers, Authors, Stakes, Settling, Ends {
    /// @notice All do what they may in a competition's phase, most of them; then its time moves on.
    function tryCrowd(uint256 seed) external move {
        Book storage b = bookAt(seed);
        IDeMLTypes.Phase phase = phaseOf(b);
        if (phase == IDeMLTypes.Phase.Registration) gather(b, seed);
        else if (phase == IDeMLTypes.Phase.Submission) submitAll(b, seed);
        else if (phase == IDeMLTypes.Phase.Opening) openAll(b, seed);
        else if (phase == IDeMLTypes.Phase.Evaluation) evaluate(b, seed);
        else disperse(b, seed);
    }

    function gather(Book storage b, uint256 seed) private {
        for (uint256 i = 0; i < ACTORS; i++) {
            if (pick(seed, 3) > 0) enter(b, cast[i], seed);
            if (pick(seed, 3) > 0) join(b, cast[i]);
        }
        if (pick(seed, 3) > 0) until(b.terms.registrationEnd);
    }

    function submitAll(Book storage b, uint256 seed) private {
        // Now and then as many as there may be: rounds that are full, and queues that are longer.
        uint256 each = pick(seed, 4) == 0 ? b.terms.maxModelsPerAuthor : 1;
        for (uint256 i = 0; i < ACTORS; i++) {
            if (pick(seed, 6) == 0) hold(b, cast[i], seed);
            for (uint256 k = 0; k < each; k++) if (pick(seed, 3) > 0) send(b, cast[i], seed);
        }
        if (!b.isSealed && pick(seed, 2) == 0) round(b, seed);
        finishParts(b, seed);
        if (pick(seed, 2) == 0) until(b.terms.submissionEnd);
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
            if (pick(seed, 4) > 0) round(b, seed);
            else until(latestOpening(b));
            if (clock >= latestOpening(b) && pick(seed, 2) == 0) until(judgingEnd(b));
            end(b);
            return;
        }
        for (uint256 i = 0; i < b.papers.length; i++) if (pick(seed, 4) > 0) unseal(b, i, seed);
        if (pick(seed, 3) > 0) until(b.terms.openingEnd);
    }

    function evaluate(Book storage b, uint256 seed) private {
        round(b, seed);
        if (pick(seed, 4) == 0) until(partsEnd(b));
        if (pick(seed, 5) == 0) until(latestOpening(b) - 1);
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

    /// @notice One competition's round, pushed on.
    function tryPlay(uint256 seed) external move {
        round(bookAt(seed), seed);
    }

    /// @dev A round from its opening to its end, as far as the history lets it come.
    function round(Book storage b, uint256 seed) private {
        if (!roundRuns(b)) {
            man(b, seed);
            startRound(b, seed);
        }
        if (roundRuns(b)) drive(b, b.panels.length - 1, seed);
    }

    /// @dev Deposits, and time until they count, where there are too few.
    function man(Book storage b, uint256 seed) private {
        (, uint256 counting) = benchOf(b);
        if (counting >= quorumOf(b) + pick(seed, 4)) return;
        for (uint256 i = 0; i < ACTORS; i++) if (pick(seed, 5) > 0) join(b, cast[i]);
        // To the first second in which they count, or one before it.
        uint256 then = (periodOf(b, clock) + 2) * b.terms.commitWindow;
        until(pick(seed, 6) == 0 ? then - 1 : then);
    }

    function drive(Book storage b, uint256 last, uint256 seed) private {
        Panel storage p = b.panels[last];
        bool desolate = pick(seed, 8) == 0; // hardly anybody comes
        for (uint256 i = 0; i < ACTORS; i++) {
            if (habitOf(b.id, cast[i]) == Habit.Absent) leave(b, cast[i], SINK);
        }
        if (pick(seed, 2) == 0 && !desolate) sitAll(b, last, 6, seed);
        for (uint256 i = 0; i < ACTORS && takesCommits(b, p); i++) {
            if (habitOf(b.id, cast[i]) == Habit.Ghost || pick(seed, 8) == 0) continue;
            if (!desolate || pick(seed, 6) == 0) sit(b, last, cast[i], seed);
        }
        if (takesCommits(b, p) && pick(seed, 4) > 0) until(commitEnd(b, p));
        revealMost(b, last, seed);
        if (pick(seed, 2) == 0 && isManned(b, p)) until(revealEnd(b, p));
        judge(b, last, seed);
        if (!isRunning(p)) expelAll(b, seed);
    }

    /// @dev Everybody, most, few or nobody reveals.
    function revealMost(Book storage b, uint256 last, uint256 seed) private {
        Panel storage p = b.panels[last];
        uint256 diligence = [uint256(0), 0, 3, 9, 100, 100][pick(seed, 6)];
        for (uint256 i = 0; i < p.seated.length; i++) {
            bool silent = habitOf(b.id, p.seated[i]) == Habit.Silent;
            if (pick(seed, 10) < (silent ? diligence / 9 : diligence)) post(b, last, p.seated[i]);
        }
    }

    /// @dev Evictors: whoever was not there goes, ghosts included.
    function expelAll(Book storage b, uint256 seed) private {
        if (pick(seed, 3) == 0) return;
        address[] memory miners = new address[](b.miners.length);
        for (uint256 i = 0; i < miners.length; i++) miners[i] = b.miners[i];
        expel(b, miners);
    }
}
