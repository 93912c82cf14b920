// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Arena} from "./Arena.sol";

/// @notice What rows can do to a score, and to those who sent other rows.
contract ScoreAttacksTest is Arena {
    /// P04: one seat of a hundred moved the mean of the inliers by one, which broke a tie for a
    /// copy. Author 1 and miner 99 attack.
    function test_P04_OneSeatBreaksATie() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(2, 100, 50);
            sit(0, 99, pack(97_250, 97_250));
            sit(99, 100, calm ? pack(97_250, 97_250) : pack(97_249, 97_250));
            _end(2, 100);
            foeAuthors(1, 2);
            foeMiners(99, 100);
            victimAuthors(0, 1);
            victimMiners(0, 99);
        }
        stopped("P04", -1 ether + 2 * _fee(100));
    }

    /// P04b: 33 seats move the mean of a model down and that of another up by a third of the
    /// tolerance.
    function test_P04b_AThirdMovesTheMean() public {
        _shift(50);
        stopped("P04b", -1 ether + 66 * _fee(100));
        // With `wasm`, whose tolerance is zero, it costs the stakes.
        _shift(0);
        stopped("P04c", -6.28 ether);
    }

    function _shift(uint24 tolerance) private {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(2, 100, tolerance);
            sit(0, 67, pack(97_280, 97_250));
            sit(67, 100, calm ? pack(97_280, 97_250) : pack(97_230, 97_300));
            _end(2, 100);
            foeAuthors(1, 2);
            foeMiners(67, 100);
            victimAuthors(0, 1);
            victimMiners(0, 67);
        }
    }

    /// P06: 33 of 100 lie about one of 32 models, which cost a 32nd of their stakes.
    function test_P06_LieAboutOneOfMany() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            t.maxModels = 32;
            t.maxModelsPerAuthor = 16;
            begin(t);
            join(0, 2);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 32; i++) send(i / 16, i);
            openRound();
            bytes memory lie =
                abi.encodePacked(times(7, 90_000), uint24(100_000), times(24, 90_000));
            sit(0, 67, times(32, 90_000));
            sit(67, 100, calm ? times(32, 90_000) : lie);
            _end(2, 100);
            foeMiners(67, 100);
            victimAuthors(0, 2);
            victimMiners(0, 67);
        }
        stopped("P06", -5.28 ether);
    }

    /// N8: two kinds of processor, 50 apart, 60 : 40, and 49 liars beside either. Nobody honest
    /// loses a stake: more than half are within the tolerance of the median, all honest rows among
    /// them.
    function test_N8_HonestRowsApart() public {
        _kinds(97_275, 149);
        stopped("N8", 49 * _fee(149));
        _kinds(97_125, 149);
        stopped("N8", 49 * _fee(149));
        _kinds(100_000, 100);
        stopped("N8", -7.84 ether);
    }

    /// @param honest Miners without the attack
    function _kinds(uint24 said, uint256 honest) private {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            uint256 seats = calm ? honest : 149;
            _open(1, seats, 50);
            sit(0, 60, pack(97_175));
            sit(60, 100, pack(97_225));
            sit(100, seats, pack(calm ? 97_225 : said));
            _end(1, 149);
            foeMiners(100, 149);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
    }

    /// N14: no tolerance joins a verdict to a score or to another verdict, not even the largest.
    function test_N14_VerdictsWithinATolerance() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(1, 149, 100_000);
            sit(0, 90, pack(100_000));
            sit(90, 100, pack(ABSTAIN));
            sit(100, 149, pack(calm ? 100_000 : INVALID));
            _end(1, 149);
            foeMiners(100, 149);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("N14", -7.84 ether);
    }

    /// P20: a `native` model on which two kinds of processor, 60 : 40, are further apart than the
    /// tolerance. Each asks the `wasm` engine too and abstains, so that nobody's stake is at risk:
    /// the model is unjudged after three rounds. miner/evaluation/host/judge_model_test.ts shows
    /// the engines. Author 1 attacks.
    function test_P20_FragileModel() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(calm ? 1 : 2, 100, 50);
            sit(0, 100, calm ? pack(99_000) : pack(99_000, ABSTAIN));
            endRound();
            for (uint256 again = 0; again < 2 && !calm; again++) judge(0, 100, pack(ABSTAIN));
            _over(2, 100);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("P20", -0.1 ether);
    }

    // ───────────────────────── attackers of our own ─────────────────────────

    /// E06: 49 of 100 abstain on a rival's model, three times if need be: 51 agree at once. Author
    /// 1 and miners 51 to 99 attack.
    function test_E06_AbstainThreeTimes() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(2, 100, 50);
            sit(0, 51, pack(99_000, 97_000));
            sit(51, 100, pack(calm ? 99_000 : ABSTAIN, 97_000));
            _end(2, 100);
            foeAuthors(1, 2);
            foeMiners(51, 100);
            victimAuthors(0, 1);
            victimMiners(0, 51);
        }
        stopped("E06", -1 ether + 49 * _fee(100));
    }

    /// E06b: the same where two honest miners abstain on that model of themselves, as `native` ones
    /// do whose engines differ. Not stopped: more than half must be honest, and able to judge.
    function test_E06b_AbstainBesideTwoWhoMust() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(2, 100, 50);
            sit(0, 49, pack(99_000, 97_000));
            sit(49, 51, pack(ABSTAIN, 97_000));
            sit(51, 100, pack(calm ? 99_000 : ABSTAIN, 97_000));
            endRound();
            for (uint256 again = 0; again < 2 && !calm; again++) {
                openRound();
                sit(0, 49, pack(99_000));
                sit(49, 100, pack(ABSTAIN));
                endRound();
            }
            _over(2, 100);
            foeAuthors(1, 2);
            foeMiners(51, 100);
            victimAuthors(0, 1);
            victimMiners(0, 51);
        }
        priced("E06b", 9_949_000_048_642_002_556, -10_951_000_142_110_948_644);
    }

    /// E09: 35 of 67 honest miners abstain on author 1's model, and 33 say the tolerance more than
    /// the 32 who judge it. They cannot lift it over the rival's: no score is above the highest
    /// honest row.
    function test_E09_LiftedByTheTolerance() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(2, 100, 50);
            sit(0, 32, pack(97_240, 97_200));
            sit(32, 67, pack(97_240, ABSTAIN));
            sit(67, 100, pack(97_240, calm ? 97_200 : 97_250));
            _end(2, 100);
            foeAuthors(1, 2);
            foeMiners(67, 100);
            victimAuthors(0, 1);
            victimMiners(0, 67);
        }
        stopped("E09", -1 ether + 66 * _fee(100));
    }

    /// E09b: honest rows at both edges of a tolerance, 33 who say one tolerance more, and 35 who
    /// abstain: nobody honest loses a stake.
    function test_E09b_StakesAtTheTolerancesEdge() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(1, 100, 50);
            sit(0, 14, pack(97_175));
            sit(14, 32, pack(97_225));
            sit(32, 67, pack(ABSTAIN));
            sit(67, 100, pack(calm ? 97_225 : 97_275));
            _end(1, 100);
            foeMiners(67, 100);
            victimAuthors(0, 1);
            victimMiners(0, 67);
        }
        stopped("E09b", 33 * _fee(100));
    }

    /// E09c: the rival's model is one on which 35 of 67 honest miners abstain of themselves: 33
    /// take a tolerance off its score, and a worse model wins. Not stopped, in `native` alone:
    /// those who judge are not more than half.
    function test_E09c_LoweredByTheTolerance() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _open(2, 100, 50);
            sit(0, 32, pack(97_240, 97_200));
            sit(32, 67, pack(ABSTAIN, 97_200));
            sit(67, 100, pack(calm ? 97_240 : 97_190, 97_200));
            _end(2, 100);
            foeAuthors(1, 2);
            foeMiners(67, 100);
            victimAuthors(0, 1);
            victimMiners(0, 67);
        }
        priced("E09c", 10_901_000_094_422_710_844, -11_835_000_157_371_184_740);
    }

    // ────────────────────────────── moves ──────────────────────────────

    /// @dev A round over one model of each author.
    function _open(uint256 authors, uint256 miners_, uint24 tolerance) private {
        IDeMLTypes.Terms memory t = defaults();
        t.tolerance = tolerance;
        begin(t);
        join(0, authors);
        bench(0, miners_);
        pass(1 days);
        for (uint256 i = 0; i < authors; i++) send(i, i);
        openRound();
    }

    function _end(uint256 authors, uint256 miners_) private {
        endRound();
        _over(authors, miners_);
    }

    function _over(uint256 authors, uint256 miners_) private {
        finish();
        cashOut(authors, miners_);
    }
}
