// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeMLState} from "./DeMLState.sol";
import {DeskLib} from "./Desk.sol";

/// @notice The members of a group of rows, in calldata, against their desks. The loop is written by hand
/// since it runs once a seat, and costs half as much so.
library Members {
    /// @notice What can be wrong with a member.
    enum Fault {
        None,
        NoSeat,
        NotThisRow,
        Twice
    }

    /// @dev A group, and what is done with it.
    struct Group {
        uint256 round;
        uint256 at; // the first member in calldata: its address, then its salt if they are openings
        uint256 end;
        uint256 stride; // bytes a member: 20, or 52 for openings
        bytes32 row; // keccak256 of the scores
        bytes32[8] preimage; // of an opening's commitment, but for miner (4) and salt (7)
        uint256[] seats; // by seat: where a member is marked
        uint256 mark;
        bytes revealed; // where the seats of openings are written, 2 bytes each
    }

    /// @notice Marks the seat of each member whose row this is: the one that its desk holds, or, of an
    /// opening, the one it committed to.
    /// @return posted How many desks hold the row
    /// @return fault Of the member where it stopped
    function mark(mapping(address => DeMLState.Account) storage accounts, Group memory g)
        internal
        view
        returns (uint256 posted, Fault fault, address member)
    {
        // Fields are read here, so that the loop names no field by its offset.
        uint256 at = g.at;
        uint256 end = g.end;
        uint256 stride = g.stride;
        uint256 row = uint256(g.row);
        bytes32[8] memory preimage = g.preimage;
        uint256[] memory seats = g.seats;
        uint256 marked = g.mark;
        bytes memory revealed = g.revealed;
        uint256 seatHere = (g.round << DeskLib.ROUND_SHIFT) | DeskLib.SEATED;
        // Constants of DeskLib, which assembly cannot name.
        (uint256 seatMask, uint256 revealedFlag) = (DeskLib.SEAT_MASK, DeskLib.REVEALED);
        (uint256 seatShift, uint256 seatBits) = (DeskLib.SEAT_SHIFT, DeskLib.SEAT_BITS);
        uint256 hashShift = DeskLib.HASH_SHIFT;
        assembly ("memory-safe") {
            let told := add(add(revealed, 32), mload(revealed))
            mstore(0x20, accounts.slot)
            for {} lt(at, end) { at := add(at, stride) } {
                member := shr(96, calldataload(at))
                mstore(0x00, member)
                let desk := sload(keccak256(0x00, 0x40)) // Account.desk, its first slot
                if xor(and(desk, seatMask), seatHere) {
                    fault := 1
                    break
                }
                let found := row
                switch and(desk, revealedFlag)
                case 0 {
                    if eq(stride, 20) {
                        fault := 2
                        break
                    }
                    mstore(add(preimage, 0x80), member) // the fifth of eight words
                    mstore(add(preimage, 0xe0), calldataload(add(at, 20))) // the last
                    found := keccak256(preimage, 0x100)
                }
                default { posted := add(posted, 1) }
                if shr(hashShift, xor(desk, found)) {
                    fault := 2
                    break
                }
                let seat := and(shr(seatShift, desk), seatBits)
                let place := add(add(seats, 32), shl(5, seat))
                if mload(place) {
                    fault := 3
                    break
                }
                mstore(place, marked)
                if gt(stride, 20) {
                    mstore(told, shl(240, seat))
                    told := add(told, 2)
                }
            }
            mstore(revealed, sub(sub(told, revealed), 32))
        }
    }
}
