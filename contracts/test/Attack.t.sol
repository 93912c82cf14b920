// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeML} from "../src/IDeML.sol";
import {IDeMLCalls} from "../src/IDeMLCalls.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice An account with code: it calls for its owner, and does as told when ether arrives.
contract Wallet {
    enum Mode {
        Accept,
        Refuse,
        Burn,
        CallBack
    }

    struct Try {
        bytes data;
        uint256 value;
    }

    IDeML private immutable DEML;
    Mode private mode;
    Try[] private tries;
    uint256 public attempts;
    uint256 public successes;

    constructor(IDeML deml) payable {
        DEML = deml;
    }

    function become(Mode next) external {
        mode = next;
    }

    function plan(uint256 value, bytes calldata data) external {
        tries.push(Try(data, value));
    }

    function run(uint256 value, bytes calldata data) external {
        (bool ok, bytes memory result) = address(DEML).call{value: value}(data);
        if (!ok) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
    }

    receive() external payable {
        if (mode == Mode.Refuse) revert("no, thank you");
        if (mode == Mode.Burn) {
            while (true) {}
        }
        if (mode != Mode.CallBack) return;
        for (uint256 i = 0; i < tries.length; i++) {
            attempts++;
            (bool ok,) = address(DEML).call{value: tries[i].value}(tries[i].data);
            if (ok) successes++;
        }
    }
}

