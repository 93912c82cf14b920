// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title The types of DeML, and its errors
/// @notice The rules are in docs/PROTOCOL.md; sections are named as §n.
///
/// Amounts are wei, times are seconds since 1970, digests are sha2-256. Scores are the percentage
/// times 1000 (97.25 % is 97,250); 0xFFFFFF is the verdict INVALID.
interface IDeMLTypes {
    // ───────────────────────────── types ─────────────────────────────

    /// @notice What an organizer fixes at creation (§2).
    struct Terms {
        bytes32 specDigest; // of the competition spec
        uint40 registrationEnd;
        uint40 submissionEnd;
        uint40 openingEnd; // equal to submissionEnd in an open competition
        uint40 evaluationEnd;
        uint32 commitWindow;
        uint32 revealWindow;
        uint32 roundInterval;
        uint32 byteLimit; // largest package
        uint16 maxModels;
        uint16 maxModelsPerAuthor;
        uint16 seats; // evaluations a model
        uint16 quorum; // fewest reveals that settle a round
        uint24 tolerance; // in score units
        uint96 seatStake;
        bytes32 testKeyCommitment; // zero: an open competition
        uint16[] prizeShares; // basis points for 1st, 2nd, …; empty: all to the first
    }

    /// @notice The term that BadTerms names, with what is asked of it.
    enum Term {
        RegistrationEnd, // in the future
        SubmissionEnd, // after registrationEnd
        OpeningEnd, // after submissionEnd when sealed, else equal to it
        EvaluationEnd, // after openingEnd, within ten years
        CommitWindow, // 1 second to 30 days
        RevealWindow, // 1 second to 30 days
        RoundInterval, // at most 30 days
        ByteLimit, // at least 1
        MaxModels, // at least 1
        MaxModelsPerAuthor, // at least 1
        Seats, // 1 to 1,000
        Quorum, // more than half of the seats
        Tolerance, // at most 100,000
        SeatStake, // at least 1 wei
        Fund, // divides into seats × maxModels fees, and fits 96 bits
        PrizeShares // at most 6, adding up to 10,000
    }

    /// @notice Where a competition stands (§3).
    enum Phase {
        None,
        Registration,
        Submission,
        Opening,
        Evaluation,
        Settled,
        Cancelled
    }

    /// @notice How a competition ended.
    enum Ending {
        Running,
        Won,
        Unwon, // no model was scored
        Cancelled
    }

    /// @notice Where a model stands.
    enum ModelStatus {
        None,
        Sealed, // not opened: disqualified once the opening is over
        Waiting, // queued, or in a round
        Contested, // one round disagreed: waiting for its second and last
        Scored
    }

    /// @notice How a round stands.
    enum RoundStatus {
        None,
        Running,
        Settled,
        Failed, // fewer reveals than the quorum: its models wait again
        Void // fewer commits than the quorum until evaluationEnd
    }

    /// @notice A competition's changing numbers, and what follows from them at this moment.
    struct Standing {
        address organizer;
        uint96 fund;
        Phase phase;
        uint40 phaseEnd; // by the clock; 0 once it is over
        uint40 time; // these numbers hold for
        Ending ending;
        uint32 participants;
        uint16 models;
        uint32 rounds;
        uint32 queued; // models that wait for a round
        uint32 running; // rounds that are neither settled nor void
        uint32 enrolled; // miners
        uint256 buyIn;
        uint256 fee; // an evaluation
        uint256 pot; // what finalize would share now, refunds included
        uint256 held; // what the contract holds for this competition
        bool canOpenRound;
        uint40 nextRound; // when one can be opened over what waits now; 0 when nothing waits
        bool canFinalize;
        bool canCancel;
        bytes32 testKey; // zero until opened
    }

    struct Model {
        address author;
        uint32 submittedAt;
        uint32 size; // bytes of the package
        uint24 score; // meaningful once Scored
        ModelStatus status;
    }

    /// @notice What a miner has in a competition.
    struct Seat {
        bool enrolled;
        bool committed; // holds a seat in `round` whose row is not posted
        bool revealed; // holds a seat in `round` whose row is posted
        uint24 round; // of the seat, else the first round it may sit in
        uint16 seat;
        uint256 claimable; // wei that claim would pay now; 0 while the seat is live
        uint256 shortfall; // wei to pay before the next commit
    }

    /// @notice A round as it stands at this moment.
    struct RoundStanding {
        RoundStatus status;
        uint16[] models; // in the order of the scores
        uint16 seats;
        uint16 taken;
        uint16 revealed; // rows posted one by one
        uint8 contested; // models whose evaluations are neither paid nor punished
        bool drawn; // more miners than seats were enrolled
        bytes32 seed; // of the draw, once it is captured
        uint40 openedAt;
        uint40 commitEnd; // of the window; a round short of its quorum stays open after it
        uint40 revealEnd; // 0 while commits are open
        bool commitsOpen;
        bool revealsOpen;
        bool canSettle; // with every posted row, and no other
    }

    /// @notice What a round waits for from an account.
    enum Task {
        None,
        Commit,
        Reveal,
        Settle
    }

    /// @notice What an account may do at this moment.
    struct Agenda {
        bool mayRegister;
        bool maySubmit;
        bool mayOpenRound;
        bool mayFinalize;
        bool mayCancel;
        uint256 enrolment; // wei that enrol takes now; 0 when it takes none
        uint256 claimable; // wei that claim pays now
        uint256 owed; // wei that withdraw pays now
        uint24[] rounds; // of those looked at, the ones with a task
        Task[] tasks; // theirs
    }

    // ───────────────────────────── errors ─────────────────────────────

    error BadTerms(Term wrong);
    error NoSuchCompetition(uint256 id);
    error NoSuchModel(uint256 id, uint256 model);
    error NoSuchRound(uint256 id, uint256 round);
    error WrongPhase(Phase now_);
    error WrongValue(uint256 sent, uint256 due);
    error AlreadyRegistered(address account);
    error NotRegistered(address account);
    error BadSize(uint256 size, uint256 limit);
    error BadPart(uint256 offset, uint256 length, uint256 size);
    error DigestMismatch(bytes32 found, bytes32 expected);
    error DigestTaken(bytes32 digest);
    error TooManyModels(uint256 limit);
    error NotAuthor(address account);
    error NeedsKeyCommitment();
    error NotSealed();
    error WrongKey();
    error AlreadyOpened();
    error TestSetOpened();
    error NothingToEvaluate();
    error RoundTooSoon(uint256 earliest);
    error AlreadyEnrolled(address miner);
    error NotEnrolled(address miner);
    error NotDrawn(address miner);
    error NoDraw();
    error SeedPending();
    error SeatHeld(uint256 round);
    error StakeShort(uint256 shortfall);
    error RoundTooEarly(uint256 first);
    error CommitsClosed();
    error CommitsOpen();
    error RoundOver();
    error RevealsClosed();
    error NoSeat(address miner);
    error WrongOpening(address miner);
    error BadRow(address miner);
    error BadBatch(uint256 length);
    error BadScore(uint256 score);
    error SeatTwice(address miner);
    error RowsMissing(uint256 given, uint256 needed);
    error BadMedian(uint256 position, uint256 claimed);
    error StillRunning(uint256 rounds);
    error StillWaiting(uint256 models);
    error NothingOwed(address account);
    error TransferFailed(address to);
}
