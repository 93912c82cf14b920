// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLEntry} from "../src/IDeMLEntry.sol";
import {IDeMLMoney} from "../src/IDeMLMoney.sol";
import {IDeMLRounds} from "../src/IDeMLRounds.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice No call costs more because there are many of anything.
contract GasTest is Base {
    /// @dev What a value's zero bits and a word's place may change.
    uint256 private constant SLACK = 20;
    uint256 private constant STAKE = 4 ether;
    /// @dev Models of one author.
    uint256 private constant QUOTA = 100;
    /// @dev Of the last round, which is metered.
    uint256 private constant LAST = 18;

    enum Step {
        Register,
        Reserve,
        Submit,
        Enrol,
        Open,
        Commit,
        Reveal,
        Settle,
        Finalize,
        Claim,
        Withdraw
    }

    uint256 private constant STEPS = 11;

    // ─────────────────────────────── metering ───────────────────────────────

    /// @dev In its own frame, as a large memory would also cost gas.
    function meter(address account, uint256 value, bytes calldata data)
        external
        returns (uint256 used)
    {
        vm.prank(account);
        uint256 before = gasleft();
        (bool ok,) = address(deml).call{value: value}(data);
        used = before - gasleft();
        yes(ok, "the metered call");
    }

    function enough() private view returns (IDeMLTypes.Terms memory t) {
        t = terms();
        (t.maxModels, t.maxModelsPerAuthor) = (60_000, uint16(QUOTA + 20));
        (t.roundInterval, t.offChainModels) = (0, true);
        t.submissionEnd = t.openingEnd = t.registrationEnd + 1_000 days;
        t.evaluationEnd = t.submissionEnd + 7 days;
    }

    function digest(uint256 number) private pure returns (bytes32) {
        return keccak256(abi.encode("digest", number));
    }

    /// @dev Without bytes: they are on IPFS.
    function add(uint256 id, uint256 i, uint256 number) private {
        address account = author(i);
        bytes32 model = digest(number);
        vm.prank(account);
        deml.submitModel(id, model, 100, 0, "");
    }

    /// @dev The same for few and for many.
    function compare(uint256[STEPS] memory few, uint256[STEPS] memory many) private pure {
        for (uint256 i = 0; i < STEPS; i++) {
            uint256 more = many[i] > few[i] ? many[i] - few[i] : few[i] - many[i];
            if (more > SLACK) revert Differs(nameOf(i), many[i], few[i]);
            yes(few[i] > 0, "measured");
        }
    }

    function nameOf(uint256 i) private pure returns (string memory) {
        string[STEPS] memory names = [
            "register",
            "reserve",
            "submitModel",
            "enrol",
            "openRound",
            "commit",
            "reveal",
            "settle",
            "finalize",
            "claim",
            "withdraw"
        ];
        return names[i];
    }

    /// @dev What there is many of in a competition.
    struct Crowd {
        uint256 participants;
        uint256 models; // in rounds of 32, judged before
        uint256 rounds; // of one model, expired
        uint256 competitions;
        uint256 deposits; // that count, and never commit
    }

    /// @dev One competition from its creation to its last payment, with a crowd; every step
    /// metered.
    function live(Crowd memory crowd) private returns (uint256[STEPS] memory gas) {
        vm.deal(ORGANIZER, 1_000_000 ether);
        for (uint256 i = 0; i < crowd.competitions; i++) create(terms());
        uint256 id = create(enough());
        bytes32 agreed = termsHash(id);
        uint256 authors = 3 + crowd.models / QUOTA;
        for (uint256 i = 2; i < authors; i++) register(id, i);
        for (uint256 i = 0; i < crowd.participants; i++) register(id, 1_000 + i);
        register(id, 0);
        gas[uint256(Step.Register)] =
            this.meter(author(1), BUY_IN, abi.encodeCall(IDeMLEntry.register, (id, agreed, 0)));
        for (uint256 from = 0; from < crowd.deposits; from += 500) {
            enrolMany(id, 1_000 + from, 1_500 + from);
        }
        pass(1 days);
        enrolMany(id, 0, 3);
        gas[uint256(Step.Enrol)] =
            this.meter(miner(3), STAKE, abi.encodeCall(IDeMLMoney.enrol, (id, agreed)));
        pass(2 * WINDOW);
        _expireRounds(id, crowd.rounds);
        _fill(id, crowd, gas);
        _evaluate(id, crowd, gas);
        pass(1_000 days);
        gas[uint256(Step.Finalize)] =
            this.meter(address(this), 0, abi.encodeCall(IDeMLMoney.finalize, (id)));
        gas[uint256(Step.Claim)] =
            this.meter(miner(0), 0, abi.encodeCall(IDeMLMoney.claim, (id, address(0xFEED))));
        address winner = author(2);
        gas[uint256(Step.Withdraw)] =
            this.meter(winner, 0, abi.encodeCall(IDeMLMoney.withdraw, (id, address(0xFEED))));
    }

    /// @dev Author 2's model, the first, waits in each of them.
    function _expireRounds(uint256 id, uint256 rounds) private {
        add(id, 2, 0);
        for (uint256 i = 0; i < rounds; i++) {
            deml.openRound(id);
            pass(WINDOW);
            deml.expireRound(id, i);
        }
    }

    /// @dev Models up to a number whose words are in use in every mapping.
    function _fill(uint256 id, Crowd memory crowd, uint256[STEPS] memory gas) private {
        uint256 next = 1;
        uint256 last = crowd.models + LAST - 2;
        for (; next < last; next++) add(id, 2 + next / QUOTA, next);
        gas[uint256(Step.Reserve)] =
            this.meter(author(1), 0, abi.encodeCall(IDeMLEntry.reserve, (id, digest(next++))));
        add(id, 0, next++);
        gas[uint256(Step.Submit)] = this.meter(
            author(1), 0, abi.encodeCall(IDeMLEntry.submitModel, (id, digest(next++), 100, 0, ""))
        );
    }

    /// @dev Judges the crowd's models, then meters the round of the rest.
    function _evaluate(uint256 id, Crowd memory crowd, uint256[STEPS] memory gas) private {
        uint256 round = crowd.rounds;
        for (uint256 left = crowd.models; left > 0; left -= 32) {
            deml.openRound(id);
            _judge(id, round++);
        }
        gas[uint256(Step.Open)] =
            this.meter(address(this), 0, abi.encodeCall(IDeMLRounds.openRound, (id)));
        bytes memory row = new bytes(LAST * 3);
        commitMany(id, round, 0, 3, row);
        gas[uint256(Step.Commit)] = this.meter(
            miner(3),
            0,
            abi.encodeCall(IDeMLRounds.commit, (id, round, commitmentOf(id, round, miner(3), row)))
        );
        if (deml.roundOf(id, round).commitsOpen) pass(WINDOW);
        revealMany(id, round, 0, 3, row);
        gas[uint256(Step.Reveal)] = this.meter(
            address(this),
            0,
            abi.encodeCall(
                IDeMLRounds.reveal, (id, round, miner(3), row, evidence(row), salt(miner(3)))
            )
        );
        bytes memory rows = rowsOf(0, 4, row);
        gas[uint256(Step.Settle)] = this.meter(
            address(this), 0, abi.encodeCall(IDeMLRounds.settle, (id, round, row, rows, ""))
        );
    }

    function _judge(uint256 id, uint256 round) private {
        bytes memory row = new bytes(96);
        commitMany(id, round, 0, 4, row);
        if (deml.roundOf(id, round).commitsOpen) pass(WINDOW);
        deml.settle(id, round, row, "", openingsOf(0, 4, row));
    }

    function small() private returns (uint256[STEPS] memory) {
        live(Crowd(0, 32, 16, 0, 0)); // makes whatever all competitions share warm
        return live(Crowd(0, 32, 16, 0, 0));
    }

    // ──────────────────────────────── tests ────────────────────────────────

    function test_tenThousandRegistrationsMakeNothingDearer() public {
        compare(small(), live(Crowd(10_000, 32, 16, 0, 0)));
    }

    /// @dev Whole rounds; 12 verdicts share a word, and 9,984 more of them fill words to the end.
    function test_tenThousandModelsMakeNothingDearer() public {
        compare(small(), live(Crowd(0, 10_016, 16, 0, 0)));
    }

    function test_tenThousandRoundsMakeNothingDearer() public {
        compare(small(), live(Crowd(0, 32, 10_016, 0, 0)));
    }

    function test_tenThousandCompetitionsMakeNothingDearer() public {
        compare(small(), live(Crowd(0, 32, 16, 10_000, 0)));
    }

    function test_tenThousandDepositsMakeNothingDearer() public {
        small();
        compare(live(Crowd(0, 32, 16, 0, 500)), live(Crowd(0, 32, 16, 0, 10_000)));
    }
}
