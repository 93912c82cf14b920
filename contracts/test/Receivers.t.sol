// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeML} from "../src/IDeML.sol";
import {IDeMLEntry} from "../src/IDeMLEntry.sol";
import {IDeMLMoney} from "../src/IDeMLMoney.sol";
import {IDeMLRounds} from "../src/IDeMLRounds.sol";
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

/// @notice Whoever is paid may refuse, burn its gas or call back: it gets what is its own, once, and
/// stops nobody.
contract ReceiversTest is Base {
    uint256 private constant STAKE = 4 ether;
    address private constant STRANGER = address(0xBAD);

    // ─────────────────────────────── moves ───────────────────────────────

    function wallet() private returns (Wallet account) {
        account = new Wallet(deml);
        vm.deal(address(account), 100 ether);
    }

    function onlyOf(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    /// @dev Of an evaluation among four seats.
    function fee(uint256 id) private view returns (uint256) {
        return (2 ** 24 / 4) * (deml.standingOf(id).part / 2 ** 24);
    }

    function join(uint256 id, Wallet account) private {
        account.run(STAKE, abi.encodeCall(IDeMLMoney.enrol, (id, termsHash(id))));
    }

    /// @dev One model, three miners and the wallet; the round is open.
    function opened(Wallet last) private returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        enrolMany(id, 0, 3);
        join(id, last);
        pass(1 days);
        deml.openRound(id);
    }

    /// @dev All four agreed.
    function minedBy(Wallet last) private returns (uint256 id) {
        id = opened(last);
        bytes memory row = pack(5);
        commitMany(id, 0, 0, 3, row);
        bytes32 commitment = commitmentOf(id, 0, address(last), row);
        last.run(0, abi.encodeCall(IDeMLRounds.commit, (id, 0, commitment)));
        bytes memory own = openingOf(address(last), row);
        deml.settle(id, 0, row, "", abi.encodePacked(openingsOf(0, 3, row), own));
        pass(WINDOW);
    }

    /// @dev The wallet's model is the best, author 1's the second; four miners judged both.
    function wonBy(Wallet winner) private returns (uint256 id) {
        IDeMLTypes.Terms memory t = terms();
        t.prizeShares = new uint16[](2);
        (t.prizeShares[0], t.prizeShares[1]) = (7_000, 3_000);
        id = create(t);
        register(id, 1);
        winner.run(BUY_IN, abi.encodeCall(IDeMLEntry.register, (id, termsHash(id), 0)));
        pass(1 days);
        submit(id, 1, 1);
        bytes memory part = "the best model";
        winner.run(
            0, abi.encodeCall(IDeMLEntry.submitModel, (id, sha256(part), part.length, 0, part))
        );
        enrolMany(id, 0, 4);
        pass(1 days);
        deml.openRound(id);
        judged(id, 0, pack(50_000, 60_000));
        pass(WINDOW);
    }

    function empty(uint256 id) private view {
        same(deml.standingOf(id).held, 0, "nothing is held");
        same(address(deml).balance, 0, "every wei is where it belongs");
    }

    // ─────────────────────────────── winners ───────────────────────────────

    function test_aWinnerThatRefusesBlocksNobody() public {
        Wallet winner = wallet();
        uint256 id = wonBy(winner);
        winner.become(Wallet.Mode.Refuse);
        deml.finalize(id);
        uint256 pot = FUND + 2 * BUY_IN - 8 * fee(id);
        fails(IDeMLTypes.TransferFailed.selector, address(winner));
        winner.run(0, abi.encodeCall(IDeMLMoney.withdraw, (id, address(winner))));
        same(take(id, author(1)), pot * 3 / 10, "second");
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + 2 * fee(id), "miner");
        same(deml.owedTo(id, address(winner)), pot - pot * 3 / 10, "still owed");
        winner.run(0, abi.encodeCall(IDeMLMoney.withdraw, (id, STRANGER)));
        same(STRANGER.balance, pot - pot * 3 / 10, "sent elsewhere");
        empty(id);
    }

    function test_aWinnerThatCallsBackIsPaidOnce() public {
        Wallet winner = wallet();
        uint256 id = wonBy(winner);
        deml.finalize(id);
        winner.become(Wallet.Mode.CallBack);
        winner.plan(0, abi.encodeCall(IDeMLMoney.withdraw, (id, address(winner))));
        winner.plan(0, abi.encodeCall(IDeMLMoney.claim, (id, address(winner))));
        winner.plan(0, abi.encodeCall(IDeMLMoney.finalize, (id)));
        winner.plan(0, abi.encodeCall(IDeMLMoney.claimFor, (id, onlyOf(address(winner)))));
        uint256 before = address(winner).balance;
        uint256 owed = deml.owedTo(id, address(winner));
        winner.run(0, abi.encodeCall(IDeMLMoney.withdraw, (id, address(winner))));
        same(address(winner).balance - before, owed, "once");
        same(winner.attempts(), 4, "it tried");
        same(winner.successes(), 1, "and only passed over itself");
        same(deml.owedTo(id, address(winner)), 0, "nothing more");
    }

    // ─────────────────────────────── miners ───────────────────────────────

    function test_aMinerThatRefusesItsClaimKeepsItAndCanNameAnother() public {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        last.become(Wallet.Mode.Refuse);
        fails(IDeMLTypes.TransferFailed.selector, address(last));
        last.run(0, abi.encodeCall(IDeMLMoney.claim, (id, address(last))));
        yes(deml.seatOf(id, address(last)).enrolled, "nothing changed");
        last.run(0, abi.encodeCall(IDeMLMoney.claim, (id, STRANGER)));
        same(STRANGER.balance, STAKE + fee(id), "sent elsewhere");
    }

    function test_aMinerThatCallsBackIsPaidOnce() public {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        last.become(Wallet.Mode.CallBack);
        last.plan(0, abi.encodeCall(IDeMLMoney.claim, (id, address(last))));
        last.plan(0, abi.encodeCall(IDeMLMoney.claimFor, (id, onlyOf(address(last)))));
        last.plan(0, abi.encodeCall(IDeMLMoney.withdraw, (id, address(last))));
        uint256 before = address(last).balance;
        last.run(0, abi.encodeCall(IDeMLMoney.claim, (id, address(last))));
        same(address(last).balance - before, STAKE + fee(id), "once");
        same(last.attempts(), 3, "it tried");
        same(last.successes(), 0, "in vain");
        deml.finalize(id);
        for (uint256 i = 0; i < 3; i++) same(claim(id, i), STAKE + fee(id), "others");
        take(id, author(0));
        empty(id);
    }

    function test_aMinerThatEnrolsAgainWhileItIsPaidPaysItsStakeAgain() public {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        last.become(Wallet.Mode.CallBack);
        last.plan(STAKE, abi.encodeCall(IDeMLMoney.enrol, (id, termsHash(id))));
        last.plan(STAKE, abi.encodeCall(IDeMLMoney.enrol, (id, termsHash(id))));
        uint256 before = address(last).balance;
        last.run(0, abi.encodeCall(IDeMLMoney.claim, (id, address(last))));
        same(last.successes(), 1, "once");
        same(address(last).balance, before + fee(id), "the stake went back in");
        last.become(Wallet.Mode.Accept);
        last.run(0, abi.encodeCall(IDeMLMoney.claim, (id, address(last))));
        same(address(last).balance, before + fee(id) + STAKE, "and came out once, without the fee");
        deml.finalize(id);
        for (uint256 i = 0; i < 3; i++) claim(id, i);
        take(id, author(0));
        empty(id);
    }

    // ──────────────────────────── paid by others ────────────────────────────

    /// @dev The others are paid by one claimFor; the wallet, in this mode, is credited.
    function pushedTo(Wallet.Mode mode) private {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        deml.finalize(id);
        last.become(mode);
        last.plan(0, abi.encodeCall(IDeMLMoney.claim, (id, address(last))));
        last.plan(0, abi.encodeCall(IDeMLMoney.withdraw, (id, address(last))));
        // First, and again at the end; then somebody who has nothing here.
        address[] memory list = new address[](6);
        list[0] = address(last);
        for (uint256 i = 0; i < 3; i++) list[i + 1] = miner(i);
        (list[4], list[5]) = (address(last), STRANGER);
        uint256 before = address(last).balance;
        uint256 other = miner(0).balance;
        vm.prank(STRANGER);
        deml.claimFor(id, list);
        same(miner(0).balance - other, STAKE + fee(id), "the others are paid");
        same(STRANGER.balance, 0, "the caller is not");
        same(address(last).balance, before, "not paid");
        same(deml.owedTo(id, address(last)), STAKE + fee(id), "credited, once");
        fails(IDeMLTypes.NotEnrolled.selector, address(last));
        last.run(0, abi.encodeCall(IDeMLMoney.claim, (id, address(last))));
        last.run(0, abi.encodeCall(IDeMLMoney.withdraw, (id, STRANGER)));
        same(STRANGER.balance, STAKE + fee(id), "withdrawn elsewhere");
        take(id, author(0));
        empty(id);
    }

    function test_claimForCreditsAReceiverThatRefuses() public {
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
        for (uint256 gas = 10_000; gas < 160_000 && account.balance == before; gas += 250) {
            (bool ok,) = address(deml).call{gas: gas}(
                abi.encodeCall(IDeMLMoney.claimFor, (id, onlyOf(account)))
            );
            same(deml.owedTo(id, account), 0, "never credited");
            yes(ok == (account.balance > before), "paid, or nothing happened");
            if (!ok) failures++;
        }
        yes(failures > 10, "it was starved");
        same(account.balance - before, STAKE + fee(id), "paid in the end");
    }

    function test_claimForPassesOverWhoHasNothing() public {
        Wallet last = wallet();
        uint256 id = minedBy(last);
        deml.finalize(id);
        deml.claimFor(id, onlyOf(STRANGER));
        deml.claimFor(id, new address[](0));
        same(STRANGER.balance, 0, "nothing");
    }

    // ─────────────────────────── nobody else's money ───────────────────────────

    /// @dev Every call that could move money, by one account. None may pay it.
    function grab(uint256 id, address account) private {
        uint256 before = account.balance;
        uint256 held = address(deml).balance;
        bytes[5] memory calls = [
            abi.encodeCall(IDeMLMoney.withdraw, (id, account)),
            abi.encodeCall(IDeMLMoney.claim, (id, account)),
            abi.encodeCall(IDeMLMoney.finalize, (id)),
            abi.encodeCall(IDeMLMoney.cancel, (id)),
            abi.encodeCall(IDeMLMoney.claimFor, (id, onlyOf(account)))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            vm.prank(account);
            (bool ok,) = address(deml).call(calls[i]);
            yes(!ok, "refused");
        }
        same(account.balance, before, "paid nothing");
        same(address(deml).balance, held, "held the same");
    }

    function test_nobodyDrainsACompetitionBeforeItsEnd() public {
        uint256 id = create(terms());
        register(id, 0);
        for (uint256 phase = 0; phase < 3; phase++) {
            grab(id, ORGANIZER);
            grab(id, author(0));
            grab(id, STRANGER);
            pass(1 days);
            if (phase == 0) submit(id, 0, 0);
            if (phase == 0) enrolMany(id, 0, 4);
        }
        deml.openRound(id);
        commitMany(id, 0, 0, 4, pack(5));
        for (uint256 i = 0; i < 4; i++) grab(id, miner(i)); // seated: nothing to claim
        grab(id, ORGANIZER);
        deml.settle(id, 0, pack(5), "", openingsOf(0, 4, pack(5)));
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(id, author(0));
        deml.finalize(id);
        fails(IDeMLTypes.NothingOwed.selector, ORGANIZER);
        take(id, ORGANIZER);
        take(id, author(0));
        for (uint256 i = 0; i < 4; i++) claim(id, i);
        fails(IDeMLTypes.NotEnrolled.selector, miner(0));
        claim(id, 0);
        empty(id);
    }

    function test_oneCompetitionNeverPaysWithTheMoneyOfAnother() public {
        uint256 id = openedRound(1);
        uint256 other = create(terms());
        judged(id, 0, pack(5));
        pass(WINDOW);
        deml.finalize(id);
        for (uint256 i = 0; i < 4; i++) claim(id, i);
        take(id, author(0));
        same(deml.standingOf(id).held, 0, "one is empty");
        same(deml.standingOf(other).held, FUND, "the other is whole");
        same(address(deml).balance, FUND, "and so is the balance");
        fails(IDeMLTypes.NothingOwed.selector, author(0));
        take(other, author(0));
        fails(IDeMLTypes.NotEnrolled.selector, miner(0));
        claim(other, 0);
    }

    function test_forcedEtherChangesNothing() public {
        uint256 id = openedRound(1);
        bytes32 before = keccak256(abi.encode(deml.standingOf(id)));
        // PUSH20 the contract, SELFDESTRUCT: ether that no function received.
        bytes memory code = abi.encodePacked(hex"73", address(deml), hex"ff");
        assembly {
            pop(create(777000000000000000000, add(code, 32), mload(code)))
        }
        same(address(deml).balance, FUND + BUY_IN + 4 * STAKE + 777 ether, "it arrived");
        yes(keccak256(abi.encode(deml.standingOf(id))) == before, "and is not counted");
        judged(id, 0, pack(5));
        pass(WINDOW);
        deml.finalize(id);
        for (uint256 i = 0; i < 4; i++) same(claim(id, i), STAKE + fee(id), "miner");
        same(take(id, author(0)), FUND + BUY_IN - 4 * fee(id), "winner");
        same(address(deml).balance, 777 ether, "nobody owns it");
    }
}
