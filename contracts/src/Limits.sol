// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice The limits of a competition in one word (§2):
///
///     bits      field               meaning
///     0–95      seatStake           wei
///     96–127    byteLimit           largest package, in bytes
///     128–143   maxModels           sets what a model's evaluations cost
///     144–159   maxModelsPerAuthor
///     160–175   seats               evaluations that a model is paid for
///     176–191   quorum              fewest deposits, commits and reveals of a round
///     192–215   tolerance           score units
///     216–223   flags               SEALED | SHARES | OFF_CHAIN | RETURNS
type Limits is uint256;

using LimitsLib for Limits global;

library LimitsLib {
    /// @dev Models are submitted as ciphertext, and there is a key for the test set
    uint256 internal constant SEALED = 1 << 216;
    /// @dev The prize is shared: prizeShares is not zero
    uint256 internal constant SHARES = 1 << 217;
    /// @dev Models may be on IPFS alone
    uint256 internal constant OFF_CHAIN = 1 << 218;
    /// @dev The buy-in of an author with a judged model comes back, less its models' parts
    uint256 internal constant RETURNS = 1 << 219;

    function pack(
        uint256 seatStake_,
        uint256 byteLimit_,
        uint256 maxModels_,
        uint256 maxModelsPerAuthor_,
        uint256 seats_,
        uint256 quorum_,
        uint256 tolerance_,
        uint256 flags
    ) internal pure returns (Limits) {
        return Limits.wrap(
            seatStake_ | (byteLimit_ << 96) | (maxModels_ << 128) | (maxModelsPerAuthor_ << 144)
                | (seats_ << 160) | (quorum_ << 176) | (tolerance_ << 192) | flags
        );
    }

    function seatStake(Limits l) internal pure returns (uint256) {
        return Limits.unwrap(l) & type(uint96).max;
    }

    function byteLimit(Limits l) internal pure returns (uint256) {
        return (Limits.unwrap(l) >> 96) & 0xFFFFFFFF;
    }

    function maxModels(Limits l) internal pure returns (uint256) {
        return (Limits.unwrap(l) >> 128) & 0xFFFF;
    }

    function maxModelsPerAuthor(Limits l) internal pure returns (uint256) {
        return (Limits.unwrap(l) >> 144) & 0xFFFF;
    }

    function seats(Limits l) internal pure returns (uint256) {
        return (Limits.unwrap(l) >> 160) & 0xFFFF;
    }

    function quorum(Limits l) internal pure returns (uint256) {
        return (Limits.unwrap(l) >> 176) & 0xFFFF;
    }

    function tolerance(Limits l) internal pure returns (uint256) {
        return (Limits.unwrap(l) >> 192) & 0xFFFFFF;
    }

    function has(Limits l, uint256 flag) internal pure returns (bool) {
        return Limits.unwrap(l) & flag != 0;
    }
}
