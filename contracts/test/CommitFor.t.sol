// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Signing} from "./Signing.sol";

/// @notice Commitments that miners signed and somebody else brings.
contract CommitForTest is Signing {
    uint256 private constant STAKE = 4 ether;
    address private constant STRANGER = address(0xBAD);

    // ─────────────────────────────── moves ───────────────────────────────

    function join(uint256 id, uint256 i) private {
        address account = signerOf(i);
        vm.deal(account, 100 ether);
        bytes32 agreed = termsHash(id);
        vm.prank(account);
        deml.enrol{value: STAKE}(id, agreed);
    }

    /// @dev One model and an open round in a competition of four seats; `miners` of them enrolled.
    function given(uint256 miners) private returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        for (uint256 i = 0; i < miners; i++) join(id, i);
        pass(1 days);
        deml.openRound(id);
    }

    function batch(uint256 id, uint256 round, uint256 from, uint256 to)
        private
        view
        returns (bytes memory all)
    {
        for (uint256 i = from; i < to; i++) {
            all = abi.encodePacked(all, signedBy(id, round, i, pack(5)));
        }
    }

    function bring(uint256 id, uint256 round, bytes memory signed) private returns (uint256) {
        vm.prank(STRANGER);
        return deml.commitFor(id, round, signed);
    }

    function sits(uint256 id, uint256 i) private view returns (bool) {
        return deml.seatOf(id, signerOf(i)).committed;
    }

    // ────────────────────────────── who sits ──────────────────────────────

    function test_whenAStrangerBringsSeveralSignaturesTheirSignersSitInOrder() public {
        uint256 id = given(4);
        same(bring(id, 0, batch(id, 0, 0, 4)), 4, "seated");
        for (uint256 i = 0; i < 4; i++) {
            IDeMLTypes.Seat memory seat = deml.seatOf(id, signerOf(i));
            yes(seat.committed && seat.round == 0, "sits");
            same(seat.seat, i, "in the order they came");
        }
        same(deml.roundOf(id, 0).committed, 4, "taken");
        yes(deml.roundOf(id, 0).revealsOpen, "the last that could commit closed the commits");
    }

    function test_aSignedCommitmentIsWorthWhatAnOwnOneIs() public {
        uint256 id = given(4);
        bytes32 own = commitmentOf(id, 0, signerOf(0), pack(5));
        vm.prank(signerOf(0));
        deml.commit(id, 0, own);
        same(bring(id, 0, batch(id, 0, 1, 4)), 3, "the others");
        bytes memory openings;
        for (uint256 i = 0; i < 4; i++) {
            openings = abi.encodePacked(openings, openingOf(signerOf(i), pack(5)));
        }
        deml.settle(id, 0, pack(5), "", openings);
        uint256 fee = deml.standingOf(id).part / 2 ** 24 * (2 ** 24 / 4);
        for (uint256 i = 0; i < 4; i++) {
            same(deml.seatOf(id, signerOf(i)).claimable, STAKE + fee, "stake and fee");
        }
    }

    function test_anEmptyBatchSeatsNobody() public {
        uint256 id = given(4);
        same(bring(id, 0, ""), 0, "nobody");
        same(deml.roundOf(id, 0).committed, 0, "taken");
    }

    function test_aBadSignatureIsPassedOver() public {
        uint256 id = given(4);
        bytes memory zero = abi.encodePacked(keccak256("a commitment"), bytes32(0), bytes32(0));
        bytes memory noise =
            abi.encodePacked(keccak256("a commitment"), keccak256("r"), keccak256("s"));
        bytes memory bent = signedBy(id, 0, 2, pack(5));
        bent[0] ^= 0x01; // not the commitment that was signed
        bytes memory all =
            abi.encodePacked(zero, batch(id, 0, 0, 1), noise, bent, batch(id, 0, 1, 2));
        same(bring(id, 0, all), 2, "the good ones alone");
        yes(sits(id, 0) && sits(id, 1) && !sits(id, 2), "who sits");
    }

    function test_theOtherSignatureOfTheSameCurvePointSeatsNobody() public {
        uint256 id = given(4);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(0), digestOf(intent(id, 0, 0, pack(5))));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        uint256 twin = (order - uint256(s)) | (uint256(28 - v) << 255);
        bytes32 commitment = commitmentOf(id, 0, signerOf(0), pack(5));
        bring(id, 0, abi.encodePacked(commitment, r, twin));
        bring(id, 0, batch(id, 0, 0, 1));
        same(deml.roundOf(id, 0).committed, 1, "one seat at most");
        yes(sits(id, 0), "the signer's");
    }

    function test_whoeverMayNotSitIsPassedOver() public {
        uint256 id = given(3);
        join(id, 7); // after the opening
        bytes memory all = abi.encodePacked(
            batch(id, 0, 6, 7), // not enrolled
            batch(id, 0, 7, 8), // too early for it
            batch(id, 0, 0, 1),
            batch(id, 0, 0, 1), // holds a seat by now
            batch(id, 0, 1, 2)
        );
        same(bring(id, 0, all), 2, "the two that may");
        yes(!sits(id, 6) && !sits(id, 7), "not the others");
        // They may still do what anybody without a seat may.
        vm.prank(signerOf(7));
        deml.claim(id, signerOf(7));
    }

    function test_aMinerThatLostItsStakeIsPassedOver() public {
        uint256 id = given(4);
        bring(id, 0, batch(id, 0, 0, 4));
        pass(1 hours);
        deml.failRound(id, 0); // nobody revealed: all stakes are lost
        join(id, 1);
        join(id, 2);
        join(id, 3);
        pass(2 hours);
        deml.openRound(id);
        same(bring(id, 1, batch(id, 1, 0, 4)), 3, "those that deposited again");
        yes(!sits(id, 0) && sits(id, 3), "who sits");
    }

    // ────────────────────────────── how many ──────────────────────────────

    function test_aBatchThatFillsTheRoundStops() public {
        uint256 id = given(4);
        bytes memory first = batch(id, 0, 0, 4);
        bytes memory all = abi.encodePacked(first, batch(id, 0, 0, 4));
        same(bring(id, 0, all), 4, "as many as there are seats");
        fails(IDeMLTypes.CommitsClosed.selector);
        bring(id, 0, first);
    }

    function test_aBatchOfTheWrongLengthIsRefused() public {
        uint256 id = given(4);
        bytes memory whole = batch(id, 0, 0, 2);
        uint256[4] memory lengths = [uint256(1), 95, 97, 191];
        for (uint256 i = 0; i < 4; i++) {
            bytes memory part = new bytes(lengths[i]);
            for (uint256 j = 0; j < part.length; j++) part[j] = whole[j];
            fails(IDeMLTypes.BadBatch.selector, lengths[i]);
            bring(id, 0, part);
        }
        same(deml.roundOf(id, 0).committed, 0, "nobody sat");
    }

    function test_aRoundThatTakesNoCommitsTakesNoneForOthers() public {
        uint256 id = given(4);
        bytes memory all = batch(id, 0, 0, 4);
        fails(IDeMLTypes.NoSuchRound.selector, id, 1);
        bring(id, 1, all);
        fails(IDeMLTypes.NoSuchRound.selector, 99, 0);
        bring(99, 0, all);
        pass(1 hours);
        fails(IDeMLTypes.CommitsClosed.selector);
        bring(id, 0, all);
        deml.expireRound(id, 0);
        fails(IDeMLTypes.RoundOver.selector);
        bring(id, 0, all);
    }

    // ────────────────────────────── replays ──────────────────────────────

    /// @dev Brings what miner 0 signed for some other place; then what it signed for this one.
    function replayed(uint256 id, uint256 round, Signed memory elsewhere) private {
        same(bring(id, round, signedWith(keyOf(0), elsewhere)), 0, "nobody");
        yes(!sits(id, 0), "no seat");
        bytes memory good = signedBy(id, round, 0, pack(5));
        same(bring(id, round, good), 1, "its own does");
    }

    function test_aSignatureForAnotherRoundHasNoEffect() public {
        uint256 id = given(4);
        Signed memory elsewhere = intent(id, 0, 0, pack(5));
        elsewhere.round = 1;
        replayed(id, 0, elsewhere);
    }

    function test_aSignatureForAnotherCompetitionHasNoEffect() public {
        uint256 id = given(4);
        Signed memory elsewhere = intent(id, 0, 0, pack(5));
        elsewhere.id = id + 1;
        replayed(id, 0, elsewhere);
    }

    function test_aSignatureForAnotherContractHasNoEffect() public {
        uint256 id = given(4);
        Signed memory elsewhere = intent(id, 0, 0, pack(5));
        elsewhere.place = address(deploy());
        replayed(id, 0, elsewhere);
    }

    function test_aSignatureForAnotherChainHasNoEffect() public {
        uint256 id = given(4);
        Signed memory elsewhere = intent(id, 0, 0, pack(5));
        elsewhere.chain = block.chainid + 1;
        replayed(id, 0, elsewhere);
    }

    function test_aSignatureOfARoundThatIsOverSeatsNobodyInALaterOne() public {
        uint256 id = given(4);
        bytes memory stale = batch(id, 0, 0, 4);
        bring(id, 0, batch(id, 0, 0, 2));
        pass(1 hours);
        deml.expireRound(id, 0); // its model waits again
        deml.openRound(id);
        fails(IDeMLTypes.RoundOver.selector);
        bring(id, 0, stale);
        same(bring(id, 1, stale), 0, "nobody");
    }
}
