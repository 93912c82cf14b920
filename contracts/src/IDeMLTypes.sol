// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title The types of DeML, and its errors
/// @notice The rules are in docs/PROTOCOL.md; sections are named as §n.
///
/// Amounts are wei, times are seconds since 1970, digests are sha2-256. Scores are the percentage
/// times 1000 (97.25 % is 97,250). Two verdicts are no scores, and no tolerance joins them to one:
/// 0xE00000, INVALID (the model breaks a rule; in round zero, the test set does), and 0xFFFFFF, ABSTAIN
/// (this miner could not judge it).
interface IDeMLTypes {
    // ───────────────────────────── types ─────────────────────────────

    /// @notice What an organizer fixes at creation (§2).
    struct Terms {
        bytes32 specDigest; // of the competition spec
        uint40 registrationEnd; // participants join before it, and submit from it on
        uint40 submissionEnd; // models are announced before it
        uint40 openingEnd; // keys come before it; equal to submissionEnd in an open competition
        uint40 evaluationEnd; // rounds open before it
        uint32 commitWindow; // seconds a round takes commits; also the age of a deposit that counts
        uint32 revealWindow; // seconds after that in which rows are posted
        uint32 roundInterval; // seconds between rounds that are not full while models may come
        uint32 byteLimit; // largest package
        uint16 maxModels; // into so many parts the mining pool is divided; no more is capped by it
        uint16 maxModelsPerAuthor; // of one participant
        uint16 seats; // evaluations that a model is paid for
        uint16 quorum; // fewest deposits that open a first round, commits and reveals that keep it
        uint24 tolerance; // in score units
        uint96 seatStake; // wei that back one seat
        bytes32 testKeyCommitment; // keccak256(abi.encode(key)); zero: an open competition
        uint16[] prizeShares; // basis points for 1st, 2nd, …; empty: all to the first
        bool offChainModels; // models may be on IPFS alone
        bool returnsBuyIns; // the buy-in of whoever has a judged model comes back, less its parts
    }

    /// @notice The term that BadTerms names, with what is asked of it.
    enum Term {
        RegistrationEnd, // at least three commit windows ahead
        SubmissionEnd, // at least 60 seconds after registrationEnd
        OpeningEnd, // sealed: three times two commit windows and a reveal window after submissionEnd
        EvaluationEnd, // two rounds after the last part may come, within ten years
        CommitWindow, // 60 seconds to 30 days
        RevealWindow, // 60 seconds to 30 days
        RoundInterval, // at most 30 days
        ByteLimit, // at least 1
        MaxModels, // at least 2
        MaxModelsPerAuthor, // 1 to 127, at most half of maxModels
        Seats, // 1 to 400
        Quorum, // more than half of the seats
        Tolerance, // at most 100,000
        SeatStake, // at least 1 wei
        Fund, // a part of the pool is at least 2^24 wei, and the fund fits 96 bits
        PrizeShares // at most 6, adding up to 10,000
    }

    /// @notice Where a competition stands (§3).
    enum Phase {
        None, // there is no such competition
        Registration, // participants join
        Submission, // they submit; an open competition evaluates already
        Opening, // of sealed competitions: the test set is opened and judged, then models are opened
        Evaluation, // rounds, until finalize or cancel
        Settled, // finalized
        Cancelled // the test set was not opened in time, or is no test set
    }

    /// @notice How a competition ended.
    enum Ending {
        Running, // it has not
        Won, // finalized with at least one winner
        Unwon, // finalized without a scored model, or with INVALID ones alone
        Cancelled // by cancel
    }

    /// @notice What round zero found about a sealed competition's test set.
    enum TestSet {
        Unjudged, // nothing yet; always in an open competition
        Good, // it opens and is what the spec says
        Bad // it is not
    }

    /// @notice Where a model stands.
    enum ModelStatus {
        None, // there is no such place
        Reserved, // its place is, and nothing was submitted at it
        Incomplete, // bytes are missing on chain: no miner is asked about it
        Sealed, // not opened: disqualified once the opening is over
        Waiting, // queued, or in a round
        Scored, // its score is final, INVALID included
        Unjudged // three rounds did not agree on it
    }

    /// @notice How a round stands.
    enum RoundStatus {
        None, // there is no such round
        Running, // from openRound on
        Settled, // it judged its models
        Failed, // fewer reveals than the quorum: its models wait again
        Expired // fewer commits than the quorum, or cancelled: nobody was punished
    }

