// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Base} from "../Base.sol";

/// @notice Competitions with the defaults for a fund of 10 ETH, played with an attack and without
/// it.
///
/// A test plays the same competition twice: `calm` is false with the attack, true without it. What
/// an account nets is wei out minus wei in, without gas. `foe…` adds accounts to the attacker,
/// `victim…` to those whose nets are compared one by one.
abstract contract Arena is Base {
    uint256 internal constant STAKE = 0.16 ether;
    bytes32 internal constant KEY = "key";
    uint256 private constant PURSE = 100 ether;
    address private constant CONSOLE = 0x000000000000000000636F6e736F6c652e6c6f67;

    /// @dev Miners that commit to the same row.
    struct Crowd {
        uint256 from;
        uint256 to;
        bytes row;
        bool silent; // they never reveal
    }

    bool internal calm;
    /// @dev The competition in play, and its running round.
    uint256 internal id;
    uint256 internal round;
    bytes32 private agreed;
    uint256 private stake;
    uint256 private organizerHad;
    Crowd[] private crowds;
    /// @dev What the attacker nets, with the attack [0] and without [1], and each victim.
    int256[2] private foes;
    int256[][2] private victims;
    /// @dev The last reported values.
    int256 private lastAttack;
    int256 private lastCalm;

    error Off(string what, int256 found, int256 expected);
    error VictimLost(uint256 which, int256 net, int256 without);

    // ───────────────────────────── the stage ─────────────────────────────

    function defaults() internal view returns (IDeMLTypes.Terms memory t) {
        t = terms();
        t.seats = 100;
        t.quorum = 67;
        t.maxModels = 20;
        t.maxModelsPerAuthor = 5;
        t.seatStake = uint96(STAKE);
    }

    function sealedDefaults() internal view returns (IDeMLTypes.Terms memory t) {
        t = defaults();
        t.testKeyCommitment = keccak256(abi.encode(KEY));
        t.openingEnd = t.submissionEnd + 1 days;
    }

    /// @dev A new competition, with accounts of its own.
    function begin(IDeMLTypes.Terms memory t) internal {
        organizerHad = ORGANIZER.balance;
        id = create(t);
        agreed = termsHash(id);
        stake = t.seatStake;
    }

    /// @dev The number of an account of this competition, as Base counts them.
    function own(uint256 i) internal view returns (uint256) {
        return (id << 32) + i;
    }

    function join(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) register(id, own(i));
    }

    /// @dev An open model of author `i`.
    function send(uint256 i, uint256 number) internal returns (uint256) {
        return submit(id, own(i), number % 40);
    }

    /// @dev A sealed model of author `i`, whose key is its number plus one.
    function sendSealed(uint256 i, bool whole) internal {
        address account = author(own(i));
        bytes memory part = abi.encode("sealed", i);
        bytes32 digest = sha256(part);
        bytes32 commitment = keccak256(abi.encode(account, bytes32(i + 1)));
        uint256 size = part.length;
        if (!whole) part = "";
        vm.prank(account);
        deml.submitModel(id, digest, size, commitment, part);
    }

    /// @dev Opens sealed models, each of the author with the same number.
    function openModels(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) deml.openModel(id, i, bytes32(i + 1));
    }

    /// @dev Each deposits for itself.
    function bench(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) {
            address account = miner(own(i));
            vm.prank(account);
            deml.enrol{value: stake}(id, agreed);
        }
    }

    function leave(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) claim(id, own(i));
    }

    function miners(uint256 from, uint256 to) internal returns (address[] memory list) {
        list = new address[](to - from);
        for (uint256 i = from; i < to; i++) list[i - from] = miner(own(i));
    }

    function goTo(uint256 time) internal {
        if (time > clock) pass(time - clock);
    }

    // ───────────────────────────── rounds ─────────────────────────────

    function openRound() internal {
        goTo(deml.standingOf(id).nextRound);
        round = deml.openRound(id);
    }

    /// @dev Miners that commit to a row now, and reveal it.
    function sit(uint256 from, uint256 to, bytes memory row) internal {
        _sit(from, to, row, false);
    }

    /// @dev Miners that commit to a row now, and never reveal it.
    function sitSilent(uint256 from, uint256 to, bytes memory row) internal {
        _sit(from, to, row, true);
    }

    function _sit(uint256 from, uint256 to, bytes memory row, bool silent) private {
        if (from == to) return;
        for (uint256 i = from; i < to; i++) commitTo(id, round, own(i), row);
        crowds.push(Crowd(from, to, row, silent));
    }

    /// @dev A deposit that is too new for the running round cannot commit in it.
    function tooNew(uint256 i) internal {
        address account = miner(own(i));
        fails(IDeMLTypes.DepositTooNew.selector, account);
        vm.prank(account);
        deml.commit(id, round, 0);
    }

    /// @dev Ends the running round in the one way that is left.
    function endRound() internal {
        IDeMLTypes.RoundStanding memory r = deml.roundOf(id, round);
        if (r.commitsOpen) goTo(r.commitEnd);
        if (deml.roundOf(id, round).canExpire) {
            deml.expireRound(id, round);
        } else {
            _reveal();
        }
        delete crowds;
    }

    /// @dev A round in which all say the same.
    function judge(uint256 from, uint256 to, bytes memory row) internal {
        openRound();
        sit(from, to, row);
        endRound();
    }

    /// @dev The round was ended by hand.
    function forget() internal {
        delete crowds;
    }

    function _reveal() private {
        bool silence;
        for (uint256 i = 0; i < crowds.length; i++) silence = silence || crowds[i].silent;
        bytes memory groups;
        for (uint256 i = 0; i < crowds.length; i++) {
            Crowd memory c = crowds[i];
            if (c.silent) continue;
            if (silence) {
                revealMany(id, round, own(c.from), own(c.to), c.row);
                groups = abi.encodePacked(groups, rowsOf(own(c.from), own(c.to), c.row));
            } else {
                groups = abi.encodePacked(groups, openingsOf(own(c.from), own(c.to), c.row));
            }
        }
        if (!silence) return deml.settle(id, round, _medians(), "", groups);
        goTo(deml.roundOf(id, round).revealEnd);
        if (deml.roundOf(id, round).canFail) deml.failRound(id, round);
        else deml.settle(id, round, _medians(), groups, "");
    }

    /// @dev For each place the largest score that more than half of all reach.
    function _medians() private view returns (bytes memory out) {
        uint256 reveals = _reaching(0, 0, false);
        for (uint256 at = 0; at < crowds[0].row.length; at += 3) {
            uint24 median = ABSTAIN;
            for (uint256 i = 0; i < crowds.length; i++) {
                uint24 score = _score(crowds[i].row, at);
                if (crowds[i].silent || score == ABSTAIN) continue;
                if (median != ABSTAIN && score <= median) continue;
                if (_reaching(at, score, true) * 2 > reveals) median = score;
            }
            out = abi.encodePacked(out, median);
        }
    }

    function _reaching(uint256 at, uint24 least, bool judging) private view returns (uint256 n) {
        for (uint256 i = 0; i < crowds.length; i++) {
            if (crowds[i].silent) continue;
            uint24 score = _score(crowds[i].row, at);
            if (judging && (score == ABSTAIN || score < least)) continue;
            n += crowds[i].to - crowds[i].from;
        }
    }

    function _score(bytes memory row, uint256 at) private pure returns (uint24) {
        return (uint24(uint8(row[at])) << 16) | (uint24(uint8(row[at + 1])) << 8)
            | uint24(uint8(row[at + 2]));
    }

    /// @dev The same score for several models.
    function times(uint256 n, uint24 score) internal pure returns (bytes memory out) {
        for (uint256 i = 0; i < n; i++) out = abi.encodePacked(out, score);
    }

    function pack(uint24 a, uint24 b, uint24 c) internal pure returns (bytes memory) {
        return abi.encodePacked(a, b, c);
    }

    // ─────────────────── sealed competitions, their usual way ───────────────────

    /// @dev The key, and round zero, that all find good.
    function openTestSet(uint256 from, uint256 to) internal {
        goTo(deml.termsOf(id).submissionEnd);
        deml.openTestSet(id, KEY);
        judge(from, to, pack(100_000));
    }

    // ────────────────────────────── the end ──────────────────────────────

    /// @dev Finalizes as soon as may be, or when no round may come any more.
    function finish() internal {
        IDeMLTypes.Terms memory t = deml.termsOf(id);
        goTo(t.testKeyCommitment == 0 ? t.submissionEnd + t.commitWindow : t.openingEnd);
        if (!deml.standingOf(id).canFinalize) goTo(uint256(t.evaluationEnd) + t.commitWindow);
        deml.finalize(id);
    }

    /// @dev Everybody takes what there is, so that nets are final.
    function cashOut(uint256 authors, uint256 miners_) internal {
        for (uint256 i = 0; i < miners_; i++) {
            address account = miner(own(i));
            if (deml.seatOf(id, account).claimable > 0) claim(id, own(i));
        }
        for (uint256 i = 0; i < authors; i++) _take(author(own(i)));
        _take(ORGANIZER);
    }

    function _take(address account) private {
        if (deml.owedTo(id, account) > 0) take(id, account);
    }

    /// @dev What one evaluation that agreed is paid, of a part of 0.1 ETH.
    function _fee(uint256 shares) internal pure returns (int256) {
        return int256((0.1 ether >> 24) * ((1 << 24) / shares));
    }

    // ───────────────────────────── the figures ─────────────────────────────

    function foeMiners(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) foes[_which()] += _net(miner(own(i)));
    }

    function foeAuthors(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) foes[_which()] += _net(author(own(i)));
    }

    function foeOrganizer() internal {
        foes[_which()] += int256(ORGANIZER.balance) - int256(organizerHad);
    }

    function victimMiners(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) victims[_which()].push(_net(miner(own(i))));
    }

    function victimAuthors(uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; i++) victims[_which()].push(_net(author(own(i))));
    }

    function victimOrganizer() internal {
        victims[_which()].push(int256(ORGANIZER.balance) - int256(organizerHad));
    }

    function _which() private view returns (uint256) {
        return calm ? 1 : 0;
    }

    /// @dev Accounts begin with PURSE.
    function _net(address account) private view returns (int256) {
        return int256(account.balance) - int256(PURSE);
    }

    /// @dev The attack is stopped: it wins nothing, and nobody is below what it has without it.
    /// @param attacker What it must net, in wei
    function stopped(string memory name, int256 attacker) internal {
        for (uint256 i = 0; i < victims[0].length; i++) {
            if (victims[0][i] < victims[1][i]) {
                revert VictimLost(i, victims[0][i], victims[1][i]);
            }
        }
        _tell(name, "stopped", attacker, 0);
        unprofitable(name);
    }

    /// @dev What the attacker nets is not above zero, or not above what the same accounts net
    /// without it.
    function unprofitable(string memory name) internal view {
        int256 most = lastCalm > 0 ? lastCalm : int256(0);
        if (lastAttack > most) revert Off(name, lastAttack, most);
    }

    /// @dev What an attack costs that the rules do not stop, or not wholly.
    /// @param attacker What it nets
    /// @param lost What the victims net less than without it, all together; zero if they net more
    function priced(string memory name, int256 attacker, int256 lost) internal {
        _tell(name, "priced", attacker, lost);
    }

    function _tell(string memory name, string memory how, int256 attacker, int256 lost) private {
        if (victims[0].length != victims[1].length) {
            revert Differs(name, victims[0].length, victims[1].length);
        }
        int256 found;
        for (uint256 i = 0; i < victims[0].length; i++) {
            found += victims[0][i] - victims[1][i];
        }
        if (found > 0) found = 0;
        (lastAttack, lastCalm) = (foes[0], foes[1]);
        delete foes;
        delete victims;
        _say(
            string.concat(
                "ATTACK ",
                name,
                " ",
                how,
                " attacker=",
                _text(lastAttack),
                " calm=",
                _text(lastCalm),
                " victims=",
                _text(found)
            )
        );
        if (lastAttack != attacker) revert Off(name, lastAttack, attacker);
        if (found != lost) revert Off(name, found, lost);
    }

    function _say(string memory line) private view {
        (bool ok,) = CONSOLE.staticcall(abi.encodeWithSignature("log(string)", line));
        ok;
    }

    function _text(int256 value) private pure returns (string memory) {
        if (value == 0) return "0";
        uint256 rest = value < 0 ? uint256(-value) : uint256(value);
        bytes memory digits;
        for (; rest > 0; rest /= 10) digits = abi.encodePacked(uint8(48 + (rest % 10)), digits);
        return string(value < 0 ? abi.encodePacked("-", digits) : digits);
    }
}
