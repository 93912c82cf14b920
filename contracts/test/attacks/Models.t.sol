// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Arena} from "./Arena.sol";

/// @notice Places, bytes and buy-ins of open competitions.
contract ModelAttacksTest is Arena {
    /// P02: four accounts sent `maxModels` models in the first block, and nobody else could send
    /// one. Authors 10 to 13 attack; without the attack they are not there.
    function test_P02_PlacesFilledInTheFirstBlock() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _begin(10);
            if (!calm) join(10, 14);
            pass(1 days);
            bytes memory row = times(10, 97_000);
            if (!calm) {
                for (uint256 i = 0; i < 20; i++) send(10 + i / 5, i);
                row = abi.encodePacked(uint24(10_000), times(19, INVALID), row);
            }
            for (uint256 i = 0; i < 10; i++) send(i, 20 + i);
            judge(0, 100, row);
            _end(14, 100);
            foeAuthors(10, 14);
            victimAuthors(0, 10);
            victimMiners(0, 100);
        }
        stopped("P02", -4 ether);
    }

    /// P18: the same with places that are reserved while others still register, and never used.
    function test_P18_PlacesReservedInTheFirstBlock() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            if (!calm) {
                join(10, 14);
                for (uint256 i = 0; i < 20; i++) _reserve(10 + i / 5, i);
            }
            join(0, 10);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 10; i++) send(i, i);
            judge(0, 100, times(10, 97_000));
            _end(14, 100);
            foeAuthors(10, 14);
            victimAuthors(0, 10);
            victimMiners(0, 100);
        }
        stopped("P18", -4 ether);
    }

    /// P03: one model without bytes made honest miners abstain from the whole round, and liars were
    /// alone with ten others. Author 10 and miners 500 to 566 attack; those are not there without
    /// the attack.
    function test_P03_ModelWithoutBytes() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            join(0, 11);
            bench(0, calm ? 500 : 567);
            pass(1 days);
            for (uint256 i = 0; i < 10; i++) send(i, i);
            if (!calm) _withhold(10, sha256("withheld"), 8);
            openRound();
            if (!calm) sit(500, 567, times(10, INVALID));
            sit(0, 500, times(10, 97_000));
            endRound();
            _end(11, 567);
            foeAuthors(10, 11);
            foeMiners(500, 567);
            victimAuthors(0, 10);
            victimMiners(0, 500);
        }
        stopped("P03", -11.72 ether);
    }

    /// P14: an author wrote over bytes that 30 miners had judged already. Author 1 attacks.
    function test_P14_BytesWrittenOver() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _begin(2);
            pass(1 days);
            send(0, 0);
            uint256 model = send(1, 1);
            openRound();
            bytes memory row = pack(99_000, 97_000);
            sit(0, 30, row);
            if (!calm) {
                address account = author(own(1));
                fails(IDeMLTypes.PartOutOfOrder.selector, 0, 128);
                vm.prank(account);
                deml.addPart(id, model, 0, "bad");
                vm.expectRevert(abi.encodeWithSelector(IDeMLTypes.BadPart.selector, 128, 3, 128));
                vm.prank(account);
                deml.addPart(id, model, 128, "bad");
            }
            sit(30, 100, row);
            endRound();
            _end(2, 100);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("P14", -1 ether);
    }

    /// P16: a model is taken out of the mempool by its digest. Author 0 reserved its place when it
    /// registered; author 1 sends the same bytes first. Without the attack it sends a worse model.
    function test_P16_ModelTakenFromTheMempool() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _begin(2);
            _reserve(0, 7);
            pass(1 days);
            uint256 copy = send(1, calm ? 8 : 7);
            same(send(0, 7), 0, "the author's place");
            same(copy, 1, "the thief's place");
            openRound();
            sit(0, 100, calm ? pack(10_000, 99_000) : pack(99_000, 99_000));
            endRound();
            _end(2, 100);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        // The queue is one of arrival: the copy is judged first, and ranks second.
        stopped("P16", -1 ether);
    }

    /// N5: accounts that register in the first block, as many as pay. Authors 10 to 29 attack.
    function test_N5_RegistrationsInTheFirstBlock() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            begin(defaults());
            if (!calm) {
                join(10, 30);
                for (uint256 i = 10; i < 30; i++) _reserve(i, i);
            }
            join(0, 10);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 10; i++) send(i, i);
            judge(0, 100, times(10, 97_000));
            _end(30, 100);
            foeAuthors(10, 30);
            victimAuthors(0, 10);
            victimMiners(0, 100);
        }
        stopped("N5", -20 ether);
    }

    /// N11: four accounts send 20 INVALID models and earn what judging them costs, with 99 of 199
    /// deposits. Authors 1 to 4 attack; without the attack they are not there. With `returnsBuyIns`
    /// they are paid most: their parts are deducted from what comes back.
    function test_N11_JunkForTheFees() public {
        // The five models of each are paid by 99 seats; with an honest model beside them, which 100
        // judge, a part is divided among 195 on average.
        (int256 fees, int256 beside) = (20 * 99 * _fee(199), 20 * 99 * _fee(195));
        for (uint256 play = 0; play < 2; play++) _junk(play == 1, false, true);
        stopped("N11", -4 ether + beside);
        for (uint256 play = 0; play < 2; play++) _junk(play == 1, true, false);
        stopped("N11", -2 ether + fees);
        for (uint256 play = 0; play < 2; play++) _junk(play == 1, false, false);
        stopped("N11", -2 ether + fees);
        for (uint256 play = 0; play < 2; play++) _junk(play == 1, true, true);
        stopped("N11", -2 ether + beside);
    }

    function _junk(bool calm_, bool returns_, bool winner) private {
        calm = calm_;
        IDeMLTypes.Terms memory t = defaults();
        t.returnsBuyIns = returns_;
        begin(t);
        join(0, calm ? 1 : 5);
        bench(0, calm ? 100 : 199);
        pass(1 days);
        if (winner) send(0, 0);
        if (!calm) for (uint256 i = 0; i < 20; i++) send(1 + i / 5, 1 + i);
        bytes memory row = calm ? bytes("") : times(20, INVALID);
        if (winner) row = abi.encodePacked(uint24(99_000), row);
        if (row.length > 0) {
            openRound();
            sit(0, 100, row);
            if (!calm) {
                if (winner) row = abi.encodePacked(ABSTAIN, times(20, INVALID));
                sit(100, 199, row);
            }
            endRound();
        }
        _end(5, 199);
        foeAuthors(1, 5);
        foeMiners(100, 199);
        victimAuthors(0, 1);
        victimOrganizer();
        victimMiners(0, 100);
    }

    /// N12: the same spec under other terms, or of another organizer: money names what it is for.
    function test_N12_SameSpecOtherTerms() public {
        begin(defaults());
        bytes32 read = termsHash(id);
        IDeMLTypes.Terms memory t = defaults();
        t.seatStake = 90 ether;
        begin(t);
        bytes memory refusal =
            abi.encodeWithSelector(IDeMLTypes.OtherTerms.selector, read, termsHash(id));
        address account = author(own(0));
        vm.expectRevert(refusal);
        vm.prank(account);
        deml.register{value: BUY_IN}(id, read, 0);
        vm.expectRevert(refusal);
        vm.prank(account);
        deml.enrol{value: 90 ether}(id, read);
        victimAuthors(0, 1);
        calm = true;
        victimAuthors(0, 1);
        stopped("N12", 0);
    }

    /// N16: 30 models, 20 of them junk, one that nobody agrees on, lost stakes: whoever comes last
    /// is paid all that is owed, and nothing is left behind.
    function test_N16_TheLastToWithdraw() public {
        for (uint256 play = 0; play < 4; play++) {
            IDeMLTypes.Terms memory t = defaults();
            t.returnsBuyIns = play >= 2;
            begin(t);
            join(0, 10);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 30; i++) send(i / 5, i);
            bytes memory row = abi.encodePacked(times(9, 97_000), times(20, INVALID));
            openRound();
            sit(0, 60, abi.encodePacked(row, ABSTAIN));
            sit(60, 97, abi.encodePacked(row, uint24(100_000)));
            sitSilent(97, 100, abi.encodePacked(row, ABSTAIN));
            endRound();
            for (uint256 again = 0; again < 2; again++) judge(0, 67, pack(ABSTAIN));
            finish();
            for (uint256 i = 0; i < 97; i++) claim(id, own(play % 2 == 0 ? i : 96 - i));
            if (play % 2 == 0) cashOut(10, 0);
            for (uint256 i = 0; i < 10; i++) {
                address account = author(own(9 - i));
                if (deml.owedTo(id, account) > 0) take(id, account);
            }
            cashOut(0, 0);
            same(deml.standingOf(id).held, 0, "left behind");
        }
        stopped("N16", 0);
    }

    /// N17: the victim's digest, sent first and without bytes. Author 1 attacks.
    function test_N17_DigestWithoutBytes() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _begin(2);
            pass(1 days);
            if (!calm) _withhold(1, sha256(abi.encode("model", uint256(7))), 128);
            uint256 model = send(0, 7);
            judge(0, 100, pack(99_000));
            _end(2, 100);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 100);
            same(model, calm ? 0 : 1, "place");
        }
        stopped("N17", -1 ether);
    }

    /// E08: author 1 reserves all its places first, and sends a better model at the last second.
    function test_E08_PlacesHeldToTheEnd() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            _begin(2);
            if (!calm) for (uint256 i = 0; i < 5; i++) _reserve(1, i);
            pass(1 days);
            send(0, 10);
            goTo(deml.termsOf(id).submissionEnd - 1);
            send(1, 4);
            judge(0, 100, pack(99_000, 98_999));
            _end(2, 100);
            foeAuthors(1, 2);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("E08", -1 ether);
    }

    /// E15: prizes 60 : 30 : 10 in an open competition. Author 3 sends copies of the best model in
    /// the last block, which take the second and the third. Not stopped: a sealed competition has
    /// no copies.
    function test_E15_CopiesTakeLowerPrizes() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            t.prizeShares = new uint16[](3);
            (t.prizeShares[0], t.prizeShares[1], t.prizeShares[2]) = (6_000, 3_000, 1_000);
            begin(t);
            join(0, 4);
            bench(0, 100);
            pass(1 days);
            for (uint256 i = 0; i < 3; i++) send(i, i);
            goTo(deml.termsOf(id).submissionEnd - 1);
            for (uint256 i = 0; i < 2; i++) send(3, calm ? 3 + i : 0);
            bytes memory sent = times(2, calm ? 10_000 : 99_000);
            judge(0, 100, abi.encodePacked(pack(99_000, 98_000, 97_000), sent));
            _end(4, 100);
            foeAuthors(3, 4);
            victimAuthors(0, 3);
            victimMiners(0, 100);
        }
        int256 pot = 14 ether - 500 * _fee(100);
        priced("E15", pot * 3_000 / 10_000 + pot * 1_000 / 10_000 - 1 ether, -(pot * 2 / 5));
    }

    /// E17: 130 junk models ahead of an honest one, and one silent seat per round, which makes each
    /// take two windows: its round comes after `evaluationEnd`, but it comes. Authors 1 to 26,
    /// miners 100 to 119.
    function test_E17_FloodOfJunk() public {
        for (uint256 play = 0; play < 2; play++) {
            calm = play == 1;
            IDeMLTypes.Terms memory t = defaults();
            t.evaluationEnd = uint40(t.submissionEnd + WINDOW + 4 * WINDOW);
            begin(t);
            join(0, calm ? 1 : 27);
            bench(0, calm ? 100 : 120);
            goTo(t.submissionEnd - 1);
            if (!calm) for (uint256 i = 0; i < 130; i++) send(1 + i / 5, i);
            send(0, 0);
            for (uint256 left = calm ? 1 : 131; left > 0;) {
                uint256 size = left < 32 ? left : 32;
                bytes memory row = times(size, INVALID);
                if (left == size) row = abi.encodePacked(times(size - 1, INVALID), uint24(99_000));
                openRound();
                sit(0, 100, row);
                if (!calm) sitSilent(100 + round, 101 + round, row);
                endRound();
                left -= size;
            }
            yes(calm || clock > t.evaluationEnd, "after its time");
            _end(27, 120);
            foeAuthors(1, 27);
            foeMiners(100, 120);
            victimAuthors(0, 1);
            victimMiners(0, 100);
        }
        stopped("E17", -26 ether - 5 * 0.16 ether);
    }

    // ────────────────────────────── moves ──────────────────────────────

    function _begin(uint256 authors) private {
        begin(defaults());
        join(0, authors);
        bench(0, 100);
    }

    /// @dev A place for the model that `send` sends with this number.
    function _reserve(uint256 i, uint256 number) private {
        address account = author(own(i));
        bytes32 reservation = keccak256(abi.encode(account, sha256(abi.encode("model", number))));
        vm.prank(account);
        deml.reserve(id, reservation);
    }

    /// @dev A model whose bytes never come.
    function _withhold(uint256 i, bytes32 digest, uint256 size) private {
        address account = author(own(i));
        vm.prank(account);
        deml.submitModel(id, digest, size, 0, "");
    }

    function _end(uint256 authors, uint256 miners_) private {
        finish();
        cashOut(authors, miners_);
    }
}
