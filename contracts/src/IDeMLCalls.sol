// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title What can be done in DeML, and the events that tell of it
/// @notice An organizer escrows a fund, participants pay a buy-in and submit models, staked miners
/// commit and reveal scores, and the contract forms the consensus, pays miners and winners.
interface IDeMLCalls is IDeMLTypes {
    // ───────────────────────────── events ─────────────────────────────

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
    /// @notice Bytes of a model's package. Parts may overlap, and nothing but the digest makes one right.
    /// @param offset Of the part in the package
    event ModelPart(uint256 indexed id, uint256 indexed model, uint256 offset, bytes part);
    /// @notice The test set of a sealed competition is open.
    event TestSetKey(uint256 indexed id, bytes32 key);
    /// @notice A sealed model is open: miners see it from now on.
    event ModelKey(uint256 indexed id, uint256 indexed model, bytes32 key);
    /// @notice A miner's deposit is whole: it was enrolled, or topped up what a forfeit took. It may sit in
    /// rounds that are opened later.
    event Enrolled(uint256 indexed id, address indexed miner);
    /// @notice enrolFor enrolled these miners: Enrolled for each of them.
    event EnrolledTogether(uint256 indexed id, address[] miners);
    /// @notice A round takes commits.
    /// @param models How many, from the front of the queue
    event RoundOpened(uint256 indexed id, uint256 indexed round, uint256 models);
    /// @notice A round's seed will be another block's hash, as the one before is out of reach.
    event SeedAnchored(uint256 indexed id, uint256 indexed round, uint256 anchorBlock);
    /// @notice A round's draw can begin.
    event SeedCaptured(uint256 indexed id, uint256 indexed round, bytes32 seed);
    /// @notice A miner took a seat.
    /// @param seat round (10 bytes) ‖ seat (2) ‖ miner (20)
    event Committed(uint256 indexed id, uint256 seat);
    /// @notice A row was posted by itself.
    /// @param seat As in Committed
    /// @param evidence keccak256 root over the miner's per-sample predictions
    /// @param scores 3 bytes a model, in the round's order
    event Revealed(uint256 indexed id, uint256 seat, bytes32 evidence, bytes scores);
    /// @notice Rows revealed by the call that settled. One that Revealed has shown already may be among them.
    /// @param rows In groups of equal ones: scores ‖ evidence ‖ count (2 bytes) ‖ count × seat (2 bytes);
    /// Committed tells whose seat it is
    event RevealedTogether(uint256 indexed id, uint256 indexed round, bytes rows);
    /// @notice A round judged its models.
    /// @param reveals Rows that it counted
    /// @param forfeits Wei that its seats lose
    /// @param results 10 bytes a model: number (2), score (3), median (3), inliers (2). With fewer
    /// inliers than two thirds of the reveals it was contested, and its evaluations pay nothing
    event RoundSettled(
        uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 forfeits, bytes results
    );
    /// @notice A round that judged nothing. The models of a failed one wait again, those of a void one stay
    /// unscored.
    /// @param status Failed or Void
    /// @param forfeits Wei that its silent seats lose
    event RoundDropped(
        uint256 indexed id, uint256 indexed round, RoundStatus status, uint256 reveals, uint256 forfeits
    );
    /// @notice A miner left with what its desk was worth.
    /// @param stake Wei of its deposit
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

    // ──────────────────────────── organizer ────────────────────────────

    /// @notice Escrows the value sent as the fund (§1) and fixes the terms (§2).
    /// @param terms Nobody can change them afterwards
    /// @return id Competitions are numbered from 1
    function createCompetition(Terms calldata terms) external payable returns (uint256 id);

    /// @notice Publishes the key of a sealed test set, within the opening phase; whoever has it.
    /// @param key Whose hash is the terms' testKeyCommitment
    function openTestSet(uint256 id, bytes32 key) external;

    /// @notice Ends a sealed competition whose test set was not opened in time; anyone. Participants are
    /// owed their buy-in and a share of the organizer's penalty, the organizer the rest (§3).
    function cancel(uint256 id) external;

    // ─────────────────────────── participants ───────────────────────────

    /// @notice Joins with exactly the buy-in, once.
    function register(uint256 id) external payable;

