// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title What can be read from DeML, one call a page
/// @notice Pages are as long as the caller asks: a node's limit of gas for a call bounds them. All of a
/// competition's answers hold for the block they are read at.
interface IDeMLViews is IDeMLTypes {
    /// @notice How many competitions there are; they are numbered from 1.
    function competitions() external view returns (uint256);

    /// @notice What the organizer fixed at creation.
    function termsOf(uint256 id) external view returns (Terms memory);

    /// @notice A competition's numbers, its phase with what is left of it, and its money.
    function standingOf(uint256 id) external view returns (Standing memory);

    /// @notice Models `from` to `from + count`, with their digests; short at the end.
    /// @return models In the order of their places
    /// @return digests sha2-256 of their packages; zero at a reserved place
    /// @return keyCommitments Zero in an open competition
    function modelsOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (Model[] memory models, bytes32[] memory digests, bytes32[] memory keyCommitments);

    /// @notice The best models so far, best first, as many as there can be prizes.
    /// @return numbers Of the models
    /// @return models As modelsOf gives them
    function podiumOf(uint256 id)
        external
        view
        returns (uint256[] memory numbers, Model[] memory models);

    /// @notice Models that wait, `from` to `from + count` from the front of the queue; short at the end. A
    /// running round has taken none of them out yet.
    function queueOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (uint256[] memory models);

    /// @notice A round with its counts and windows; NoSuchRound where there is none.
    function roundOf(uint256 id, uint256 round) external view returns (RoundStanding memory);

    /// @notice Rounds `from` to `from + count`; short at the end.
    function roundsOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (RoundStanding[] memory);

    /// @notice What a miner has in a competition.
    function seatOf(uint256 id, address miner) external view returns (Seat memory);

    /// @notice seatOf for each of several miners.
    function seatsOf(uint256 id, address[] calldata miners) external view returns (Seat[] memory);

    /// @notice Whether commit would give a miner a seat in a round at this moment.
    function mayCommit(uint256 id, uint256 round, address miner) external view returns (bool);

    /// @notice What an account may do now. Of the running round's tasks, Reveal comes before Settle.
    function agendaOf(uint256 id, address account) external view returns (Agenda memory);

    /// @notice What withdraw would pay an account.
    function owedTo(uint256 id, address account) external view returns (uint256);

    /// @notice Whether an account paid its buy-in.
    function isRegistered(uint256 id, address account) external view returns (bool);

    /// @notice The place that a participant has reserved and not used.
    /// @return place Meaningless where `reservation` is zero
    /// @return reservation The first 20 bytes of what it reserved it with
    function reservationOf(uint256 id, address account)
        external
        view
        returns (uint256 place, bytes20 reservation);
}
