// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Refusals that no other test is about, with their arguments.
contract ErrorsTest is Base {
    bytes32 private constant KEY = keccak256("test set");

    function test_NothingKnowsACompetitionThatIsNotThere() public {
        fails(IDeMLTypes.NoSuchCompetition.selector, uint256(1));
        deml.openRound(1);
        fails(IDeMLTypes.NoSuchCompetition.selector, uint256(1));
        deml.finalize(1);
        fails(IDeMLTypes.NoSuchCompetition.selector, uint256(1));
        deml.standingOf(1);
    }

    function test_AnAccountRegistersOnce() public {
        uint256 id = create(terms());
        register(id, 0);
        bytes32 agreed = termsHash(id);
        fails(IDeMLTypes.AlreadyRegistered.selector, author(0));
        vm.prank(author(0));
        deml.register{value: BUY_IN}(id, agreed, 0);
    }

    function test_ASealedCompetitionTakesNoModelWithoutACommitmentToItsKey() public {
        uint256 id = create(sealedTerms(KEY));
        register(id, 0);
        pass(1 days);
        bytes32 digest = sha256("package");
        fails(IDeMLTypes.NeedsKeyCommitment.selector);
        vm.prank(author(0));
        deml.submitModel(id, digest, 7, 0, "package");
    }

    function test_NoModelIsOpenedBeforeRoundZero() public {
        uint256 id = create(sealedTerms(KEY));
        pass(2 days);
        fails(IDeMLTypes.TestSetNotJudged.selector);
        deml.openModel(id, 0, KEY);
    }

    function test_TheBenchHasAnEnd() public {
        IDeMLTypes.Terms memory t = terms();
        t.seatStake = 1;
        uint256 id = create(t);
        address[] memory miners = new address[](type(uint16).max);
        for (uint256 i = 0; i < miners.length; i++) miners[i] = address(uint160(0xF00000 + i));
        bytes32 agreed = termsHash(id);
        deml.enrolFor{value: miners.length}(id, agreed, miners);
        same(deml.standingOf(id).enrolled, miners.length, "enrolled");
        fails(IDeMLTypes.BenchFull.selector, miners.length);
        deml.enrol{value: 1}(id, agreed);
    }

    function test_NoRowIsPostedAfterTheWindow() public {
        uint256 id = openedRound(1);
        commitMany(id, 0, 0, 4, pack(90_000));
        pass(WINDOW);
        bytes memory row = pack(90_000);
        address first = miner(0);
        fails(IDeMLTypes.RevealsClosed.selector);
        deml.reveal(id, 0, first, row, evidence(row), salt(first));
    }

    function test_WhoeverRefusesEtherNamesAnother() public {
        uint256 id = create(terms());
        enrol(id, 0);
        // The contract takes no plain ether.
        fails(IDeMLTypes.TransferFailed.selector, address(deml));
        vm.prank(miner(0));
        deml.claim(id, address(deml));
        same(claim(id, 0), 4 ether, "the stake, to another");
    }
}
