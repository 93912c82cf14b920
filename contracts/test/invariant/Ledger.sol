// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Cast} from "./Cast.sol";

/// @notice What should be so, kept by the handler from docs/PROTOCOL.md and its own moves. It asks
/// the contract nothing: it sorts where the contract counts, and adds wei where it counts evaluations.
abstract contract Ledger is Cast {
    /// @dev How a miner fills in its row.
    enum Mood {
        Honest, // close to the truth
        Colluding, // all of them report the same lie
        Wild, // any score
        Invalid, // INVALID for everything
        Nonsense, // a score that is none, which cannot be revealed
        Copying // another's commitment, which cannot be opened
    }

    struct Sheet {
        Mood mood;
        bool posted;
        bytes row;
    }

    struct Panel {
        uint256 openedAt;
        uint256 commitEnd;
        uint256 closedAt;
        bool drawn;
        IDeMLTypes.RoundStatus status;
        uint16[] models;
        address[] seated;
        mapping(address => Sheet) sheets;
        uint256 stage; // as the audit saw it last
    }

    struct Paper {
        address author;
        bytes32 key;
        bool waits;
        bool contested;
        bool scored;
        uint24 score;
    }

    /// @dev A competition.
    struct Book {
        uint256 id;
        bool isSealed;
        bool testOpened;
        IDeMLTypes.Terms terms;
        IDeMLTypes.Ending ending;
        address organizer;
        uint256 income;
        uint256 paidOut;
        // ── the pot
        uint256 fund;
        uint256 buyIn;
        uint256 fee;
        uint256 participants;
        uint256 forfeits;
        uint256 fees;
        // ── what waits, and what runs
        Paper[] papers;
        Panel[] panels;
        uint256[] queue;
        uint256 head;
        uint256 running;
        uint256 lastOpened;
        // ── by account
        mapping(address => bool) registered;
        mapping(address => uint256) submitted;
        mapping(address => uint256) owed;
        mapping(address => bool) enrolled;
        mapping(address => uint256) worth; // of the stake and the fees
        mapping(address => uint256) short; // of the stake
        mapping(address => uint256) firstRound;
        mapping(address => uint256) liveIn; // round + 1
        IDeMLTypes.Phase phase; // as the audit saw it last
    }

    Book[] internal books;
    /// @dev Ether that no function received.
    uint256 internal forced;

    // ─────────────────────────────── time ───────────────────────────────

    function phaseOf(Book storage b) internal view returns (IDeMLTypes.Phase) {
        if (b.ending == IDeMLTypes.Ending.Cancelled) return IDeMLTypes.Phase.Cancelled;
        if (b.ending != IDeMLTypes.Ending.Running) return IDeMLTypes.Phase.Settled;
        if (clock < b.terms.registrationEnd) return IDeMLTypes.Phase.Registration;
        if (clock < b.terms.submissionEnd) return IDeMLTypes.Phase.Submission;
        if (clock < b.terms.openingEnd) return IDeMLTypes.Phase.Opening;
        return IDeMLTypes.Phase.Evaluation;
    }

    function takesMiners(Book storage b) internal view returns (bool) {
        return b.ending == IDeMLTypes.Ending.Running && clock < b.terms.evaluationEnd;
    }

    function mayOpenRound(Book storage b) internal view returns (bool) {
        IDeMLTypes.Phase phase = phaseOf(b);
        if (clock >= b.terms.evaluationEnd || b.queue.length == b.head) return false;
        if (phase == IDeMLTypes.Phase.Evaluation) return !b.isSealed || b.testOpened;
        if (b.isSealed || phase != IDeMLTypes.Phase.Submission) return false;
        if (b.queue.length - b.head >= 32 || b.papers.length == b.terms.maxModels) return true;
        uint256 last =
            b.lastOpened > b.terms.registrationEnd ? b.lastOpened : b.terms.registrationEnd;
        return clock >= last + b.terms.roundInterval;
    }

    function isForgotten(Book storage b) internal view returns (bool) {
        return b.isSealed && !b.testOpened;
    }

    function mayFinalize(Book storage b) internal view returns (bool) {
        return phaseOf(b) == IDeMLTypes.Phase.Evaluation && !isForgotten(b) && b.running == 0
            && (b.queue.length == b.head || clock >= b.terms.evaluationEnd);
    }

    /// @dev When commits closed; 0 while they are open, or for ever short of a quorum.
    function closedOf(Book storage b, Panel storage p) internal view returns (uint256) {
        if (p.closedAt != 0) return p.closedAt;
        if (clock < p.commitEnd || p.seated.length < b.terms.quorum) return 0;
        return p.commitEnd;
    }

    function isRunning(Panel storage p) internal view returns (bool) {
        return p.status == IDeMLTypes.RoundStatus.Running;
    }

    function takesCommits(Book storage b, Panel storage p) internal view returns (bool) {
        return isRunning(p) && closedOf(b, p) == 0
            && (clock < p.commitEnd || clock < b.terms.evaluationEnd);
    }

    function takesReveals(Book storage b, Panel storage p) internal view returns (bool) {
        uint256 closed = closedOf(b, p);
        return isRunning(p) && closed != 0 && clock < closed + b.terms.revealWindow;
    }

    // ────────────────────────────── participants ──────────────────────────────

    function bookModel(Book storage b, address account, bytes32 key) internal {
        b.submitted[account]++;
        Paper storage paper = b.papers.push();
        (paper.author, paper.key) = (account, key);
        if (!b.isSealed) bookOpenedModel(b, b.papers.length - 1);
    }

    function bookOpenedModel(Book storage b, uint256 model) internal {
        b.papers[model].waits = true;
        b.queue.push(model);
    }

    // ──────────────────────────────── miners ────────────────────────────────

    function bookEnrolment(Book storage b, address account, uint256 paid) internal {
        b.income += paid;
        b.enrolled[account] = true;
        b.worth[account] += paid;
        (b.short[account], b.firstRound[account]) = (0, b.panels.length);
    }

    function enrolmentDue(Book storage b, address account) internal view returns (uint256) {
        return b.enrolled[account] ? b.short[account] : b.terms.seatStake;
    }

    /// @dev Whether a miner may sit, but for the draw.
    function maySit(Book storage b, uint256 round, address account) internal view returns (bool) {
        return b.enrolled[account] && b.liveIn[account] == 0 && b.short[account] == 0
            && b.firstRound[account] <= round;
    }

    function bookSeat(Book storage b, uint256 round, address account, Mood mood, bytes memory row)
        internal
    {
        Panel storage p = b.panels[round];
        p.seated.push(account);
        Sheet storage sheet = p.sheets[account];
        (sheet.mood, sheet.row) = (mood, row);
        b.liveIn[account] = round + 1;
        bool late = clock >= p.commitEnd && p.seated.length == b.terms.quorum;
        if (late || p.seated.length == b.terms.seats) p.closedAt = clock;
    }

    function postedIn(Panel storage p) internal view returns (uint256 posted) {
        for (uint256 i = 0; i < p.seated.length; i++) {
            if (p.sheets[p.seated[i]].posted) posted++;
        }
    }

    function isNear(uint24 score, uint24 median, uint256 tolerance) internal pure returns (bool) {
        if (score == INVALID || median == INVALID) return score == median;
        return (score > median ? score - median : median - score) <= tolerance;
    }

    function scoreIn(bytes memory row, uint256 j) internal pure returns (uint24) {
        return (uint24(uint8(row[3 * j])) << 16) | (uint24(uint8(row[3 * j + 1])) << 8)
            | uint24(uint8(row[3 * j + 2]));
    }

    /// @dev The lower median of the posted scores of a round's model `j`.
    function medianOf(Panel storage p, uint256 j) internal view returns (uint24) {
        uint24[] memory sorted = new uint24[](p.seated.length);
        uint256 n;
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted) continue;
            uint24 score = scoreIn(sheet.row, j);
            uint256 at = n++;
            for (; at > 0 && sorted[at - 1] > score; at--) sorted[at] = sorted[at - 1];
            sorted[at] = score;
        }
        return sorted[(n - 1) / 2];
    }

    /// @dev What a round's seats gain and lose.
    struct Yield {
        uint256[] kept; // models that count for the stake
        uint256[] earned; // fees
        uint256 contested;
        bool mended; // a model decided in its second round
    }

    /// @dev Books a settlement in which every posted row is counted.
    function bookSettlement(Book storage b, uint256 round) internal returns (Yield memory y) {
        Panel storage p = b.panels[round];
        (y.kept, y.earned) = (new uint256[](p.seated.length), new uint256[](p.seated.length));
        for (uint256 j = 0; j < p.models.length; j++) bookVerdict(b, p, j, y);
        for (uint256 i = 0; i < p.seated.length; i++) {
            address account = p.seated[i];
            uint256 stake = b.terms.seatStake;
            uint256 lost = p.sheets[account].posted
                ? stake - stake * y.kept[i] / p.models.length
                : stake;
            bookResult(b, round, account, lost, y.earned[i] * b.fee);
        }
        p.status = IDeMLTypes.RoundStatus.Settled;
        b.running--;
    }

    function bookVerdict(Book storage b, Panel storage p, uint256 j, Yield memory y) private {
        uint24 median = medianOf(p, j);
        (uint256 near, uint256 sum, uint256 reveals) = (0, 0, postedIn(p));
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted) continue;
            if (!isNear(scoreIn(sheet.row, j), median, b.terms.tolerance)) continue;
            near++;
            sum += scoreIn(sheet.row, j);
        }
        bool agreed = near * 3 >= reveals * 2;
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted) continue;
            bool inlier = isNear(scoreIn(sheet.row, j), median, b.terms.tolerance);
            if (inlier || !agreed) y.kept[i]++;
            if (inlier && agreed) y.earned[i]++;
        }
        Paper storage paper = b.papers[p.models[j]];
        if (!agreed) y.contested++;
        if (agreed || paper.contested) {
            if (paper.contested) y.mended = true;
            (paper.scored, paper.score) = (true, agreed ? uint24(sum / near) : median);
        } else {
            paper.contested = true;
            b.queue.push(p.models[j]);
        }
    }

    /// @dev A seat's round is over: what it lost, and what it earned.
    function bookResult(
        Book storage b,
        uint256 round,
        address account,
        uint256 lost,
        uint256 earned
    ) internal {
        // Forfeits at most once: a seat is live once, and never above the stake.
        same(b.liveIn[account], round + 1, "I8 a seat is judged once");
        yes(lost <= b.terms.seatStake, "I8 a forfeit is at most the stake");
        (b.liveIn[account], b.firstRound[account]) = (0, round + 1);
        (b.short[account], b.forfeits, b.fees) = (lost, b.forfeits + lost, b.fees + earned);
        b.worth[account] = b.worth[account] + earned - lost;
    }

    /// @dev Books a round that judged nothing.
    function bookDropped(Book storage b, uint256 round, IDeMLTypes.RoundStatus status) internal {
        Panel storage p = b.panels[round];
        bool failed = status == IDeMLTypes.RoundStatus.Failed;
        for (uint256 i = 0; i < p.seated.length; i++) {
            bool silent = !p.sheets[p.seated[i]].posted;
            bookResult(b, round, p.seated[i], failed && silent ? b.terms.seatStake : 0, 0);
        }
        for (uint256 j = 0; failed && j < p.models.length; j++) b.queue.push(p.models[j]);
        p.status = status;
        b.running--;
    }

    // ──────────────────────────────── the end ────────────────────────────────

    function potOf(Book storage b) internal view returns (uint256) {
        return b.fund + b.participants * b.buyIn + b.forfeits - b.fees;
    }

    function bookCancellation(Book storage b) internal {
        b.ending = IDeMLTypes.Ending.Cancelled;
        uint256 share = b.participants == 0 ? 0 : b.buyIn + b.fund / 5 / b.participants;
        uint256 rest = potOf(b);
        for (uint256 i = 0; i < ACTORS; i++) {
            if (!b.registered[cast[i]]) continue;
            b.owed[cast[i]] += share;
            rest -= share;
        }
        b.owed[b.organizer] += rest;
    }

    function bookEnd(Book storage b) internal {
        uint256 rest = potOf(b);
        (uint256 winners, uint256[6] memory ranked) = ranking(b);
        b.ending = winners > 0 ? IDeMLTypes.Ending.Won : IDeMLTypes.Ending.Unwon;
        for (uint256 i = 0; i < ACTORS; i++) {
            if (!isRefunded(b, cast[i], winners > 0)) continue;
            b.owed[cast[i]] += b.buyIn;
            rest -= b.buyIn;
        }
        if (winners == 0) {
            b.owed[b.organizer] += rest;
            return;
        }
        uint256 shared = rest;
        for (uint256 place = 1; place < b.terms.prizeShares.length && place < winners; place++) {
            uint256 amount = shared * b.terms.prizeShares[place] / 10_000;
            b.owed[b.papers[ranked[place]].author] += amount;
            rest -= amount;
        }
        b.owed[b.papers[ranked[0]].author] += rest;
    }

    /// @dev When somebody won: whoever has models that miners saw, and a verdict on none of them.
    function isRefunded(Book storage b, address account, bool won) private view returns (bool) {
        if (!b.registered[account] || !won) return b.registered[account];
        bool seen;
        for (uint256 i = 0; i < b.papers.length; i++) {
            if (b.papers[i].author != account || !b.papers[i].waits) continue;
            if (b.papers[i].scored) return false;
            seen = true;
        }
        return seen;
    }

    /// @dev The best six models: by score, then the earlier.
    function ranking(Book storage b) internal view returns (uint256 n, uint256[6] memory ranked) {
        for (uint256 i = 0; i < b.papers.length; i++) {
            if (!b.papers[i].scored || b.papers[i].score == INVALID) continue;
            uint256 at = n < 6 ? n : 6;
            while (at > 0 && b.papers[ranked[at - 1]].score < b.papers[i].score) {
                if (at < 6) ranked[at] = ranked[at - 1];
                at--;
            }
            if (at < 6) ranked[at] = i;
            if (n < 6) n++;
        }
    }
}
