// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Books} from "./Books.sol";

/// @notice When what may happen: phases, windows, first and last seconds.
abstract contract Calendar is Books {
    function phaseOf(Book storage b) internal view returns (IDeMLTypes.Phase) {
        if (b.ending == IDeMLTypes.Ending.Cancelled) return IDeMLTypes.Phase.Cancelled;
        if (!isLive(b)) return IDeMLTypes.Phase.Settled;
        if (clock < b.terms.registrationEnd) return IDeMLTypes.Phase.Registration;
        if (clock < b.terms.submissionEnd) return IDeMLTypes.Phase.Submission;
        if (clock < b.terms.openingEnd) return IDeMLTypes.Phase.Opening;
        return IDeMLTypes.Phase.Evaluation;
    }

    function isLive(Book storage b) internal view returns (bool) {
        return b.ending == IDeMLTypes.Ending.Running;
    }

    // ── a competition's seconds ──

    function partsEnd(Book storage b) internal view returns (uint256) {
        return uint256(b.terms.submissionEnd) + b.terms.commitWindow;
    }

    /// @dev A third of the opening phase is over.
    function testKeyEnd(Book storage b) internal view returns (uint256) {
        return b.terms.submissionEnd + (b.terms.openingEnd - b.terms.submissionEnd) / 3;
    }

    function judgingEnd(Book storage b) internal view returns (uint256) {
        return b.terms.submissionEnd + uint256(b.terms.openingEnd - b.terms.submissionEnd) * 2 / 3;
    }

    function isRoundZero(Book storage b) internal view returns (bool) {
        return b.isSealed && b.testSet == IDeMLTypes.TestSet.Unjudged;
    }

    /// @dev The first second that is too late to open a round.
    function latestOpening(Book storage b) internal view returns (uint256) {
        if (isRoundZero(b)) return judgingEnd(b) - b.terms.commitWindow - b.terms.revealWindow;
        uint256 again = b.settledAt + b.terms.commitWindow;
        return again > b.terms.evaluationEnd ? again : b.terms.evaluationEnd;
    }

    /// @dev The first second to open a round, as models wait now.
    function earliestOpening(Book storage b) internal view returns (uint256) {
        if (isRoundZero(b)) return b.terms.submissionEnd;
        if (b.isSealed) return b.terms.openingEnd;
        if (b.queue.length >= ROUND_MODELS) return b.terms.registrationEnd;
        uint256 last = b.terms.registrationEnd;
        if (b.lastOpened > last) last = b.lastOpened;
        last += b.terms.roundInterval;
        return last < partsEnd(b) ? last : partsEnd(b);
    }

    /// @dev What the next round needs: once one was settled, no more than most of those that it had.
    function quorumOf(Book storage b) internal view returns (uint256) {
        if (b.firstReveals == 0) return b.terms.quorum;
        uint256 most = b.firstReveals / 2 + 1;
        return most < b.terms.quorum ? most : b.terms.quorum;
    }

    function waits(Book storage b) internal view returns (uint256) {
        if (isRoundZero(b)) return b.testOpened ? 1 : 0;
        return b.queue.length;
    }

    // ── a round's windows ──

    function commitEnd(Book storage b, Panel storage p) internal view returns (uint256) {
        return p.openedAt + b.terms.commitWindow;
    }

    /// @dev When commits close, or closed.
    function closeOf(Book storage b, Panel storage p) internal view returns (uint256) {
        return p.closedEarly != 0 ? p.closedEarly : commitEnd(b, p);
    }

    function revealEnd(Book storage b, Panel storage p) internal view returns (uint256) {
        return closeOf(b, p) + b.terms.revealWindow;
    }

    function takesCommits(Book storage b, Panel storage p) internal view returns (bool) {
        return isRunning(p) && p.closedEarly == 0 && clock < commitEnd(b, p);
    }

    /// @dev Commits are closed, and there are enough of them.
    function isManned(Book storage b, Panel storage p) internal view returns (bool) {
        return isRunning(p) && !takesCommits(b, p) && p.seated.length >= p.quorum;
    }

    function takesReveals(Book storage b, Panel storage p) internal view returns (bool) {
        return isManned(b, p) && clock < revealEnd(b, p);
    }

    function postedIn(Panel storage p) internal view returns (uint256 posted) {
        for (uint256 i = 0; i < p.seated.length; i++) {
            if (p.sheets[p.seated[i]].posted) posted++;
        }
    }

    function mayExpire(Book storage b, Panel storage p) internal view returns (bool) {
        return isRunning(p) && !takesCommits(b, p) && p.seated.length < p.quorum;
    }

    function mayFail(Book storage b, Panel storage p) internal view returns (bool) {
        return isManned(b, p) && clock >= revealEnd(b, p) && postedIn(p) < p.quorum;
    }

    /// @dev With the rows that are posted.
    function maySettle(Book storage b, Panel storage p) internal view returns (bool) {
        uint256 posted = postedIn(p);
        if (!isManned(b, p) || posted < p.quorum) return false;
        return clock >= revealEnd(b, p) || posted == p.seated.length;
    }
}
