// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title What DeML tells
/// @notice Everything that happens can be folded from these events alone.
interface IDeMLEvents is IDeMLTypes {
    /// @notice A competition begins. With CompetitionSealed and PrizeShared, its terms are told whole.
    /// @param specDigest sha2-256 of the competition spec
    /// @param fund Wei
    /// @param schedule The times, as Schedule.sol packs them
    /// @param limits The limits, as Limits.sol packs them
    event CompetitionCreated(
        uint256 indexed id,
        address indexed organizer,
        bytes32 specDigest,
        uint256 fund,
        uint256 schedule,
        uint256 limits
    );
    /// @notice A competition was created sealed.
    /// @param testKeyCommitment Of its terms
    event CompetitionSealed(uint256 indexed id, bytes32 testKeyCommitment);
    /// @notice A competition was created with prizeShares.
    /// @param shares Basis points for 1st, 2nd, …
    event PrizeShared(uint256 indexed id, uint16[] shares);
    /// @notice A participant paid its buy-in.
    event Registered(uint256 indexed id, address indexed participant);
    /// @notice A participant reserved a place; one that it held unused before stays empty.
    /// @param place The number that its next model has
    event PlaceReserved(uint256 indexed id, uint256 indexed place, address indexed author);
    /// @notice A model was submitted; what it is made of is in ModelPart, or on IPFS.
    /// @param digest sha2-256 of its package, and its identity
    /// @param size Bytes of the package
    /// @param keyCommitment Zero in an open competition
    event ModelSubmitted(
        uint256 indexed id,
        uint256 indexed model,
        address indexed author,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment
    );
    /// @notice Bytes of a model's package, which follow those before. With the last one, a model of an open
    /// competition waits for a round.
    /// @param offset Of the part in the package
    event ModelPart(uint256 indexed id, uint256 indexed model, uint256 offset, bytes part);
    /// @notice An author named its model: whatever it was called before, it is called this.
    /// @param name Bytes of a stranger: UTF-8 with zeros after it, or anything else
    event ModelNamed(uint256 indexed id, uint256 indexed model, bytes32 name);
    /// @notice An author claims what its sealed model scores on the public part, and backs it with a bond.
    /// @param claim The score (3 bytes), then the first 29 bytes of the evidence's root over that part
    event ScoreClaimed(uint256 indexed id, uint256 indexed model, bytes32 claim);
    /// @notice The test set of a sealed competition is open.
    event TestSetKey(uint256 indexed id, bytes32 key);
    /// @notice A sealed model is open: miners see it from now on.
    event ModelKey(uint256 indexed id, uint256 indexed model, bytes32 key);
    /// @notice A miner made its deposit.
    event Enrolled(uint256 indexed id, address indexed miner);
    /// @notice enrolFor enrolled these miners: Enrolled for each of them.
    event EnrolledTogether(uint256 indexed id, address[] miners);
    /// @notice A round takes commits.
    /// @param models How many, from the front of the queue; 0 in round zero, which judges the test set
    /// @param counted Deposits that may commit
    event RoundOpened(uint256 indexed id, uint256 indexed round, uint256 models, uint256 counted);
    /// @notice A miner committed, and has a seat.
    /// @param seat round (10 bytes) ‖ seat (2) ‖ miner (20)
    event Committed(uint256 indexed id, uint256 seat);
    /// @notice A row was posted by itself.
    /// @param seat As in Committed
    /// @param evidence Merkle root over what the miner's engine gave (§5)
    /// @param scores 3 bytes a model, in the round's order
    event Revealed(uint256 indexed id, uint256 seat, bytes32 evidence, bytes scores);
    /// @notice Rows revealed by the call that settled. One that Revealed has shown already may be among them:
    /// its evidence is the one shown there, and not checked here.
    /// @param rows In groups of equal ones: scores ‖ evidence ‖ count (2 bytes) ‖ count × seat (2 bytes);
    /// Committed tells whose seat it is
    event RevealedTogether(uint256 indexed id, uint256 indexed round, bytes rows);
    /// @notice A round judged its models, or the test set. A model is agreed when its inliers are more than
    /// half of the reveals; otherwise its evaluations pay nothing, and it waits again or is unjudged.
    /// @param reveals Rows that it counted
    /// @param lost Deposits that its seats lose
    /// @param results 12 bytes a place: model (4), median (3), average of the inliers, rounded to the
    /// nearest, for information (3), inliers (2). In round zero the model is 0xFFFFFFFF. A median of ABSTAIN
    /// says that half or more judged nothing
    event RoundSettled(
        uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 lost, bytes results
    );
    /// @notice A round was short of its quorum of commits, or its competition was cancelled: nobody is
    /// punished, and its models wait again.
    event RoundExpired(uint256 indexed id, uint256 indexed round, uint256 committed);
    /// @notice A round was short of its quorum of reveals: its models wait again.
    /// @param lost Deposits of its silent seats
    event RoundFailed(uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 lost);
    /// @notice Wei that nobody receives: lost deposits, parts of models that nobody agreed on, and what
    /// is left of a competition without a winner.
    event Burnt(uint256 indexed id, uint256 amount);
    /// @notice A miner left with what its desk was worth.
    /// @param stake Wei of its deposit; 0 if it was lost
    /// @param fees Wei for its evaluations that agreed
    event Claimed(
        uint256 indexed id, address indexed miner, address to, uint256 stake, uint256 fees
    );
    /// @notice An account can withdraw so much more. Refunds of buy-ins are owed without an event of their
    /// own: Ended tells of them.
    event Credited(uint256 indexed id, address indexed account, uint256 amount);
    /// @notice A competition is over.
    /// @param pot Wei that were shared, refunds included
    event Ended(uint256 indexed id, Ending ending, uint256 pot);
    /// @notice An account was paid all that it was owed.
    event Withdrawn(uint256 indexed id, address indexed account, address to, uint256 amount);
}
