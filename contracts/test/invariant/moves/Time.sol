// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Machine} from "./Machine.sol";

/// @notice Time goes by, mostly to the edge of something or a second beside it.
abstract contract Time is Machine {
    /// @notice Some seconds, minutes or hours, or to an edge.
    function tryWait(uint256 seed) external move {
        uint256 kind = pick(seed, 8);
        if (kind == 0) pass(1);
        else if (kind == 1) pass(1 + pick(seed, 15 minutes));
        else if (kind == 2) pass(1 + pick(seed, 3 hours));
        else toEdge(bookAt(seed), seed);
    }

    function toEdge(Book storage b, uint256 seed) private {
        uint256 kind = pick(seed, 3);
        uint256 edge = kind == 0 ? season(b, seed) : kind == 1 ? tide(b, seed) : window(b, seed);
        edge = edge + 1 - pick(seed, 3);
        // Far edges are reached at the end of a history; before, they would end it.
        if (edge > clock && edge - clock < 1 days) pass(edge - clock);
    }

    /// @dev Where a phase ends, or something can no longer be done.
    function season(Book storage b, uint256 seed) private returns (uint256) {
        uint256 kind = pick(seed, 8);
        if (kind == 0) return b.terms.registrationEnd;
        if (kind == 1) return b.terms.submissionEnd;
        if (kind == 2) return b.terms.openingEnd;
        if (kind == 3) return b.terms.evaluationEnd;
        if (kind == 4) return partsEnd(b);
        if (kind == 5) return testKeyEnd(b);
        if (kind == 6) return judgingEnd(b);
        return judgingEnd(b) - b.terms.commitWindow - b.terms.revealWindow;
    }

    /// @dev Where a period ends, or the one after; or where rounds may, or may no longer, open.
    function tide(Book storage b, uint256 seed) private returns (uint256) {
        uint256 kind = pick(seed, 4);
        if (kind < 2) return (periodOf(b, clock) + 1 + kind) * b.terms.commitWindow;
        return kind == 2 ? earliestOpening(b) : latestOpening(b);
    }

    /// @dev Where commits or reveals end, or, long after, a round zero may be cancelled.
    function window(Book storage b, uint256 seed) private returns (uint256) {
        if (b.panels.length == 0) return b.terms.registrationEnd;
        Panel storage p = b.panels[b.panels.length - 1];
        uint256 kind = pick(seed, 3);
        if (kind == 0) return commitEnd(b, p);
        return revealEnd(b, p) + (kind == 1 ? 0 : b.terms.commitWindow);
    }
}
