// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title DeML: machine-learning competitions without a central judge
/// @notice An organizer escrows a fund, participants pay a buy-in and submit models, staked miners
/// commit and reveal scores, and the contract forms the consensus, pays miners and winners.
/// The rules are in docs/PROTOCOL.md; sections are named as §n.
///
/// Amounts are wei, times are seconds since 1970, digests are sha2-256. Scores are the percentage
/// times 1000 (97.25 % is 97,250); 0xFFFFFF is the verdict INVALID.
interface IDeML {
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
        bool canFinalize;
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
        uint16 taken; // seats
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
    error BadScore(uint256 score);
    error SeatTwice(address miner);
    error RowsMissing(uint256 given, uint256 needed);
    error BadMedian(uint256 position, uint256 claimed);
    error StillRunning(uint256 rounds);
    error StillWaiting(uint256 models);
    error NothingOwed(address account);
    error TransferFailed(address to);

    // ───────────────────────────── events ─────────────────────────────

    event CompetitionCreated(
        uint256 indexed id, address indexed organizer, bytes32 specDigest, uint256 fund
    );
    event Registered(uint256 indexed id, address indexed participant);
    event ModelSubmitted(
        uint256 indexed id,
        uint256 indexed model,
        address indexed author,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment
    );
    event ModelPart(uint256 indexed id, uint256 indexed model, uint256 offset, bytes part);
    event TestSetKey(uint256 indexed id, bytes32 key);
    event ModelKey(uint256 indexed id, uint256 indexed model, bytes32 key);
    event Enrolled(uint256 indexed id, address indexed miner);
    event RoundOpened(uint256 indexed id, uint256 indexed round, uint256 models);
    event SeedCaptured(uint256 indexed id, uint256 indexed round, bytes32 seed);
    /// @param seat round (10 bytes) ‖ seat (2) ‖ miner (20)
    event Committed(uint256 indexed id, uint256 seat);
    /// @param seat As in Committed
    event Revealed(uint256 indexed id, uint256 seat, bytes32 evidence, bytes scores);
    /// @notice Rows revealed by the call that settled: miner ‖ scores ‖ evidence ‖ salt each. One that
    /// Revealed has shown already may be among them.
    event RevealedTogether(uint256 indexed id, uint256 indexed round, bytes openings);
    /// @param results 10 bytes a model: number (2), score (3), median (3), inliers (2). With fewer
    /// inliers than two thirds of the reveals it was contested, and its evaluations pay nothing
    event RoundSettled(
        uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 forfeits, bytes results
    );
    /// @notice A round that judged nothing: Failed or Void.
    event RoundDropped(
        uint256 indexed id, uint256 indexed round, RoundStatus status, uint256 reveals, uint256 forfeits
    );
    event Claimed(
        uint256 indexed id, address indexed miner, address to, uint256 stake, uint256 fees
    );
    event Credited(uint256 indexed id, address indexed account, uint256 amount);
    event Ended(uint256 indexed id, Ending ending, uint256 pot);
    event Withdrawn(uint256 indexed id, address indexed account, address to, uint256 amount);

    // ──────────────────────────── organizer ────────────────────────────

    /// @notice Escrows the value sent as the fund (§1) and fixes the terms (§2).
    /// @return id Competitions are numbered from 1
    function createCompetition(Terms calldata terms) external payable returns (uint256 id);

    /// @notice Publishes the key of a sealed test set, within the opening phase.
    function openTestSet(uint256 id, bytes32 key) external;

    /// @notice Ends a sealed competition whose test set was not opened in time; anyone.
    function cancel(uint256 id) external;

    // ─────────────────────────── participants ───────────────────────────

    /// @notice Joins with exactly the buy-in, once.
    function register(uint256 id) external payable;

