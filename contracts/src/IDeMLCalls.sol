// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title What can be done in DeML, and the events that tell of it
/// @notice An organizer escrows a fund, participants pay a buy-in and submit models, staked miners
/// commit and reveal scores, and the contract forms the consensus, pays miners and winners.
interface IDeMLCalls is IDeMLTypes {
    // ───────────────────────────── events ─────────────────────────────

    event CompetitionCreated(
        uint256 indexed id, address indexed organizer, bytes32 specDigest, uint256 fund
    );
    event Registered(uint256 indexed id, address indexed participant);
    event ModelSubmitted(
        uint256 indexed id,
        uint256 indexed model,
        address indexed author,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment
    );
    event ModelPart(uint256 indexed id, uint256 indexed model, uint256 offset, bytes part);
    event TestSetKey(uint256 indexed id, bytes32 key);
    event ModelKey(uint256 indexed id, uint256 indexed model, bytes32 key);
    event Enrolled(uint256 indexed id, address indexed miner);
    event RoundOpened(uint256 indexed id, uint256 indexed round, uint256 models);
    event SeedCaptured(uint256 indexed id, uint256 indexed round, bytes32 seed);
    /// @param seat round (10 bytes) ‖ seat (2) ‖ miner (20)
    event Committed(uint256 indexed id, uint256 seat);
    /// @param seat As in Committed
    event Revealed(uint256 indexed id, uint256 seat, bytes32 evidence, bytes scores);
    /// @notice Rows revealed by the call that settled, as it took them. One that Revealed has shown already
    /// may be among them.
    event RevealedTogether(uint256 indexed id, uint256 indexed round, bytes openings);
    /// @param results 10 bytes a model: number (2), score (3), median (3), inliers (2). With fewer
    /// inliers than two thirds of the reveals it was contested, and its evaluations pay nothing
    event RoundSettled(
        uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 forfeits, bytes results
    );
    /// @notice A round that judged nothing: Failed or Void.
    event RoundDropped(
        uint256 indexed id, uint256 indexed round, RoundStatus status, uint256 reveals, uint256 forfeits
    );
    event Claimed(
        uint256 indexed id, address indexed miner, address to, uint256 stake, uint256 fees
    );
    event Credited(uint256 indexed id, address indexed account, uint256 amount);
    event Ended(uint256 indexed id, Ending ending, uint256 pot);
    event Withdrawn(uint256 indexed id, address indexed account, address to, uint256 amount);

    // ──────────────────────────── organizer ────────────────────────────

    /// @notice Escrows the value sent as the fund (§1) and fixes the terms (§2).
    /// @return id Competitions are numbered from 1
    function createCompetition(Terms calldata terms) external payable returns (uint256 id);

    /// @notice Publishes the key of a sealed test set, within the opening phase.
    function openTestSet(uint256 id, bytes32 key) external;

    /// @notice Ends a sealed competition whose test set was not opened in time; anyone.
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

    /// @notice Publishes a further part of the caller's own model.
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external;

    /// @notice Publishes the key of a sealed model, within the opening phase.
    function openModel(uint256 id, uint256 model, bytes32 key) external;

    // ────────────────────────────── miners ──────────────────────────────

    /// @notice Deposits exactly seatStake, or exactly what a forfeit took from it.
    function enrol(uint256 id) external payable;

    /// @notice Deposits seatStake for each of several miners that are not enrolled; theirs from then on.
    function enrolFor(uint256 id, address[] calldata miners) external payable;

    /// @notice Opens a round over up to 32 waiting models (§6); anyone.
    function openRound(uint256 id) external returns (uint256 round);

    /// @notice Captures a round's seed, or anchors it anew when its block is out of reach; anyone.
    function captureSeed(uint256 id, uint256 round) external;

    /// @notice Takes a seat (§6).
    /// @param commitment keccak256(abi.encode(chainId, contract, id, round, miner,
    /// keccak256(scores), evidence, salt)); its first 23 bytes are kept
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
    function claim(uint256 id, address to) external;

    /// @notice Claims for others once a competition has ended or its evaluationEnd is past, each paid
    /// to the miner itself; whoever has a live seat is passed over, whoever refuses is credited.
    function claimFor(uint256 id, address[] calldata miners) external;

    // ────────────────────────────── the end ──────────────────────────────

    /// @notice Ranks, and credits the pot (§7); anyone.
    function finalize(uint256 id) external;

    /// @notice Pays what the caller is owed as winner, organizer or refunded participant.
    function withdraw(uint256 id, address to) external;
}
