// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Who gets what (§7), and that nothing is left.
contract EndingTest is Base {
    uint256 private constant STAKE = 4 ether;

    /// @dev Four authors of a model each, in one round of four miners with these scores.
    function played(IDeMLTypes.Terms memory t, uint24[4] memory scores) private returns (uint256 id) {
        id = create(t);
        for (uint256 i = 0; i < 5; i++) register(id, i); // the fifth never sends a model
        pass(1 days);
        for (uint256 i = 0; i < 4; i++) submit(id, i, i);
        enrolMany(id, 0, 4);
        pass(1 days + WINDOW);
        deml.openRound(id);
        judged(id, 0, abi.encodePacked(scores[0], scores[1], scores[2], scores[3]));
    }

    function unit(uint256 id) private view returns (uint256) {
        return deml.standingOf(id).part / 2 ** 24 * (2 ** 24 / 4);
    }

    function owed(uint256 id, uint256 i) private returns (uint256) {
        return deml.owedTo(id, author(i));
    }

    /// @dev Everybody takes what is theirs, and the competition is empty.
    function empty(uint256 id) private {
        for (uint256 i = 0; i < 5; i++) if (owed(id, i) > 0) take(id, author(i));
        if (deml.owedTo(id, ORGANIZER) > 0) take(id, ORGANIZER);
        for (uint256 i = 0; i < 4; i++) claim(id, i);
        same(deml.standingOf(id).held, 0, "nothing is left");
        same(address(deml).balance, 0, "and the contract is empty");
    }

    function test_theBestScoreWinsThePotLessFees() public {
        uint256 id = played(terms(), [uint24(10), 30, 30, INVALID]);
        deml.finalize(id);
        same(owed(id, 1), FUND + 5 * BUY_IN - 16 * unit(id), "of equal ones the earlier place");
        same(owed(id, 0) + owed(id, 2) + owed(id, 3) + owed(id, 4), 0, "nothing for the others");
        empty(id);
    }

    function test_prizesAreSharedByPlaces() public {
        IDeMLTypes.Terms memory t = terms();
        t.prizeShares = new uint16[](4);
        (t.prizeShares[0], t.prizeShares[1], t.prizeShares[2], t.prizeShares[3]) =
            (5_000, 3_000, 1_000, 1_000);
        uint256 id = played(t, [uint24(10), 30, 20, INVALID]);
        deml.finalize(id);
        uint256 pot = FUND + 5 * BUY_IN - 16 * unit(id);
        same(owed(id, 2), pot * 3_000 / 10_000, "second");
        same(owed(id, 0), pot * 1_000 / 10_000, "third");
        same(
            owed(id, 1),
            pot - pot * 3_000 / 10_000 - pot * 1_000 / 10_000,
            "the first has the empty place's, too"
        );
        empty(id);
    }

    /// @dev P12: there is nothing to win but one's own fund.
    function test_withReturnsBuyInsWhoeverHasAJudgedModelGetsItsBuyInBackLessItsPart() public {
        IDeMLTypes.Terms memory t = terms();
        t.returnsBuyIns = true;
        uint256 id = played(t, [uint24(10), 30, 20, INVALID]);
        uint256 part = deml.standingOf(id).part;
        uint256 burnt = NOBODY.balance;
        deml.finalize(id);
        same(owed(id, 0), BUY_IN - part, "a loser");
        same(owed(id, 3), BUY_IN - part, "an INVALID one");
        same(owed(id, 4), BUY_IN, "who sent nothing");
        same(owed(id, 1), FUND + BUY_IN - part, "the fund");
        same(NOBODY.balance - burnt, 4 * part - 16 * unit(id), "what parts brought in beyond the fees");
        empty(id);
    }

    function test_whenNobodyWinsTheOrganizerHasItsFundBackAndNoMore() public {
        uint256 id = played(terms(), [INVALID, INVALID, INVALID, INVALID]);
        deml.finalize(id);
        uint256 part = deml.standingOf(id).part;
        same(deml.owedTo(id, ORGANIZER), FUND, "the fund");
        same(owed(id, 0), BUY_IN - part, "less what its model cost");
        same(owed(id, 4), BUY_IN, "whole");
        empty(id);
    }

    function test_whoeverHasNoJudgedModelGetsItsBuyInBack() public {
        uint256 id = played(terms(), [uint24(10), 30, ABSTAIN, INVALID]);
        for (uint256 round = 1; round < 3; round++) {
            deml.openRound(id);
            judged(id, round, pack(ABSTAIN));
        }
        deml.finalize(id);
        uint256 part = deml.standingOf(id).part;
        same(owed(id, 2), BUY_IN - part, "less its part, which was burnt");
        same(owed(id, 1), FUND + 4 * BUY_IN - 12 * unit(id), "the winner bears none of it");
        empty(id);
    }

    function test_aModelThatWaitedInVainCostsItsAuthorNothing() public {
        uint256 id = played(terms(), [uint24(10), 30, ABSTAIN, INVALID]);
        vm.warp(clock = deml.termsOf(id).evaluationEnd);
        deml.finalize(id);
        same(owed(id, 2), BUY_IN, "the whole buy-in");
        empty(id);
    }

    /// @dev R8: what is evaluated beyond maxModels models is paid from their authors' buy-ins.
    function test_howeverManyModelsComeThePrizeDoesNotFallBelowItsFloor() public {
        IDeMLTypes.Terms memory t = terms();
        (t.maxModels, t.maxModelsPerAuthor) = (2, 1);
        uint256 id = played(t, [uint24(10), 30, 20, 40]);
        deml.finalize(id);
        same(owed(id, 3), FUND + 5 * BUY_IN - 16 * unit(id), "four parts of two");
        yes(owed(id, 3) >= FUND - FUND / 5, "the floor");
        empty(id);
    }

    function test_aCompetitionWithoutModelsGivesEverythingBack() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(2 days + WINDOW);
        deml.finalize(id);
        same(take(id, ORGANIZER), FUND, "fund");
        same(take(id, author(0)), BUY_IN, "buy-in");
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        vm.prank(author(0));
        deml.withdraw(id, author(0));
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Settled));
        deml.finalize(id);
    }

    function test_aReceiverThatRefusesIsOwedWhatItWasSent() public {
        IDeMLTypes.Terms memory t = terms();
        uint256 id = create(t);
        Refuser refuser = new Refuser();
        address[] memory one = new address[](1);
        one[0] = address(refuser);
        deml.enrolFor{value: STAKE}(id, termsHash(id), one);
        pass(2 days + WINDOW);
        deml.finalize(id);
        deml.claimFor(id, one);
        same(deml.owedTo(id, address(refuser)), STAKE, "credited");
        uint256 before = address(0xFEE).balance;
        refuser.collect(address(deml), id, address(0xFEE));
        same(address(0xFEE).balance - before, STAKE, "sent elsewhere");
    }
}

interface IWithdraw {
    function withdraw(uint256 id, address to) external;
}

/// @notice A miner whose contract takes no ether.
contract Refuser {
    function collect(address deml, uint256 id, address to) external {
        IWithdraw(deml).withdraw(id, to);
    }
}
