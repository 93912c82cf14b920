// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @dev Cheat codes that write what only millions of models could.
interface Storage {
    function load(address, bytes32) external view returns (bytes32);
    function store(address, bytes32, bytes32) external;
}

/// @notice The order in which models wait (§6): 34 of them, and a round takes 32.
contract QueueTest is Base {
    Storage private constant STORAGE = Storage(address(vm));
    uint256 private constant MODELS = 34;

    /// @dev Two authors' models, four deposits that count, and a full round that runs.
    function opened() private returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        register(id, 1);
        pass(1 days);
        for (uint256 i = 0; i < MODELS; i++) submit(id, i % 2, i);
        enrolMany(id, 0, 4);
        pass(2 * WINDOW);
        deml.openRound(id);
    }

    function waits(uint256 id, uint256[] memory wanted) private view {
        uint256[] memory found = deml.queueOf(id, 0, 1_000);
        same(found.length, wanted.length, "how many wait");
        same(deml.standingOf(id).queued, wanted.length, "as the standing says");
        for (uint256 i = 0; i < wanted.length; i++) same(found[i], wanted[i], "in this order");
    }

    function inOrder() private pure returns (uint256[] memory all) {
        all = new uint256[](MODELS);
        for (uint256 i = 0; i < MODELS; i++) all[i] = i;
    }

    function rowOf(uint24 score) private pure returns (bytes memory row) {
        for (uint256 j = 0; j < 32; j++) row = abi.encodePacked(row, score);
    }

    function statusOf(uint256 id, uint256 model) private view returns (IDeMLTypes.ModelStatus) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, model, 1);
        return models[0].status;
    }

    function test_whileARoundRunsNothingLeavesTheQueue() public {
        uint256 id = opened();
        waits(id, inOrder());
        uint32[] memory models = deml.roundOf(id, 0).models;
        same(models.length, 32, "a full round");
        for (uint256 i = 0; i < 32; i++) same(models[i], i, "from the front");
        same(deml.queueOf(id, 33, 5).length, 1, "a page, short at the end");
        same(deml.queueOf(id, 34, 5).length, 0, "beyond");
        same(deml.queueOf(id, type(uint256).max, 5).length, 0, "far beyond");
    }

    function test_whenARoundExpiresItsModelsStayInFront() public {
        uint256 id = opened();
        commitMany(id, 0, 0, 2, rowOf(5));
        pass(WINDOW);
        deml.expireRound(id, 0);
        waits(id, inOrder());
        same(deml.openRound(id), 1, "at once: 32 wait");
        same(deml.roundOf(id, 1).models[31], 31, "the same models");
    }

    function test_whenARoundFailsItsModelsStayInFront() public {
        uint256 id = opened();
        commitMany(id, 0, 0, 4, rowOf(5));
        revealMany(id, 0, 0, 2, rowOf(5));
        pass(WINDOW);
        deml.failRound(id, 0);
        waits(id, inOrder());
    }

    /// @dev Two of four say another score of the models 3 and 7.
    function disagree(uint256 id, uint256 round, uint256 a, uint256 b) private {
        bytes memory row = rowOf(5);
        bytes memory other = rowOf(5);
        other[3 * a + 1] = 0xFF;
        other[3 * b + 1] = 0xFF;
        commitMany(id, round, 0, 2, row);
        commitMany(id, round, 2, 4, other);
        deml.settle(
            id, round, row, "", abi.encodePacked(openingsOf(0, 2, row), openingsOf(2, 4, other))
        );
    }

    function test_whatIsNotAgreedWaitsBehindWhatHasNotBeenTried() public {
        uint256 id = opened();
        disagree(id, 0, 3, 7);
        uint256[] memory wanted = new uint256[](4);
        (wanted[0], wanted[1], wanted[2], wanted[3]) = (32, 33, 3, 7);
        waits(id, wanted);
        yes(statusOf(id, 3) == IDeMLTypes.ModelStatus.Waiting, "waits");
        yes(statusOf(id, 4) == IDeMLTypes.ModelStatus.Scored, "scored");
        uint32[] memory models = deml.roundOf(id, 0).models;
        yes(models[3] == 3 && models[31] == 31, "a round that is over keeps its list");
    }

    function test_modelsThatComeLaterWaitBehindThem() public {
        uint256 id = opened();
        disagree(id, 0, 3, 7);
        submit(id, 0, 34);
        uint256[] memory wanted = new uint256[](5);
        (wanted[0], wanted[1], wanted[2], wanted[3], wanted[4]) = (32, 33, 3, 7, 34);
        waits(id, wanted);
        pass(WINDOW);
        deml.openRound(id);
        uint32[] memory models = deml.roundOf(id, 1).models;
        for (uint256 i = 0; i < 5; i++) same(models[i], wanted[i], "the next round's order");
    }

    /// @dev Of DeMLState.Competition the slot of activity begins with participants and models, 24
    /// bits each: where that changes, this fails.
    function setPlaces(uint256 id, uint256 from, uint256 to) private {
        bytes32 place = bytes32(uint256(keccak256(abi.encode(id, uint256(1)))) + 4);
        uint256 word = uint256(STORAGE.load(address(deml), place));
        same(word & ((1 << 48) - 1), 1 | (from << 24), "where DeMLState keeps the places");
        STORAGE.store(address(deml), place, bytes32(word ^ ((from ^ to) << 24)));
    }

    function test_theLastPlaceIsTheLast() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        setPlaces(id, 1, (1 << 24) - 2);
        same(submit(id, 0, 1), (1 << 24) - 2, "the last place");
        fails(IDeMLTypes.TooManyModels.selector, 20);
        submit(id, 0, 2);
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 1);
        yes(models[0].author == author(0), "the first place is whose it was");
        uint256[] memory wanted = new uint256[](2);
        wanted[1] = (1 << 24) - 2;
        waits(id, wanted);
    }
}