/// @notice One test for each attack that the protocol is made to withstand.
contract AttackTest is Base {
    uint256 private constant STAKE = 4 ether;
    uint256 private constant SEATS = 10;
    uint256 private constant QUORUM = 7;
    uint256 private constant FEE = FUND / 5 / (SEATS * 40);
    address private constant STRANGER = address(0xBAD);
    bytes32 private constant TEST_KEY = keccak256("the test set's key");

    receive() external payable {}

    // ─────────────────────────────── moves ───────────────────────────────

    function tenSeats() private view returns (IDeMLTypes.Terms memory t) {
        t = terms();
        (t.seats, t.quorum) = (uint16(SEATS), uint16(QUORUM));
    }

    /// @dev A model each of the first `authors`, and `miners` enrolled; its round open.
    function opened(uint256 authors, uint256 miners) private returns (uint256 id) {
        id = create(tenSeats());
        for (uint256 i = 0; i < authors; i++) register(id, i);
        pass(1 days);
        for (uint256 i = 0; i < authors; i++) submit(id, i, i);
        for (uint256 i = 0; i < miners; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
    }

    /// @dev Miners `from` to `to` commit to the same row.
    function commitRange(uint256 id, uint256 round, uint256 from, uint256 to, bytes memory row)
        private
    {
        for (uint256 i = from; i < to; i++) commitTo(id, round, i, row);
    }

    function openings(uint256 from, uint256 to, bytes memory row)
        private
        returns (bytes memory all)
    {
        for (uint256 i = from; i < to; i++) all = abi.encodePacked(all, opening(i, row));
    }

    /// @dev A round over one model in which the last `liars` of ten miners report their own score.
    function disputed(uint256 id, uint256 round, uint256 liars, uint24 honest, uint24 lie)
        private
    {
        commitRange(id, round, 0, SEATS - liars, pack(honest));
        commitRange(id, round, SEATS - liars, SEATS, pack(lie));
        deml.settle(
            id,
            round,
            pack(honest),
            "",
            abi.encodePacked(
                openings(0, SEATS - liars, pack(honest)), openings(SEATS - liars, SEATS, pack(lie))
            )
        );
    }

    /// @dev Ten miners agree, and everything ends.
    function agree(uint256 id, bytes memory row) private {
        commitRange(id, 0, 0, SEATS, row);
        deml.settle(id, 0, row, "", openings(0, SEATS, row));
    }

    function modelAt(uint256 id, uint256 model) private view returns (IDeMLTypes.Model memory) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(id, model, 1);
        return models[0];
    }

    function wallet() private returns (Wallet account) {
        account = new Wallet(deml);
        vm.deal(address(account), 100 ether);
    }

    function onlyOf(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    /// @dev Every call that could move money, by one account. None may pay it.
    function grab(uint256 id, address account) private {
        uint256 before = account.balance;
        uint256 held = address(deml).balance;
        bytes[5] memory calls = [
            abi.encodeCall(IDeMLCalls.withdraw, (id, account)),
            abi.encodeCall(IDeMLCalls.claim, (id, account)),
            abi.encodeCall(IDeMLCalls.finalize, (id)),
            abi.encodeCall(IDeMLCalls.cancel, (id)),
            abi.encodeCall(IDeMLCalls.claimFor, (id, onlyOf(account)))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            vm.prank(account);
            (bool ok,) = address(deml).call(calls[i]);
            yes(!ok || i == 4, "refused"); // claimFor passes over whoever has nothing to claim
        }
        same(account.balance, before, "paid nothing");
        same(address(deml).balance, held, "held the same");
    }

    // ─────────────────────────────── money ───────────────────────────────

    function test_nobodyDrainsACompetitionBeforeItsEnd() public {
        uint256 id = create(tenSeats());
        register(id, 0);
        for (uint256 phase = 0; phase < 4; phase++) {
            grab(id, ORGANIZER);
            grab(id, author(0));
            grab(id, STRANGER);
            if (phase == 0) pass(1 days);
            if (phase == 1) submit(id, 0, 0);
            if (phase == 2) pass(1 days);
        }
        for (uint256 i = 0; i < SEATS; i++) enrol(id, i);
        deml.openRound(id);
        commitRange(id, 0, 0, SEATS, pack(5));
        for (uint256 i = 0; i < SEATS; i++) grab(id, miner(i)); // seated: nothing to claim
        grab(id, ORGANIZER);
        deml.settle(id, 0, pack(5), "", openings(0, SEATS, pack(5)));
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(id, author(0));
        deml.finalize(id);
        fails(IDeMLTypes.NothingOwed.selector, ORGANIZER);
        take(id, ORGANIZER);
        take(id, author(0));
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(id, author(0));
        for (uint256 i = 0; i < SEATS; i++) claim(id, i);
        fails(IDeMLTypes.NotEnrolled.selector, miner(0));
        claim(id, 0);
        same(address(deml).balance, 0, "and then everything is paid");
    }

    function test_oneCompetitionNeverPaysWithTheMoneyOfAnother() public {
        uint256 id = opened(1, SEATS);
        uint256 other = create(tenSeats());
        agree(id, pack(5));
        deml.finalize(id);
        for (uint256 i = 0; i < SEATS; i++) claim(id, i);
        take(id, author(0));
        same(deml.standingOf(id).held, 0, "one is empty");
        same(deml.standingOf(other).held, FUND, "the other is whole");
        same(address(deml).balance, FUND, "and so is the balance");
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(other, author(0));
        fails(IDeMLTypes.NotEnrolled.selector, miner(0));
        claim(other, 0);
    }

    function test_overpaidAndUnderpaidCallsAreRefused() public {
        uint256 id = create(tenSeats());
        uint256[4] memory values = [uint256(0), BUY_IN - 1, BUY_IN + 1, 2 * BUY_IN];
        for (uint256 i = 0; i < 4; i++) {
            address account = author(0);
            fails(IDeMLTypes.WrongValue.selector, values[i], BUY_IN);
            vm.prank(account);
            deml.register{value: values[i]}(id);
        }
        values = [uint256(0), STAKE - 1, STAKE + 1, 2 * STAKE];
        for (uint256 i = 0; i < 4; i++) {
            address account = miner(0);
            fails(IDeMLTypes.WrongValue.selector, values[i], STAKE);
            vm.prank(account);
            deml.enrol{value: values[i]}(id);
        }
        same(address(deml).balance, FUND, "nothing was kept");
    }

    function test_forcedEtherChangesNothing() public {
        uint256 id = opened(1, SEATS);
        bytes32 before = keccak256(abi.encode(deml.standingOf(id)));
        // PUSH20 the contract, SELFDESTRUCT: ether that no function received.
        bytes memory code = abi.encodePacked(hex"73", address(deml), hex"ff");
        vm.deal(address(this), 1_000 ether);
        assembly {
            pop(create(777000000000000000000, add(code, 32), mload(code)))
        }
        same(address(deml).balance, FUND + BUY_IN + SEATS * STAKE + 777 ether, "it arrived");
        yes(keccak256(abi.encode(deml.standingOf(id))) == before, "and is not counted");
        agree(id, pack(5));
        deml.finalize(id);
        for (uint256 i = 0; i < SEATS; i++) same(claim(id, i), STAKE + FEE, "miner");
        same(take(id, author(0)), FUND + BUY_IN - SEATS * FEE, "winner");
        same(address(deml).balance, 777 ether, "nobody owns it");
    }

    function test_plainTransfersAreRefused() public {
        vm.deal(address(this), 1 ether);
        (bool ok,) = address(deml).call{value: 1 ether}("");
        yes(!ok, "refused");
    }

    // ────────────────────────────── receivers ──────────────────────────────

    /// @dev A wallet with the best model, an author with the second one; everything settled.
    function wonBy(Wallet winner) private returns (uint256 id) {
        IDeMLTypes.Terms memory t = tenSeats();
        t.prizeShares = new uint16[](2);
        (t.prizeShares[0], t.prizeShares[1]) = (7_000, 3_000);
        id = create(t);
        register(id, 1);
        winner.run(BUY_IN, abi.encodeCall(IDeMLCalls.register, (id)));
        pass(1 days);
        submit(id, 1, 1);
        bytes memory part = "the best model";
        winner.run(
            0, abi.encodeCall(IDeMLCalls.submitModel, (id, sha256(part), part.length, 0, part))
        );
        for (uint256 i = 0; i < SEATS; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
        agree(id, pack(50_000, 60_000));
    }

    function test_aWinnerThatRevertsBlocksNobody() public {
        Wallet winner = wallet();
        uint256 id = wonBy(winner);
        winner.become(Wallet.Mode.Refuse);
        deml.finalize(id);
        uint256 pot = FUND + 2 * BUY_IN - 2 * SEATS * FEE;
        fails(IDeMLTypes.TransferFailed.selector, address(winner));
        winner.run(0, abi.encodeCall(IDeMLCalls.withdraw, (id, address(winner))));
        same(take(id, author(1)), pot * 3 / 10, "second");
        for (uint256 i = 0; i < SEATS; i++) same(claim(id, i), STAKE + 2 * FEE, "miner");
        // It loses nothing, and may send its share elsewhere.
        same(deml.owedTo(id, address(winner)), pot - pot * 3 / 10, "still owed");
        winner.run(0, abi.encodeCall(IDeMLCalls.withdraw, (id, STRANGER)));
        same(STRANGER.balance, pot - pot * 3 / 10, "elsewhere");
        same(address(deml).balance, 0, "nothing left");
    }

    function test_aWinnerThatCallsBackIsPaidOnce() public {
        Wallet winner = wallet();
        uint256 id = wonBy(winner);
        deml.finalize(id);
        winner.become(Wallet.Mode.CallBack);
        winner.plan(0, abi.encodeCall(IDeMLCalls.withdraw, (id, address(winner))));
        winner.plan(0, abi.encodeCall(IDeMLCalls.claim, (id, address(winner))));
        winner.plan(0, abi.encodeCall(IDeMLCalls.finalize, (id)));
        winner.plan(0, abi.encodeCall(IDeMLCalls.claimFor, (id, onlyOf(address(winner)))));
        uint256 before = address(winner).balance;
        uint256 owed = deml.owedTo(id, address(winner));
        winner.run(0, abi.encodeCall(IDeMLCalls.withdraw, (id, address(winner))));
        same(address(winner).balance - before, owed, "once");
        same(winner.attempts(), 4, "it tried");
        same(winner.successes(), 1, "and only passed over itself");
        same(deml.owedTo(id, address(winner)), 0, "nothing more");
    }

    /// @dev Ten seated miners of whom the last is a wallet; settled, and everybody agreed.
    function minedBy(Wallet last) private returns (uint256 id) {
        id = create(tenSeats());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        for (uint256 i = 0; i < SEATS - 1; i++) enrol(id, i);
        last.run(STAKE, abi.encodeCall(IDeMLCalls.enrol, (id)));
        pass(1 days);
        deml.openRound(id);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, SEATS - 1, row);
        bytes32 commitment = commitmentOf(id, 0, address(last), row);
        last.run(0, abi.encodeCall(IDeMLCalls.commit, (id, 0, commitment)));
        bytes memory own = openingOf(address(last), row);
        deml.settle(id, 0, row, "", abi.encodePacked(openings(0, SEATS - 1, row), own));
    }

    function test_aMinerThatCallsBackIsPaidOnce() public {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        last.become(Wallet.Mode.CallBack);
        last.plan(0, abi.encodeCall(IDeMLCalls.claim, (id, address(last))));
        last.plan(0, abi.encodeCall(IDeMLCalls.claimFor, (id, onlyOf(address(last)))));
        last.plan(0, abi.encodeCall(IDeMLCalls.withdraw, (id, address(last))));
        uint256 before = address(last).balance;
        last.run(0, abi.encodeCall(IDeMLCalls.claim, (id, address(last))));
        same(address(last).balance - before, STAKE + FEE, "once");
        same(last.attempts(), 3, "it tried");
        deml.finalize(id);
        for (uint256 i = 0; i < SEATS - 1; i++) same(claim(id, i), STAKE + FEE, "others");
        take(id, author(0));
        same(address(deml).balance, 0, "every wei is where it belongs");
    }

    function test_aMinerThatEnrolsAgainWhileItIsPaidPaysItsStakeAgain() public {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        last.become(Wallet.Mode.CallBack);
        last.plan(STAKE, abi.encodeCall(IDeMLCalls.enrol, (id)));
        last.plan(STAKE, abi.encodeCall(IDeMLCalls.enrol, (id)));
        uint256 before = address(last).balance;
        last.run(0, abi.encodeCall(IDeMLCalls.claim, (id, address(last))));
        same(last.successes(), 1, "once");
        same(address(last).balance, before + FEE, "the stake went back in");
        last.become(Wallet.Mode.Accept);
        last.run(0, abi.encodeCall(IDeMLCalls.claim, (id, address(last))));
        same(address(last).balance, before + FEE + STAKE, "and came out once, without the fee");
        deml.finalize(id);
        for (uint256 i = 0; i < SEATS - 1; i++) claim(id, i);
        take(id, author(0));
        same(address(deml).balance, 0, "every wei is where it belongs");
    }

    /// @dev The others are paid by one claimFor; the wallet, in this mode, is credited.
    function pushedTo(Wallet.Mode mode) private {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        deml.finalize(id);
        last.become(mode);
        last.plan(0, abi.encodeCall(IDeMLCalls.claim, (id, address(last))));
        last.plan(0, abi.encodeCall(IDeMLCalls.withdraw, (id, address(last))));
        address[] memory list = new address[](SEATS + 2);
        list[0] = address(last); // first, and again at the end
        for (uint256 i = 0; i < SEATS - 1; i++) list[i + 1] = miner(i);
        (list[SEATS], list[SEATS + 1]) = (address(last), STRANGER);
        uint256 before = address(last).balance;
        uint256 other = miner(0).balance;
        vm.prank(STRANGER);
        deml.claimFor(id, list);
        same(miner(0).balance - other, STAKE + FEE, "the others are paid");
        same(STRANGER.balance, 0, "the caller is not");
        same(address(last).balance, before, "not paid");
        same(deml.owedTo(id, address(last)), STAKE + FEE, "credited, once");
        fails(IDeMLTypes.NotEnrolled.selector, address(last));
        last.run(0, abi.encodeCall(IDeMLCalls.claim, (id, address(last))));
        last.run(0, abi.encodeCall(IDeMLCalls.withdraw, (id, STRANGER)));
        same(STRANGER.balance, STAKE + FEE, "withdrawn elsewhere");
        take(id, author(0));
        same(address(deml).balance, 0, "nothing left");
    }

    function test_claimForCreditsAReceiverThatReverts() public {
        pushedTo(Wallet.Mode.Refuse);
    }

    function test_claimForCreditsAReceiverThatBurnsItsGas() public {
        pushedTo(Wallet.Mode.Burn);
    }

    function test_claimForCreditsAReceiverThatCallsBack() public {
        pushedTo(Wallet.Mode.CallBack);
    }

    function test_aGasBurnerCostsItsCallerLittle() public {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        deml.finalize(id);
        last.become(Wallet.Mode.Burn);
        uint256 gas = gasleft();
        deml.claimFor(id, onlyOf(address(last)));
        yes(gas - gasleft() < 120_000, "no more than the push is given");
    }

    /// @dev Whoever leaves the push too little gas must not turn a payment into a credit.
    function test_aStarvedClaimForPaysOrReverts() public {
        Wallet last = wallet(); // its code needs some of the gas
        uint256 id = minedBy(last);
        deml.finalize(id);
        address account = address(last);
        uint256 before = account.balance;
        uint256 failures;
        for (uint256 gas = 10_000; gas < 120_000 && account.balance == before; gas += 250) {
            (bool ok,) = address(deml).call{gas: gas}(
                abi.encodeCall(IDeMLCalls.claimFor, (id, onlyOf(account)))
            );
            same(deml.owedTo(id, account), 0, "never credited");
            yes(ok == (account.balance > before), "paid, or nothing happened");
            if (!ok) failures++;
        }
        yes(failures > 10, "it was starved");
        same(account.balance - before, STAKE + FEE, "paid in the end");
    }

    function test_aClaimByAnotherReachesTheMinerAlone() public {
        uint256 id = opened(1, SEATS);
        agree(id, pack(5));
        deml.finalize(id);
        uint256 before = miner(3).balance;
        address[] memory list = onlyOf(miner(3));
        vm.prank(STRANGER);
        deml.claimFor(id, list);
        same(miner(3).balance - before, STAKE + FEE, "the miner");
        same(STRANGER.balance, 0, "not the caller");
        vm.prank(STRANGER);
        deml.claimFor(id, list); // nothing more
        same(miner(3).balance - before, STAKE + FEE, "once");
    }

    function test_aSeatedMinerIsPassedOverByClaimFor() public {
        uint256 id = opened(1, SEATS);
        commitTo(id, 0, 0, pack(5));
        uint256 before = miner(0).balance;
        // Refused or without effect, either is well.
        (bool ok,) = address(deml).call(abi.encodeCall(IDeMLCalls.claimFor, (id, onlyOf(miner(0)))));
        ok;
        same(miner(0).balance, before, "not paid");
        yes(deml.seatOf(id, miner(0)).committed, "still seated");
    }

    function test_claimForPassesOverWhoeverHasALiveSeatAfterTheEnd() public {
        uint256 id = opened(1, SEATS);
        commitRange(id, 0, 0, QUORUM, pack(5));
        pass(7 days); // the quorum closed the commits long ago, and nobody settled
        address[] memory list = new address[](2);
        (list[0], list[1]) = (miner(0), miner(9));
        (uint256 seated, uint256 idle) = (miner(0).balance, miner(9).balance);
        deml.claimFor(id, list);
        same(miner(0).balance, seated, "its round is not over");
        same(miner(9).balance - idle, STAKE, "the other has its stake");
        deml.settle(id, 0, "", "", "");
        deml.claimFor(id, list);
        same(miner(0).balance, seated, "silent: nothing is left");
        yes(!deml.seatOf(id, miner(0)).enrolled, "and it has left");
    }

    function test_aStrangerCannotPushMinersOutBeforeTheySit() public {
        uint256 id = opened(1, SEATS);
        address[] memory list = new address[](SEATS);
        for (uint256 i = 0; i < SEATS; i++) list[i] = miner(i);
        // Refused or without effect, either is well: the seats must stay within reach.
        vm.prank(STRANGER);
        (bool ok,) = address(deml).call(abi.encodeCall(IDeMLCalls.claimFor, (id, list)));
        ok;
        for (uint256 i = 0; i < SEATS; i++) {
            yes(deml.seatOf(id, miner(i)).enrolled, "still enrolled");
            yes(deml.mayCommit(id, 0, miner(i)), "may still sit");
        }
        commitRange(id, 0, 0, SEATS, pack(5));
    }

    // ─────────────────────────────── models ───────────────────────────────

    function test_aFakeModelsDigestIsCheckedOnChain() public {
        uint256 id = create(tenSeats());
        register(id, 0);
        pass(1 days);
        bytes memory part = "not the package of this digest";
        bytes32 found = sha256(part);
        bytes32 claimed = keccak256("a digest of something else");
        fails(IDeMLTypes.DigestMismatch.selector, uint256(found), uint256(claimed));
        vm.prank(author(0));
        deml.submitModel(id, claimed, part.length, 0, part);
        same(deml.standingOf(id).models, 0, "no model");
    }

    function test_aFakeModelInPartsIsFoundInvalidAndWinsNothing() public {
        uint256 id = create(tenSeats());
        register(id, 0);
        register(id, 1);
        pass(1 days);
        vm.prank(author(0));
        deml.submitModel(id, keccak256("never published"), 1_000, 0, "only the beginning");
        submit(id, 1, 1);
        for (uint256 i = 0; i < SEATS; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
        agree(id, pack(INVALID, 1));
        deml.finalize(id);
        same(modelAt(id, 0).score, INVALID, "INVALID");
        same(deml.owedTo(id, author(0)), 0, "judged: no refund");
        same(take(id, author(1)), FUND + 2 * BUY_IN - 2 * SEATS * FEE, "a thousandth of a percent");
    }

    function test_aModelThatNobodyScoresWinsNothing() public {
        uint256 id = opened(1, SEATS);
        pass(7 days); // no miner sat
        deml.settle(id, 0, "", "", "");
        deml.finalize(id);
        same(take(id, author(0)), BUY_IN, "the buy-in alone");
        same(take(id, ORGANIZER), FUND, "no prize was won");
    }

    // ─────────────────────────────── scores ───────────────────────────────

    function test_aScoreOutOfRangeIsRefused() public {
        uint256 id = opened(1, SEATS);
        uint24[3] memory bad = [uint24(100_001), 5_000_000, INVALID - 1];
        commitRange(id, 0, 0, 7, pack(100_000));
        for (uint256 i = 0; i < 3; i++) commitTo(id, 0, 7 + i, pack(bad[i]));
        for (uint256 i = 0; i < 3; i++) {
            fails(IDeMLTypes.BadScore.selector, bad[i]);
            reveal(id, 0, 7 + i, pack(bad[i]));
            bytes memory all =
                abi.encodePacked(openings(0, 7, pack(100_000)), opening(7 + i, pack(bad[i])));
            fails(IDeMLTypes.BadScore.selector, bad[i]);
            deml.settle(id, 0, pack(100_000), "", all);
        }
        for (uint256 i = 0; i < 7; i++) reveal(id, 0, i, pack(100_000));
        pass(1 hours);
        bytes memory rows;
        for (uint256 i = 0; i < 7; i++) rows = abi.encodePacked(rows, posted(i, pack(100_000)));
        deml.settle(id, 0, pack(100_000), rows, "");
        same(modelAt(id, 0).score, 100_000, "the honest score");
        same(deml.standingOf(id).pot, FUND + BUY_IN + 3 * STAKE - 7 * FEE, "three forfeits");
    }

    function test_aMinerThatAlwaysReportsZeroPaysForItEveryTime() public {
        IDeMLTypes.Terms memory t = tenSeats();
        t.submissionEnd = t.openingEnd = t.registrationEnd + 3 days;
        uint256 id = create(t);
        register(id, 0);
        pass(1 days);
        for (uint256 i = 0; i < SEATS; i++) enrol(id, i);
        uint256 last = SEATS - 1;
        for (uint256 round = 0; round < 3; round++) {
            submit(id, 0, round);
            pass(1 hours);
            deml.openRound(id);
            disputed(id, round, 1, 80_000, 0);
            same(modelAt(id, round).score, 80_000, "unmoved");
            same(deml.seatOf(id, miner(last)).claimable, 0, "nothing left of its stake");
            if (round < 2) enrol(id, last); // the whole stake again
        }
        submit(id, 0, 3);
        pass(1 hours);
        deml.openRound(id);
        fails(IDeMLTypes.StakeShort.selector, STAKE);
        commitTo(id, 3, last, pack(0));
        same(claim(id, last), 0, "twelve ether spent");
        same(claim(id, 0), STAKE + 3 * FEE, "an honest miner");
        same(deml.standingOf(id).pot, FUND + BUY_IN + 3 * STAKE - 27 * FEE, "it is in the pot");
    }

    // ─────────────────────────────── copies ───────────────────────────────

    function test_aCopiedCommitmentCannotBeOpened() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        bytes32 victims = commitmentOf(id, 0, miner(0), row);
        commitRange(id, 0, 0, 9, row);
        address copier = miner(9);
        vm.prank(copier);
        deml.commit(id, 0, victims);
        reveal(id, 0, 0, row); // now its opening is public
        fails(IDeMLTypes.WrongOpening.selector, copier);
        deml.reveal(id, 0, copier, row, evidence(row), salt(miner(0)));
        bytes memory forged =
            abi.encodePacked(row, evidence(row), uint16(1), copier, salt(miner(0)));
        bytes memory rows = posted(0, row);
        bytes memory rest = openings(1, 9, row);
        fails(IDeMLTypes.WrongOpening.selector, copier);
        deml.settle(id, 0, row, rows, abi.encodePacked(rest, forged));
        for (uint256 i = 1; i < 9; i++) reveal(id, 0, i, row);
        pass(1 hours);
        for (uint256 i = 1; i < 9; i++) rows = abi.encodePacked(rows, posted(i, row));
        deml.settle(id, 0, row, rows, "");
        same(claim(id, 9), 0, "the copier's stake is forfeit");
        same(claim(id, 0), STAKE + FEE, "the victim's is not");
    }

    function test_aCommitmentOfAnotherRoundCannotBeOpened() public {
        uint256 id = openedRound(33);
        deml.openRound(id);
        bytes memory row = pack(5);
        for (uint256 i = 0; i < 4; i++) {
            bytes32 stale = commitmentOf(id, 0, miner(i), row);
            address account = miner(i);
            vm.prank(account);
            deml.commit(id, 1, stale);
        }
        fails(IDeMLTypes.WrongOpening.selector, miner(0));
        reveal(id, 1, 0, row);
    }

    function test_aCopiedRevealOpensNothing() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, 8, row);
        commitTo(id, 0, 8, pack(99_000)); // a guess, to be replaced by what others reveal
        pass(1 hours);
        reveal(id, 0, 0, row);
        fails(IDeMLTypes.WrongOpening.selector, miner(8));
        deml.reveal(id, 0, miner(8), row, evidence(row), salt(miner(8)));
        fails(IDeMLTypes.CommitsClosed.selector);
        commitTo(id, 0, 9, row); // whoever waited for a score to copy has no seat
        fails(IDeMLTypes.SeatHeld.selector, 0);
        claim(id, 8); // nor can one leave the seat
        fails(IDeMLTypes.SeatTwice.selector, miner(0));
        reveal(id, 0, 0, row); // a replay
        for (uint256 i = 1; i < 8; i++) reveal(id, 0, i, row);
        bytes memory rows;
        for (uint256 i = 0; i < 8; i++) rows = abi.encodePacked(rows, posted(i, row));
        fails(IDeMLTypes.BadRow.selector, miner(8));
        deml.settle(id, 0, row, abi.encodePacked(rows, posted(8, row)), "");
        pass(1 hours);
        deml.settle(id, 0, row, rows, "");
        same(claim(id, 8), 0, "forfeit");
    }

    function test_aCopiedCiphertextCannotBeOpenedByItsCopier() public {
        IDeMLTypes.Terms memory t = tenSeats();
        t.testKeyCommitment = keccak256(abi.encode(TEST_KEY));
        t.openingEnd = t.submissionEnd + 1 days;
        uint256 id = create(t);
        register(id, 0);
        register(id, 1);
        pass(1 days);
        bytes32 key = keccak256("the author's key");
        bytes32 commitment = keccak256(abi.encode(author(0), key));
        bytes memory cipher = "ciphertext";
        bytes32 digest = sha256(cipher);
        // The copier is even first, having seen the author's transaction on its way.
        vm.prank(author(1));
        deml.submitModel(id, digest, cipher.length, commitment, cipher);
        vm.prank(author(0));
        deml.submitModel(id, digest, cipher.length, commitment, cipher);
        pass(1 days);
        deml.openModel(id, 1, key);
        fails(IDeMLTypes.WrongKey.selector);
        vm.prank(author(1));
        deml.openModel(id, 0, key);
        same(deml.standingOf(id).queued, 1, "the author's alone");
    }

    // ────────────────────────────── deadlines ──────────────────────────────

    function test_theLastSecondOfTheCommitWindowCountsAndTheNextDoesNot() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, QUORUM, row);
        pass(1 hours - 1);
        commitTo(id, 0, 7, row);
        yes(deml.roundOf(id, 0).commitsOpen && !deml.roundOf(id, 0).revealsOpen, "open");
        fails(IDeMLTypes.CommitsOpen.selector);
        reveal(id, 0, 0, row);
        pass(1);
        yes(!deml.roundOf(id, 0).commitsOpen && deml.roundOf(id, 0).revealsOpen, "closed");
        yes(!deml.mayCommit(id, 0, miner(8)), "the view agrees");
        fails(IDeMLTypes.CommitsClosed.selector);
        commitTo(id, 0, 8, row);
        reveal(id, 0, 0, row);
    }

    function test_theLastSecondOfTheRevealWindowCountsAndTheNextDoesNot() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, 9, row);
        pass(2 hours - 1);
        for (uint256 i = 0; i < 8; i++) reveal(id, 0, i, row);
        yes(deml.roundOf(id, 0).revealsOpen && !deml.roundOf(id, 0).canSettle, "open");
        bytes memory rows;
        for (uint256 i = 0; i < 8; i++) rows = abi.encodePacked(rows, posted(i, row));
        fails(IDeMLTypes.RowsMissing.selector, 8, 9);
        deml.settle(id, 0, row, rows, "");
        pass(1);
        yes(!deml.roundOf(id, 0).revealsOpen && deml.roundOf(id, 0).canSettle, "closed");
        fails(IDeMLTypes.RevealsClosed.selector);
        reveal(id, 0, 8, row);
        bytes memory late = opening(8, row);
        fails(IDeMLTypes.RevealsClosed.selector);
        deml.settle(id, 0, row, rows, late);
        deml.settle(id, 0, row, rows, "");
    }

    function test_theRevealWindowOfAFullRoundBeginsWithItsLastSeat() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, 9, row);
        pass(10 minutes);
        commitTo(id, 0, 9, row);
        pass(1 hours - 1);
        reveal(id, 0, 0, row);
        pass(1);
        fails(IDeMLTypes.RevealsClosed.selector);
        reveal(id, 0, 1, row);
    }

    function test_blocksStuffedThroughTheCommitWindowCostNobodyAnything() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, 6, row); // one short of the quorum when the stuffing begins
        pass(5 hours);
        yes(deml.roundOf(id, 0).commitsOpen, "still open");
        commitTo(id, 0, 6, row);
        for (uint256 i = 0; i < 7; i++) reveal(id, 0, i, row);
        bytes memory rows;
        for (uint256 i = 0; i < 7; i++) rows = abi.encodePacked(rows, posted(i, row));
        deml.settle(id, 0, row, rows, "");
        for (uint256 i = 0; i < 7; i++) same(claim(id, i), STAKE + FEE, "miner");
    }

    function test_aRoundAtTheEvaluationsEdgeFinishesAfterIt() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, 6, row);
        pass(7 days - 1); // the last second of the evaluation
        commitTo(id, 0, 6, row);
        pass(1);
        fails(IDeMLTypes.StillRunning.selector, 1);
        deml.finalize(id);
        pass(1 hours - 2);
        deml.settle(id, 0, row, "", openings(0, 7, row));
        deml.finalize(id);
        same(take(id, author(0)), FUND + BUY_IN - 7 * FEE, "winner");
    }

    function test_everyDeadlineOfAParticipantIsExact() public {
        uint256 id = create(tenSeats());
        pass(1 days - 1);
        register(id, 0);
        pass(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Submission));
        register(id, 1);
        submit(id, 0, 0);
        pass(1 days - 1);
        submit(id, 0, 1);
        pass(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        submit(id, 0, 2);
        pass(7 days - 1);
        enrol(id, 0);
        pass(1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        enrol(id, 1);
        fails(IDeMLTypes.WrongPhase.selector, uint256(IDeMLTypes.Phase.Evaluation));
        deml.openRound(id);
    }

    // ─────────────────────────────── rounds ───────────────────────────────

    function test_whoeverOpensARoundCannotChooseItsSeed() public {
        vm.roll(1_000);
        uint256 id = opened(1, 30);
        // In the opening block nobody knows the seed, and nothing can be undone and tried again.
        fails(IDeMLTypes.SeedPending.selector);
        deml.captureSeed(id, 0);
        fails(IDeMLTypes.SeedPending.selector);
        commitTo(id, 0, 0, pack(5));
        fails(IDeMLTypes.NothingToEvaluate.selector);
        deml.openRound(id);
        // Waiting for a block of one's liking does not help either.
        vm.roll(1_100);
        vm.setBlockhash(1_000, keccak256("the opening block's"));
        vm.setBlockhash(1_099, keccak256("one that the opener likes better"));
        deml.captureSeed(id, 0);
        yes(deml.roundOf(id, 0).seed == keccak256("the opening block's"), "the opening block's");
        fails(IDeMLTypes.RoundOver.selector);
        deml.captureSeed(id, 0);
    }

    function test_aSeedCannotBeAnchoredAnewWhileItIsWithinReach() public {
        vm.roll(1_000);
        uint256 id = opened(1, 30);
        vm.roll(1_256); // the last block that can read it
        vm.setBlockhash(1_000, keccak256("the opening block's"));
        deml.captureSeed(id, 0);
        yes(deml.roundOf(id, 0).seed == keccak256("the opening block's"), "captured, not anchored");
    }

    /// @dev Borrowed stakes can be enrolled, counted by openRound and taken out in one transaction.
    function test_minersThatLeaveAfterTheOpeningDelayTheDrawAndNoMore() public {
        vm.roll(1_000);
        uint256 id = create(tenSeats());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        for (uint256 i = 0; i < SEATS; i++) enrol(id, i);
        for (uint256 i = 0; i < 300; i++) enrol(id, 1_000 + i);
        pass(1 days);
        deml.openRound(id);
        for (uint256 i = 0; i < 300; i++) claim(id, 1_000 + i);
        vm.roll(1_001);
        vm.setBlockhash(1_000, keccak256("hash"));
        pass(1 hours); // 20 candidates, 40, 80, 160, and now 320: everybody
        commitRange(id, 0, 0, QUORUM, pack(5)); // late, so that the quorum closes the commits
        deml.settle(id, 0, pack(5), "", openings(0, QUORUM, pack(5)));
        for (uint256 i = 0; i < QUORUM; i++) same(claim(id, i), STAKE + FEE, "miner");
    }

    /// @dev The relayed call shows its openings before it is included; whoever posts one of them
    /// first must not turn the whole call down, least of all in the window's last block.
    function test_aRevealInFrontOfARelayedSettleDoesNotStopIt() public {
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, SEATS, row);
        bytes memory relayed = openings(0, SEATS, row);
        pass(1 hours - 1);
        vm.prank(STRANGER);
        deml.reveal(id, 0, miner(4), row, evidence(row), salt(miner(4)));
        deml.settle(id, 0, row, "", relayed);
        for (uint256 i = 0; i < SEATS; i++) same(claim(id, i), STAKE + FEE, "miner");
    }

    function test_sixtyPercentSilenceDelaysARoundAndIsPunished() public {
        vm.roll(1_000);
        uint256 id = opened(1, SEATS);
        bytes memory row = pack(5);
        commitRange(id, 0, 0, SEATS, row);
        for (uint256 i = 0; i < 4; i++) reveal(id, 0, i, row);
        pass(1 hours);
        deml.settle(id, 0, "", "", "");
        for (uint256 i = 0; i < 4; i++) {
            same(deml.seatOf(id, miner(i)).claimable, STAKE, "honest: whole");
        }
        for (uint256 i = 4; i < SEATS; i++) {
            same(deml.seatOf(id, miner(i)).shortfall, STAKE, "silent: nothing left");
        }
        same(deml.standingOf(id).pot, FUND + BUY_IN + 6 * STAKE, "in the pot");
        // Three new miners are enough to finish; the silent ones may not sit.
        for (uint256 i = 10; i < 13; i++) enrol(id, i);
        deml.openRound(id);
        vm.roll(1_001);
        vm.setBlockhash(1_000, keccak256("hash"));
        fails(IDeMLTypes.StakeShort.selector, STAKE);
        commitTo(id, 1, 4, row);
        commitRange(id, 1, 0, 4, row);
        commitRange(id, 1, 10, 13, row);
        pass(1 hours);
        deml.settle(
            id, 1, row, "", abi.encodePacked(openings(0, 4, row), openings(10, 13, row))
        );
        deml.finalize(id);
        same(take(id, author(0)), FUND + BUY_IN + 6 * STAKE - 7 * FEE, "the winner has it");
        for (uint256 i = 4; i < SEATS; i++) same(claim(id, i), 0, "silent");
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + FEE, "honest");
        for (uint256 i = 10; i < 13; i++) same(claim(id, i), STAKE + FEE, "new");
        same(address(deml).balance, 0, "nothing left");
    }

    function test_twentyPercentColludingAtAHundredPercentMoveNothing() public {
        uint256 id = opened(1, SEATS);
        disputed(id, 0, 2, 61_234, 100_000);
        same(modelAt(id, 0).score, 61_234, "the consensus");
        yes(modelAt(id, 0).status == IDeMLTypes.ModelStatus.Scored, "scored");
        deml.finalize(id);
        for (uint256 i = 0; i < 8; i++) same(claim(id, i), STAKE + FEE, "honest");
        for (uint256 i = 8; i < SEATS; i++) same(claim(id, i), 0, "colluding");
        same(take(id, author(0)), FUND + BUY_IN + 2 * STAKE - 8 * FEE, "winner");
    }

    function test_fortyPercentColludingContestAModelAndNobodyIsPunished() public {
        uint256 id = opened(1, SEATS);
        disputed(id, 0, 4, 61_234, 100_000);
        yes(modelAt(id, 0).status == IDeMLTypes.ModelStatus.Contested, "contested");
        same(deml.standingOf(id).queued, 1, "it waits again");
        same(deml.standingOf(id).pot, FUND + BUY_IN, "no fee, no forfeit");
        for (uint256 i = 0; i < SEATS; i++) {
            same(deml.seatOf(id, miner(i)).claimable, STAKE, "whole");
        }
        deml.openRound(id);
        disputed(id, 1, 4, 61_234, 100_000);
        same(modelAt(id, 0).score, 61_234, "the median is the honest one");
        deml.finalize(id);
        for (uint256 i = 0; i < SEATS; i++) same(claim(id, i), STAKE, "stake");
        same(take(id, author(0)), FUND + BUY_IN, "winner");
    }

    function test_aContestedModelIsDecidedByHonestMinersTheSecondTime() public {
        uint256 id = opened(1, SEATS);
        disputed(id, 0, 4, 61_234, 100_000);
        deml.openRound(id);
        disputed(id, 1, 0, 61_234, 0);
        for (uint256 i = 0; i < SEATS; i++) same(claim(id, i), STAKE + FEE, "paid once");
        deml.finalize(id);
        same(take(id, author(0)), FUND + BUY_IN - SEATS * FEE, "winner");
    }

    // ────────────────────────────── withheld keys ──────────────────────────────

    function sealedOf(uint256 authors) private returns (uint256 id) {
        IDeMLTypes.Terms memory t = tenSeats();
        t.testKeyCommitment = keccak256(abi.encode(TEST_KEY));
        t.openingEnd = t.submissionEnd + 1 days;
        id = create(t);
        for (uint256 i = 0; i < authors; i++) register(id, i);
        pass(1 days);
        for (uint256 i = 0; i < authors; i++) {
            address account = author(i);
            vm.prank(account);
            deml.submitModel(
                id, bytes32(i), 10, keccak256(abi.encode(account, bytes32(i + 1))), ""
            );
        }
        for (uint256 i = 0; i < SEATS; i++) enrol(id, i);
        pass(1 days);
    }

    function test_aParticipantThatNeverOpensLosesItsBuyInAndStopsNobody() public {
        uint256 id = sealedOf(3);
        deml.openTestSet(id, TEST_KEY);
        deml.openModel(id, 0, bytes32(uint256(1)));
        deml.openModel(id, 2, bytes32(uint256(3)));
        pass(1 days);
        deml.openRound(id);
        agree(id, pack(70_000, 60_000));
        deml.finalize(id);
        same(deml.owedTo(id, author(1)), 0, "no refund");
        same(take(id, author(0)), FUND + 3 * BUY_IN - 2 * SEATS * FEE, "the winner has it");
    }

    function test_anOrganizerThatNeverOpensPaysThePenalty() public {
        uint256 id = sealedOf(4);
        pass(1 days);
        vm.prank(STRANGER);
        deml.cancel(id);
        for (uint256 i = 0; i < 4; i++) {
            same(take(id, author(i)), BUY_IN + FUND / 5 / 4, "buy-in and penalty");
        }
        same(take(id, ORGANIZER), FUND - FUND / 5, "four fifths");
        for (uint256 i = 0; i < SEATS; i++) same(claim(id, i), STAKE, "stake");
        same(address(deml).balance, 0, "nothing left");
    }
}
