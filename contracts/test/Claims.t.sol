// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEvents} from "../src/IDeMLEvents.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice Claimed scores and their bonds (§4): one per model, by its author, before submission ends;
/// back at the end, and burnt if the model stays shut or is INVALID.
contract ClaimsTest is Base {
    bytes32 private constant KEY = "the key of the test set";
    bytes private constant ENVELOPE = "an envelope";
    bytes32 private constant ROOT = keccak256("root");
    bytes32 private digest;

    function setUp() public override {
        super.setUp();
        digest = sha256(ENVELOPE);
    }

    function keyOf(uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode("key", i));
    }

    function claimOf(uint24 score) private pure returns (bytes32) {
        return bytes32((uint256(score) << 232) | (uint256(ROOT) >> 24));
    }

    /// @dev Submission, with a model each of so many authors.
    function given(IDeMLTypes.Terms memory t, uint256 authors) private returns (uint256 id) {
        id = create(t);
        for (uint256 i = 0; i < authors; i++) register(id, i);
        pass(1 days);
        for (uint256 i = 0; i < authors; i++) seal(id, i);
    }

    function seal(uint256 id, uint256 i) private {
        address owner = author(i);
        bytes32 commitment = keccak256(abi.encode(owner, keyOf(i)));
        vm.prank(owner);
        deml.submitModel(id, digest, ENVELOPE.length, commitment, ENVELOPE);
    }

    function claims(uint256 id, uint256 i, uint256 model, uint24 score) private {
        vm.prank(author(i));
        deml.claimScore{value: BUY_IN}(id, model, claimOf(score));
    }

    function returning() private view returns (IDeMLTypes.Terms memory t) {
        t = sealedTerms(KEY);
        t.returnsBuyIns = true;
    }

    /// @dev The test set is good, and so many models are open; evaluation begins.
    function opened(uint256 id, uint256 models) private {
        enrolMany(id, 0, 4);
        pass(1 days);
        deml.openTestSet(id, KEY);
        judged(id, deml.openRound(id), pack(uint24(100_000)));
        for (uint256 i = 0; i < models; i++) deml.openModel(id, i, keyOf(i));
        pass(2 days);
    }

    function paysBack(uint256 id) private {
        for (uint256 i = 0; i < 4; i++) claim(id, i);
        // What rounding of fees left belongs to the pot; nothing else is here.
        yes(deml.standingOf(id).held == 0, "nothing is left");
    }

    // ─────────────────────────────── claiming ───────────────────────────────

    function test_aClaimIsKeptWithItsModelAndItsBondIsHeld() public {
        uint256 id = given(sealedTerms(KEY), 2);
        uint256 held = deml.standingOf(id).held;
        uint256 pot = deml.standingOf(id).pot;
        vm.expectEmit(true, true, true, true);
        emit IDeMLEvents.ScoreClaimed(id, 1, claimOf(98_100));
        claims(id, 1, 1, 98_100);
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 2);
        yes(models[0].claim == 0 && models[1].claim == claimOf(98_100), "claim");
        same(deml.standingOf(id).held, held + BUY_IN, "held");
        same(deml.standingOf(id).pot, pot, "the bond is not in the pot");
        same(deml.owedTo(id, author(1)), 0, "not owed before the end");
    }

    function test_onlyItsAuthorClaims() public {
        uint256 id = given(sealedTerms(KEY), 2);
        fails(IDeMLTypes.NotAuthor.selector, author(1));
        claims(id, 1, 0, 1);
        fails(IDeMLTypes.NoSuchModel.selector, id, 2);
        claims(id, 1, 2, 1);
        fails(IDeMLTypes.NoSuchCompetition.selector, 9);
        claims(9, 1, 0, 1);
    }

    function test_aScoreIsClaimedOnce() public {
        uint256 id = given(sealedTerms(KEY), 1);
        claims(id, 0, 0, 70_000);
        fails(IDeMLTypes.AlreadyClaimed.selector, 0);
        claims(id, 0, 0, 70_000);
    }

    function test_itIsClaimedUntilSubmissionEnds() public {
        uint256 id = given(sealedTerms(KEY), 2);
        pass(1 days - 1);
        claims(id, 0, 0, 70_000);
        pass(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Opening));
        claims(id, 1, 1, 70_000);
    }

    function test_openCompetitionsTakeNoClaims() public {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        fails(IDeMLTypes.NotSealed.selector);
        claims(id, 0, 0, 70_000);
    }

    function test_onlyAScoreIsClaimed() public {
        uint256 id = given(sealedTerms(KEY), 1);
        fails(IDeMLTypes.BadScore.selector, 100_001);
        claims(id, 0, 0, 100_001);
        fails(IDeMLTypes.BadScore.selector, INVALID);
        claims(id, 0, 0, INVALID);
        fails(IDeMLTypes.BadScore.selector, 0);
        vm.prank(author(0));
        deml.claimScore{value: BUY_IN}(id, 0, 0);
        claims(id, 0, 0, 100_000);
    }

    function test_theBondIsExactlyABuyIn() public {
        uint256 id = given(sealedTerms(KEY), 1);
        address owner = author(0);
        fails(IDeMLTypes.WrongValue.selector, BUY_IN - 1, BUY_IN);
        vm.prank(owner);
        deml.claimScore{value: BUY_IN - 1}(id, 0, claimOf(1));
        fails(IDeMLTypes.WrongValue.selector, BUY_IN + 1, BUY_IN);
        vm.prank(owner);
        deml.claimScore{value: BUY_IN + 1}(id, 0, claimOf(1));
    }

    // ─────────────────────────────── what a claim costs ───────────────────────────────

    /// @dev Author 0 is honest, 1 lies, 2 hides its lie, 3 claims nothing.
    function played(IDeMLTypes.Terms memory t) private returns (uint256 id) {
        id = given(t, 4);
        for (uint256 i = 0; i < 3; i++) claims(id, i, i, 98_000);
        enrolMany(id, 0, 4);
        pass(1 days);
        deml.openTestSet(id, KEY);
        judged(id, deml.openRound(id), pack(uint24(100_000)));
        deml.openModel(id, 0, keyOf(0));
        deml.openModel(id, 1, keyOf(1));
        deml.openModel(id, 3, keyOf(3));
        pass(2 days);
        uint256 burnt = NOBODY.balance;
        judged(id, deml.openRound(id), abi.encodePacked(uint24(90_000), INVALID, uint24(80_000)));
        same(NOBODY.balance - burnt, BUY_IN, "the liar's bond burns at the settlement");
        burnt = NOBODY.balance;
        pass(9 days);
        deml.finalize(id);
        yes(NOBODY.balance - burnt >= BUY_IN, "that of the model that stays shut, at the end");
    }

    function test_aFalseClaimCostsABuyInWhereBuyInsComeBack() public {
        IDeMLTypes.Terms memory t = returning();
        uint256 id = played(t);
        uint256 part = deml.standingOf(id).part;
        uint256 prize = deml.owedTo(id, author(0)) - (2 * BUY_IN - part);
        yes(prize <= FUND && prize > FUND - FUND / 5, "the winner has the prize, its buy-in and its bond");
        same(take(id, author(1)), BUY_IN - part, "the liar: its buy-in less a part, no bond");
        same(take(id, author(2)), BUY_IN, "who hides: its buy-in, no bond");
        same(take(id, author(3)), BUY_IN - part, "who claimed nothing");
        same(take(id, author(0)), prize + 2 * BUY_IN - part, "the honest one");
        paysBack(id);
    }

    function test_aFalseClaimCostsABuyInMoreWhereBuyInsJoinThePrize() public {
        uint256 id = played(sealedTerms(KEY));
        for (uint256 i = 1; i < 4; i++) same(deml.owedTo(id, author(i)), 0, "nothing comes back");
        uint256 pot = deml.standingOf(id).pot;
        same(take(id, author(0)), pot + BUY_IN, "the pot, and the bond");
        paysBack(id);
    }

    function test_aTrueClaimCostsNothingHoweverItEnds() public {
        uint256 id = given(returning(), 2);
        claims(id, 0, 0, 98_000);
        opened(id, 2);
        pass(9 days); // no round judges them
        deml.finalize(id);
        same(take(id, author(0)), 2 * BUY_IN, "unwon");
        same(take(id, author(1)), BUY_IN, "unwon, without a claim");
        uint256 fees = FUND + 2 * BUY_IN - deml.standingOf(id).pot;
        same(take(id, ORGANIZER), FUND - fees, "the organizer pays for round zero");
        paysBack(id);
    }

    function test_aCancelledCompetitionReturnsEveryBond() public {
        uint256 id = given(sealedTerms(KEY), 2);
        claims(id, 0, 0, 98_000);
        claims(id, 1, 1, 100_000);
        pass(1 days + 16 hours); // no key
        deml.cancel(id);
        uint256 share = FUND / 5 / 5;
        same(take(id, author(0)), 2 * BUY_IN + share, "buy-in, bond and penalty");
        same(take(id, author(1)), 2 * BUY_IN + share, "of both");
        same(take(id, ORGANIZER), FUND - FUND / 5, "the organizer");
        same(deml.standingOf(id).held, 0, "nothing is left");
    }

    function test_aModelWithoutAgreementKeepsItsBond() public {
        uint256 id = given(returning(), 1);
        claims(id, 0, 0, 98_000);
        opened(id, 1);
        for (uint256 i = 0; i < 3; i++) {
            uint256 round = deml.openRound(id);
            commitMany(id, round, 0, 4, pack(ABSTAIN));
            deml.settle(id, round, pack(ABSTAIN), "", openingsOf(0, 4, pack(ABSTAIN)));
        }
        pass(9 days);
        deml.finalize(id);
        same(take(id, author(0)), 2 * BUY_IN - deml.standingOf(id).part, "less the burnt part");
    }

    function test_anAuthorMayClaimForEachOfItsModels() public {
        uint256 id = given(returning(), 1);
        address owner = author(0);
        bytes32 commitment = keccak256(abi.encode(owner, keyOf(1)));
        vm.prank(owner);
        deml.submitModel(id, digest, ENVELOPE.length, commitment, ENVELOPE);
        claims(id, 0, 0, 98_000);
        claims(id, 0, 1, 100_000);
        opened(id, 2);
        judged(id, deml.openRound(id), pack(uint24(90_000), INVALID));
        pass(9 days);
        deml.finalize(id);
        uint256 part = deml.standingOf(id).part;
        uint256 owed = take(id, owner);
        yes(owed > FUND - FUND / 5 + 2 * BUY_IN - 2 * part - 1, "prize, buy-in, one bond of two");
        yes(owed <= FUND + 2 * BUY_IN - 2 * part, "and not the other");
        paysBack(id);
    }
}
