// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice A sealed competition: the opening phase in thirds of 16 hours, and its three cancels (§3).
contract SealedTest is Base {
    bytes32 private constant KEY = "the key of the test set";
    bytes private constant ENVELOPE = "an envelope";
    uint24 private constant GOOD = 100_000;
    uint256 private constant THIRD = 16 hours;
    /// @dev A call of sha256 within a move would use up its prank.
    bytes32 private digest;

    function setUp() public override {
        super.setUp();
        digest = sha256(ENVELOPE);
    }

    function keyOf(uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode("key", i));
    }

    /// @dev `authors` of a complete model each, four miners; the opening phase begins.
    function given(uint256 authors) private returns (uint256 id) {
        id = create(sealedTerms(KEY));
        for (uint256 i = 0; i < authors; i++) register(id, i);
        pass(1 days);
        for (uint256 i = 0; i < authors; i++) {
            address owner = author(i);
            bytes32 commitment = keccak256(abi.encode(owner, keyOf(i)));
            vm.prank(owner);
            deml.submitModel(id, digest, ENVELOPE.length, commitment, ENVELOPE);
        }
        enrolMany(id, 0, 4);
        pass(1 days);
    }

    /// @dev Round zero, agreed on.
    function zero(uint256 id, uint24 verdict) private {
        deml.openTestSet(id, KEY);
        uint256 round = deml.openRound(id);
        judged(id, round, pack(verdict));
    }

    function fails(bytes4 selector, uint256 id, uint256 i, bytes32 key) private {
        vm.expectRevert(abi.encodePacked(selector));
        deml.openModel(id, i, key);
    }

    // ─────────────────────────────── round zero ───────────────────────────────

    function test_modelsAreOpenedOnceTheTestSetIsJudgedGood() public {
        uint256 id = given(2);
        fails(IDeMLTypes.TestSetNotJudged.selector, id, 0, keyOf(0));
        zero(id, GOOD);
        yes(deml.standingOf(id).testSet == IDeMLTypes.TestSet.Good, "good");
        fails(IDeMLTypes.WrongKey.selector, id, 0, keyOf(1));
        deml.openModel(id, 0, keyOf(0));
        fails(IDeMLTypes.AlreadyOpened.selector, id, 0, keyOf(0));
        yes(deml.roundOf(id, 0).testSet && deml.roundOf(id, 0).models.length == 0, "round zero");
        same(deml.roundOf(id, 0).agreed, 1, "is paid as one model more");
        fails(IDeMLTypes.CannotCancel.selector);
        deml.cancel(id);
        // Rounds over models come after the opening.
        fails(IDeMLTypes.RoundTooSoon.selector, deml.termsOf(id).openingEnd);
        deml.openRound(id);
        pass(2 days);
        deml.openRound(id);
        judged(id, 1, pack(70_000));
        deml.finalize(id);
        uint256 unit = deml.standingOf(id).part / 2 ** 24 * (2 ** 24 / 4);
        same(claim(id, 0), 4 ether + 2 * unit, "two evaluations");
        same(take(id, author(0)), FUND + 2 * BUY_IN - 8 * unit, "the unopened one pays for it");
    }

    function test_noToleranceMakesABadTestSetGood() public {
        IDeMLTypes.Terms memory t = sealedTerms(KEY);
        t.tolerance = 100_000;
        uint256 id = create(t);
        enrolMany(id, 0, 4);
        pass(2 days);
        deml.openTestSet(id, KEY);
        deml.openRound(id);
        commitMany(id, 0, 0, 3, pack(GOOD));
        commitTo(id, 0, 3, pack(GOOD - 1));
        bytes memory all =
            abi.encodePacked(openingsOf(0, 3, pack(GOOD)), openingsOf(3, 4, pack(GOOD - 1)));
        deml.settle(id, 0, pack(GOOD), "", all);
        yes(!deml.seatOf(id, miner(3)).enrolled, "another answer is a lie");
    }

    function test_roundZeroIsTriedAgainWhileItCanBeOverInTime() public {
        uint256 id = given(1);
        deml.openTestSet(id, KEY);
        deml.openRound(id);
        judged(id, 0, pack(ABSTAIN));
        yes(deml.standingOf(id).testSet == IDeMLTypes.TestSet.Unjudged, "not agreed");
        uint256 latest = deml.termsOf(id).submissionEnd + 2 * THIRD - 2 * WINDOW;
        vm.warp(clock = latest);
        fails(IDeMLTypes.TooLate.selector, latest);
        deml.openRound(id);
        vm.warp(clock = latest - 1);
        deml.openRound(id);
        commitMany(id, 1, 0, 3, pack(GOOD));
        pass(WINDOW);
        revealMany(id, 1, 0, 3, pack(GOOD));
        pass(WINDOW);
        deml.settle(id, 1, pack(GOOD), rowsOf(0, 3, pack(GOOD)), "");
        deml.openModel(id, 0, keyOf(0));
    }

    function test_roundsOfModelsDoNotOpenBeforeTheTestSetIsOpen() public {
        uint256 id = given(1);
        fails(IDeMLTypes.NothingToEvaluate.selector);
        deml.openRound(id);
    }

    function test_incompleteModelsAreNotOpenedAndPartsEndWithTheVerdict() public {
        uint256 id = create(sealedTerms(KEY));
        register(id, 0);
        pass(1 days);
        address owner = author(0);
        bytes32 commitment = keccak256(abi.encode(owner, keyOf(0)));
        vm.prank(owner);
        deml.submitModel(id, digest, ENVELOPE.length, commitment, "");
        enrolMany(id, 0, 4);
        pass(1 days);
        vm.prank(owner);
        deml.addPart(id, 0, 0, "an "); // until round zero has judged
        zero(id, GOOD);
        vm.expectRevert(
            abi.encodeWithSelector(IDeMLTypes.Incomplete.selector, 0, 3, ENVELOPE.length)
        );
        deml.openModel(id, 0, keyOf(0));
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        vm.prank(owner);
        deml.addPart(id, 0, 3, "envelope");
    }

    // ───────────────────────────────── cancel ─────────────────────────────────

    function test_withoutAKeyInTheFirstThirdItIsCancelledWithThePenalty() public {
        uint256 id = given(2);
        pass(THIRD - 1);
        fails(IDeMLTypes.CannotCancel.selector);
        deml.cancel(id);
        pass(1);
        fails(IDeMLTypes.TooLate.selector, clock);
        deml.openTestSet(id, KEY);
        uint256 burnt = NOBODY.balance;
        deml.cancel(id);
        // 2 ETH of penalty: a fifth to each of two authors, the rest to nobody.
        same(take(id, author(0)), BUY_IN + 0.4 ether, "author");
        same(take(id, author(1)), BUY_IN + 0.4 ether, "author");
        same(NOBODY.balance - burnt, 1.2 ether, "burnt");
        same(take(id, ORGANIZER), FUND - 2 ether, "organizer");
        same(claim(id, 0), 4 ether, "deposits are free");
        address[] memory rest = new address[](3);
        for (uint256 i = 1; i < 4; i++) rest[i - 1] = miner(i);
        deml.claimFor(id, rest);
        same(deml.standingOf(id).held, 0, "nothing is left");
    }

    function test_aBadTestSetIsCancelledAtOnceWithThePenalty() public {
        uint256 id = given(8);
        zero(id, INVALID);
        yes(deml.standingOf(id).testSet == IDeMLTypes.TestSet.Bad, "bad");
        fails(IDeMLTypes.TestSetNotJudged.selector, id, 0, keyOf(0));
        deml.cancel(id);
        same(take(id, author(0)), BUY_IN + 0.25 ether, "an eighth each");
        uint256 unit = deml.standingOf(id).part / 2 ** 24 * (2 ** 24 / 4);
        same(take(id, ORGANIZER), FUND - 2 ether - 4 * unit, "less round zero's fees");
    }

    function test_notJudgedInTimeItIsCancelledWithoutPenalty() public {
        uint256 id = given(1);
        deml.openTestSet(id, KEY);
        pass(2 * THIRD - 1);
        fails(IDeMLTypes.CannotCancel.selector);
        deml.cancel(id);
        pass(1);
        deml.cancel(id);
        same(take(id, author(0)), BUY_IN, "the buy-in");
        same(take(id, ORGANIZER), FUND, "the fund");
        fails(IDeMLTypes.CannotCancel.selector);
        deml.cancel(id);
    }

    function test_withoutAGoodTestSetItIsCancelledAndNeverFinalized() public {
        uint256 id = given(1);
        deml.openTestSet(id, KEY);
        pass(3 * THIRD);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.finalize(id);
        deml.cancel(id);
        same(take(id, ORGANIZER), FUND, "the fund");
    }

    function test_aRoundZeroThatIsOverMayBeSettledForACommitWindow() public {
        uint256 id = given(1);
        deml.openTestSet(id, KEY);
        pass(2 * THIRD - 2 * WINDOW - 1);
        deml.openRound(id);
        commitMany(id, 0, 0, 3, pack(INVALID));
        pass(WINDOW);
        revealMany(id, 0, 0, 3, pack(INVALID));
        pass(2 * WINDOW - 1);
        fails(IDeMLTypes.CannotCancel.selector); // an organizer that likes no verdict is not first
        deml.cancel(id);
        deml.settle(id, 0, pack(INVALID), rowsOf(0, 3, pack(INVALID)), "");
        deml.cancel(id);
        same(take(id, author(0)), BUY_IN + 0.4 ether, "with the penalty");
    }

    function test_aRoundZeroThatNobodySettlesEndsWithTheCancel() public {
        uint256 id = given(1);
        deml.openTestSet(id, KEY);
        pass(2 * THIRD - 2 * WINDOW - 1);
        deml.openRound(id);
        commitMany(id, 0, 0, 3, pack(GOOD));
        pass(3 * WINDOW);
        deml.cancel(id);
        yes(deml.roundOf(id, 0).status == IDeMLTypes.RoundStatus.Expired, "as expired");
        same(claim(id, 0), 4 ether, "nobody is punished");
    }

    function test_whereNobodySentAModelThereIsNoPenalty() public {
        uint256 id = create(sealedTerms(KEY));
        register(id, 0);
        pass(2 days + THIRD);
        deml.cancel(id);
        same(take(id, ORGANIZER), FUND, "the fund");
        same(take(id, author(0)), BUY_IN, "the buy-in");
    }

    function test_onlySealedModelsHaveAKeyCommitmentAndAllOfThem() public {
        uint256 id = create(sealedTerms(KEY));
        uint256 open = create(terms());
        register(id, 0);
        register(open, 0);
        pass(1 days);
        fails(IDeMLTypes.NeedsKeyCommitment.selector);
        vm.prank(author(0));
        deml.submitModel(id, digest, ENVELOPE.length, 0, ENVELOPE);
        fails(IDeMLTypes.NotSealed.selector);
        vm.prank(author(0));
        deml.submitModel(open, digest, ENVELOPE.length, "commitment", ENVELOPE);
        vm.prank(author(0));
        deml.submitModel(id, digest, ENVELOPE.length, "commitment", ENVELOPE);
        (,, bytes32[] memory commitments) = deml.modelsOf(id, 0, 1);
        yes(commitments[0] == "commitment", "kept");
        same(deml.standingOf(id).queued, 0, "a sealed model does not wait");
    }

    /// @dev The key is bound to the author: whoever copies ciphertext and commitment cannot open the copy.
    function test_aCopierCannotOpenACopiedCiphertext() public {
        uint256 id = create(sealedTerms(KEY));
        register(id, 0);
        register(id, 1);
        enrolMany(id, 0, 4);
        pass(1 days);
        bytes32 commitment = keccak256(abi.encode(author(0), keyOf(0)));
        for (uint256 i = 2; i > 0; i--) {
            address sender = author(i - 1); // the copier is even first
            vm.prank(sender);
            deml.submitModel(id, digest, ENVELOPE.length, commitment, ENVELOPE);
        }
        pass(1 days);
        zero(id, GOOD);
        deml.openModel(id, 1, keyOf(0));
        fails(IDeMLTypes.WrongKey.selector, id, 0, keyOf(0));
        same(deml.standingOf(id).queued, 1, "the author's alone");
    }

    function test_aCommitmentToTheZeroKeyIsNeverOpened() public {
        uint256 id = create(sealedTerms(0));
        pass(2 days);
        fails(IDeMLTypes.WrongKey.selector);
        deml.openTestSet(id, 0);
        pass(THIRD);
        deml.cancel(id);
    }

    function test_keysAndCancelAreForSealedCompetitions() public {
        uint256 id = create(terms());
        fails(IDeMLTypes.NotSealed.selector);
        deml.openTestSet(id, KEY);
        fails(IDeMLTypes.NotSealed.selector);
        deml.openModel(id, 0, KEY);
        fails(IDeMLTypes.NotSealed.selector);
        deml.cancel(id);
        id = given(1);
        fails(IDeMLTypes.WrongKey.selector);
        deml.openTestSet(id, "another");
        deml.openTestSet(id, KEY);
        fails(IDeMLTypes.AlreadyOpened.selector);
        deml.openTestSet(id, KEY);
    }
}
