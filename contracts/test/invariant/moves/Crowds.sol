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
    /// @dev What becomes of a round.
    enum Plot {
        Usual, // all do as they are used to
        Desolate, // too few commit
        Mute // nobody reveals
    }

    uint256 private acts;

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

    /// @notice One competition's round, pushed on.
    function tryPlay(uint256 seed) external move {
        round(bookAt(seed), seed);
    }

    /// @dev A round from its opening to its end, as far as the history lets it come.
    function round(Book storage b, uint256 seed) private {
        acts++;
        play(b, seed, acts % 6 == 2 ? Plot.Desolate : acts % 6 == 4 ? Plot.Mute : Plot.Usual);
    }

    function play(Book storage b, uint256 seed, Plot plot) private {
        if (!roundRuns(b)) {
            man(b, seed);
            startRound(b, seed);
        }
        if (roundRuns(b)) drive(b, b.panels.length - 1, seed, plot);
    }

    /// @dev Deposits, and time until they count, where there are too few.
    function man(Book storage b, uint256 seed) private {
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
        if (!isRunning(p) && (plot == Plot.Desolate || pick(seed, 3) > 0)) expelAll(b);
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

    /// @dev Evictors: whoever was not there goes, ghosts included.
    function expelAll(Book storage b) private {
        address[] memory miners = new address[](b.miners.length);
        for (uint256 i = 0; i < miners.length; i++) miners[i] = b.miners[i];
        expel(b, miners);
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
