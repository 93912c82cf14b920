// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A round in one word: all that a commit and a reveal need to know of it.
///
///     bits      field         meaning
///     0–7       status        IDeMLTypes.RoundStatus
///     8–15      size          models, 1 to 32
///     16–23     contested     models whose evaluations are neither paid nor punished
///     24–31     flags         DRAWN | UNANIMOUS
///     32–47     seats
///     48–63     taken         seats that are
///     64–79     revealed      rows posted one by one
///     80–103    revealWindow  seconds
///     104–135   openedAt      seconds since 1970
///     136–167   commitEnd     of the window; with its quorum a round closes then
///     168–199   closedAt      when commits closed otherwise, 0 if they did not
///     200–231   queueStart    where its models begin in the queue
type Round is uint256;

using RoundLib for Round global;

library RoundLib {
    /// @dev More miners than seats were enrolled: the draw says who may sit
    uint256 internal constant DRAWN = 1 << 24;
    /// @dev Every seat was an inlier for every model: no byte a seat is kept
    uint256 internal constant UNANIMOUS = 1 << 25;

    uint256 private constant CLOSED_AT = 0xFFFFFFFF << 168;

    /// @dev One more seat taken, one more row posted
    uint256 internal constant ONE_TAKEN = 1 << 48;
    uint256 internal constant ONE_REVEALED = 1 << 64;

    function status(Round r) internal pure returns (uint256) {
        return Round.unwrap(r) & 0xFF;
    }

    /// @dev IDeMLTypes.RoundStatus.Running
    function runs(Round r) internal pure returns (bool) {
        return r.status() == 1;
    }

    /// @dev Whether it takes commits, within its window, and draws nobody
    function takesAnybody(Round r) internal view returns (bool) {
        return Round.unwrap(r) & (0xFF | DRAWN | CLOSED_AT) == 1 && block.timestamp < r.commitEnd();
    }

    function size(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 8) & 0xFF;
    }

    function contested(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 16) & 0xFF;
    }

    function has(Round r, uint256 flag) internal pure returns (bool) {
        return Round.unwrap(r) & flag != 0;
    }

    function seats(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 32) & 0xFFFF;
    }

    function taken(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 48) & 0xFFFF;
    }

    function revealed(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 64) & 0xFFFF;
    }

    function revealWindow(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 80) & 0xFFFFFF;
    }

    function openedAt(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 104) & 0xFFFFFFFF;
    }

    function commitEnd(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 136) & 0xFFFFFFFF;
    }

    function closedAt(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 168) & 0xFFFFFFFF;
    }

    function queueStart(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 200) & 0xFFFFFFFF;
    }

    /// @dev Times fit 32 bits until 2106: DeML.MAX_DURATION bounds them.
    function open(
        uint256 status_,
        uint256 size_,
        bool drawn,
        uint256 seats_,
        uint256 revealWindow_,
        uint256 commitEnd_,
        uint256 queueStart_
    ) internal view returns (Round) {
        return Round.wrap(
            status_ | (size_ << 8) | (drawn ? DRAWN : 0) | (seats_ << 32) | (revealWindow_ << 80)
                | (block.timestamp << 104) | (commitEnd_ << 136) | (queueStart_ << 200)
        );
    }

    /// @dev The round with another status, for one that is running.
    function ended(Round r, uint256 status_, uint256 contested_, bool unanimous)
        internal
        pure
        returns (Round)
    {
        return Round.wrap(
            Round.unwrap(r) & ~uint256(0xFF) | status_ | (contested_ << 16)
                | (unanimous ? UNANIMOUS : 0)
        );
    }

    /// @dev The round with its commits closed now.
    function closed(Round r) internal view returns (Round) {
        return Round.wrap(Round.unwrap(r) | (block.timestamp << 168));
    }

    /// @dev The round with a count one larger; neither count passes `seats`.
    function plus(Round r, uint256 one) internal pure returns (Round) {
        unchecked {
            return Round.wrap(Round.unwrap(r) + one);
        }
    }
}
