// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Base} from "./Base.sol";

/// @dev Cheat codes that write what only millions of rounds could.
interface Storage {
    function load(address, bytes32) external view returns (bytes32);
    function store(address, bytes32, bytes32) external;
}

/// @notice The queue has 2^24 places, and a model that comes back takes another one. Whoever lets
/// rounds fail, at a stake each, fills it in the end; that must not freeze what others are owed.
contract QueueTest is Base {
    Storage private constant STORAGE = Storage(address(vm));
    uint256 private constant PLACES = type(uint24).max;

    /// @dev Moves the queue's head and tail near its end. Of DeMLState.Competition this is the slot of
    /// activity: participants (32 bits), models (16), rounds, head, tail and running (24 each).
    function exhaust(uint256 id, uint256 models, uint256 left) private {
        bytes32 place = bytes32(uint256(keccak256(abi.encode(id, uint256(1)))) + 4);
        uint256 word = uint256(STORAGE.load(address(deml), place));
        uint256 expected =
            1 | (models << 32) | (1 << 48) | (models << 72) | (models << 96) | (1 << 120);
        same(word & ((1 << 144) - 1), expected, "where DeMLState keeps the queue");
        uint256 end = PLACES - left;
        word ^= ((end ^ models) << 72) | ((end ^ models) << 96);
        STORAGE.store(address(deml), place, bytes32(word));
    }

    function finish(uint256 id) private {
        pass(9 days);
        deml.finalize(id);
        same(take(id, author(0)), BUY_IN, "the author's buy-in");
        for (uint256 i = 0; i < 4; i++) claim(id, i);
        take(id, ORGANIZER);
        same(address(deml).balance, 0, "nothing is stuck");
    }

    function test_whenTheQueueIsFullAFailedRoundStillEnds() public {
        uint256 id = openedRound(3);
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, abi.encodePacked(pack(5, 5), pack(5)));
        exhaust(id, 3, 2);
        pass(1 hours); // nobody reveals
        deml.settle(id, 0, "", "", "");
        same(deml.standingOf(id).queued, 2, "as many as there is room for");
        finish(id);
    }

    function test_whenTheQueueIsFullAContestedRoundStillEnds() public {
        uint256 id = openedRound(1);
        bytes[4] memory rows = [pack(10_000), pack(20_000), pack(30_000), pack(40_000)];
        bytes memory all;
        for (uint256 i = 0; i < 4; i++) {
            commitTo(id, 0, i, rows[i]);
            all = abi.encodePacked(all, opening(i, rows[i]));
        }
        exhaust(id, 1, 0);
        deml.settle(id, 0, pack(20_000), "", all);
        same(deml.standingOf(id).queued, 0, "it waits no more");
        finish(id);
    }
}
