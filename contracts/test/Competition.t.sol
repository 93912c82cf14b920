// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Creation, registration, submission and the end of open competitions.
contract CompetitionTest is Base {
    function test_create_escrowsTheFundAndKeepsTheTerms() public {
        IDeMLTypes.Terms memory t = terms();
        uint256 id = create(t);
        same(id, 1, "first id");
        same(address(deml).balance, FUND, "escrow");
        yes(keccak256(abi.encode(deml.termsOf(id))) == keccak256(abi.encode(t)), "terms");
        IDeMLTypes.Standing memory s = deml.standingOf(id);
        same(s.buyIn, FUND / 10, "buy-in");
        same(s.fee, FUND / 5 / (4 * 40), "fee");
        same(s.pot, FUND, "pot");
        yes(s.organizer == ORGANIZER && s.phase == IDeMLTypes.Phase.Registration, "standing");
    }

    function test_create_refusesEachBadTerm() public {
        for (uint256 i = 0; i < 22; i++) {
            (IDeMLTypes.Terms memory t, IDeMLTypes.Term wrong) = spoilt(i);
            vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadTerms.selector, wrong));
            this.createFor(t, i == 18 ? 9 : i == 19 ? 799 : FUND);
        }
        vm.deal(address(this), type(uint128).max);
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadTerms.selector, IDeMLTypes.Term.Fund));
        deml.createCompetition{value: uint256(type(uint96).max) + 1}(terms());
    }

    function createFor(IDeMLTypes.Terms memory t, uint256 value) external {
        vm.prank(ORGANIZER);
        deml.createCompetition{value: value}(t);
    }

    function spoilt(uint256 i) private view returns (IDeMLTypes.Terms memory t, IDeMLTypes.Term wrong) {
        t = terms();
        wrong = IDeMLTypes.Term.Quorum;
        if (i == 0) (t.registrationEnd, wrong) = (uint40(clock), IDeMLTypes.Term.RegistrationEnd);
        if (i == 1) (t.submissionEnd, wrong) = (t.registrationEnd, IDeMLTypes.Term.SubmissionEnd);
        if (i == 2) (t.openingEnd, wrong) = (t.submissionEnd + 1, IDeMLTypes.Term.OpeningEnd);
        if (i == 3) (t.testKeyCommitment, wrong) = (bytes32(uint256(1)), IDeMLTypes.Term.OpeningEnd);
        if (i == 4) (t.evaluationEnd, wrong) = (t.openingEnd, IDeMLTypes.Term.EvaluationEnd);
        if (i == 5) {
            (t.evaluationEnd, wrong) =
                (uint40(clock + 3651 days), IDeMLTypes.Term.EvaluationEnd);
        }
        if (i == 6) (t.commitWindow, wrong) = (0, IDeMLTypes.Term.CommitWindow);
        if (i == 7) (t.revealWindow, wrong) = (0, IDeMLTypes.Term.RevealWindow);
        if (i == 8) (t.commitWindow, wrong) = (30 days + 1, IDeMLTypes.Term.CommitWindow);
        if (i == 9) (t.roundInterval, wrong) = (30 days + 1, IDeMLTypes.Term.RoundInterval);
        if (i == 10) (t.byteLimit, wrong) = (0, IDeMLTypes.Term.ByteLimit);
        if (i == 11) (t.maxModels, wrong) = (0, IDeMLTypes.Term.MaxModels);
        if (i == 12) (t.maxModelsPerAuthor, wrong) = (0, IDeMLTypes.Term.MaxModelsPerAuthor);
        if (i == 13) (t.seats, wrong) = (0, IDeMLTypes.Term.Seats);
        if (i == 14) (t.seats, wrong) = (1001, IDeMLTypes.Term.Seats);
        if (i == 15) t.quorum = 2;
        if (i == 16) t.quorum = 5;
        if (i == 17) (t.tolerance, wrong) = (100_001, IDeMLTypes.Term.Tolerance);
        if (i == 18) (t.seats, t.quorum, t.maxModels, wrong) = (1, 1, 1, IDeMLTypes.Term.Fund);
        if (i == 19) wrong = IDeMLTypes.Term.Fund;
        if (i == 20) (t.seatStake, wrong) = (0, IDeMLTypes.Term.SeatStake);
        if (i == 21) {
            t.prizeShares = new uint16[](2);
            (t.prizeShares[0], t.prizeShares[1], wrong) = (5_000, 4_999, IDeMLTypes.Term.PrizeShares);
        }
    }

    function test_create_refusesMoreThanSixPlaces() public {
        IDeMLTypes.Terms memory t = terms();
        t.prizeShares = new uint16[](7);
        t.prizeShares[0] = 10_000;
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadTerms.selector, IDeMLTypes.Term.PrizeShares));
        this.createFor(t, FUND);
    }

    function test_register_takesExactlyTheBuyInOnceAndInTime() public {
        uint256 id = create(terms());
        fails(IDeMLTypes.WrongValue.selector, BUY_IN - 1, BUY_IN);
        deml.register{value: BUY_IN - 1}(id);
        fails(IDeMLTypes.WrongValue.selector, BUY_IN + 1, BUY_IN);
        deml.register{value: BUY_IN + 1}(id);
        register(id, 0);
        yes(deml.isRegistered(id, author(0)), "registered");
        same(deml.standingOf(id).pot, FUND + BUY_IN, "pot");
        fails(IDeMLTypes.AlreadyRegistered.selector, author(0));
        register(id, 0);
        pass(1 days);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Submission));
        register(id, 1);
        fails(IDeMLTypes.NoSuchCompetition.selector, 2);
        register(2, 1);
    }

    function test_submit_checksDigestSizeQuotaAuthorAndPhase() public {
        IDeMLTypes.Terms memory t = terms();
        (t.maxModels, t.maxModelsPerAuthor) = (3, 2);
        uint256 id = create(t);
        register(id, 0);
        register(id, 1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Registration));
        submit(id, 0, 1);
        pass(1 days);
        same(submit(id, 0, 1), 0, "first model");
        (IDeMLTypes.Model[] memory models, bytes32[] memory digests,) = deml.modelsOf(id, 0, 10);
        same(models.length, 1, "models");
        yes(digests[0] == sha256(abi.encode("model", uint256(1))), "digest");
        yes(models[0].author == author(0), "author");

        fails(IDeMLTypes.DigestTaken.selector, uint256(digests[0]));
        submit(id, 1, 1);
        fails(IDeMLTypes.NotRegistered.selector, author(2));
        submit(id, 2, 2);
        bytes memory part = "other bytes";
        bytes32 wrong = keccak256("wrong");
        fails(IDeMLTypes.DigestMismatch.selector, uint256(sha256(part)), uint256(wrong));
        submitRaw(id, wrong, part.length, 0, part);
        fails(IDeMLTypes.BadSize.selector, 0, 100_000);
        submitRaw(id, wrong, 0, 0, "");
        fails(IDeMLTypes.BadSize.selector, 100_001, 100_000);
        submitRaw(id, wrong, 100_001, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 0, 11, 10));
        submitRaw(id, wrong, 10, 0, part);
        fails(IDeMLTypes.NotSealed.selector);
        submitRaw(id, wrong, 10, keccak256("key"), "");

        submit(id, 0, 2);
        fails(IDeMLTypes.TooManyModels.selector, 2);
        submit(id, 0, 3);
        submit(id, 1, 3);
        fails(IDeMLTypes.TooManyModels.selector, 3);
        submit(id, 1, 4);
        pass(1 days);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        submit(id, 1, 4);
    }

    function submitRaw(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes memory part
    ) private {
        address account = author(0);
        vm.prank(account);
        deml.submitModel(id, digest, size, keyCommitment, part);
    }

    function test_addPart_isTheAuthorsAlone() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submitRaw(id, keccak256("whole"), 20, 0, "0123456789");
        vm.prank(author(0));
        deml.addPart(id, 0, 10, "0123456789");
        fails(IDeMLTypes.NotAuthor.selector, author(1));
        vm.prank(author(1));
        deml.addPart(id, 0, 10, "0123456789");
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 11, 10, 20));
        vm.prank(author(0));
        deml.addPart(id, 0, 11, "0123456789");
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 20, 0, 20));
        vm.prank(author(0));
        deml.addPart(id, 0, 20, "");
        vm.expectRevert(
            abi.encodeWithSelector(IDeMLTypes.BadPart.selector, type(uint256).max, 1, 20)
        );
        vm.prank(author(0));
        deml.addPart(id, 0, type(uint256).max, "0");
        fails(IDeMLTypes.NoSuchModel.selector, id, 1);
        deml.addPart(id, 1, 0, "0");
    }

    function test_addPart_isAtMostWhatNodesRelay() public {
        IDeMLTypes.Terms memory t = terms();
        t.byteLimit = 200_000;
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        submitRaw(id, keccak256("large"), 200_000, 0, new bytes(120_000));
        vm.expectRevert(
            abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 0, 120_001, 200_000)
        );
        vm.prank(author(0));
        deml.addPart(id, 0, 0, new bytes(120_001));
        vm.prank(author(0));
        deml.addPart(id, 0, 120_000, new bytes(80_000));
    }

    function test_finalize_withoutAModelReturnsEverything() public {
        uint256 id = create(terms());
        register(id, 0);
        register(id, 1);
        pass(2 days);
        deml.finalize(id);
        same(take(id, ORGANIZER), FUND, "organizer");
        same(take(id, author(0)), BUY_IN, "author 0");
        same(take(id, author(1)), BUY_IN, "author 1");
        same(address(deml).balance, 0, "nothing left");
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(id, author(0));
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Settled));
        deml.finalize(id);
    }

    function test_finalize_afterEvaluationEndReturnsBuyInsOfModelsNobodyScored() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 1);
        pass(1 days);
        fails(IDeMLTypes.StillWaiting.selector, 1);
        deml.finalize(id);
        pass(7 days);
        deml.finalize(id);
        same(take(id, author(0)), BUY_IN, "author");
        same(take(id, ORGANIZER), FUND, "organizer");
        same(address(deml).balance, 0, "nothing left");
    }
}
