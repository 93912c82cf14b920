// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLState} from "./DeMLState.sol";
import {IDeMLEvents} from "./IDeMLEvents.sol";
import {Round} from "./Round.sol";

/// @title How DeML moves money
/// @notice Nothing is paid out of a competition but through `_takeOut`, which cannot pay more than it
/// holds, and what the calls share besides.
abstract contract DeMLLedger is DeMLState, IDeMLEvents {
    /// @dev Nobody has its key. A burn is a payment that cannot be taken back.
    address internal constant NOBODY = 0x000000000000000000000000000000000000dEaD;
    /// @dev Enough for a plain account and small wallets; more could be burnt at the caller's cost.
    uint256 private constant PUSH_GAS = 10_000;

    function _credit(Competition storage c, uint256 id, address account, uint256 amount) internal {
        if (amount == 0) return;
        c.accountOf[account].credit += amount;
        emit Credited(id, account, amount);
    }

    /// @dev Books an amount out of a competition; reverts rather than touch another's money.
    function _takeOut(Competition storage c, uint256 amount) internal {
        uint256 sent = c.sent + amount;
        assert(amount <= _held(c));
        c.sent = uint112(sent); // fits: to reach 2^112 wei, all ether would have to go in and out 10^7 times
    }

    /// @dev What a failure costs is nobody's (§7).
    function _burn(Competition storage c, uint256 id, uint256 amount) internal {
        if (amount == 0) return;
        _takeOut(c, amount);
        c.burnt += amount;
        emit Burnt(id, amount);
        _send(NOBODY, amount);
    }

    /// @dev Last in every caller: the receiver may call back.
    function _send(address to, uint256 amount) internal {
        if (!_call(to, amount, gasleft())) revert TransferFailed(to);
    }

    /// @dev Pays several accounts what was taken out for them; whoever cannot be paid now is owed it.
    function _sendEach(
        Competition storage c,
        uint256 id,
        address[] calldata accounts,
        uint256[] memory amounts
    ) internal {
        for (uint256 i = 0; i < accounts.length; i++) {
            uint256 amount = amounts[i];
            if (amount == 0 || _call(accounts[i], amount, PUSH_GAS)) continue;
            c.sent -= uint112(amount); // it never left
            _credit(c, id, accounts[i], amount);
        }
    }

    /// @dev A call that copies nothing back, whatever the receiver returns.
    function _call(address to, uint256 amount, uint256 gasLimit) private returns (bool success) {
        assembly ("memory-safe") {
            success := call(gasLimit, to, amount, 0, 0, 0, 0)
        }
    }

    function _requirePhase(Competition storage c, Phase wanted) internal view {
        Phase phase = _phase(c);
        if (phase != wanted) revert WrongPhase(phase);
    }

    function _requireTerms(Competition storage c, bytes32 termsHash) internal view {
        bytes32 expected = _termsHash(c);
        if (termsHash != expected) revert OtherTerms(termsHash, expected);
    }

    function _recordAt(Competition storage c, uint256 id, uint256 model)
        internal
        view
        returns (Record storage record)
    {
        record = c.recordAt[model];
        if (record.author == address(0)) revert NoSuchModel(id, model);
    }

    /// @dev Entries have room for 2^32: every model comes MAX_TRIES times at most.
    function _enqueue(Competition storage c, uint256 model) internal {
        uint256 tail = c.queueTail;
        c.queueTail = uint32(tail + 1);
        uint256 entry = (model ^ tail) & 0xFFFFFFFF;
        if (entry != 0) c.queue[tail / 8] |= entry << ((tail % 8) * 32);
    }

    /// @dev Ends a round that punishes nobody. Its models have never left the queue.
    function _expire(Competition storage c, uint256 id, uint256 round, Round r) internal {
        c.roundAt[round].word = r.ended(uint256(RoundStatus.Expired));
        emit RoundExpired(id, round, r.committed());
    }

    /// @dev Answers the call with what another code makes of it, over this storage.
    function _forward(address code) internal {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, 0, calldatasize())
            let success := delegatecall(gas(), code, free, calldatasize(), 0, 0)
            returndatacopy(free, 0, returndatasize())
            if iszero(success) { revert(free, returndatasize()) }
            return(free, returndatasize())
        }
    }

    /// @dev Reverts with an error of one argument.
    function _refuse(bytes4 reason, uint256 detail) internal pure {
        assembly ("memory-safe") {
            mstore(0, reason)
            mstore(4, detail)
            revert(0, 36)
        }
    }
}