    /// @notice Submits a model.
    /// @param digest sha2-256 of the package (of its ciphertext when sealed)
    /// @param size Bytes of the package
    /// @param keyCommitment keccak256(abi.encode(author, key)) when sealed, else zero
    /// @param part The package's first bytes; may be empty when it is on IPFS alone. A whole
    /// package is checked against the digest here, one in parts by the miners
    /// @return model Models are numbered from 0
    function submitModel(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes calldata part
    ) external returns (uint256 model);

    /// @notice Publishes a further part of the caller's own model.
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external;

    /// @notice Publishes the key of a sealed model, within the opening phase.
    function openModel(uint256 id, uint256 model, bytes32 key) external;

    // ────────────────────────────── miners ──────────────────────────────

    /// @notice Deposits exactly seatStake, or exactly what a forfeit took from it.
    function enrol(uint256 id) external payable;

    /// @notice Deposits seatStake for each of several miners that are not enrolled; theirs from then on.
    function enrolFor(uint256 id, address[] calldata miners) external payable;

    /// @notice Opens a round over up to 32 waiting models (§6); anyone.
    function openRound(uint256 id) external returns (uint256 round);

    /// @notice Captures a round's seed, or anchors it anew when its block is out of reach; anyone.
    function captureSeed(uint256 id, uint256 round) external;

    /// @notice Takes a seat (§6).
    /// @param commitment keccak256(abi.encode(chainId, contract, id, round, miner,
    /// keccak256(scores), evidence, salt)); its first 23 bytes are kept
    function commit(uint256 id, uint256 round, bytes32 commitment) external returns (uint256 seat);

    /// @notice Posts a row, by anyone who knows its opening, after commits closed.
    /// @param scores 3 bytes a model, in the round's order
    /// @param evidence keccak256 root over the per-sample predictions, for audits
    function reveal(
        uint256 id,
        uint256 round,
        address miner,
        bytes calldata scores,
        bytes32 evidence,
        bytes32 salt
    ) external;

    /// @notice Ends a round (§6); anyone.
    /// @param medians 3 bytes a model: claimed, and verified by counting
    /// @param rows Every posted row, in any order: miner ‖ scores
    /// @param openings Rows with their openings, while reveals are open: miner ‖ scores ‖ evidence ‖
    /// salt; one that was posted meanwhile counts as posted
    /// @dev All three are empty for a round that failed its quorum
    function settle(
        uint256 id,
        uint256 round,
        bytes calldata medians,
        bytes calldata rows,
        bytes calldata openings
    ) external;

    /// @notice Takes the caller's stake and fees out of a competition; it may enrol again.
    function claim(uint256 id, address to) external;

    /// @notice Claims for others once a competition has ended or its evaluationEnd is past, each paid
    /// to the miner itself; whoever has a live seat is passed over, whoever refuses is credited.
    function claimFor(uint256 id, address[] calldata miners) external;

    // ────────────────────────────── the end ──────────────────────────────

    /// @notice Ranks, and credits the pot (§7); anyone.
    function finalize(uint256 id) external;

    /// @notice Pays what the caller is owed as winner, organizer or refunded participant.
    function withdraw(uint256 id, address to) external;

    // ─────────────────────────────── views ───────────────────────────────

    /// @notice How many competitions there are.
    function competitions() external view returns (uint256);

    function termsOf(uint256 id) external view returns (Terms memory);

    function standingOf(uint256 id) external view returns (Standing memory);

    /// @notice Models `from` to `from + count`, with their digests; short at the end.
    function modelsOf(uint256 id, uint256 from, uint256 count)
        external
        view
        returns (Model[] memory models, bytes32[] memory digests, bytes32[] memory keyCommitments);

    function roundOf(uint256 id, uint256 round) external view returns (RoundStanding memory);

    function seatOf(uint256 id, address miner) external view returns (Seat memory);

    /// @notice Whether a miner may take a seat in a round at this moment.
    function mayCommit(uint256 id, uint256 round, address miner) external view returns (bool);

    /// @notice What withdraw would pay an account.
    function owedTo(uint256 id, address account) external view returns (uint256);

    function isRegistered(uint256 id, address account) external view returns (bool);
}
