// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title How deposits and prizes move in DeML
/// @notice Miners deposit stakes and leave with them and their fees; competitions end and pay out (§7).
interface IDeMLMoney is IDeMLTypes {
    /// @notice Deposits exactly seatStake. The deposit counts in rounds that are opened once it is a
    /// commit window old, two at the most (§6).
    /// @param termsHash Of the terms that the caller has read, and of the organizer (§2)
    function enrol(uint256 id, bytes32 termsHash) external payable;

    /// @notice Deposits seatStake for each of several miners that are not enrolled; theirs from then on.
    /// @param miners Each once. One that is enrolled turns the call down
    function enrolFor(uint256 id, bytes32 termsHash, address[] calldata miners) external payable;

    /// @notice Takes the caller's stake and fees out of a competition, at any time but while it holds a seat
    /// in a running round; it may enrol again.
    /// @param to Who is paid: a caller that refuses ether can name another
    function claim(uint256 id, address to) external;

    /// @notice Claims for others once a competition has ended, each paid to the miner itself; whoever
    /// refuses is credited.
    /// @param miners One that has nothing here, or is named twice, is passed over
    function claimFor(uint256 id, address[] calldata miners) external;

    /// @notice Claims what the caller's own sealed model scores on the public part of the test set, once,
    /// until submissionEnd (§4). The value is its bond, exactly a buy-in: it comes back with the buy-in at
    /// the end, and is burnt if the model is not opened, or is INVALID, as it is with a false claim.
    /// @param word The score (3 bytes), then the first 29 bytes of the evidence's root over that part
    function claimScore(uint256 id, uint256 model, bytes32 word) external payable;

    /// @notice Ends a sealed competition whose test set was not opened in time, is bad, or was not judged
    /// in time; anyone. Buy-ins come back; in the first two cases the authors of complete models share the
    /// organizer's penalty, what they do not get of it is burnt, and a round that runs ends as expired (§3).
    function cancel(uint256 id) external;

    /// @notice Ranks, and credits the pot (§7); anyone.
    function finalize(uint256 id) external;

    /// @notice Pays what the caller is owed as winner, organizer or refunded participant.
    /// @param to Who is paid: a caller that refuses ether can name another
    function withdraw(uint256 id, address to) external;
}
