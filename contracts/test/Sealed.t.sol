// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Sealed competitions: keys, copies, and what follows when one is withheld.
contract SealedTest is Base {
    bytes32 private constant TEST_KEY = keccak256("the test set's key");
    uint256 private constant FEE = FUND / 5 / (4 * 40);
    uint256 private constant STAKE = 4 ether;

    bytes private cipher = "ciphertext";
    /// @dev Kept: a call of sha256 would use up a prank.
    bytes32 private digest = sha256("ciphertext");

    function sealedTerms() private view returns (IDeMLTypes.Terms memory t) {
        t = terms();
        t.testKeyCommitment = keccak256(abi.encode(TEST_KEY));
        t.openingEnd = t.submissionEnd + 1 days;
    }

    function key(uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode("key", i));
    }

    function seal(uint256 id, uint256 i, bytes32 commitment) private returns (uint256) {
        bytes memory part = cipher;
        address account = author(i);
        vm.prank(account);
        return deml.submitModel(id, digest, part.length, commitment, part);
    }

    function seal(uint256 id, uint256 i) private returns (uint256) {
        return seal(id, i, keccak256(abi.encode(author(i), key(i))));
    }

    /// @dev In its opening phase: one sealed model an author, four enrolled miners.
    function closed(uint256 authors) private returns (uint256 id) {
        id = create(sealedTerms());
        for (uint256 i = 0; i < authors; i++) register(id, i);
        pass(1 days);
        for (uint256 i = 0; i < authors; i++) seal(id, i);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        pass(1 days);
    }

    function statusOf(uint256 id, uint256 model) private view returns (IDeMLTypes.ModelStatus) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, model, 1);
        return models[0].status;
    }

    function play(uint256 id, bytes memory row) private {
        deml.openRound(id);
        bytes memory openings;
        for (uint256 i = 0; i < 4; i++) {
            commitTo(id, 0, i, row);
            openings = abi.encodePacked(openings, opening(i, row));
        }
        deml.settle(id, 0, row, "", openings);
    }

    function test_aSealedCompetitionRunsFromCiphertextToPrize() public {
        uint256 id = closed(2);
        yes(deml.standingOf(id).phase == IDeMLTypes.Phase.Opening, "opening");
        yes(statusOf(id, 0) == IDeMLTypes.ModelStatus.Sealed, "sealed");
        deml.openTestSet(id, TEST_KEY);
        deml.openModel(id, 0, key(0));
        deml.openModel(id, 1, key(1));
        yes(deml.standingOf(id).testKey == TEST_KEY, "the key is readable");
        yes(statusOf(id, 0) == IDeMLTypes.ModelStatus.Waiting, "waiting");
        pass(1 days);
        play(id, pack(60_000, 70_000));
        deml.finalize(id);
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + 2 * FEE, "miner");
        same(take(id, author(1)), FUND + 2 * BUY_IN - 8 * FEE, "the better model");
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(id, author(0));
        same(address(deml).balance, 0, "nothing left");
    }

    function test_aSealedSubmissionNeedsAKeyCommitment() public {
        uint256 id = create(sealedTerms());
        register(id, 0);
        pass(1 days);
        fails(IDeMLTypes.NeedsKeyCommitment.selector);
        submit(id, 0, 1);
        seal(id, 0);
        (,, bytes32[] memory commitments) = deml.modelsOf(id, 0, 1);
        yes(commitments[0] == keccak256(abi.encode(author(0), key(0))), "kept");
        same(deml.standingOf(id).queued, 0, "a sealed model does not wait for miners");
    }

    function test_keysOpenOnlyWithinTheOpeningPhase() public {
        uint256 id = create(sealedTerms());
        register(id, 0);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Registration));
        deml.openTestSet(id, TEST_KEY);
        pass(1 days);
        seal(id, 0);
        seal(id, 0);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Submission));
        deml.openModel(id, 0, key(0));
        pass(1 days - 1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Submission));
        deml.openTestSet(id, TEST_KEY);
        pass(1); // the first second
        deml.openTestSet(id, TEST_KEY);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        seal(id, 0);
        pass(1 days - 1); // the last second
        deml.openModel(id, 0, key(0));
        pass(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.openModel(id, 1, key(0));
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.openTestSet(id, TEST_KEY);
        yes(statusOf(id, 1) == IDeMLTypes.ModelStatus.Sealed, "too late");
    }

    function test_aWrongKeyOpensNothing() public {
        uint256 id = closed(2);
        fails(IDeMLTypes.WrongKey.selector);
        deml.openTestSet(id, bytes32(uint256(TEST_KEY) ^ 1));
        fails(IDeMLTypes.WrongKey.selector);
        deml.openTestSet(id, 0);
        fails(IDeMLTypes.WrongKey.selector);
        deml.openModel(id, 0, key(1));
        fails(IDeMLTypes.WrongKey.selector);
        deml.openModel(id, 0, 0);
        fails(IDeMLTypes.WrongKey.selector);
        deml.openModel(id, 0, TEST_KEY);
        fails(IDeMLTypes.NoSuchModel.selector, id, 2);
        deml.openModel(id, 2, key(0));
        yes(deml.standingOf(id).testKey == 0, "no key");
        same(deml.standingOf(id).queued, 0, "no model");
    }

    function test_aCommitmentToTheZeroKeyIsNeverOpened() public {
        IDeMLTypes.Terms memory t = sealedTerms();
        t.testKeyCommitment = keccak256(abi.encode(bytes32(0)));
        uint256 id = create(t);
        pass(2 days);
        fails(IDeMLTypes.WrongKey.selector);
        deml.openTestSet(id, 0);
        pass(1 days);
        deml.cancel(id);
    }

    function test_nothingOpensTwice() public {
        uint256 id = closed(1);
        deml.openTestSet(id, TEST_KEY);
        fails(IDeMLTypes.AlreadyOpened.selector);
        deml.openTestSet(id, TEST_KEY);
        deml.openModel(id, 0, key(0));
        fails(IDeMLTypes.AlreadyOpened.selector);
        deml.openModel(id, 0, key(0));
        same(deml.standingOf(id).queued, 1, "queued once");
    }

    function test_anOpenCompetitionHasNothingToOpen() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 1);
        fails(IDeMLTypes.NotSealed.selector);
        deml.openModel(id, 0, key(0));
        pass(1 days);
        fails(IDeMLTypes.NotSealed.selector);
        deml.openTestSet(id, TEST_KEY);
        fails(IDeMLTypes.NotSealed.selector);
        deml.openModel(id, 0, key(0));
    }

    function test_aCopierCannotOpenACopiedCiphertext() public {
        uint256 id = create(sealedTerms());
        register(id, 0);
        register(id, 1);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        pass(1 days);
        bytes32 commitment = keccak256(abi.encode(author(0), key(0)));
        seal(id, 0, commitment);
        // The same bytes, and the same commitment: neither is refused, neither helps.
        same(seal(id, 1, commitment), 1, "the copy is taken");
        pass(1 days);
        deml.openTestSet(id, TEST_KEY);
        deml.openModel(id, 0, key(0)); // now the key is public
        fails(IDeMLTypes.WrongKey.selector);
        vm.prank(author(1));
        deml.openModel(id, 1, key(0));
        // A commitment of its own would have fitted, but nobody can submit any more.
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        seal(id, 1, keccak256(abi.encode(author(1), key(0))));
        pass(1 days);
        same(deml.standingOf(id).queued, 1, "the copy is not evaluated");
        play(id, pack(90_000));
        deml.finalize(id);
        same(take(id, author(0)), FUND + 2 * BUY_IN - 4 * FEE, "with the copier's buy-in");
    }

    function test_anUnopenedModelIsDisqualifiedAndItsBuyInStaysInThePot() public {
        uint256 id = closed(2);
        deml.openTestSet(id, TEST_KEY);
        deml.openModel(id, 0, key(0));
        pass(1 days);
        play(id, pack(1_000));
        same(deml.roundOf(id, 0).models.length, 1, "one model in the round");
        yes(statusOf(id, 1) == IDeMLTypes.ModelStatus.Sealed, "disqualified");
        deml.finalize(id);
        same(deml.owedTo(id, author(1)), 0, "no refund");
        same(take(id, author(0)), FUND + 2 * BUY_IN - 4 * FEE, "winner");
    }

    function test_whenNobodyOpensAModelAllBuyInsGoBack() public {
        uint256 id = closed(2);
        deml.openTestSet(id, TEST_KEY);
        pass(1 days);
        fails(IDeMLTypes.NothingToEvaluate.selector);
        deml.openRound(id);
        deml.finalize(id);
        same(take(id, author(0)), BUY_IN, "author 0");
        same(take(id, author(1)), BUY_IN, "author 1");
        same(take(id, ORGANIZER), FUND, "organizer");
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE, "miner");
        same(address(deml).balance, 0, "nothing left");
    }

    function test_anOpenedModelThatNobodyScoresIsRefunded() public {
        uint256 id = closed(1);
        deml.openTestSet(id, TEST_KEY);
        deml.openModel(id, 0, key(0));
        pass(1 days);
        fails(IDeMLTypes.StillWaiting.selector, 1);
        deml.finalize(id);
        pass(6 days);
        deml.finalize(id);
        same(take(id, author(0)), BUY_IN, "author");
        same(take(id, ORGANIZER), FUND, "organizer");
    }

    function test_anyoneCancelsWhenTheTestSetStaysShut() public {
        uint256 id = closed(3);
        deml.openModel(id, 0, key(0)); // opening a model changes nothing
        pass(1 days);
        vm.prank(address(0xCA11));
        deml.cancel(id);
        IDeMLTypes.Standing memory s = deml.standingOf(id);
        yes(s.phase == IDeMLTypes.Phase.Cancelled && s.ending == IDeMLTypes.Ending.Cancelled, "cancelled");
        uint256 refund = BUY_IN + FUND / 5 / 3;
        for (uint256 i = 0; i < 3; i++) same(take(id, author(i)), refund, "participant");
        same(take(id, ORGANIZER), FUND + 3 * BUY_IN - 3 * refund, "organizer");
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE, "stakes are untouched");
        same(address(deml).balance, 0, "nothing left");
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(id, author(0));
        fails(IDeMLTypes.NothingOwed.selector, ORGANIZER);
        take(id, ORGANIZER);
    }

    function test_aParticipantWithoutAModelSharesThePenalty() public {
        uint256 id = create(sealedTerms());
        register(id, 0);
        register(id, 1);
        pass(1 days);
        seal(id, 0);
        pass(2 days);
        deml.cancel(id);
        same(take(id, author(1)), BUY_IN + FUND / 10, "no model");
        same(take(id, author(0)), BUY_IN + FUND / 10, "a model");
        same(take(id, ORGANIZER), FUND - FUND / 5, "organizer");
    }

    function test_cancelIsForShutTestSetsAfterTheOpeningAlone() public {
        uint256 shut = closed(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        deml.cancel(shut);
        pass(1 days - 1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        deml.cancel(shut);
        pass(1);
        deml.cancel(shut);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Cancelled));
        deml.cancel(shut);
        fails(IDeMLTypes.NoSuchCompetition.selector, 9);
        deml.cancel(9);

        uint256 opened = closed(1);
        deml.openTestSet(opened, TEST_KEY);
        pass(1 days);
        fails(IDeMLTypes.TestSetOpened.selector);
        deml.cancel(opened);

        uint256 plain = create(terms());
        pass(2 days);
        fails(IDeMLTypes.NotSealed.selector);
        deml.cancel(plain);
    }

    function test_cancelWorksLongAfterTheEvaluationsEnd() public {
        uint256 id = closed(1);
        pass(3650 days);
        deml.cancel(id);
        same(take(id, author(0)), BUY_IN + FUND / 5, "participant");
        same(take(id, ORGANIZER), FUND - FUND / 5, "organizer");
    }

    function test_aCancelledCompetitionDoesNothingElse() public {
        uint256 id = closed(1);
        pass(1 days);
        deml.cancel(id);
        uint256 cancelled = uint256(IDeMLTypes.Phase.Cancelled);
        fails(IDeMLTypes.WrongPhase.selector, cancelled);
        enrol(id, 9);
        fails(IDeMLTypes.WrongPhase.selector, cancelled);
        deml.openRound(id);
        fails(IDeMLTypes.WrongPhase.selector, cancelled);
        deml.finalize(id);
        fails(IDeMLTypes.WrongPhase.selector, cancelled);
        deml.openTestSet(id, TEST_KEY);
        fails(IDeMLTypes.WrongPhase.selector, cancelled);
        register(id, 9);
    }

    function test_cancelWithoutParticipantsReturnsTheWholeFund() public {
        uint256 id = create(sealedTerms());
        pass(3 days);
        deml.cancel(id);
        same(take(id, ORGANIZER), FUND, "organizer");
        same(address(deml).balance, 0, "nothing left");
    }

    function test_roundsOpenFromTheOpeningsEndAndWithAnOpenTestSetAlone() public {
        uint256 id = closed(1);
        uint256 other = closed(1); // begun two days later: its opening is now, the first one's over
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.openRound(id);
        yes(!deml.standingOf(id).canOpenRound, "never");

        deml.openTestSet(other, TEST_KEY);
        deml.openModel(other, 0, key(0));
        pass(1 days - 1);
        yes(!deml.standingOf(other).canOpenRound, "not yet");
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        deml.openRound(other);
        pass(1);
        yes(deml.standingOf(other).canOpenRound, "now");
        deml.openRound(other);
    }

    function test_finalizeWaitsForAnOpenTestSet() public {
        uint256 id = closed(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        deml.finalize(id);
        pass(1 days);
        yes(!deml.standingOf(id).canFinalize, "the view agrees");
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.finalize(id);
        pass(30 days);
        yes(!deml.standingOf(id).canFinalize, "nor after the end");
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.finalize(id);
        deml.cancel(id);
    }

    function testFuzz_aCancelledCompetitionPaysEveryWei(uint8 authors, uint256 fund) public {
        uint256 n = uint256(authors) % 30;
        fund = 10_000 + fund % 50 ether;
        vm.prank(ORGANIZER);
        uint256 id = deml.createCompetition{value: fund}(sealedTerms());
        for (uint256 i = 0; i < n; i++) {
            address account = author(i);
            vm.prank(account);
            deml.register{value: fund / 10}(id);
        }
        pass(3 days);
        deml.cancel(id);
        uint256 refund = n == 0 ? 0 : fund / 10 + fund / 5 / n;
        for (uint256 i = 0; i < n; i++) same(take(id, author(i)), refund, "participant");
        same(take(id, ORGANIZER), fund + n * (fund / 10) - n * refund, "organizer");
        same(address(deml).balance, 0, "nothing left");
    }
}
