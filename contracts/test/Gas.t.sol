// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLCalls} from "../src/IDeMLCalls.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice No call costs more because there are many of anything.
contract GasTest is Base {
    /// @dev What a value's zero bits and a word's place may change.
    uint256 private constant SLACK = 20;
    uint256 private constant STAKE = 4 ether;

    enum Step {
        Register,
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

    uint256 private constant STEPS = 10;

    /// @dev The block.
    uint256 private height = 10_000;

    receive() external payable {}

    // ─────────────────────────────── metering ───────────────────────────────

    /// @dev In a frame of its own, as a large memory would cost gas as well.
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

    function enough(IDeMLTypes.Terms memory t) private pure {
        (t.maxModels, t.maxModelsPerAuthor) = (60_000, 60_000);
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

    function spam(uint256 id, uint256 from, uint256 count) private {
        for (uint256 i = 0; i < count; i++) register(id, from + i);
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
        uint256 rounds; // of one model, void in the end
        uint256 competitions;
    }

    /// @dev One competition from its creation to its last payment, with a crowd; every step metered.
    function live(Crowd memory crowd) private returns (uint256[STEPS] memory gas) {
        vm.deal(ORGANIZER, 1_000_000 ether);
        for (uint256 i = 0; i < crowd.competitions; i++) create(terms());
        IDeMLTypes.Terms memory t = terms();
        enough(t);
        t.roundInterval = 0;
        uint256 id = create(t);
        register(id, 0);
        spam(id, 1_000, crowd.participants);
        gas[uint256(Step.Register)] =
            this.meter(author(1), BUY_IN, abi.encodeCall(IDeMLCalls.register, (id)));
        pass(1 days);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        gas[uint256(Step.Enrol)] = this.meter(miner(4), STAKE, abi.encodeCall(IDeMLCalls.enrol, (id)));
        claim(id, 4); // it was a fifth

        // Seventeen models, and 16 times as many: the next one finds its word of the queue in use.
        uint256 next;
        for (uint256 i = 0; i < crowd.rounds; i++) {
            add(id, 0, next++);
            deml.openRound(id);
        }
        for (uint256 i = 0; i < crowd.models + 17; i++) add(id, 0, next++);
        gas[uint256(Step.Submit)] = this.meter(
            author(1), 0, abi.encodeCall(IDeMLCalls.submitModel, (id, digest(next++), 100, 0, ""))
        );
        _evaluate(id, crowd, gas);
        pass(8 days);
        for (uint256 i = 0; i < crowd.rounds; i++) deml.settle(id, i, "", "", "");
        gas[uint256(Step.Finalize)] =
            this.meter(address(this), 0, abi.encodeCall(IDeMLCalls.finalize, (id)));
        gas[uint256(Step.Claim)] =
            this.meter(miner(0), 0, abi.encodeCall(IDeMLCalls.claim, (id, address(0xFEED))));
        gas[uint256(Step.Withdraw)] =
            this.meter(author(0), 0, abi.encodeCall(IDeMLCalls.withdraw, (id, address(0xFEED))));
    }

    /// @dev Judges the crowd's models, then meters the round of the last 18.
    function _evaluate(uint256 id, Crowd memory crowd, uint256[STEPS] memory gas) private {
        uint256 round = crowd.rounds;
        for (uint256 left = crowd.models; left > 0; left -= 32) {
            deml.openRound(id);
            _judge(id, round++, 32);
        }
        gas[uint256(Step.Open)] = this.meter(address(this), 0, abi.encodeCall(IDeMLCalls.openRound, (id)));
        bytes memory row = new bytes(18 * 3);
        for (uint256 i = 0; i < 3; i++) commitTo(id, round, i, row);
        gas[uint256(Step.Commit)] = this.meter(
            miner(3),
            0,
            abi.encodeCall(IDeMLCalls.commit, (id, round, commitmentOf(id, round, miner(3), row)))
        );
        for (uint256 i = 0; i < 3; i++) reveal(id, round, i, row);
        gas[uint256(Step.Reveal)] = this.meter(
            address(this),
            0,
            abi.encodeCall(
                IDeMLCalls.reveal, (id, round, miner(3), row, evidence(row), salt(miner(3)))
            )
        );
        bytes memory rows;
        for (uint256 i = 0; i < 4; i++) rows = abi.encodePacked(rows, posted(i, row));
        gas[uint256(Step.Settle)] = this.meter(
            address(this), 0, abi.encodeCall(IDeMLCalls.settle, (id, round, row, rows, ""))
        );
    }

    function _judge(uint256 id, uint256 round, uint256 models) private {
        bytes memory row = new bytes(models * 3);
        bytes memory openings;
        for (uint256 i = 0; i < 4; i++) {
            commitTo(id, round, i, row);
            openings = abi.encodePacked(openings, opening(i, row));
        }
        deml.settle(id, round, row, "", openings);
    }

    function small() private returns (uint256[STEPS] memory) {
        live(Crowd(0, 32, 16, 0)); // makes whatever all competitions share warm
        return live(Crowd(0, 32, 16, 0));
    }

    // ──────────────────────────────── tests ────────────────────────────────

    function test_tenThousandRegistrationsMakeNothingDearer() public {
        compare(small(), live(Crowd(10_000, 32, 16, 0)));
    }

    /// @dev Whole rounds, of which the metered one begins in a word of verdicts that is in use.
    function test_tenThousandModelsMakeNothingDearer() public {
        compare(small(), live(Crowd(0, 10_048, 16, 0)));
    }

    function test_tenThousandRoundsMakeNothingDearer() public {
        compare(small(), live(Crowd(0, 32, 10_016, 0)));
    }

    function test_tenThousandCompetitionsMakeNothingDearer() public {
        compare(small(), live(Crowd(0, 32, 16, 10_000)));
    }

    /// @dev In batches, as a pool would.
    function enrolMany(uint256 id, uint256 count) private {
        vm.deal(address(this), count * STAKE);
        for (uint256 from = 0; from < count; from += 500) {
            uint256 size = count - from < 500 ? count - from : 500;
            address[] memory miners = new address[](size);
            for (uint256 i = 0; i < size; i++) miners[i] = address(uint160(0xD0000 + from + i));
            deml.enrolFor{value: size * STAKE}(id, miners);
        }
    }

    /// @dev A drawn miner's way among others: enrol, openRound, captureSeed, commit, claim.
    function among(uint256 others) private returns (uint256[5] memory gas) {
        uint256 id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        enrol(id, 0);
        enrolMany(id, others);
        gas[0] = this.meter(miner(1), STAKE, abi.encodeCall(IDeMLCalls.enrol, (id)));
        pass(1 days);
        gas[1] = this.meter(address(this), 0, abi.encodeCall(IDeMLCalls.openRound, (id)));
        height += 1_000;
        vm.roll(height);
        deml.captureSeed(id, 0); // out of reach: anchored here, and read in the next block
        vm.roll(height + 1);
        vm.setBlockhash(height, keccak256("hash"));
        gas[2] = this.meter(address(this), 0, abi.encodeCall(IDeMLCalls.captureSeed, (id, 0)));
        pass(10 hours); // everybody may sit
        gas[3] = this.meter(
            miner(1), 0, abi.encodeCall(IDeMLCalls.commit, (id, 0, keccak256("commitment")))
        );
        gas[4] = this.meter(miner(0), 0, abi.encodeCall(IDeMLCalls.claim, (id, address(0xFEED))));
    }

    function test_tenThousandMinersMakeNothingDearer() public {
        among(10);
        uint256[5] memory few = among(10);
        uint256[5] memory many = among(10_000);
        for (uint256 i = 0; i < 5; i++) {
            uint256 more = many[i] > few[i] ? many[i] - few[i] : few[i] - many[i];
            if (more > SLACK) revert Differs("by the number of miners", many[i], few[i]);
        }
    }
}
