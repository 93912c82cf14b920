// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title How models are judged in DeML
/// @notice Staked miners commit to rows of scores and reveal them; the contract forms the consensus (§6).
interface IDeMLRounds is IDeMLTypes {
    /// @notice Opens a round (§6) over up to 32 waiting models, or round zero over the test set; anyone.
    /// @return round Rounds are numbered from 0
    function openRound(uint256 id) external returns (uint256 round);

    /// @notice Commits to a row, and takes a seat (§6). The row must be posted in time, or the stake is lost.
    /// @param commitment keccak256(abi.encode(chainId, contract, id, round, miner,
    /// keccak256(scores), evidence, salt)); its first 20 bytes are kept
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
    /// @param evidence Merkle root over what the engine gave, for audits (§5)
    function reveal(
        uint256 id,
        uint256 round,
        address miner,
        bytes calldata scores,
        bytes32 evidence,
        bytes32 salt
    ) external;

    /// @notice Ends a round whose rows are all there, or whose reveal window is over with its quorum (§6);
    /// anyone.
    /// @param medians 3 bytes a model: claimed, and verified by counting
    /// @param rows Every posted row, in groups of equal ones: scores ‖ count (2 bytes) ‖ count × miner
    /// @param openings Rows with their openings, while reveals are open, in groups of equal rows with
    /// equal evidence: scores ‖ evidence ‖ count (2 bytes) ‖ count × (miner ‖ salt); one that was posted
    /// meanwhile counts as posted
    /// @dev Groups and members come in any order
    function settle(
        uint256 id,
        uint256 round,
        bytes calldata medians,
        bytes calldata rows,
        bytes calldata openings
    ) external;

    /// @notice Ends a round that is short of its quorum of commits when they close: nobody is punished, and
    /// its models wait again; anyone.
    function expireRound(uint256 id, uint256 round) external;

    /// @notice Ends a round that is short of its quorum of reveals when its window is over: silent seats
    /// lose their stake, its models wait again; anyone.
    function failRound(uint256 id, uint256 round) external;
}
