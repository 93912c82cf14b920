// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The times of a competition in one word (§2), so that creation writes one slot:
///
///     bits      field            meaning
///     0–39      registrationEnd  seconds since 1970
///     40–79     submissionEnd
///     80–119    openingEnd
///     120–159   evaluationEnd
///     160–191   commitWindow     seconds
///     192–223   revealWindow
///     224–255   roundInterval
type Schedule is uint256;

using ScheduleLib for Schedule global;

library ScheduleLib {
    function pack(
        uint256 registrationEnd_,
        uint256 submissionEnd_,
        uint256 openingEnd_,
        uint256 evaluationEnd_,
        uint256 commitWindow_,
        uint256 revealWindow_,
        uint256 roundInterval_
    ) internal pure returns (Schedule) {
        return Schedule.wrap(
            registrationEnd_ | (submissionEnd_ << 40) | (openingEnd_ << 80)
                | (evaluationEnd_ << 120) | (commitWindow_ << 160) | (revealWindow_ << 192)
                | (roundInterval_ << 224)
        );
    }

    function registrationEnd(Schedule s) internal pure returns (uint256) {
        return Schedule.unwrap(s) & 0xFFFFFFFFFF;
    }

    function submissionEnd(Schedule s) internal pure returns (uint256) {
        return (Schedule.unwrap(s) >> 40) & 0xFFFFFFFFFF;
    }

    function openingEnd(Schedule s) internal pure returns (uint256) {
        return (Schedule.unwrap(s) >> 80) & 0xFFFFFFFFFF;
    }

    function evaluationEnd(Schedule s) internal pure returns (uint256) {
        return (Schedule.unwrap(s) >> 120) & 0xFFFFFFFFFF;
    }

    function commitWindow(Schedule s) internal pure returns (uint256) {
        return (Schedule.unwrap(s) >> 160) & 0xFFFFFFFF;
    }

    function revealWindow(Schedule s) internal pure returns (uint256) {
        return (Schedule.unwrap(s) >> 192) & 0xFFFFFFFF;
    }

    function roundInterval(Schedule s) internal pure returns (uint256) {
        return Schedule.unwrap(s) >> 224;
    }

    /// @dev Until when parts may follow in an open competition, and nothing may be finalized.
    function partsEnd(Schedule s) internal pure returns (uint256) {
        return s.submissionEnd() + s.commitWindow();
    }

    /// @dev Until when the key of a sealed test set may come: the first third of the opening phase.
    function testKeyEnd(Schedule s) internal pure returns (uint256) {
        return s.submissionEnd() + (s.openingEnd() - s.submissionEnd()) / 3;
    }

    /// @dev When round zero must be over: the second third. After it, what is not judged may be cancelled.
    function judgingEnd(Schedule s) internal pure returns (uint256) {
        return s.submissionEnd() + (s.openingEnd() - s.submissionEnd()) * 2 / 3;
    }
}
