// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEntry} from "../../../src/IDeMLEntry.sol";
import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Machine} from "./Machine.sol";

/// @notice Authors, and whoever copies them: places, models whole and in parts, keys.
abstract contract Authors is Machine {
    /// @dev Bytes of a package: two halves.
    uint256 private constant SIZE = 64;

    // ───────────────────────────── registering ─────────────────────────────

    function tryRegister(uint256 seed) external move {
        enter(bookAt(seed), actor(seed), seed);
    }

    function enter(Book storage b, address who, uint256 seed) internal {
        bool reserves = pick(seed, 3) == 0;
        bytes memory package = packageFrom(b, seed);
        bytes32 wanted = reserves ? keccak256(abi.encode(who, sha256(package))) : bytes32(0);
        bool may = phaseOf(b) == IDeMLTypes.Phase.Registration && !b.registered[who];
        bytes memory other =
            abi.encodeCall(IDeMLEntry.register, (b.id, ~b.termsHash, bytes32(0)));
        never(who, b.buyIn, other, "I13 no money for other terms");
        bytes memory data = abi.encodeCall(IDeMLEntry.register, (b.id, b.termsHash, wanted));
        never(who, b.buyIn + 1, data, "I13 nor any other sum");
        // Places of sealed competitions cannot be reserved.
        if (!must(may && !(reserves && b.isSealed), who, b.buyIn, data, "register")) return;
        b.registered[who] = true;
        b.participants.push(who);
        b.income += b.buyIn;
        did(Deed.Registered);
        if (reserves) bookReservation(b, who, wanted, package);
    }

    function tryReserve(uint256 seed) external move {
        hold(bookAt(seed), actor(seed), seed);
    }

    function hold(Book storage b, address who, uint256 seed) internal {
        bytes memory package = packageFrom(b, seed);
        bytes32 wanted = keccak256(abi.encode(who, sha256(package)));
        bool early = phaseOf(b) == IDeMLTypes.Phase.Registration;
        bool may = (early || phaseOf(b) == IDeMLTypes.Phase.Submission) && !b.isSealed;
        may = may && hasRoom(b, who);
        bytes memory data = abi.encodeCall(IDeMLEntry.reserve, (b.id, wanted));
        if (must(may, who, 0, data, "reserve")) bookReservation(b, who, wanted, package);
    }

    function bookReservation(Book storage b, address who, bytes32 wanted, bytes memory package)
        private
    {
        did(Deed.GaveUpReservation, b.reservation[who] != 0);
        uint256 place = bookPlace(b, who);
        b.papers[place].package = package;
        (b.reservedPlace[who], b.reservation[who]) = (place, bytes20(wanted));
        did(Deed.Reserved);
    }

    /// @dev Whether an author's quota leaves it another place. Nobody else's models matter.
    function hasRoom(Book storage b, address who) private view returns (bool) {
        return b.registered[who] && b.places[who] < b.terms.maxModelsPerAuthor;
    }

    // ───────────────────────────── submitting ─────────────────────────────

    /// @dev A new package, or one that was seen before.
    function packageFrom(Book storage b, uint256 seed) private returns (bytes memory) {
        if (b.papers.length > 0 && pick(seed, 6) == 0) {
            did(Deed.Copied);
            return b.papers[pick(seed, b.papers.length)].package;
        }
        bytes32 half = keccak256(abi.encode("package", b.id, pick(seed, type(uint256).max)));
        return abi.encodePacked(half, ~half);
    }

    function trySubmit(uint256 seed) external move {
        send(bookAt(seed), actor(seed), seed);
    }

    /// @dev What is sent.
    struct Parcel {
        bytes package;
        bytes32 digest;
        bytes32 key;
        bytes part; // its first bytes
        bool reserved; // at the place that was reserved for it
    }

    function send(Book storage b, address who, uint256 seed) internal {
        Parcel memory it;
        bool keeps = b.reservation[who] != 0 && pick(seed, 2) == 0;
        it.package = keeps ? b.papers[b.reservedPlace[who]].package : packageFrom(b, seed);
        it.digest = sha256(it.package);
        it.key = keccak256(abi.encode("key", b.id, b.papers.length));
        it.part = slice(it.package, 0, [SIZE, SIZE, SIZE / 2, 0][pick(seed, 4)]);
        it.reserved = b.reservation[who] != 0
            && b.reservation[who] == bytes20(keccak256(abi.encode(who, it.digest)));
        bool may = phaseOf(b) == IDeMLTypes.Phase.Submission && b.registered[who];
        may = may && (it.reserved || hasRoom(b, who));
        if (it.part.length == SIZE) {
            bytes memory other = submission(b, who, it, ~it.digest);
            never(who, 0, other, "I12 a whole package has its digest");
        }
        bytes memory data = submission(b, who, it, it.digest);
        if (must(may, who, 0, data, "submitModel")) bookModel(b, who, it);
    }

    function submission(Book storage b, address who, Parcel memory it, bytes32 digest)
        private
        view
        returns (bytes memory)
    {
        bytes32 commitment = b.isSealed ? keccak256(abi.encode(who, it.key)) : bytes32(0);
        return
            abi.encodeCall(IDeMLEntry.submitModel, (b.id, digest, SIZE, commitment, it.part));
    }

    function bookModel(Book storage b, address who, Parcel memory it) private {
        uint256 place = it.reserved ? b.reservedPlace[who] : bookPlace(b, who);
        if (it.reserved) b.reservation[who] = 0;
        Paper storage paper = b.papers[place];
        (paper.author, paper.key) = (who, it.key);
        (paper.package, paper.digest) = (it.package, it.digest);
        paper.published = it.part.length;
        did(Deed.Submitted);
        did(Deed.UsedReservation, it.reserved);
        if (paper.published == SIZE || b.terms.offChainModels) bookComplete(b, place);
    }

    function bookComplete(Book storage b, uint256 model) private {
        b.papers[model].complete = true;
        did(Deed.Completed);
        if (!b.isSealed) bookVisible(b, model);
    }

    function slice(bytes memory data, uint256 from, uint256 length)
        private
        pure
        returns (bytes memory part)
    {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) part[i] = data[from + i];
    }

    // ─────────────────────────────── parts ───────────────────────────────

    /// @notice The next part of a model, of its author or another; and parts that do not follow.
    function tryAddPart(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.papers.length > 0) append(b, pick(seed, b.papers.length), seed);
    }

    function append(Book storage b, uint256 model, uint256 seed) internal {
        Paper storage paper = b.papers[model];
        uint256 left = SIZE - paper.published;
        if (paper.author == address(0)) left = SIZE;
        bytes memory part = slice(paper.package, SIZE - left, pick(seed, 2) == 0 ? left : left / 2);
        address who = pick(seed, 8) == 0 ? actor(seed) : paper.author;
        bytes memory over =
            abi.encodeCall(IDeMLEntry.addPart, (b.id, model, paper.published + 1, part));
        never(who, 0, over, "I12 nothing is skipped");
        if (paper.published > 0) {
            over = abi.encodeCall(IDeMLEntry.addPart, (b.id, model, 0, paper.package));
            never(who, 0, over, "I12 nothing is written over");
        }
        bytes memory data =
            abi.encodeCall(IDeMLEntry.addPart, (b.id, model, paper.published, part));
        bool may = takesParts(b) && paper.author != address(0) && who == paper.author
            && part.length > 0;
        if (!must(may, who, 0, data, "addPart")) return;
        paper.published += part.length;
        did(Deed.Continued);
        if (paper.published == SIZE && !b.terms.offChainModels) bookComplete(b, model);
    }

    function takesParts(Book storage b) private view returns (bool) {
        if (!isLive(b) || clock < b.terms.registrationEnd) return false;
        if (!b.isSealed) return clock < partsEnd(b);
        return clock < b.terms.openingEnd && b.testSet == IDeMLTypes.TestSet.Unjudged;
    }

    // ─────────────────────────────── keys ───────────────────────────────

    function tryOpenModel(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.papers.length > 0) unseal(b, pick(seed, b.papers.length), seed);
    }

    function unseal(Book storage b, uint256 model, uint256 seed) internal {
        Paper storage paper = b.papers[model];
        bool may = b.isSealed && phaseOf(b) == IDeMLTypes.Phase.Opening && paper.complete;
        may = may && b.testSet == IDeMLTypes.TestSet.Good && !paper.visible;
        address who = pick(seed, 3) == 0 ? STRANGER : actor(seed);
        bytes memory other = abi.encodeCall(IDeMLEntry.openModel, (b.id, model, bytes32(seed)));
        never(who, 0, other, "another key opens no model");
        bytes memory data = abi.encodeCall(IDeMLEntry.openModel, (b.id, model, paper.key));
        if (!must(may, who, 0, data, "openModel")) return;
        bookVisible(b, model);
        did(Deed.ModelOpened);
    }
}
