// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bench} from "../src/Bench.sol";
import {Podium} from "../src/Podium.sol";
import {Base} from "./Base.sol";

/// @notice Packed words against plain lists.
contract BenchTest is Base {
    uint256[] private made; // the periods of the present deposits

    function counting(uint256 period) private view returns (uint256 found) {
        for (uint256 i = 0; i < made.length; i++) if (made[i] + 2 <= period) found++;
    }

    function testFuzz_countsDepositsByTheirAge(uint256 seed) public {
        Bench bench;
        uint256 period = 1_000;
        for (uint256 step = 0; step < 60; step++) {
            uint256 roll = uint256(keccak256(abi.encode(seed, step)));
            if (roll % 4 == 0) period += (roll >> 8) % 4;
            bench = bench.at(period);
            if (roll % 4 == 1) {
                uint256 more = (roll >> 8) % 5;
                for (uint256 i = 0; i < more; i++) made.push(period);
                bench = bench.plus(more);
            } else if (roll % 4 == 2 && made.length > 0) {
                uint256 at = (roll >> 8) % made.length;
                bench = bench.without(made[at]);
                made[at] = made[made.length - 1];
                made.pop();
            } else if (roll % 4 == 3) {
                bench = bench.settled();
                same(bench.settledAt(), clock, "when a round was settled");
            }
            same(bench.size(), made.length, "all deposits");
            same(bench.counting(), counting(period), "those that count");
        }
    }

    function testFuzz_thePodiumIsTheSortedListOfTheBest(uint256 seed) public pure {
        uint256 podium;
        uint256 models = 1 + seed % 20;
        uint256[] memory keys = new uint256[](models);
        for (uint256 i = 0; i < models; i++) {
            uint256 score = uint256(keccak256(abi.encode(seed, i))) % 4 * 33_333;
            uint256 model = i * 700_001 % (1 << 24);
            // Higher scores first, then earlier places.
            keys[i] = (score << 24) | ((1 << 24) - 1 - model);
            podium = Podium.insert(podium, model, score);
        }
        for (uint256 place = 0; place < Podium.PLACES; place++) {
            uint256 best = place;
            for (uint256 i = place; i < models; i++) if (keys[i] > keys[best]) best = i;
            (bool found, uint256 model, uint256 score) = Podium.at(podium, place);
            yes(found == place < models, "as many as there are");
            if (!found) break;
            (keys[place], keys[best]) = (keys[best], keys[place]);
            same(model, (1 << 24) - 1 - (keys[place] & 0xFFFFFF), "model");
            same(score, keys[place] >> 24, "score");
        }
    }
}
