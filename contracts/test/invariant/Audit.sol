// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Holds the contract against the ledger. What fails names its invariant, as README.md
/// numbers them.
abstract contract Audit is Ledger {
    /// @dev What histories before this one burnt.
    uint256 internal ashesBefore;

    /// @notice Everything that can be read at any moment.
    function auditAll() public {
        IDeMLTypes.Standing[] memory standings = new IDeMLTypes.Standing[](books.length);
        for (uint256 i = 0; i < books.length; i++) standings[i] = deml.standingOf(books[i].id);
        auditBalance(standings);
        for (uint256 i = 0; i < books.length; i++) {
            Book storage b = books[i];
            IDeMLTypes.Standing memory s = standings[i];
            auditMoney(b, s);
            auditCover(b, s);
            auditTime(b, s);
            auditBench(b, s);
            auditQueue(b, s);
            auditModels(b);
        }
    }

    // ─────────────────────────────── money ───────────────────────────────

    /// @notice I1, I2, I9: the balance is what the competitions hold; what was burnt is where it
    /// burns.
    function auditBalance(IDeMLTypes.Standing[] memory standings) private view {
        (uint256 held, uint256 burnt) = (0, 0);
        for (uint256 i = 0; i < standings.length; i++) {
            (held, burnt) = (held + standings[i].held, burnt + standings[i].burnt);
        }
        yes(held <= address(deml).balance, "I1 solvency");
        same(address(deml).balance, held + forced, "I2 every wei is a competition's");
        same(PYRE.balance, ashesBefore + burnt, "I9 burnt is what burnt");
    }

    /// @notice I2: within each competition every wei is somebody's.
    function auditMoney(Book storage b, IDeMLTypes.Standing memory s) private view {
        same(s.held, b.income - b.paidOut, "I2 held is what came less what went");
        same(s.burnt, b.burnt, "I9 burnt");
        yes(s.termsHash == b.termsHash, "the terms' hash");
        same(s.participants, b.participants.length, "participants");
        IDeMLTypes.Seat[] memory seats = deml.seatsOf(b.id, cast);
        uint256 owed;
        for (uint256 i = 0; i < ACTORS; i++) {
            address who = cast[i];
            uint256 part = deml.owedTo(b.id, who);
            owed += part;
            same(part, b.owed[who], "I2 owed");
            auditSeat(b, who, seats[i]);
        }
        uint256 worth;
        for (uint256 i = 0; i < b.miners.length; i++) worth += worthOf(b, b.miners[i]);
        if (isLive(b)) same(s.pot, potOf(b), "I2 pot");
        // Before the end only what was credited to a miner is owed; the rest is in the pot.
        same(s.held, owed + worth + (isLive(b) ? s.pot : 0), "I2 conservation");
    }

    function auditSeat(Book storage b, address who, IDeMLTypes.Seat memory seat) private view {
        yes(seat.enrolled == b.deposits[who].made, "I4 enrolled");
        yes(sits(b, who) == (seat.committed || seat.revealed), "I4 seated");
        same(seat.claimable, sits(b, who) ? 0 : worthOf(b, who), "I2 claimable");
        yes(seat.counts == countsAt(b, who, clock), "I5 a deposit counts by its age");
    }

    /// @notice I3: whatever comes, the pot covers it. A model that is yet to be judged costs its
    /// part, which its author's buy-in then comes back without.
    function auditCover(Book storage b, IDeMLTypes.Standing memory s) private view {
        if (!isLive(b)) return;
        uint256 zero = isRoundZero(b) ? b.part : 0;
        yes(s.pot >= promised(b) + zero, "I3 every refund is covered");
        if (!b.isSealed || b.testSet == IDeMLTypes.TestSet.Good) return;
        uint256 most = b.participants.length * b.buyIn + b.fund / 5 + zero;
        yes(s.pot >= most, "I3 a cancellation is covered");
    }

    // ──────────────────────────────── time ────────────────────────────────

    /// @notice I4: phases and rounds only go forward, at most one round runs, and the possible
    /// calls are foreseen.
    function auditTime(Book storage b, IDeMLTypes.Standing memory s) private {
        yes(s.phase == phaseOf(b), "I4 phase");
        yes(s.ending == b.ending, "I4 ending");
        yes(s.testSet == b.testSet, "I4 the test set's verdict");
        yes(uint256(s.phase) >= uint256(b.phase), "I4 phases never go back");
        bool over = b.phase == IDeMLTypes.Phase.Settled || b.phase == IDeMLTypes.Phase.Cancelled;
        yes(!over || s.phase == b.phase, "I4 an end is the end");
        b.phase = s.phase;
        same(s.rounds, b.panels.length, "rounds");
        same(s.running, roundRuns(b) ? 1 : 0, "I4 one round at a time");
        yes(s.canOpenRound == mayOpenRound(b), "openRound is foreseen");
        yes(s.canFinalize == mayFinalize(b), "finalize is foreseen");
        yes(s.canCancel == mayCancel(b), "cancel is foreseen");
        // The last two rounds, and one of the others.
        uint256 n = b.panels.length;
        if (n > 0) auditRound(b, n - 1);
        if (n > 1) auditRound(b, n - 2);
        if (n > 2) auditRound(b, clock % (n - 2));
    }

    function auditRound(Book storage b, uint256 round) private {
        Panel storage p = b.panels[round];
        IDeMLTypes.RoundStanding memory r = deml.roundOf(b.id, round);
        yes(r.status == p.status, "I4 a round's status");
        yes(round + 1 == b.panels.length || !isRunning(p), "I4 one round at a time");
        yes(!(r.commitsOpen && r.revealsOpen), "I4 windows do not overlap");
        yes(r.commitsOpen == takesCommits(b, p), "I4 the commit window");
        yes(r.revealsOpen == takesReveals(b, p), "I4 the reveal window");
        yes(r.canExpire == mayExpire(b, p), "expireRound is foreseen");
        yes(r.canFail == mayFail(b, p), "failRound is foreseen");
        yes(r.canSettle == maySettle(b, p), "settle is foreseen");
        auditExit(b, p, r);
        uint256 stage = !isRunning(p) ? 4 : r.commitsOpen ? 1 : r.revealsOpen ? 2 : 3;
        yes(stage >= p.stage, "I4 rounds never go back");
        p.stage = stage;
        yes(r.testSet == p.testSet, "round zero judges the test set");
        same(r.counted, p.counted, "I5 deposits at the opening");
        same(r.committed, p.seated.length, "I4 seats taken");
        yes(r.committed <= r.counted && r.revealed <= r.committed, "I4 no seat too many");
        yes(r.committed <= ROUND_SEATS, "I4 a round has 800 seats at most");
        if (isRunning(p)) auditSeats(b, p, round, r.revealed);
    }

    /// @notice I8: no deposit is locked longer than both windows: from then on anybody ends the
    /// round, in one way and no other.
    function auditExit(Book storage b, Panel storage p, IDeMLTypes.RoundStanding memory r)
        private
        view
    {
        if (!isRunning(p)) return;
        uint256 exits = (r.canExpire ? 1 : 0) + (r.canFail ? 1 : 0) + (r.canSettle ? 1 : 0);
        yes(exits <= 1, "I8 a round ends in one way");
        uint256 freed = p.openedAt + b.terms.commitWindow + b.terms.revealWindow;
        yes(clock < freed || exits == 1, "I8 no deposit is locked longer than both windows");
    }

    /// @notice I4, I10: one seat per miner and round, in their order of arrival; posted rows have
    /// commits.
    function auditSeats(Book storage b, Panel storage p, uint256 round, uint256 revealed)
        private
        view
    {
        same(revealed, postedIn(p), "I10 rows posted");
        IDeMLTypes.Seat[] memory seats = deml.seatsOf(b.id, p.seated);
        for (uint256 i = 0; i < seats.length; i++) {
            yes(seats[i].round == round && seats[i].seat == i, "I4 one seat per miner and round");
            yes(
                seats[i].revealed == p.sheets[p.seated[i]].posted,
                "I10 no reveal without its commit"
            );
        }
    }

    // ─────────────────────────── bench, queue, podium ───────────────────────────

    /// @notice I5: the bench counts what counting one by one gives.
    function auditBench(Book storage b, IDeMLTypes.Standing memory s) private view {
        (uint256 all, uint256 counting) = benchOf(b);
        same(s.enrolled, all, "I5 deposits");
        same(s.counting, counting, "I5 deposits that count");
        yes(all <= BENCH_LIMIT, "I5 the bench has room for 65,535");
        same(s.quorum, quorumOf(b), "I5 the next quorum");
    }

    /// @notice I6: models wait in their order; what a round did not judge stays in front.
    function auditQueue(Book storage b, IDeMLTypes.Standing memory s) private view {
        same(s.queued, b.queue.length, "I6 how many wait");
        uint256[] memory found = deml.queueOf(b.id, 0, type(uint256).max);
        yes(keccak256(abi.encode(found)) == keccak256(abi.encode(b.queue)), "I6 in their order");
        if (!roundRuns(b)) return;
        uint256 round = b.panels.length - 1;
        uint32[] memory models = deml.roundOf(b.id, round).models;
        same(models.length, b.panels[round].models.length, "I6 a round's models");
        for (uint256 i = 0; i < models.length; i++) {
            same(models[i], b.queue[i], "I6 a round is about the front of the queue");
        }
    }

    /// @notice I7, I11: scores, tries and places.
    function auditModels(Book storage b) private view {
        (IDeMLTypes.Model[] memory models, bytes32[] memory digests,) =
            deml.modelsOf(b.id, 0, type(uint256).max);
        same(models.length, b.papers.length, "models");
        for (uint256 i = 0; i < models.length; i++) {
            Paper storage paper = b.papers[i];
            yes(models[i].author == paper.author, "I12 a place is its author's");
            yes(digests[i] == paper.digest, "I12 with its model");
            same(models[i].published, paper.published, "bytes on chain");
            same(models[i].tries, paper.tries, "I7 tries");
            yes(models[i].status == statusOf(paper), "I7 a model's status");
            if (paper.scored) same(models[i].score, paper.score, "I11 the median is the score");
        }
        (uint256 n, uint256[6] memory ranked) = ranking(b);
        (uint256[] memory numbers,) = deml.podiumOf(b.id);
        same(numbers.length, n, "I11 places");
        for (uint256 i = 0; i < n; i++) same(numbers[i], ranked[i], "I11 place");
    }

    function statusOf(Paper storage paper) private view returns (IDeMLTypes.ModelStatus) {
        if (paper.unjudged) return IDeMLTypes.ModelStatus.Unjudged;
        if (paper.scored) return IDeMLTypes.ModelStatus.Scored;
        if (paper.visible) return IDeMLTypes.ModelStatus.Waiting;
        if (paper.author == address(0)) return IDeMLTypes.ModelStatus.Reserved;
        if (paper.complete) return IDeMLTypes.ModelStatus.Sealed;
        return IDeMLTypes.ModelStatus.Incomplete;
    }
}
