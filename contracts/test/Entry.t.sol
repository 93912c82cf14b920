// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEvents} from "../src/IDeMLEvents.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice How competitions, participants and models come in (§1 to §4).
contract EntryTest is Base {
    bytes private constant BYTES = "a model of thirty-two bytes: ok!";
    /// @dev A call of sha256 within a move would use up its prank.
    bytes32 private digest;

    function setUp() public override {
        super.setUp();
        digest = sha256(BYTES);
    }

    // ──────────────────────────────── terms ────────────────────────────────

    function refused(IDeMLTypes.Terms memory t, IDeMLTypes.Term wrong) private {
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadTerms.selector, wrong));
        create(t);
    }

    function test_noPhaseAndNoWindowIsATrap() public {
        IDeMLTypes.Terms memory t = terms();
        t.commitWindow = 59;
        refused(t, IDeMLTypes.Term.CommitWindow);
        t = terms();
        t.revealWindow = 59;
        refused(t, IDeMLTypes.Term.RevealWindow);
        t = terms();
        t.commitWindow = 30 days + 1;
        refused(t, IDeMLTypes.Term.CommitWindow);
        t = terms();
        t.registrationEnd = uint40(clock + 59);
        refused(t, IDeMLTypes.Term.RegistrationEnd);
        t = terms();
        t.submissionEnd = t.registrationEnd + 59;
        refused(t, IDeMLTypes.Term.SubmissionEnd);
        t = terms();
        t.openingEnd++;
        refused(t, IDeMLTypes.Term.OpeningEnd);
        t = terms();
        t.roundInterval = 30 days + 1;
        refused(t, IDeMLTypes.Term.RoundInterval);
    }

    function test_evaluationLeavesRoomForTwoRoundsAfterTheLastPart() public {
        IDeMLTypes.Terms memory t = terms();
        t.evaluationEnd = t.submissionEnd + uint40(5 * WINDOW) - 1;
        refused(t, IDeMLTypes.Term.EvaluationEnd);
        t.evaluationEnd++;
        create(t);
        t.evaluationEnd = uint40(clock + 3650 days + 1);
        refused(t, IDeMLTypes.Term.EvaluationEnd);
    }

    function test_aThirdOfTheOpeningHoldsARoundAndACommitWindow() public {
        IDeMLTypes.Terms memory t = sealedTerms("key");
        t.openingEnd = t.submissionEnd + uint40(9 * WINDOW) - 1;
        refused(t, IDeMLTypes.Term.OpeningEnd);
        t.openingEnd++;
        create(t);
        t.evaluationEnd = t.openingEnd + uint40(4 * WINDOW) - 1;
        refused(t, IDeMLTypes.Term.EvaluationEnd);
    }

    function test_boundsOnNumbers() public {
        IDeMLTypes.Terms memory t = terms();
        t.seats = 401;
        refused(t, IDeMLTypes.Term.Seats);
        t.seats = 0;
        refused(t, IDeMLTypes.Term.Seats);
        t = terms();
        t.quorum = 2;
        refused(t, IDeMLTypes.Term.Quorum);
        t.quorum = 5;
        refused(t, IDeMLTypes.Term.Quorum);
        t = terms();
        t.maxModels = 1;
        refused(t, IDeMLTypes.Term.MaxModels);
        t = terms();
        t.maxModelsPerAuthor = 21;
        refused(t, IDeMLTypes.Term.MaxModelsPerAuthor);
        t.maxModelsPerAuthor = 0;
        refused(t, IDeMLTypes.Term.MaxModelsPerAuthor);
        t.maxModels = 300;
        t.maxModelsPerAuthor = 128;
        refused(t, IDeMLTypes.Term.MaxModelsPerAuthor);
        t = terms();
        t.tolerance = 100_001;
        refused(t, IDeMLTypes.Term.Tolerance);
        t = terms();
        t.seatStake = 0;
        refused(t, IDeMLTypes.Term.SeatStake);
        t = terms();
        t.byteLimit = 0;
        refused(t, IDeMLTypes.Term.ByteLimit);
        t = terms();
        t.prizeShares = new uint16[](7);
        refused(t, IDeMLTypes.Term.PrizeShares);
        t.prizeShares = new uint16[](2);
        (t.prizeShares[0], t.prizeShares[1]) = (6_000, 3_999);
        refused(t, IDeMLTypes.Term.PrizeShares);
    }

    function test_aPartIsAtLeast2To24Wei() public {
        IDeMLTypes.Terms memory t = terms();
        uint256 least = 5 * 40 * 2 ** 24;
        vm.expectRevert(
            abi.encodeWithSelector(IDeMLTypes.BadTerms.selector, IDeMLTypes.Term.Fund)
        );
        deml.createCompetition{value: least - 1}(t);
        deml.createCompetition{value: least}(t);
    }

    function test_aFundFitsItsField() public {
        IDeMLTypes.Terms memory t = terms();
        vm.deal(address(this), 2 ** 97);
        vm.expectRevert(
            abi.encodeWithSelector(IDeMLTypes.BadTerms.selector, IDeMLTypes.Term.Fund)
        );
        deml.createCompetition{value: 2 ** 96}(t);
        deml.createCompetition{value: 2 ** 96 - 1}(t);
    }

    function test_termsComeBackAsTheyWent() public {
        IDeMLTypes.Terms memory t = sealedTerms("key");
        t.prizeShares = new uint16[](3);
        (t.prizeShares[0], t.prizeShares[1], t.prizeShares[2]) = (6_000, 0, 4_000);
        (t.offChainModels, t.returnsBuyIns) = (true, true);
        uint256 id = create(t);
        yes(keccak256(abi.encode(deml.termsOf(id))) == keccak256(abi.encode(t)), "the same");
    }

    /// @dev N12: the same spec under other terms.
    function test_moneyNamesTheTermsItIsFor() public {
        uint256 id = create(terms());
        IDeMLTypes.Terms memory t = terms();
        t.seatStake++;
        uint256 other = create(t);
        bytes32 agreed = termsHash(id);
        bytes32 found = termsHash(other);
        yes(agreed != found, "other terms, another hash");
        vm.deal(author(0), 9 ether);
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.OtherTerms.selector, agreed, found));
        vm.prank(author(0));
        deml.register{value: BUY_IN}(other, agreed, 0);
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.OtherTerms.selector, agreed, found));
        vm.prank(miner(0));
        deml.enrol{value: 4 ether + 1}(other, agreed);
        // The same terms of another organizer are others as well.
        uint256 third = deml.createCompetition{value: FUND}(terms());
        yes(termsHash(third) != agreed, "another organizer");
    }

    function test_anAccountRegistersOnceInTimeForExactlyTheBuyIn() public {
        uint256 id = create(terms());
        bytes32 agreed = termsHash(id);
        uint256[3] memory values = [uint256(0), BUY_IN - 1, BUY_IN + 1];
        for (uint256 i = 0; i < 3; i++) {
            address account = author(0);
            fails(IDeMLTypes.WrongValue.selector, values[i], BUY_IN);
            vm.prank(account);
            deml.register{value: values[i]}(id, agreed, 0);
        }
        register(id, 0);
        yes(deml.isRegistered(id, author(0)) && !deml.isRegistered(id, author(1)), "who is");
        fails(IDeMLTypes.AlreadyRegistered.selector, author(0));
        vm.prank(author(0));
        deml.register{value: BUY_IN}(id, agreed, 0);
        pass(1 days - 1);
        register(id, 1); // the last second
        pass(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Submission));
        vm.prank(author(2));
        deml.register{value: BUY_IN}(id, agreed, 0);
    }

    function test_etherThatNoCallAskedForIsRefused() public {
        (bool taken,) = address(deml).call{value: 1}("");
        yes(!taken, "plain ether");
        (taken,) = address(deml).call{value: 1}(abi.encodeCall(deml.termsOf, (1)));
        yes(!taken, "with a view");
    }

    // ──────────────────────────────── places ────────────────────────────────

    function reservationOf(address account, bytes memory model) private pure returns (bytes32) {
        return keccak256(abi.encode(account, sha256(model)));
    }

    function send(uint256 id, address account, bytes memory model) private returns (uint256) {
        bytes32 found = sha256(model);
        vm.prank(account);
        return deml.submitModel(id, found, model.length, 0, model);
    }

    function test_whoeverCopiesAModelHasALaterPlace() public {
        uint256 id = create(terms());
        bytes32 agreed = termsHash(id);
        address owner = author(0);
        address copier = author(1);
        bytes32 reservation = reservationOf(owner, BYTES);
        vm.prank(owner);
        deml.register{value: BUY_IN}(id, agreed, reservation);
        (uint256 place, bytes20 kept) = deml.reservationOf(id, owner);
        yes(place == 0 && kept == bytes20(reservation), "reserved by registering");
        register(id, 1);
        pass(1 days);
        // The copier sees the model on its way and comes first, as P16 and N17 do.
        same(send(id, copier, BYTES), 1, "the copier's place");
        same(send(id, owner, BYTES), 0, "the author's");
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 9);
        yes(models[0].author == owner && models[1].author == copier, "both are there");
        (, kept) = deml.reservationOf(id, owner);
        yes(kept == 0, "it is used");
    }

    function test_aReservationThatIsReplacedGivesItsPlaceUp() public {
        IDeMLTypes.Terms memory t = terms();
        t.maxModelsPerAuthor = 2;
        uint256 id = create(t);
        register(id, 0);
        address owner = author(0);
        vm.prank(owner);
        same(deml.reserve(id, "a lost model"), 0, "first");
        bytes32 reservation = reservationOf(owner, BYTES);
        vm.prank(owner);
        same(deml.reserve(id, reservation), 1, "second");
        fails(IDeMLTypes.TooManyModels.selector, 2);
        vm.prank(owner);
        deml.reserve(id, "a third");
        pass(1 days);
        same(send(id, owner, BYTES), 1, "where it was reserved");
        fails(IDeMLTypes.TooManyModels.selector, 2);
        vm.prank(owner);
        deml.submitModel(id, "another digest", 7, 0, "");
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 9);
        yes(models[0].status == IDeMLTypes.ModelStatus.Reserved, "stays empty");
    }

    function test_reservationsAreForParticipantsOfOpenCompetitionsInTime() public {
        uint256 id = create(terms());
        address stranger = author(7);
        fails(IDeMLTypes.NotRegistered.selector, stranger);
        vm.prank(stranger);
        deml.reserve(id, "x");
        register(id, 0);
        fails(IDeMLTypes.NoReservation.selector);
        vm.prank(author(0));
        deml.reserve(id, 0);
        pass(2 days);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        vm.prank(author(0));
        deml.reserve(id, "x");
        uint256 closed = create(sealedTerms("key"));
        register(closed, 0);
        fails(IDeMLTypes.NoReservation.selector);
        vm.prank(author(0));
        deml.reserve(closed, "x");
    }

    /// @dev P02, P18: four accounts filled maxModels in the first block.
    function test_nobodyCanTakeAnothersPlaces() public {
        IDeMLTypes.Terms memory t = terms();
        (t.maxModels, t.maxModelsPerAuthor) = (2, 1);
        uint256 id = create(t);
        for (uint256 i = 0; i < 6; i++) register(id, i);
        pass(1 days);
        for (uint256 i = 0; i < 6; i++) same(submit(id, i, i), i, "everybody who paid");
    }

    // ──────────────────────────────── parts ────────────────────────────────

    function announce(uint256 id, uint256 size, bytes memory first) private returns (uint256) {
        vm.prank(author(0));
        return deml.submitModel(id, digest, size, 0, first);
    }

    function add(uint256 id, uint256 offset, bytes memory more) private {
        vm.prank(author(0));
        deml.addPart(id, 0, offset, more);
    }

    function opened() private returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        pass(1 days);
    }

    function part(uint256 from, uint256 to) private pure returns (bytes memory out) {
        out = new bytes(to - from);
        for (uint256 i = from; i < to; i++) out[i - from] = BYTES[i];
    }

    function test_aPartFitsATransaction() public {
        IDeMLTypes.Terms memory t = terms();
        t.byteLimit = 200_000;
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        bytes memory most = new bytes(120_000);
        bytes memory more = new bytes(120_001);
        vm.prank(author(0));
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 0, 120_001, 150_000));
        deml.submitModel(id, "digest", 150_000, 0, more);
        vm.prank(author(0));
        deml.submitModel(id, "digest", 150_000, 0, most);
    }

    function test_partsAreAppendedAndNothingIsWrittenOver() public {
        uint256 id = opened();
        announce(id, 32, part(0, 10));
        fails(IDeMLTypes.PartOutOfOrder.selector, 0, 10);
        add(id, 0, part(0, 10));
        fails(IDeMLTypes.PartOutOfOrder.selector, 11, 10);
        add(id, 11, part(11, 32));
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 10, 23, 32));
        add(id, 10, new bytes(23));
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 10, 0, 32));
        add(id, 10, "");
        same(deml.queueOf(id, 0, 9).length, 0, "incomplete: it does not wait");
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, 0, 1);
        yes(models[0].status == IDeMLTypes.ModelStatus.Incomplete, "incomplete");
        add(id, 10, part(10, 32));
        same(deml.queueOf(id, 0, 9).length, 1, "complete: it waits");
        vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 32, 1, 32));
        add(id, 32, new bytes(1));
    }

    function test_partsMayFollowUntilACommitWindowAfterSubmissionEnd() public {
        uint256 id = opened();
        announce(id, 32, "");
        pass(1 days + WINDOW - 1);
        add(id, 0, part(0, 16));
        fails(IDeMLTypes.TooEarly.selector, clock + 1);
        deml.finalize(id);
        pass(1);
        fails(IDeMLTypes.TooLate.selector, clock);
        add(id, 16, part(16, 32));
        deml.finalize(id); // an absent byte holds nobody up
        same(take(id, ORGANIZER), FUND, "the fund");
        same(take(id, author(0)), BUY_IN, "the buy-in");
    }

    function test_onlyItsAuthorAddsParts() public {
        uint256 id = opened();
        announce(id, 32, "");
        fails(IDeMLTypes.NotAuthor.selector, author(1));
        vm.prank(author(1));
        deml.addPart(id, 0, 0, part(0, 1));
        fails(IDeMLTypes.NoSuchModel.selector, id, 1);
        vm.prank(author(0));
        deml.addPart(id, 1, 0, part(0, 1));
    }

    function name(uint256 id, uint256 i, uint256 model, bytes32 word) private {
        vm.prank(author(i));
        deml.nameModel(id, model, word);
    }

    function test_anAuthorNamesItsModelAsOftenAsItLikes() public {
        uint256 id = opened();
        announce(id, 32, "");
        vm.expectEmit(true, true, true, true);
        emit IDeMLEvents.ModelNamed(id, 0, "LeNet");
        name(id, 0, 0, "LeNet");
        vm.expectEmit(true, true, true, true);
        emit IDeMLEvents.ModelNamed(id, 0, 0);
        name(id, 0, 0, 0);
        pass(1 days - 1);
        name(id, 0, 0, "at the last second");
    }

    function test_onlyItsAuthorNamesAModel() public {
        uint256 id = opened();
        register(create(terms()), 1);
        announce(id, 32, "");
        fails(IDeMLTypes.NotAuthor.selector, author(1));
        name(id, 1, 0, "mine");
        fails(IDeMLTypes.NoSuchModel.selector, id, 1);
        name(id, 0, 1, "none");
        fails(IDeMLTypes.NoSuchCompetition.selector, 9);
        name(9, 0, 0, "none");
    }

    function test_aReservedPlaceHasNoNameYet() public {
        uint256 id = create(terms());
        bytes32 agreed = termsHash(id);
        vm.prank(author(0));
        deml.register{value: BUY_IN}(id, agreed, keccak256("held"));
        fails(IDeMLTypes.NoSuchModel.selector, id, 0);
        name(id, 0, 0, "early");
    }

    function test_afterSubmissionNoNameChanges() public {
        uint256 id = opened();
        announce(id, 32, BYTES);
        pass(1 days);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        name(id, 0, 0, "Winner");
    }

    function test_aPackageThatCameWholeIsItsDigest() public {
        uint256 id = opened();
        bytes memory wrong = part(0, 31);
        bytes32 other = sha256(wrong);
        vm.expectRevert(
            abi.encodeWithSelector(IDeMLTypes.DigestMismatch.selector, other, digest)
        );
        announce(id, 31, wrong);
        fails(IDeMLTypes.BadSize.selector, 0, 100_000);
        announce(id, 0, "");
        fails(IDeMLTypes.BadSize.selector, 100_001, 100_000);
        announce(id, 100_001, "");
    }

    function test_whereTermsAllowItAModelWithoutBytesWaits() public {
        IDeMLTypes.Terms memory t = terms();
        t.offChainModels = true;
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        announce(id, 32, "");
        same(deml.queueOf(id, 0, 9).length, 1, "it waits");
        add(id, 0, BYTES);
        same(deml.queueOf(id, 0, 9).length, 1, "once");
    }

    // ─────────────────────────────── deposits ───────────────────────────────

    function test_depositsAreExactOnceAndBeforeTheEnd() public {
        uint256 id = create(terms());
        bytes32 agreed = termsHash(id);
        fails(IDeMLTypes.WrongValue.selector, 4 ether - 1, 4 ether);
        vm.prank(miner(0));
        deml.enrol{value: 4 ether - 1}(id, agreed);
        enrol(id, 0);
        fails(IDeMLTypes.AlreadyEnrolled.selector, miner(0));
        vm.prank(miner(0));
        deml.enrol{value: 4 ether}(id, agreed);
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (miner(1), miner(1));
        fails(IDeMLTypes.AlreadyEnrolled.selector, miner(1));
        deml.enrolFor{value: 8 ether}(id, agreed, twice);
        same(claim(id, 0), 4 ether, "leaving is at once");
        enrol(id, 0);
        vm.warp(clock = deml.termsOf(id).evaluationEnd);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        vm.prank(miner(1));
        deml.enrol{value: 4 ether}(id, agreed);
    }

    function test_theBenchHasRoomForAsManyAs16BitsCount() public {
        IDeMLTypes.Terms memory t = terms();
        t.seatStake = 1;
        uint256 id = create(t);
        bytes32 agreed = termsHash(id);
        address[] memory miners = new address[](4_096);
        uint256 next = 0x10000;
        for (uint256 batch = 0; batch < 16; batch++) {
            uint256 size = batch < 15 ? 4_096 : 4_095;
            for (uint256 i = 0; i < size; i++) miners[i] = address(uint160(next++));
            if (size < 4_096) {
                miners[size] = address(uint160(next));
                fails(IDeMLTypes.BenchFull.selector, 65_535);
                deml.enrolFor{value: 4_096}(id, agreed, miners);
                assembly ("memory-safe") {
                    mstore(miners, size)
                }
            }
            deml.enrolFor{value: size}(id, agreed, miners);
        }
        same(deml.standingOf(id).enrolled, 65_535, "full");
        same(deml.agendaOf(id, miner(0)).enrolment, 0, "nobody else may enrol");
        fails(IDeMLTypes.BenchFull.selector, 65_535);
        vm.prank(miner(0));
        deml.enrol{value: 1}(id, agreed);
        pass(2 * WINDOW);
        same(deml.standingOf(id).counting, 65_535, "all of them count");
        vm.prank(miners[0]);
        deml.claim(id, miners[0]);
        vm.prank(miner(0));
        deml.enrol{value: 1}(id, agreed);
    }
}
