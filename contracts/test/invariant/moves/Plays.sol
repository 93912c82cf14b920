// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Settling} from "./Settling.sol";
import {Stakes} from "./Stakes.sol";

/// @notice Whole rounds, in which every miner follows its habit.
abstract contract Plays is Stakes, Settling {
    /// @dev What becomes of a round.
    enum Plot {
        Usual, // all do as they are used to
        Desolate, // too few commit
        Mute // nobody reveals
    }

    uint256 private acts;

    /// @notice One competition's round, pushed on.
    function tryPlay(uint256 seed) external move {
        round(bookAt(seed), seed);
    }

    /// @dev A round from its opening to its end, as far as the history lets it come.
    function round(Book storage b, uint256 seed) internal {
        acts++;
        play(b, seed, acts % 6 == 2 ? Plot.Desolate : acts % 6 == 4 ? Plot.Mute : Plot.Usual);
    }

    function play(Book storage b, uint256 seed, Plot plot) internal {
        if (!roundRuns(b)) {
            man(b, seed);
            startRound(b, seed);
        }
        if (roundRuns(b)) drive(b, b.panels.length - 1, seed, plot);
    }

    /// @dev Deposits, and time until they count, where there are too few.
    function man(Book storage b, uint256 seed) internal {
        (, uint256 counting) = benchOf(b);
        if (!enrols(b) || counting >= quorumOf(b) + 1 + pick(seed, 5)) return;
        bool hasTime = clock + 2 * b.terms.commitWindow < latestOpening(b);
        if (!hasTime && counting >= quorumOf(b)) return;
        for (uint256 i = 0; i < ACTORS; i++) if (pick(seed, 5) > 0) join(b, cast[i]);
        // To the first second in which they count, or one before it.
        uint256 then = (periodOf(b, clock) + 2) * b.terms.commitWindow;
        until(pick(seed, 6) == 0 ? then - 1 : then);
    }

    function drive(Book storage b, uint256 last, uint256 seed, Plot plot) private {
        Panel storage p = b.panels[last];
        bool mute = plot == Plot.Mute;
        for (uint256 i = 0; i < ACTORS; i++) {
            if (habitOf(b.id, cast[i]) == Habit.Absent) leave(b, cast[i], SINK);
        }
        if (pick(seed, 2) == 0 && plot != Plot.Desolate) sitAll(b, last, 6, seed);
        for (uint256 i = 0; i < ACTORS && takesCommits(b, p); i++) {
            if (plot == Plot.Desolate && p.seated.length + 1 >= p.quorum) break;
            if (habitOf(b.id, cast[i]) == Habit.Ghost || pick(seed, 8) == 0) continue;
            sit(b, last, cast[i], seed);
        }
        if (takesCommits(b, p) && (mute || pick(seed, 4) > 0)) until(commitEnd(b, p));
        if (!mute) revealMost(b, last, seed);
        if ((mute || pick(seed, 2) == 0) && isManned(b, p)) until(revealEnd(b, p));
        judge(b, last, seed);
        if (isManned(b, p) && pick(seed, 3) > 0) {
            until(revealEnd(b, p));
            judge(b, last, seed);
        }
    }

    /// @dev Everybody, most, few or nobody reveals.
    function revealMost(Book storage b, uint256 last, uint256 seed) private {
        Panel storage p = b.panels[last];
        uint256 diligence = [uint256(0), 0, 9, 9, 100, 100][pick(seed, 6)];
        for (uint256 i = 0; i < p.seated.length; i++) {
            bool silent = habitOf(b.id, p.seated[i]) == Habit.Silent;
            if (pick(seed, 10) < (silent ? diligence / 9 : diligence)) post(b, last, p.seated[i]);
        }
    }
}
