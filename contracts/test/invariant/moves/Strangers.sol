// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEntry} from "../../../src/IDeMLEntry.sol";
import {IDeMLMoney} from "../../../src/IDeMLMoney.sol";
import {IDeMLRounds} from "../../../src/IDeMLRounds.sol";
import {Machine} from "./Machine.sol";

/// @notice Somebody who has no part in any competition calls whatever there is, with whatever comes to
/// mind. Nothing of it may do anything: what a stranger may do is among the other moves.
abstract contract Strangers is Machine {
    function tryMeddle(uint256 seed) external move {
        Book storage b = bookAt(seed);
        meddleWithModels(b, seed);
        meddleWithMoney(b);
        // A competition, and a round, that there is not.
        uint256 none = books.length + 1 + pick(seed, 3);
        mayNot(0, abi.encodeCall(IDeMLRounds.openRound, (none)));
        mayNot(0, abi.encodeCall(IDeMLMoney.finalize, (none)));
        mayNot(0, abi.encodeCall(IDeMLMoney.cancel, (none)));
        uint256 round = b.panels.length + pick(seed, 2);
        mayNot(0, abi.encodeCall(IDeMLRounds.commit, (b.id, round, bytes32(seed))));
        mayNot(0, abi.encodeCall(IDeMLRounds.commitFor, (b.id, round, "")));
        mayNot(0, abi.encodeCall(IDeMLRounds.expireRound, (b.id, round)));
        mayNot(0, abi.encodeCall(IDeMLRounds.failRound, (b.id, round)));
        mayNot(0, abi.encodeCall(IDeMLRounds.settle, (b.id, round, "", "", "")));
        if (b.panels.length > 0) meddleWithRound(b, b.panels.length - 1, seed);
        // No function at all.
        mayNot(1 + pick(seed, 1 ether), "");
        mayNot(0, abi.encodePacked(bytes4(uint32(pick(seed, type(uint32).max))), b.id));
    }

    function mayNot(uint256 value, bytes memory data) private {
        never(STRANGER, value, data, "I4 a stranger has no part in it");
    }

    function meddleWithModels(Book storage b, uint256 seed) private {
        bytes32 digest = sha256("x");
        mayNot(0, abi.encodeCall(IDeMLEntry.submitModel, (b.id, digest, 1, 0, "x")));
        mayNot(0, abi.encodeCall(IDeMLEntry.submitModel, (b.id, digest, 1, digest, "x")));
        mayNot(0, abi.encodeCall(IDeMLEntry.reserve, (b.id, digest)));
        uint256 model = pick(seed, b.papers.length + 1);
        mayNot(0, abi.encodeCall(IDeMLEntry.addPart, (b.id, model, 0, "x")));
        if (b.papers.length == 0) return;
        model = pick(seed, b.papers.length);
        uint256 published = b.papers[model].published;
        mayNot(0, abi.encodeCall(IDeMLEntry.addPart, (b.id, model, published, "x")));
    }

    function meddleWithMoney(Book storage b) private {
        mayNot(0, abi.encodeCall(IDeMLMoney.claim, (b.id, STRANGER)));
        mayNot(0, abi.encodeCall(IDeMLMoney.withdraw, (b.id, STRANGER)));
        mayNot(0, abi.encodeCall(IDeMLMoney.enrol, (b.id, b.termsHash)));
        mayNot(0, abi.encodeCall(IDeMLEntry.register, (b.id, b.termsHash, 0)));
    }

    function meddleWithRound(Book storage b, uint256 round, uint256 seed) private {
        mayNot(0, abi.encodeCall(IDeMLRounds.commit, (b.id, round, bytes32(seed))));
        bytes memory row = new bytes(3 * widthOf(b.panels[round]));
        bytes memory data = abi.encodeCall(
            IDeMLRounds.reveal,
            (b.id, round, STRANGER, row, evidence(row), salt(STRANGER))
        );
        mayNot(0, data);
    }
}
