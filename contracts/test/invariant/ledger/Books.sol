// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "../../../src/IDeMLTypes.sol";
import {Cast} from "../Cast.sol";

/// @notice What the ledger writes down: one book a competition. Nothing is packed and nothing is
/// counted ahead of time: it is all counted when somebody asks.
abstract contract Books is Cast {
    /// @dev Beyond it there are INVALID and ABSTAIN, and nothing else.
    uint24 internal constant BEST = 100_000;

    uint256 internal constant ROUND_MODELS = 32;
    uint256 internal constant ROUND_SEATS = 800;
    uint256 internal constant BENCH_LIMIT = 65_535;
    uint256 internal constant TRIES = 3;

    /// @dev How a miner fills in its row.
    enum Mood {
        Honest, // close to the truth, and now and then unsure
        Colluding, // all of them report the same lie
        Wild, // any score
        Broken, // INVALID for everything
        Unsure, // ABSTAIN for everything
        Nonsense, // an invalid score, which cannot be revealed
        Copying // another's commitment, which cannot be opened
    }

    /// @dev A seat.
    struct Sheet {
        Mood mood;
        bool posted;
        bytes row;
    }

    /// @dev A round.
    struct Panel {
        IDeMLTypes.RoundStatus status;
        bool testSet;
        uint256 openedAt;
        uint256 closedEarly; // when the last deposit that counts committed
        uint256 counted;
        uint256 quorum;
        uint256[] models;
        address[] seated;
        mapping(address => Sheet) sheets;
        uint256 stage; // as the audit saw it last
    }

    /// @dev A place, and its model once there is one.
    struct Paper {
        address author; // zero while the place is reserved
        bytes32 digest;
        bytes32 key;
        bytes package;
        uint256 published;
        bool complete;
        bool visible; // miners see it
        uint256 tries;
        bool scored;
        bool unjudged;
        uint24 score;
    }

    struct Deposit {
        bool made;
        uint256 madeAt;
        uint256 seatIn; // the running round it sits in, plus one
        uint256 satIn; // the round it sat in last, plus one
    }

    /// @dev A competition.
    struct Book {
        uint256 id;
        bool isSealed;
        IDeMLTypes.Terms terms;
        address organizer;
        bytes32 termsHash;
        // ── where it stands
        bool testOpened;
        IDeMLTypes.TestSet testSet;
        IDeMLTypes.Ending ending;
        uint256 lastOpened;
        uint256 settledAt;
        uint256 firstReveals; // of the first round that was settled
        IDeMLTypes.Phase phase; // as the audit saw it last
        // ── money, in wei
        uint256 income;
        uint256 paidOut;
        uint256 burnt;
        uint256 fund;
        uint256 buyIn;
        uint256 part;
        uint256 fees; // earned, paid or not
        uint256 ashes; // of the pot: parts of unjudged models
        // ── what waits, and what was judged
        Paper[] papers;
        Panel[] panels;
        uint256[] queue; // front first; a running round's models are still in it
        // ── by account
        address[] participants;
        mapping(address => bool) registered;
        mapping(address => uint256) places;
        mapping(address => uint256) reservedPlace;
        mapping(address => bytes20) reservation;
        mapping(address => uint256) owed;
        address[] miners; // whoever made a deposit, once each
        mapping(address => bool) known;
        mapping(address => Deposit) deposits;
        mapping(address => uint256) earned; // fees that it has not taken out
        uint256 ghosts; // miners from nowhere: Crowds.sol
    }

    Book[] internal books;
    /// @dev Ether that no function received.
    uint256 internal forced;

    // ── what is asked of a row, whoever asks ──

    function scoreIn(bytes memory row, uint256 j) internal pure returns (uint24) {
        return (uint24(uint8(row[3 * j])) << 16) | (uint24(uint8(row[3 * j + 1])) << 8)
            | uint24(uint8(row[3 * j + 2]));
    }

    /// @dev Models of a round, or one test set.
    function widthOf(Panel storage p) internal view returns (uint256) {
        return p.testSet ? 1 : p.models.length;
    }

    function isRunning(Panel storage p) internal view returns (bool) {
        return p.status == IDeMLTypes.RoundStatus.Running;
    }

    function roundRuns(Book storage b) internal view returns (bool) {
        return b.panels.length > 0 && isRunning(b.panels[b.panels.length - 1]);
    }
}
