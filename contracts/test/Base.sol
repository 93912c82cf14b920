// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeML} from "../src/IDeML.sol";
import {IDeMLTypes} from "../src/IDeMLTypes.sol";

/// @notice The cheat codes of EDR that these tests use.
interface Vm {
    function warp(uint256) external;
    function roll(uint256) external;
    function deal(address, uint256) external;
    function prank(address) external;
    function expectRevert(bytes calldata) external;
    function expectEmit(bool, bool, bool, bool) external;
    function setBlockhash(uint256, bytes32) external;
    function getCode(string calldata) external view returns (bytes memory);
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8, bytes32, bytes32);
}

/// @notice A competition in miniature and the moves that tests are made of.
abstract contract Base {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant FUND = 10 ether;
    uint256 internal constant BUY_IN = 1 ether;
    uint24 internal constant INVALID = 0xE00000;
    uint24 internal constant ABSTAIN = 0xFFFFFF;
    uint256 internal constant WINDOW = 1 hours;
    address internal constant NOBODY = 0x000000000000000000000000000000000000dEaD;
    address internal constant ORGANIZER = address(0xC0FFEE);

    IDeML internal deml;
    /// @dev The time. The optimizer takes block.timestamp for a constant, and warps would be lost.
    uint256 internal clock;
    /// @dev Of the models that `submit` sends: a call of sha256 there would use up a prank.
    bytes32[] private digests;

    error Differs(string what, uint256 found, uint256 expected);

    function setUp() public virtual {
        pass(1_000_000);
        deml = deploy();
        vm.deal(ORGANIZER, 1_000 ether);
        vm.deal(address(this), 1_000_000 ether);
        for (uint256 i = 0; i < 40; i++) digests.push(sha256(abi.encode("model", i)));
    }

    receive() external payable {} // solhint-disable-line no-empty-blocks

    /// @dev By its artifact: with `new`, every test contract would compile it once more.
    function deploy() internal returns (IDeML deployed) {
        for (uint256 i = 0; i < 100; i++) vm.deal(address(uint160(0xB0000 + i)), 100 ether);
        bytes memory code = vm.getCode("DeML.sol:DeML");
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        yes(address(deployed) != address(0), "deployed");
    }

    // ───────────────────────────── asserting ─────────────────────────────

    function same(uint256 found, uint256 expected, string memory what) internal pure {
        if (found != expected) revert Differs(what, found, expected);
    }

    function yes(bool condition, string memory what) internal pure {
        if (!condition) revert Differs(what, 0, 1);
    }

    function fails(bytes4 selector) internal {
        vm.expectRevert(abi.encodePacked(selector));
    }

    function fails(bytes4 selector, uint256 a) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, a));
    }

    function fails(bytes4 selector, uint256 a, uint256 b) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, a, b));
    }

    function fails(bytes4 selector, address a) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, a));
    }

    // ────────────────────────────── actors ──────────────────────────────

    function author(uint256 i) internal returns (address account) {
        account = address(uint160(0xA0000 + i));
        if (account.balance == 0) vm.deal(account, 100 ether);
    }

    function miner(uint256 i) internal returns (address account) {
        account = address(uint160(0xB0000 + i));
        if (account.balance == 0) vm.deal(account, 100 ether);
    }

    // ─────────────────────────────── moves ───────────────────────────────

    /// @dev Lets time pass.
    function pass(uint256 time) internal {
        clock += time;
        vm.warp(clock);
    }

    function terms() internal view returns (IDeMLTypes.Terms memory t) {
        t.specDigest = keccak256("spec");
        t.registrationEnd = uint40(clock + 1 days);
        t.submissionEnd = uint40(clock + 2 days);
        t.openingEnd = t.submissionEnd;
        t.evaluationEnd = uint40(clock + 9 days);
        t.commitWindow = uint32(WINDOW);
        t.revealWindow = uint32(WINDOW);
        t.roundInterval = 1 hours;
        t.byteLimit = 100_000;
        t.maxModels = 40;
        t.maxModelsPerAuthor = 20;
        t.seats = 4;
        t.quorum = 3;
        t.tolerance = 50;
        t.seatStake = 4 ether;
    }

    function create(IDeMLTypes.Terms memory t) internal returns (uint256) {
        vm.prank(ORGANIZER);
        return deml.createCompetition{value: FUND}(t);
    }

    function register(uint256 id, uint256 i) internal {
        address account = author(i);
        bytes32 agreed = termsHash(id);
        vm.prank(account);
        deml.register{value: BUY_IN}(id, agreed, 0);
    }

    /// @dev A model of a few bytes, different for every number below 40.
    function submit(uint256 id, uint256 i, uint256 number) internal returns (uint256) {
        bytes memory part = abi.encode("model", number);
        address account = author(i);
        vm.prank(account);
        return deml.submitModel(id, digests[number], part.length, 0, part);
    }

    function enrol(uint256 id, uint256 i) internal {
        address account = miner(i);
        bytes32 agreed = termsHash(id);
        uint256 stake = deml.termsOf(id).seatStake;
        vm.prank(account);
        deml.enrol{value: stake}(id, agreed);
    }

    function enrolMany(uint256 id, uint256 from, uint256 to) internal {
        address[] memory miners = new address[](to - from);
        for (uint256 i = from; i < to; i++) miners[i - from] = miner(i);
        bytes32 agreed = termsHash(id);
        uint256 stake = deml.termsOf(id).seatStake * miners.length;
        deml.enrolFor{value: stake}(id, agreed, miners);
    }

    function termsHash(uint256 id) internal view returns (bytes32) {
        return deml.standingOf(id).termsHash;
    }

    /// @dev So many miners from `from` on commit to the same row.
    function commitMany(uint256 id, uint256 round, uint256 from, uint256 to, bytes memory row)
        internal
    {
        for (uint256 i = from; i < to; i++) commitTo(id, round, i, row);
    }

    function revealMany(uint256 id, uint256 round, uint256 from, uint256 to, bytes memory row)
        internal
    {
        for (uint256 i = from; i < to; i++) reveal(id, round, i, row);
    }

    /// @dev A group of posted rows, as settle takes them.
    function rowsOf(uint256 from, uint256 to, bytes memory row) internal returns (bytes memory out) {
        out = abi.encodePacked(row, uint16(to - from));
        for (uint256 i = from; i < to; i++) out = abi.encodePacked(out, miner(i));
    }

    /// @dev A group of openings, as settle takes them.
    function openingsOf(uint256 from, uint256 to, bytes memory row)
        internal
        returns (bytes memory out)
    {
        out = abi.encodePacked(row, evidence(row), uint16(to - from));
        for (uint256 i = from; i < to; i++) out = abi.encodePacked(out, miner(i), salt(miner(i)));
    }

    function commitTo(uint256 id, uint256 round, uint256 i, bytes memory row) internal {
        address account = miner(i);
        bytes32 commitment = commitmentOf(id, round, account, row);
        vm.prank(account);
        deml.commit(id, round, commitment);
    }

    function reveal(uint256 id, uint256 round, uint256 i, bytes memory row) internal {
        deml.reveal(id, round, miner(i), row, evidence(row), salt(miner(i)));
    }

    /// @dev A group of one, as settle takes posted rows.
    function posted(uint256 i, bytes memory row) internal returns (bytes memory) {
        return abi.encodePacked(row, uint16(1), miner(i));
    }

    /// @dev A group of one, as settle takes openings.
    function opening(uint256 i, bytes memory row) internal returns (bytes memory) {
        return openingOf(miner(i), row);
    }

    function openingOf(address account, bytes memory row) internal pure returns (bytes memory) {
        return abi.encodePacked(row, evidence(row), uint16(1), account, salt(account));
    }

    function evidence(bytes memory row) internal pure returns (bytes32) {
        return keccak256(abi.encode("evidence", row));
    }

    function salt(address account) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt", account));
    }

    function commitmentOf(uint256 id, uint256 round, address account, bytes memory row)
        internal
        view
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                block.chainid,
                address(deml),
                id,
                round,
                account,
                keccak256(row),
                evidence(row),
                salt(account)
            )
        );
    }

    function pack(uint24 a) internal pure returns (bytes memory) {
        return abi.encodePacked(a);
    }

    function pack(uint24 a, uint24 b) internal pure returns (bytes memory) {
        return abi.encodePacked(a, b);
    }

    /// @dev A competition with `models` models of author 0 and four enrolled miners, its round open.
    function openedRound(uint256 models) internal returns (uint256 id) {
        id = create(terms());
        register(id, 0);
        pass(1 days);
        for (uint256 i = 0; i < models; i++) submit(id, 0, i);
        for (uint256 i = 0; i < 4; i++) enrol(id, i);
        pass(1 days);
        deml.openRound(id);
    }

    /// @dev All four agree on the running round, and it is settled.
    function judged(uint256 id, uint256 round, bytes memory row) internal {
        commitMany(id, round, 0, 4, row);
        deml.settle(id, round, row, "", openingsOf(0, 4, row));
    }

    function sealedTerms(bytes32 key) internal view returns (IDeMLTypes.Terms memory t) {
        t = terms();
        t.testKeyCommitment = keccak256(abi.encode(key));
        t.openingEnd = t.submissionEnd + 2 days;
    }

    function take(uint256 id, address account) internal returns (uint256) {
        uint256 before = account.balance;
        vm.prank(account);
        deml.withdraw(id, account);
        return account.balance - before;
    }

    function claim(uint256 id, uint256 i) internal returns (uint256) {
        address account = miner(i);
        uint256 before = account.balance;
        vm.prank(account);
        deml.claim(id, account);
        return account.balance - before;
    }
}
