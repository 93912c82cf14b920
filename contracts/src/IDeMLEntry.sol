// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title How competitions, participants and models come into DeML
/// @notice An organizer escrows a fund, participants pay a buy-in and submit models.
interface IDeMLEntry is IDeMLTypes {
    /// @notice Escrows the value sent as the fund (§1) and fixes the terms (§2).
    /// @param terms Nobody can change them afterwards
    /// @return id Competitions are numbered from 1
    function createCompetition(Terms calldata terms) external payable returns (uint256 id);

    /// @notice Joins with exactly the buy-in, once.
    /// @param termsHash Of the terms that the caller has read, and of the organizer (§2)
    /// @param reservation As `reserve` takes it, or zero
    function register(uint256 id, bytes32 termsHash, bytes32 reservation) external payable;

    /// @notice Reserves a place in an open competition, for a model that is sent later: whoever copies
    /// it has a later place. It uses one of the author's models; a place that was reserved before and is
    /// not used yet is given up.
    /// @param reservation keccak256(abi.encode(author, digest)), of which the first 20 bytes are kept
    /// @return place The model's number
    function reserve(uint256 id, bytes32 reservation) external returns (uint256 place);

    /// @notice Submits a model, at the place that was reserved for it, or at the next.
    /// @param digest sha2-256 of the package (of its ciphertext when sealed)
    /// @param size Bytes of the package
    /// @param keyCommitment keccak256(abi.encode(author, key)) when sealed, else zero
    /// @param part The package's first bytes; a whole package is checked against the digest here, one in
    /// parts by the miners
    /// @return model Its place; they are numbered from 0
    function submitModel(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes calldata part
    ) external returns (uint256 model);

    /// @notice Publishes the next part of the caller's own model, until a commit window after
    /// submissionEnd; in a sealed competition, until models are opened.
    /// @param offset Of the part in the package: as many bytes as are on chain
    /// @param part 1 to 120,000 bytes that lie within the package
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external;

    /// @notice Names the caller's own model, until submissionEnd; the last name counts. The contract keeps
    /// none, checks none, and decides nothing by it: two models may have one name (§4).
    /// @param name Up to 32 bytes of UTF-8, then zeros; zero takes the name away
    function nameModel(uint256 id, uint256 model, bytes32 name) external;

    /// @notice Publishes the key of a sealed test set, in the first third of the opening phase; whoever
    /// has it. Round zero judges the test set next (§3).
    /// @param key Whose hash is the terms' testKeyCommitment
    function openTestSet(uint256 id, bytes32 key) external;

    /// @notice Publishes the key of a sealed model whose bytes are complete, once round zero found the test
    /// set good and until openingEnd; whoever has it.
    /// @param key Whose hash, with the author, is the model's keyCommitment
    function openModel(uint256 id, uint256 model, bytes32 key) external;
}
