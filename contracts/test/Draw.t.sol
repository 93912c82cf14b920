// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../src/IDeMLTypes.sol";
import {Base} from "./Base.sol";

/// @notice The draw: more miners than seats.
contract DrawTest is Base {
    uint256 private constant MINERS = 40;
    uint256 private constant SEATS = 4;
    bytes32 private constant HASH = keccak256("the hash of the opening block");

    /// @dev The block. Like the time, the optimizer takes it for a constant.
    uint256 private height;

    error Sat();

    function setUp() public override {
        super.setUp();
        rise(1_000);
    }

    function rise(uint256 blocks) private {
        height += blocks;
        vm.roll(height);
    }

    /// @dev Forty miners, four seats and an open round, in the block that opened it.
    function drawn() private returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        pass(1 days);
        submit(id, 0, 0);
        for (uint256 i = 0; i < MINERS; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
    }

    /// @dev The block after the opening one.
    function drawable() private returns (uint256 id) {
        id = drawn();
        rise(1);
        vm.setBlockhash(height - 1, HASH);
    }

    /// @dev What §6 says, computed here.
    function expected(bytes32 seed, uint256 i, uint256 quarter) private returns (bool) {
        uint256 wanted = 2 * SEATS * 2 ** quarter;
        if (wanted >= MINERS) return true;
        return uint256(keccak256(abi.encode(seed, miner(i)))) < type(uint256).max / MINERS * wanted;
    }

    function first(bytes32 seed, uint256 quarter, bool wanted) private returns (uint256 i) {
        while (expected(seed, i, quarter) != wanted) i++;
    }

    /// @dev Commits, and undoes it.
    function probe(uint256 id, uint256 i) external {
        commitTo(id, 0, i, pack(5));
        revert Sat();
    }

    /// @dev The error of a commit; Sat when there is none.
    function attempt(uint256 id, uint256 i) private returns (bytes memory) {
        try this.probe(id, i) {
            return "";
        } catch (bytes memory reason) {
            return reason;
        }
    }

    function isError(bytes memory found, bytes memory wanted) private pure returns (bool) {
        return keccak256(found) == keccak256(wanted);
    }

    function isError(bytes memory found, bytes4 wanted) private pure returns (bool) {
        return isError(found, abi.encodePacked(wanted));
    }

    function seedOf(uint256 id) private view returns (bytes32) {
        return deml.roundOf(id, 0).seed;
    }

    function test_theSeedIsTheHashOfTheOpeningBlockCapturedByTheFirstCommit() public {
        uint256 id = drawable();
        rise(3); // some blocks later, whose hashes do not matter
        vm.setBlockhash(height - 1, keccak256("another"));
        yes(seedOf(id) == 0, "nobody captured it");
        commitTo(id, 0, first(HASH, 0, true), pack(5));
        yes(seedOf(id) == HASH, "the opening block's");
    }

    function test_aCommitInTheOpeningBlockIsTooEarly() public {
        uint256 id = drawn();
        for (uint256 i = 0; i < MINERS; i++) {
            yes(!deml.mayCommit(id, 0, miner(i)), "the view agrees");
            yes(isError(attempt(id, i), IDeMLTypes.SeedPending.selector), "SeedPending");
        }
        pass(1 hours); // time alone does not help: the block must be over
        fails(IDeMLTypes.SeedPending.selector);
        commitTo(id, 0, 0, pack(5));
    }

    function test_theDrawWidensEveryQuarterUntilEverybodyMaySit() public {
        uint256 id = drawable();
        uint256 before;
        for (uint256 quarter = 0; quarter < 4; quarter++) {
            uint256 admitted;
            for (uint256 i = 0; i < MINERS; i++) {
                bytes memory reason = attempt(id, i);
                if (expected(HASH, i, quarter)) {
                    yes(isError(reason, Sat.selector), "drawn");
                    admitted++;
                } else {
                    yes(
                        isError(
                            reason, abi.encodeWithSelector(IDeMLTypes.NotDrawn.selector, miner(i))
                        ),
                        "not drawn"
                    );
                }
            }
            yes(admitted >= before, "nobody is put out again");
            before = admitted;
            if (quarter == 0) yes(admitted > 0 && admitted < MINERS / 2, "a few at first");
            pass(15 minutes);
        }
        same(before, MINERS, "everybody in the last quarter");
    }

    function test_theDrawWidensAtTheExactSecond() public {
        uint256 id = drawable();
        uint256 late;
        while (expected(HASH, late, 0) || !expected(HASH, late, 1)) late++;
        pass(15 minutes - 1);
        fails(IDeMLTypes.NotDrawn.selector, miner(late));
        commitTo(id, 0, late, pack(5));
        pass(1);
        commitTo(id, 0, late, pack(5));
    }

    function test_mayCommitAgreesWithCommitForEveryMinerAtEveryQuarter() public {
        uint256 id = drawable();
        for (uint256 step = 0; step < 6; step++) {
            for (uint256 i = 0; i < MINERS + 2; i++) {
                bool sat = isError(attempt(id, i), Sat.selector);
                yes(deml.mayCommit(id, 0, miner(i)) == sat, "the view and the commit");
            }
            // The seed is captured on the way, and one seat taken: the view still agrees.
            if (step == 1) deml.captureSeed(id, 0);
            if (step == 2) commitTo(id, 0, first(HASH, 0, true), pack(5));
            pass(15 minutes);
        }
    }

    function test_mayCommitAgreesWithCommitWhenTheSeedIsOutOfReach() public {
        uint256 id = drawable();
        rise(256);
        for (uint256 i = 0; i < MINERS; i++) {
            yes(!deml.mayCommit(id, 0, miner(i)), "no seed");
            yes(isError(attempt(id, i), IDeMLTypes.SeedPending.selector), "SeedPending");
        }
    }

    function test_nobodySitsOnceTheSeatsAreTaken() public {
        uint256 id = drawable();
        pass(45 minutes);
        for (uint256 i = 0; i < SEATS; i++) commitTo(id, 0, i, pack(5));
        for (uint256 i = SEATS; i < MINERS; i++) {
            yes(!deml.mayCommit(id, 0, miner(i)), "full");
            yes(isError(attempt(id, i), IDeMLTypes.CommitsClosed.selector), "closed");
        }
    }

    function test_captureSeedCaptures() public {
        uint256 id = drawable();
        rise(255); // the last block that can still read the opening one
        vm.setBlockhash(height - 256, HASH);
        vm.prank(address(0xCA11));
        deml.captureSeed(id, 0);
        yes(seedOf(id) == HASH, "captured");
        rise(10_000); // and never out of reach again
        commitTo(id, 0, first(HASH, 0, true), pack(5));
        fails(IDeMLTypes.RoundOver.selector);
        deml.captureSeed(id, 0);
        yes(seedOf(id) == HASH, "unchanged");
    }

    function test_captureSeedWaitsForTheBlocksEnd() public {
        uint256 id = drawn();
        fails(IDeMLTypes.SeedPending.selector);
        deml.captureSeed(id, 0);
        fails(IDeMLTypes.NoSuchRound.selector, id, 1);
        deml.captureSeed(id, 1);
    }

    function test_captureSeedAnchorsAnewOnceTheBlockIsOutOfReach() public {
        uint256 id = drawable();
        rise(256); // 257 blocks after the opening
        fails(IDeMLTypes.SeedPending.selector);
        commitTo(id, 0, 0, pack(5));
        deml.captureSeed(id, 0);
        yes(seedOf(id) == 0, "anchored, not captured");
        fails(IDeMLTypes.SeedPending.selector);
        deml.captureSeed(id, 0);
        fails(IDeMLTypes.SeedPending.selector);
        commitTo(id, 0, 0, pack(5));
        rise(1);
        bytes32 anew = keccak256("the hash of the new anchor");
        vm.setBlockhash(height - 1, anew);
        commitTo(id, 0, first(anew, 0, true), pack(5));
        yes(seedOf(id) == anew, "the new anchor's hash");
    }

    function test_captureSeedAnchorsAsOftenAsItTakes() public {
        uint256 id = drawable();
        for (uint256 i = 0; i < 3; i++) {
            rise(300);
            deml.captureSeed(id, 0);
            yes(seedOf(id) == 0, "anchored");
        }
        rise(2);
        bytes32 anew = keccak256("at last");
        vm.setBlockhash(height - 2, anew);
        deml.captureSeed(id, 0);
        yes(seedOf(id) == anew, "captured");
    }

    function test_withoutACrowdThereIsNoDraw() public {
        uint256 id = openedRound(1);
        fails(IDeMLTypes.NoDraw.selector);
        deml.captureSeed(id, 0);
        rise(1);
        fails(IDeMLTypes.NoDraw.selector);
        deml.captureSeed(id, 0);
        for (uint256 i = 0; i < 4; i++) commitTo(id, 0, i, pack(5));
        yes(seedOf(id) == 0, "no seed was needed");
    }

    function test_aRoundThatIsOverHasNoSeedToCapture() public {
        uint256 id = drawable();
        pass(7 days);
        deml.settle(id, 0, "", "", "");
        fails(IDeMLTypes.RoundOver.selector);
        deml.captureSeed(id, 0);
    }

    function test_whoeverEnrolsAfterTheOpeningMissesTheRound() public {
        uint256 id = drawn();
        enrol(id, MINERS); // in the very block that opened it
        rise(1);
        vm.setBlockhash(height - 1, HASH);
        pass(45 minutes); // everybody may sit
        fails(IDeMLTypes.RoundTooEarly.selector, 1);
        commitTo(id, 0, MINERS, pack(5));
        yes(!deml.mayCommit(id, 0, miner(MINERS)), "the view agrees");
        // Nor does leaving and coming back under a drawn name help.
        claim(id, 0);
        enrol(id, 0);
        fails(IDeMLTypes.RoundTooEarly.selector, 1);
        commitTo(id, 0, 0, pack(5));
        commitTo(id, 0, 1, pack(5));
    }

    function test_absentMinersCannotStallARound() public {
        uint256 id = drawable();
        // Everybody who was drawn at first is absent; the others may sit before the window ends.
        pass(45 minutes);
        uint256 sat;
        bytes memory openings;
        for (uint256 i = 0; sat < SEATS; i++) {
            if (expected(HASH, i, 0)) continue;
            commitTo(id, 0, i, pack(5));
            openings = abi.encodePacked(openings, opening(i, pack(5)));
            sat++;
        }
        deml.settle(id, 0, pack(5), "", openings);
        deml.finalize(id);
    }

    function testFuzz_aDrawAgreesWithItsRule(bytes32 seed, uint8 i, uint16 time) public {
        if (seed == 0) seed = HASH;
        uint256 id = drawn();
        rise(1);
        vm.setBlockhash(height - 1, seed);
        uint256 wait = uint256(time) % 3600;
        uint256 who = uint256(i) % MINERS;
        pass(wait);
        bool wanted = expected(seed, who, wait / 15 minutes);
        yes(deml.mayCommit(id, 0, miner(who)) == wanted, "the view");
        yes(isError(attempt(id, who), Sat.selector) == wanted, "the commit");
    }
}