    /// @notice Submits a model.
    /// @param digest sha2-256 of the package (of its ciphertext when sealed)
    /// @param size Bytes of the package
    /// @param keyCommitment keccak256(abi.encode(author, key)) when sealed, else zero
    /// @param part The package's first bytes; may be empty when it is on IPFS alone. A whole
    /// package is checked against the digest here, one in parts by the miners
    /// @return model Models are numbered from 0
    function submitModel(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes calldata part
    ) external returns (uint256 model);

    /// @notice Publishes a further part of the caller's own model, within the submission phase.
    /// @param offset Of the part in the package
    /// @param part 1 to 120,000 bytes that lie within the package
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external;

    /// @notice Publishes the key of a sealed model, within the opening phase; whoever has it.
    /// @param key Whose hash, with the author, is the model's keyCommitment
    function openModel(uint256 id, uint256 model, bytes32 key) external;

    // ────────────────────────────── miners ──────────────────────────────

    /// @notice Deposits exactly seatStake, or exactly what a forfeit took from it. The deposit counts in
    /// rounds that are opened from then on.
    function enrol(uint256 id) external payable;

    /// @notice Deposits seatStake for each of several miners that are not enrolled; theirs from then on.
    /// @param miners Each once. One that is enrolled turns the call down
    function enrolFor(uint256 id, address[] calldata miners) external payable;

    /// @notice Opens a round over up to 32 waiting models (§6); anyone.
    /// @return round Rounds are numbered from 0
    function openRound(uint256 id) external returns (uint256 round);

    /// @notice Captures a round's seed, or anchors it anew when its block is out of reach; anyone.
    function captureSeed(uint256 id, uint256 round) external;

    /// @notice Takes a seat (§6). The row must be posted in time, or the stake is lost.
    /// @param commitment keccak256(abi.encode(chainId, contract, id, round, miner,
    /// keccak256(scores), evidence, salt)); its first 23 bytes are kept
    /// @return seat Its number in the round, from 0
    function commit(uint256 id, uint256 round, bytes32 commitment) external returns (uint256 seat);

    /// @notice Takes seats for miners that signed their commitments; anyone. Whoever may not sit is passed
    /// over. A miner needs no ether for gas this way.
    /// @param signed commitment ‖ signature (64 bytes, EIP-2098) each, over the EIP-712 struct
    /// Commit(uint256 id, uint256 round, bytes32 commitment) of the domain DeML, version 1
    /// @return seated How many
    function commitFor(uint256 id, uint256 round, bytes calldata signed)
        external
        returns (uint256 seated);

    /// @notice Posts a row, by anyone who knows its opening, after commits closed.
    /// @param scores 3 bytes a model, in the round's order
    /// @param evidence keccak256 root over the per-sample predictions, for audits
    function reveal(
        uint256 id,
        uint256 round,
        address miner,
        bytes calldata scores,
        bytes32 evidence,
        bytes32 salt
    ) external;

    /// @notice Ends a round (§6); anyone.
    /// @param medians 3 bytes a model: claimed, and verified by counting
    /// @param rows Every posted row, in groups of equal ones: scores ‖ count (2 bytes) ‖ count × miner
    /// @param openings Rows with their openings, while reveals are open, in groups of equal rows with
    /// equal evidence: scores ‖ evidence ‖ count (2 bytes) ‖ count × (miner ‖ salt); one that was posted
    /// meanwhile counts as posted
    /// @dev All three are empty for a round that failed its quorum. Groups and members come in any order
    function settle(
        uint256 id,
        uint256 round,
        bytes calldata medians,
        bytes calldata rows,
        bytes calldata openings
    ) external;

    /// @notice Takes the caller's stake and fees out of a competition; it may enrol again.
    /// @param to Who is paid: a caller that refuses ether can name another
    function claim(uint256 id, address to) external;

    /// @notice Claims for others once a competition has ended or its evaluationEnd is past, each paid
    /// to the miner itself; whoever has a live seat is passed over, whoever refuses is credited.
    /// @param miners One that is not enrolled, or named twice, is passed over
    function claimFor(uint256 id, address[] calldata miners) external;

    // ────────────────────────────── the end ──────────────────────────────

    /// @notice Ranks, and credits the pot (§7); anyone.
    function finalize(uint256 id) external;

    /// @notice Pays what the caller is owed as winner, organizer or refunded participant.
    /// @param to Who is paid: a caller that refuses ether can name another
    function withdraw(uint256 id, address to) external;
}