    /// @notice A competition's changing numbers, and what follows from them at this moment.
    struct Standing {
        address organizer; // who created it
        uint96 fund; // wei that the organizer escrowed
        Phase phase; // by the clock
        uint40 phaseEnd; // by the clock; 0 once it is over
        uint40 time; // these numbers hold for
        Ending ending; // how it ended, if it did
        TestSet testSet; // what round zero found
        uint32 participants; // registered
        uint32 models; // places, numbered from 0
        uint32 rounds; // opened, numbered from 0
        uint32 queued; // models that wait for a round, those of a running one included
        uint32 running; // 1 while a round runs
        uint32 enrolled; // deposits
        uint32 counting; // deposits that would count if a round were opened now
        uint32 quorum; // that the next round needs: the terms', or less once a round was settled
        uint256 buyIn; // wei to register
        uint256 part; // wei that the evaluations of one model cost
        uint256 pot; // what finalize would share now, refunds included
        uint256 held; // what the contract holds for this competition
        uint256 burnt; // what was burnt of it: lost stakes, the parts of models that nobody agreed on
        bool canOpenRound; // openRound works now
        uint40 nextRound; // when one can be opened over what waits now; 0 when nothing waits
        bool canFinalize; // finalize works now
        bool canCancel; // cancel works now
        bytes32 testKey; // zero until opened
        bytes32 termsHash; // what register and enrol ask for (§2)
    }

    /// @notice A model as it was submitted, and what came of it.
    struct Model {
        address author; // who submitted it; zero at a reserved place
        uint32 size; // bytes of the package
        uint32 published; // of them, on chain
        uint24 score; // meaningful once Scored
        uint8 tries; // rounds that did not agree on it
        ModelStatus status; // where it stands
        bytes32 claim; // as claimScore took it; zero: none
    }

    /// @notice What a miner has in a competition.
    struct Seat {
        bool enrolled; // has a deposit here
        bool counts; // it would count if a round were opened now
        bool committed; // holds a seat in the running round whose row is not posted
        bool revealed; // holds a seat in the running round whose row is posted
        uint24 round; // of the seat it holds or held last
        uint16 seat; // its number in that round, while the round runs
        uint256 claimable; // wei that claim would pay now; 0 while the seat is live
        bytes20 commitment; // what it committed to, the first 20 bytes, until its row is posted
    }

    /// @notice A round as it stands at this moment.
    struct RoundStanding {
        RoundStatus status; // how it stands
        bool testSet; // round zero: it judges the test set
        uint32[] models; // in the order of the scores; empty in round zero
        uint16 counted; // deposits that may commit
        uint16 committed; // of them
        uint16 revealed; // rows posted one by one; once settled, all rows
        uint8 agreed; // models that miners are paid for, once settled
        uint40 openedAt; // by openRound
        uint40 commitEnd; // when commits close at the latest
        uint40 revealEnd; // when rows can be posted no longer; 0 while commits are open
        bool commitsOpen; // a miner may commit now
        bool revealsOpen; // rows may be posted now
        bool canSettle; // with every posted row, and no other
        bool canExpire; // expireRound works now
        bool canFail; // failRound works now
    }

    /// @notice What a round waits for from an account.
    enum Task {
        None, // nothing that this account can do now
        Commit, // it may commit
        Reveal, // it holds a seat whose row is not posted
        Settle, // anyone may, with the posted rows
        Expire, // anyone may
        Fail // anyone may
    }

    /// @notice What an account may do at this moment.
    struct Agenda {
        bool mayRegister; // with the buy-in
        bool maySubmit; // a further model, within its quota
        bool mayOpenRound; // as anyone may
        bool mayFinalize; // as anyone may
        bool mayCancel; // as anyone may
        uint256 enrolment; // wei that enrol takes now; 0 when it takes none
        uint256 claimable; // wei that claim pays now
        uint256 owed; // wei that withdraw pays now
        uint24 round; // the running one, when it has a task
        Task task; // its
    }

    // ───────────────────────────── errors ─────────────────────────────

