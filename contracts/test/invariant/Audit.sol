// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Holds the contract against the ledger. What fails names its invariant, as README.md
/// numbers them.
abstract contract Audit is Ledger {
    /// @notice I1, I2: the balance is what the competitions hold, and what was forced in.
    function auditBalance() public view {
        uint256 held;
        for (uint256 i = 0; i < books.length; i++) held += deml.standingOf(books[i].id).held;
        yes(held <= address(deml).balance, "I1 solvency");
        same(address(deml).balance, held + forced, "I2 every wei is a competition's");
    }

    /// @notice I2: within each competition every wei is somebody's.
    function auditMoney(uint256 which) public view {
        Book storage b = books[which];
        IDeMLTypes.Standing memory s = deml.standingOf(b.id);
        same(s.held, b.income - b.paidOut, "I2 held is what came less what went");
        IDeMLTypes.Seat[] memory seats = deml.seatsOf(b.id, cast);
        (uint256 owed, uint256 worth) = (0, 0);
        for (uint256 i = 0; i < ACTORS; i++) {
            address account = cast[i];
            owed += deml.owedTo(b.id, account);
            same(deml.owedTo(b.id, account), b.owed[account], "I2 owed");
            worth += b.worth[account];
            yes(seats[i].enrolled == b.enrolled[account], "enrolled");
            bool live = b.liveIn[account] != 0;
            yes(live == (seats[i].committed || seats[i].revealed), "I4 seated");
            same(seats[i].claimable, live ? 0 : b.worth[account], "I2 claimable");
            same(seats[i].shortfall, live ? 0 : b.short[account], "I8 shortfall");
        }
        bool running = b.ending == IDeMLTypes.Ending.Running;
        if (running) same(s.pot, potOf(b), "I2 pot");
        // Before the end only what was credited to a miner is owed; the rest is in the pot.
        same(s.held, owed + worth + (running ? s.pot : 0), "I2 conservation");
    }

    /// @notice I3: phases and rounds only go forward, and no two windows of a round are open at a time.
    function auditTime(uint256 which) public {
        Book storage b = books[which];
        IDeMLTypes.Standing memory s = deml.standingOf(b.id);
        yes(s.phase == phaseOf(b), "I3 phase");
        yes(s.ending == b.ending, "I3 ending");
        yes(uint256(s.phase) >= uint256(b.phase), "I3 phases never go back");
        bool over = b.phase == IDeMLTypes.Phase.Settled || b.phase == IDeMLTypes.Phase.Cancelled;
        yes(!over || s.phase == b.phase, "I3 an end is the end");
        b.phase = s.phase;
        same(s.rounds, b.panels.length, "rounds");
        same(s.running, b.running, "running");
        same(s.queued, b.queue.length - b.head, "queued");
        yes(s.canOpenRound == mayOpenRound(b), "openRound is foreseen");
        yes(s.canFinalize == mayFinalize(b), "finalize is foreseen");
        for (uint256 i = 0; i < b.panels.length; i++) auditRound(b, i);
    }

    function auditRound(Book storage b, uint256 round) private {
        Panel storage p = b.panels[round];
        IDeMLTypes.RoundStanding memory r = deml.roundOf(b.id, round);
        yes(r.status == p.status, "I3 a round's status");
        yes(!(r.commitsOpen && r.revealsOpen), "I3 windows do not overlap");
        yes(r.commitsOpen == takesCommits(b, p), "I3 the commit window");
        yes(r.revealsOpen == takesReveals(b, p), "I3 the reveal window");
        uint256 stage = r.status != IDeMLTypes.RoundStatus.Running
            ? 4
            : r.commitsOpen ? 1 : r.revealsOpen ? 2 : 3;
        yes(stage >= p.stage, "I3 rounds never go back");
        p.stage = stage;
        same(r.taken, p.seated.length, "I4 seats taken");
        yes(r.taken <= r.seats && r.revealed <= r.taken, "I4 no seat too many");
        auditSeats(b, round);
        yes(keccak256(abi.encode(r.models)) == keccak256(abi.encode(p.models)), "a round's models");
    }

    /// @dev I4, I5: one seat a miner and round, in the order they came; posted rows have commits.
    function auditSeats(Book storage b, uint256 round) private view {
        Panel storage p = b.panels[round];
        if (!isRunning(p)) return;
        same(deml.roundOf(b.id, round).revealed, postedIn(p), "I5 rows posted");
        for (uint256 i = 0; i < p.seated.length; i++) {
            IDeMLTypes.Seat memory seat = deml.seatOf(b.id, p.seated[i]);
            yes(seat.round == round && seat.seat == i, "I4 one seat a miner and round");
            yes(seat.revealed == p.sheets[p.seated[i]].posted, "I5 no reveal without its commit");
        }
    }

    /// @notice Scores and places.
    function auditModels(uint256 which) public view {
        Book storage b = books[which];
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(b.id, 0, type(uint256).max);
        same(models.length, b.papers.length, "models");
        for (uint256 i = 0; i < models.length; i++) {
            Paper storage paper = b.papers[i];
            yes(models[i].author == paper.author, "author");
            yes(
                models[i].status
                    == (
                        paper.scored
                            ? IDeMLTypes.ModelStatus.Scored
                            : paper.contested
                                ? IDeMLTypes.ModelStatus.Contested
                                : paper.waits
                                    ? IDeMLTypes.ModelStatus.Waiting
                                    : IDeMLTypes.ModelStatus.Sealed
                    ),
                "a model's status"
            );
            if (paper.scored) same(models[i].score, paper.score, "score");
        }
        (uint256 n, uint256[6] memory ranked) = ranking(b);
        (uint256[] memory numbers,) = deml.podiumOf(b.id);
        same(numbers.length, n, "places");
        for (uint256 i = 0; i < n; i++) same(numbers[i], ranked[i], "place");
    }

    function auditAll() public {
        auditBalance();
        for (uint256 i = 0; i < books.length; i++) {
            auditMoney(i);
            auditTime(i);
            auditModels(i);
        }
    }
}
