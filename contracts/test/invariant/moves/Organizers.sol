// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEntry} from "../../../src/IDeMLEntry.sol";
import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Machine} from "./Machine.sol";

/// @notice Organizers: terms that are taken and terms that are not, and keys of test sets, in time,
/// late, or of something that is not a test set.
abstract contract Organizers is Machine {
    uint256 private constant MAX_BOOKS = 8;

    function tryCreate(uint256 seed) external move {
        createOne(seed);
    }

    /// @dev Three at a time, so that the time that one of them takes does not end the others.
    function createOne(uint256 seed) internal {
        uint256 live;
        for (uint256 i = 0; i < books.length; i++) if (isLive(books[i])) live++;
        if (live < 3 && books.length < MAX_BOOKS) found(seed, pick(seed, 2) == 0);
    }

    function found(uint256 seed, bool isSealed) internal {
        IDeMLTypes.Terms memory t = termsFrom(seed, isSealed);
        address organizer = actor(seed);
        // A part of the pool is at least 2^24 wei.
        uint256 fund = 5 * (t.maxModels + 1) << 24;
        fund += pick(seed, 1 ether);
        if (pick(seed, 6) == 0) {
            spoil(t, seed);
            bytes memory bad = abi.encodeCall(IDeMLEntry.createCompetition, (t));
            never(organizer, fund, bad, "I15 terms that are a trap");
            return;
        }
        bytes memory data = abi.encodeCall(IDeMLEntry.createCompetition, (t));
        (bool ok, bytes memory answer) = act(organizer, fund, data);
        yes(ok, "createCompetition");
        Book storage b = books.push();
        (b.id, b.isSealed, b.organizer) = (abi.decode(answer, (uint256)), isSealed, organizer);
        b.terms = t;
        (b.fund, b.income, b.buyIn) = (fund, fund, fund / 10);
        b.part = fund / 5 / (isSealed ? t.maxModels + 1 : t.maxModels);
        b.termsHash = hashOf(b);
        did(Deed.Created);
        did(Deed.Sealed, isSealed);
    }

    function termsFrom(uint256 seed, bool isSealed)
        private
        returns (IDeMLTypes.Terms memory t)
    {
        t.specDigest = keccak256(abi.encode(seed));
        t.commitWindow = uint32(60 + pick(seed, 2) * pick(seed, 30 minutes));
        t.revealWindow = uint32(60 + pick(seed, 2) * pick(seed, 30 minutes));
        t.roundInterval = uint32(pick(seed, 20 minutes));
        t.registrationEnd = uint40(clock + 3 * t.commitWindow + spare(seed, 3 hours));
        t.submissionEnd = uint40(t.registrationEnd + 60 + spare(seed, 6 hours));
        t.openingEnd = t.submissionEnd;
        uint256 window = uint256(t.commitWindow) + t.revealWindow;
        if (isSealed) t.openingEnd += uint40(3 * (window + t.commitWindow) + spare(seed, 6 hours));
        t.evaluationEnd = uint40(t.openingEnd + 2 * window + spare(seed, 36 hours));
        if (!isSealed) t.evaluationEnd += t.commitWindow;
        t.byteLimit = 64;
        t.maxModels = uint16(2 + pick(seed, 12));
        t.maxModelsPerAuthor = uint16(1 + larger(pick(seed, t.maxModels / 2), pick(seed, t.maxModels / 2)));
        // Some are crowded: more models than a round takes.
        if (pick(seed, 6) == 0) (t.maxModels, t.maxModelsPerAuthor) = (20, 8);
        t.seats = uint16(1 + pick(seed, 11));
        t.quorum = uint16(t.seats / 2 + 1 + pick(seed, (t.seats + 1) / 2));
        if (t.quorum > 8 && pick(seed, 3) > 0) t.seats = t.quorum = 4;
        t.tolerance = uint24([uint256(0), 50, 50, 2_000][pick(seed, 4)]);
        t.seatStake = uint96(1 + pick(seed, 1 ether));
        if (isSealed) t.testKeyCommitment = keccak256(abi.encode(testKey(books.length + 1)));
        t.prizeShares = sharesFrom(seed);
        t.offChainModels = pick(seed, 4) == 0;
        t.returnsBuyIns = pick(seed, 2) == 0;
    }

    function larger(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }

    /// @dev Nothing, or some time.
    function spare(uint256 seed, uint256 most) private returns (uint256) {
        return pick(seed, 4) == 0 ? 0 : pick(seed, most);
    }

    function sharesFrom(uint256 seed) private returns (uint16[] memory shares) {
        shares = new uint16[](pick(seed, 7));
        if (shares.length == 0) return shares;
        shares[0] = 10_000;
        for (uint256 i = 1; i < shares.length; i++) {
            shares[i] = uint16(1_600 - i);
            shares[0] -= shares[i];
        }
    }

    /// @dev One second, or one unit, beyond what is allowed.
    function spoil(IDeMLTypes.Terms memory t, uint256 seed) private {
        uint256 window = uint256(t.commitWindow) + t.revealWindow;
        bool isSealed = t.testKeyCommitment != 0;
        uint256 kind = pick(seed, 10);
        if (kind == 0) t.commitWindow = 59;
        if (kind == 1) t.revealWindow = 59;
        if (kind == 2) t.registrationEnd = uint40(clock + 3 * t.commitWindow - 1);
        if (kind == 3) t.submissionEnd = t.registrationEnd + 59;
        if (kind == 4) t.openingEnd = t.submissionEnd + 1;
        if (kind == 4 && isSealed) t.openingEnd = uint40(t.submissionEnd + 3 * window);
        if (kind == 5) t.evaluationEnd = uint40(t.openingEnd + 2 * window - 1);
        if (kind == 6) t.maxModelsPerAuthor = t.maxModels / 2 + 1;
        if (kind == 7) t.quorum = t.seats / 2;
        if (kind == 8) t.seats = 401;
        if (kind == 9) t.seatStake = 0;
    }

    // ───────────────────────────── the test set ─────────────────────────────

    function testKey(uint256 id) internal pure returns (bytes32) {
        return keccak256(abi.encode("test key", id));
    }

    /// @dev An organizer that lets the first third go by.
    function isTardy(Book storage b) internal view returns (bool) {
        return uint256(keccak256(abi.encode("tardy", b.id))) % 4 == 0;
    }

    function tryOpenTestSet(uint256 seed) external move {
        openTest(bookAt(seed), seed);
    }

    function openTest(Book storage b, uint256 seed) internal {
        bool may = b.isSealed && phaseOf(b) == IDeMLTypes.Phase.Opening && !b.testOpened;
        bytes memory wrong = abi.encodeCall(IDeMLEntry.openTestSet, (b.id, bytes32(seed)));
        never(b.organizer, 0, wrong, "another key opens no test set");
        did(Deed.TestLate, may && clock >= testKeyEnd(b));
        may = may && clock < testKeyEnd(b);
        bytes memory data = abi.encodeCall(IDeMLEntry.openTestSet, (b.id, testKey(b.id)));
        if (!must(may, pick(seed, 2) == 0 ? b.organizer : STRANGER, 0, data, "openTestSet")) return;
        b.testOpened = true;
        did(Deed.TestOpened);
    }
}