    /// @notice The terms of a competition are refused.
    /// @param wrong The first term that is, with what is asked of it beside its name
    error BadTerms(Term wrong);
    /// @notice Money is sent for other terms than this competition's.
    /// @param found The hash that was sent
    /// @param expected Of this competition's terms and organizer (§2)
    error OtherTerms(bytes32 found, bytes32 expected);
    /// @notice No competition has this number.
    error NoSuchCompetition(uint256 id);
    /// @notice No model was submitted at this place of the competition.
    error NoSuchModel(uint256 id, uint256 model);
    /// @notice The competition has no round with this number, or does not exist.
    error NoSuchRound(uint256 id, uint256 round);
    /// @notice The call is not for the phase that the competition is in, by the clock.
    /// @param now_ That phase. Evaluation where evaluationEnd is past, or only cancel is left
    error WrongPhase(Phase now_);
    /// @notice The call comes before its time.
    /// @param earliest When it may come
    error TooEarly(uint256 earliest);
    /// @notice The call comes after its time.
    /// @param latest Before when it had to come
    error TooLate(uint256 latest);
    /// @notice The value sent is not what is due, to the wei.
    error WrongValue(uint256 sent, uint256 due);
    /// @notice An account registers once.
    error AlreadyRegistered(address account);
    /// @notice Only participants submit models.
    error NotRegistered(address account);
    /// @notice Places are reserved in open competitions alone, with a hash that is not zero.
    error NoReservation();
    /// @notice A package is empty, or larger than the terms allow.
    /// @param limit The competition's byteLimit
    error BadSize(uint256 size, uint256 limit);
    /// @notice A part is empty, larger than 120,000 bytes, or reaches beyond its package.
    /// @param size Bytes of the package
    error BadPart(uint256 offset, uint256 length, uint256 size);
    /// @notice Parts follow each other: this one does not begin where the bytes on chain end.
    error PartOutOfOrder(uint256 offset, uint256 published);
    /// @notice A package that came whole has another sha2-256 than was submitted.
    error DigestMismatch(bytes32 found, bytes32 expected);
    /// @notice Its author's quota is used up.
    /// @param limit The competition's maxModelsPerAuthor
    error TooManyModels(uint256 limit);
    /// @notice Only a model's author publishes its parts.
    error NotAuthor(address account);
    /// @notice The model's bytes are not all on chain, where the terms ask for them.
    error Incomplete(uint256 model, uint256 published, uint256 size);
    /// @notice A sealed competition takes models with the commitment to their key alone.
    error NeedsKeyCommitment();
    /// @notice Keys and cancel are for sealed competitions alone.
    error NotSealed();
    /// @notice The key is not the one that was committed to.
    error WrongKey();
    /// @notice A model's score is claimed once.
    error AlreadyClaimed(uint256 model);
    /// @notice The key was published before.
    error AlreadyOpened();
    /// @notice Models are opened once round zero found the test set good.
    error TestSetNotJudged();
    /// @notice A competition is cancelled when its test set was not opened in time, is bad, or was not
    /// judged in time.
    error CannotCancel();
    /// @notice No model waits for a round.
    error NothingToEvaluate();
    /// @notice The next round over so few models opens later.
    /// @param earliest When
    error RoundTooSoon(uint256 earliest);
    /// @notice Too few deposits are at least a commit window old.
    error TooFewDeposits(uint256 counting, uint256 quorum);
    /// @notice The competition has as many deposits as it takes.
    error BenchFull(uint256 limit);
    /// @notice The miner has its deposit here.
    error AlreadyEnrolled(address miner);
    /// @notice The miner has no deposit here.
    error NotEnrolled(address miner);
    /// @notice The miner's deposit was not a commit window old when the round was opened.
    error DepositTooNew(address miner);
    /// @notice The miner sits in the running round.
    error SeatHeld(uint256 round);
    /// @notice A round runs: there is one at a time.
    error RoundRuns(uint256 round);
    /// @notice The round takes no more commits.
    error CommitsClosed();
    /// @notice The round still takes commits: rows come later.
    error CommitsOpen();
    /// @notice The round is over.
    error RoundOver();
    /// @notice The round still takes rows.
    error RevealsOpen(uint256 until);
    /// @notice The round's reveal window is over.
    error RevealsClosed();
    /// @notice The round has its quorum: it cannot expire for want of commits, or fail for want of reveals.
    error HasQuorum(uint256 found, uint256 quorum);
    /// @notice The round is short of its quorum: it cannot go on, or settle.
    error NoQuorum(uint256 found, uint256 quorum);
    /// @notice The miner holds no seat in this round.
    error NoSeat(address miner);
    /// @notice Row, evidence and salt are not what the miner committed to, or not its posted row.
    error WrongOpening(address miner);
    /// @notice The row is not the one that was posted for the miner, or has another length.
    error BadRow(address miner);
    /// @notice Packed bytes end within an entry.
    /// @param length Theirs
    error BadBatch(uint256 length);
    /// @notice A score is neither at most 100,000 nor a verdict.
    error BadScore(uint256 score);
    /// @notice A seat's row is posted already, or supplied twice.
    error SeatTwice(address miner);
    /// @notice A settlement has fewer rows, or bytes of medians, than the round.
    error RowsMissing(uint256 given, uint256 needed);
    /// @notice A claimed median is not the largest score that more than half of the rows reach.
    /// @param position Of the model in the round
    error BadMedian(uint256 position, uint256 claimed);
    /// @notice Models wait for a round, and there is time for one.
    error StillWaiting(uint256 models);
    /// @notice The competition has not ended: until then, leaving is each miner's own choice.
    error NotEnded();
    /// @notice There is nothing to withdraw.
    error NothingOwed(address account);
    /// @notice The receiver refused the ether; nothing changed.
    error TransferFailed(address to);
}
