// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A round in one word: all that a commit and a reveal need to know of it.
///
///     bits      field         meaning
///     0–7       status        IDeMLTypes.RoundStatus
///     8–15      size          places in a row, 1 to 32
///     16–23     agreed        of them, those that miners are paid for
///     24–31     flags         TEST_SET | UNANIMOUS
///     32–47     counted       deposits that may commit
///     48–63     committed
///     64–79     revealed      rows posted one by one; of a settled round, all rows
///     80–95     quorum        fewest commits, and reveals, that keep it
///     96–111    shares        of a settled round: into how many a model's part was divided
///     112–135   commitWindow  seconds
///     136–159   revealWindow  seconds
///     160–191   openedAt      seconds since 1970
///     192–223   closedEarly   when the last that could committed before the window's end, else 0
///     224–255   queueStart    where its models begin in the queue
type Round is uint256;

using RoundLib for Round global;

library RoundLib {
    /// @dev Round zero of a sealed competition: its one place is the test set
    uint256 internal constant TEST_SET = 1 << 24;
    /// @dev Every seat agreed on all that is agreed: no byte a seat is kept
    uint256 internal constant UNANIMOUS = 1 << 25;

    uint256 private constant CLOSED_EARLY = 0xFFFFFFFF << 192;

    /// @dev Commitments that a round takes: so many posted rows settle within the 16.7 million gas of
    /// EIP-7825, and within the 128 KiB of calldata that nodes relay.
    uint256 internal constant MOST = 800;

    /// @dev One more commitment, one more row posted
    uint256 internal constant ONE_COMMITTED = 1 << 48;
    uint256 internal constant ONE_REVEALED = 1 << 64;

    function status(Round r) internal pure returns (uint256) {
        return Round.unwrap(r) & 0xFF;
    }

    /// @dev IDeMLTypes.RoundStatus.Running
    function runs(Round r) internal pure returns (bool) {
        return r.status() == 1;
    }

    function takesCommits(Round r) internal view returns (bool) {
        return Round.unwrap(r) & (0xFF | CLOSED_EARLY) == 1 && block.timestamp < r.commitEnd();
    }

    /// @dev Whether the last that could has committed before the window's end.
    function closedEarly(Round r) internal pure returns (bool) {
        return Round.unwrap(r) & CLOSED_EARLY != 0;
    }

    /// @dev When commits close, or closed.
    function closesAt(Round r) internal pure returns (uint256) {
        uint256 early = (Round.unwrap(r) >> 192) & 0xFFFFFFFF;
        return early == 0 ? r.commitEnd() : early;
    }

    /// @dev When rows can be posted no longer; of a round that has its quorum.
    function revealEnd(Round r) internal pure returns (uint256) {
        return r.closesAt() + r.revealWindow();
    }

    /// @dev The period (Bench.sol) in which it was opened: its window is one commit window.
    function period(Round r) internal pure returns (uint256) {
        unchecked {
            return r.openedAt() / r.commitWindow(); // at least a minute
        }
    }

    /// @dev Deposits of this period may commit, and those made before.
    function newest(Round r) internal pure returns (uint256) {
        unchecked {
            return r.period() - 2; // a period lasts 30 days at most
        }
    }

    /// @dev Whether a deposit of a period may commit.
    function counts(Round r, uint256 madeIn) internal pure returns (bool) {
        return madeIn <= r.newest();
    }

    function size(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 8) & 0xFF;
    }

    function agreed(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 16) & 0xFF;
    }

    function has(Round r, uint256 flag) internal pure returns (bool) {
        return Round.unwrap(r) & flag != 0;
    }

    function counted(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 32) & 0xFFFF;
    }

    function committed(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 48) & 0xFFFF;
    }

    function revealed(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 64) & 0xFFFF;
    }

    function revealWindow(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 136) & 0xFFFFFF;
    }

    function commitWindow(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 112) & 0xFFFFFF;
    }

    function openedAt(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 160) & 0xFFFFFFFF;
    }

    /// @dev When commits close at the latest.
    function commitEnd(Round r) internal pure returns (uint256) {
        unchecked {
            return r.openedAt() + r.commitWindow(); // below 2^33
        }
    }

    function queueStart(Round r) internal pure returns (uint256) {
        return Round.unwrap(r) >> 224;
    }

    function quorum(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 80) & 0xFFFF;
    }

    function shares(Round r) internal pure returns (uint256) {
        return (Round.unwrap(r) >> 96) & 0xFFFF;
    }

    /// @dev Times fit 32 bits until 2106: DeMLEntry.MAX_DURATION bounds them.
    function open(
        uint256 size_,
        uint256 flags,
        uint256 counted_,
        uint256 commitWindow_,
        uint256 revealWindow_,
        uint256 queueStart_,
        uint256 quorum_
    ) internal view returns (Round) {
        return Round.wrap(
            1 | (size_ << 8) | flags | (counted_ << 32) | (quorum_ << 80) | (commitWindow_ << 112)
                | (revealWindow_ << 136) | (block.timestamp << 160) | (queueStart_ << 224)
        );
    }

    /// @dev The round with another status, for one that is running.
    function ended(Round r, uint256 status_) internal pure returns (Round) {
        return Round.wrap(Round.unwrap(r) ^ 1 ^ status_);
    }

    /// @dev The round settled, with all its rows, and what they agreed on.
    function settled(Round r, uint256 reveals, uint256 agreed_, uint256 shares_, bool unanimous)
        internal
        pure
        returns (Round)
    {
        return Round.wrap(
            Round.unwrap(r.ended(2)) & ~uint256(0xFFFF << 64) | (reveals << 64) | (agreed_ << 16)
                | (shares_ << 96) | (unanimous ? UNANIMOUS : 0)
        );
    }

    /// @dev The round with one more commitment; the last that can come closes the commits.
    function plusCommit(Round r) internal view returns (Round) {
        unchecked {
            uint256 word = Round.unwrap(r) + ONE_COMMITTED; // at most `counted`
            uint256 committed_ = Round.wrap(word).committed();
            if (committed_ == r.counted() || committed_ == MOST) word |= block.timestamp << 192;
            return Round.wrap(word);
        }
    }

    function plusReveal(Round r) internal pure returns (Round) {
        unchecked {
            return Round.wrap(Round.unwrap(r) + ONE_REVEALED); // at most `committed`
        }
    }
}
