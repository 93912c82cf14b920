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
        uint40 registrationEnd; // participants join before it, and submit from it on
        uint40 submissionEnd; // models come before it
        uint40 openingEnd; // keys come before it; equal to submissionEnd in an open competition
        uint40 evaluationEnd; // rounds open before it
        uint32 commitWindow; // seconds a round takes commits, or longer until its quorum is there
        uint32 revealWindow; // seconds after that in which rows are posted
        uint32 roundInterval; // seconds between rounds that are not full while models may come
        uint32 byteLimit; // largest package
        uint16 maxModels; // in the competition
        uint16 maxModelsPerAuthor; // of them, of one participant
        uint16 seats; // evaluations a model
        uint16 quorum; // fewest reveals that settle a round
        uint24 tolerance; // in score units
        uint96 seatStake; // wei that back one seat
        bytes32 testKeyCommitment; // keccak256(abi.encode(key)); zero: an open competition
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
        None, // there is no such competition
        Registration, // participants join
        Submission, // they submit; an open competition evaluates already
        Opening, // of sealed competitions: keys are published
        Evaluation, // rounds, until finalize or cancel
        Settled, // finalized
        Cancelled // the test set was not opened in time
    }

    /// @notice How a competition ended.
    enum Ending {
        Running, // it has not
        Won, // finalized with at least one winner
        Unwon, // finalized without a scored model, or with INVALID ones alone
        Cancelled // by cancel
    }

    /// @notice Where a model stands.
    enum ModelStatus {
        None, // there is no such model
        Sealed, // not opened: disqualified once the opening is over
        Waiting, // queued, or in a round
        Contested, // one round disagreed: waiting for its second and last
        Scored // its score is final, INVALID included
    }

    /// @notice How a round stands.
    enum RoundStatus {
        None, // there is no such round
        Running, // from openRound to settle
        Settled, // it judged its models
        Failed, // fewer reveals than the quorum: its models wait again
        Void // fewer commits than the quorum until evaluationEnd
    }

    /// @notice A competition's changing numbers, and what follows from them at this moment.
    struct Standing {
        address organizer; // who created it
        uint96 fund; // wei that the organizer escrowed
        Phase phase; // by the clock
        uint40 phaseEnd; // by the clock; 0 once it is over
        uint40 time; // these numbers hold for
        Ending ending; // how it ended, if it did
        uint32 participants; // registered
        uint16 models; // submitted, numbered from 0
        uint32 rounds; // opened, numbered from 0
        uint32 queued; // models that wait for a round
        uint32 running; // rounds that are neither settled nor void
        uint32 enrolled; // miners
        uint256 buyIn; // wei to register
        uint256 fee; // wei an evaluation that was an inlier
        uint256 pot; // what finalize would share now, refunds included
        uint256 held; // what the contract holds for this competition
        bool canOpenRound; // openRound works now
        uint40 nextRound; // when one can be opened over what waits now; 0 when nothing waits
        bool canFinalize; // finalize works now
        bool canCancel; // cancel works now
        bytes32 testKey; // zero until opened
    }

    /// @notice A model as it was submitted, and what came of it.
    struct Model {
        address author; // who submitted it
        uint32 submittedAt; // of equal scores the earlier one ranks higher
        uint32 size; // bytes of the package
        uint24 score; // meaningful once Scored
        ModelStatus status; // where it stands
    }

    /// @notice What a miner has in a competition.
    struct Seat {
        bool enrolled; // has a deposit here
        bool committed; // holds a seat in `round` whose row is not posted
        bool revealed; // holds a seat in `round` whose row is posted
        uint24 round; // of the seat, else the first round it may sit in
        uint16 seat; // its number in that round, while the round runs
        uint256 claimable; // wei that claim would pay now; 0 while the seat is live
        uint256 shortfall; // wei to pay before the next commit
    }

    /// @notice A round as it stands at this moment.
    struct RoundStanding {
        RoundStatus status; // how it stands
        uint16[] models; // in the order of the scores
        uint16 seats; // there are
        uint16 taken; // of them
        uint16 revealed; // rows posted one by one
        uint8 contested; // models whose evaluations are neither paid nor punished
        bool drawn; // more miners than seats were enrolled
        bytes32 seed; // of the draw, once it is captured
        uint40 openedAt; // by openRound
        uint40 commitEnd; // of the window; a round short of its quorum stays open after it
        uint40 revealEnd; // 0 while commits are open
        bool commitsOpen; // seats may be taken now
        bool revealsOpen; // rows may be posted now
        bool canSettle; // with every posted row, and no other
    }

    /// @notice What a round waits for from an account.
    enum Task {
        None, // nothing that this account can do now
        Commit, // it may take a seat
        Reveal, // it holds a seat whose row is not posted
        Settle // anyone may, with the posted rows
    }

    /// @notice What an account may do at this moment.
    struct Agenda {
        bool mayRegister; // with the buy-in
        bool maySubmit; // a further model, within its quota and the competition's
        bool mayOpenRound; // as anyone may
        bool mayFinalize; // as anyone may
        bool mayCancel; // as anyone may
        uint256 enrolment; // wei that enrol takes now; 0 when it takes none
        uint256 claimable; // wei that claim pays now
        uint256 owed; // wei that withdraw pays now
        uint24[] rounds; // of those looked at, the ones with a task
        Task[] tasks; // theirs
    }

    // ───────────────────────────── errors ─────────────────────────────

    /// @notice The terms of a competition are refused.
    /// @param wrong The first term that is, with what is asked of it beside its name
    error BadTerms(Term wrong);
    /// @notice No competition has this number.
    error NoSuchCompetition(uint256 id);
    /// @notice The competition has no model with this number.
    error NoSuchModel(uint256 id, uint256 model);
    /// @notice The competition has no round with this number, or does not exist.
    error NoSuchRound(uint256 id, uint256 round);
    /// @notice The call is not for the phase that the competition is in, by the clock.
    /// @param now_ That phase. Evaluation where evaluationEnd is past, or only cancel is left
    error WrongPhase(Phase now_);
    /// @notice The value sent is not what is due, to the wei.
    error WrongValue(uint256 sent, uint256 due);
    /// @notice An account registers once.
    error AlreadyRegistered(address account);
    /// @notice Only participants submit models.
    error NotRegistered(address account);
    /// @notice A package is empty, or larger than the terms allow.
    /// @param limit The competition's byteLimit
    error BadSize(uint256 size, uint256 limit);
    /// @notice A part is empty, larger than 120,000 bytes, or reaches beyond its package.
    /// @param size Bytes of the package
    error BadPart(uint256 offset, uint256 length, uint256 size);
    /// @notice A package that came whole has another sha2-256 than was submitted.
    error DigestMismatch(bytes32 found, bytes32 expected);
    /// @notice The digest was submitted to this open competition before.
    error DigestTaken(bytes32 digest);
    /// @notice The competition is full, or its author's quota is used up.
    /// @param limit The one that was reached
    error TooManyModels(uint256 limit);
    /// @notice Only a model's author publishes its parts.
    error NotAuthor(address account);
    /// @notice A sealed competition takes models with the commitment to their key alone.
    error NeedsKeyCommitment();
    /// @notice Keys and cancel are for sealed competitions alone.
    error NotSealed();
    /// @notice The key is not the one that was committed to.
    error WrongKey();
    /// @notice The key was published before.
    error AlreadyOpened();
    /// @notice A competition whose test set was opened in time is not cancelled.
    error TestSetOpened();
    /// @notice No model waits for a round.
    error NothingToEvaluate();
    /// @notice The next round over so few models opens later.
    /// @param earliest When
    error RoundTooSoon(uint256 earliest);
    /// @notice The miner has its whole deposit here.
    error AlreadyEnrolled(address miner);
    /// @notice The miner has no deposit here.
    error NotEnrolled(address miner);
    /// @notice The round draws its miners, and this one is not drawn yet; the draw widens with time.
    error NotDrawn(address miner);
    /// @notice Everybody enrolled may sit in this round: it has no seed.
    error NoDraw();
    /// @notice The block that the seed comes from is this one, or out of reach: see captureSeed.
    error SeedPending();
    /// @notice The miner sits in a round that is not settled yet.
    error SeatHeld(uint256 round);
    /// @notice A forfeit took from the miner's deposit: enrol tops it up.
    /// @param shortfall Wei that are missing
    error StakeShort(uint256 shortfall);
    /// @notice The round was opened before the miner's deposit was whole, or its last round over.
    /// @param first The first round it may sit in
    error RoundTooEarly(uint256 first);
    /// @notice The round takes no more commits.
    error CommitsClosed();
    /// @notice The round still takes commits: rows come later.
    error CommitsOpen();
    /// @notice The round is over, or its seed is captured already.
    error RoundOver();
    /// @notice The round's reveal window is over.
    error RevealsClosed();
    /// @notice The miner holds no seat in this round.
    error NoSeat(address miner);
    /// @notice Row, evidence and salt are not what the miner committed to, or not its posted row.
    error WrongOpening(address miner);
    /// @notice The row is not the one that was posted for the miner, or has another length.
    error BadRow(address miner);
    /// @notice Packed bytes end within an entry.
    /// @param length Theirs
    error BadBatch(uint256 length);
    /// @notice A score is neither at most 100,000 nor INVALID.
    error BadScore(uint256 score);
    /// @notice A seat's row is posted already, or supplied twice.
    error SeatTwice(address miner);
    /// @notice A settlement has fewer rows, or bytes of medians, than the round.
    error RowsMissing(uint256 given, uint256 needed);
    /// @notice A claimed median is not the lower median of the rows.
    /// @param position Of the model in the round
    error BadMedian(uint256 position, uint256 claimed);
    /// @notice Rounds must be settled before the end.
    error StillRunning(uint256 rounds);
    /// @notice Models wait for a round, and there is time for one.
    error StillWaiting(uint256 models);
    /// @notice There is nothing to withdraw.
    error NothingOwed(address account);
    /// @notice The receiver refused the ether; nothing changed.
    error TransferFailed(address to);
}
