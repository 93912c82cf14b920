// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLTypes} from "./IDeMLTypes.sol";

/// @title What can be done in DeML, and the events that tell of it
/// @notice An organizer escrows a fund, participants pay a buy-in and submit models, staked miners
/// commit and reveal scores, and the contract forms the consensus, pays miners and winners.
interface IDeMLCalls is IDeMLTypes {
    // ───────────────────────────── events ─────────────────────────────

    /// @notice A competition begins. With CompetitionSealed and PrizeShared, its terms are told whole.
    /// @param specDigest sha2-256 of the competition spec
    /// @param fund Wei
    /// @param schedule The times, as Schedule.sol packs them
    /// @param limits The limits, as Limits.sol packs them
    event CompetitionCreated(
        uint256 indexed id,
        address indexed organizer,
        bytes32 specDigest,
        uint256 fund,
        uint256 schedule,
        uint256 limits
    );
    /// @notice A competition was created sealed.
    /// @param testKeyCommitment Of its terms
    event CompetitionSealed(uint256 indexed id, bytes32 testKeyCommitment);
    /// @notice A competition was created with prizeShares.
    /// @param shares Basis points for 1st, 2nd, …
    event PrizeShared(uint256 indexed id, uint16[] shares);
    /// @notice A participant paid its buy-in.
    event Registered(uint256 indexed id, address indexed participant);
    /// @notice A participant reserved a place; one that it held unused before stays empty.
    /// @param place The number that its next model has
    event PlaceReserved(uint256 indexed id, uint256 indexed place, address indexed author);
    /// @notice A model was submitted; what it is made of is in ModelPart, or on IPFS.
    /// @param digest sha2-256 of its package, and its identity
    /// @param size Bytes of the package
    /// @param keyCommitment Zero in an open competition
    event ModelSubmitted(
        uint256 indexed id,
        uint256 indexed model,
        address indexed author,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment
    );
    /// @notice Bytes of a model's package, which follow those before. With the last one, a model of an open
    /// competition waits for a round.
    /// @param offset Of the part in the package
    event ModelPart(uint256 indexed id, uint256 indexed model, uint256 offset, bytes part);
    /// @notice The test set of a sealed competition is open.
    event TestSetKey(uint256 indexed id, bytes32 key);
    /// @notice A sealed model is open: miners see it from now on.
    event ModelKey(uint256 indexed id, uint256 indexed model, bytes32 key);
    /// @notice A miner made its deposit.
    event Enrolled(uint256 indexed id, address indexed miner);
    /// @notice enrolFor enrolled these miners: Enrolled for each of them.
    event EnrolledTogether(uint256 indexed id, address[] miners);
    /// @notice A round takes commits.
    /// @param models How many, from the front of the queue; 0 in round zero, which judges the test set
    /// @param counted Deposits that may commit
    event RoundOpened(uint256 indexed id, uint256 indexed round, uint256 models, uint256 counted);
    /// @notice A miner committed, and has a seat.
    /// @param seat round (10 bytes) ‖ seat (2) ‖ miner (20)
    event Committed(uint256 indexed id, uint256 seat);
    /// @notice A row was posted by itself.
    /// @param seat As in Committed
    /// @param evidence Merkle root over what the miner's engine gave (§5)
    /// @param scores 3 bytes a model, in the round's order
    event Revealed(uint256 indexed id, uint256 seat, bytes32 evidence, bytes scores);
    /// @notice Rows revealed by the call that settled. One that Revealed has shown already may be among them.
    /// @param rows In groups of equal ones: scores ‖ evidence ‖ count (2 bytes) ‖ count × seat (2 bytes);
    /// Committed tells whose seat it is
    event RevealedTogether(uint256 indexed id, uint256 indexed round, bytes rows);
    /// @notice A round judged its models, or the test set. A model is agreed when its inliers are more than
    /// half of the reveals; otherwise its evaluations pay nothing, and it waits again or is unjudged.
    /// @param reveals Rows that it counted
    /// @param lost Deposits that its seats lose
    /// @param results 12 bytes a place: model (4), median (3), average of the inliers, rounded to the
    /// nearest, for information (3), inliers (2). In round zero the model is 0xFFFFFFFF. A median of ABSTAIN
    /// says that nobody judged it
    event RoundSettled(
        uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 lost, bytes results
    );
    /// @notice A round was short of its quorum of commits, or its competition was cancelled: nobody is
    /// punished, and its models wait again.
    event RoundExpired(uint256 indexed id, uint256 indexed round, uint256 committed);
    /// @notice A round was short of its quorum of reveals: its models wait again.
    /// @param lost Deposits of its silent seats
    event RoundFailed(uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 lost);
    /// @notice Wei that nobody receives: lost deposits, parts of models that nobody agreed on, and what
    /// is left of a competition without a winner.
    event Burnt(uint256 indexed id, uint256 amount);
    /// @notice A miner that missed the last round was sent home: Claimed, or Credited, tells what with.
    event Evicted(uint256 indexed id, address indexed miner);
    /// @notice A miner left with what its desk was worth.
    /// @param stake Wei of its deposit; 0 if it was lost
    /// @param fees Wei for its evaluations that agreed
    event Claimed(
        uint256 indexed id, address indexed miner, address to, uint256 stake, uint256 fees
    );
    /// @notice An account can withdraw so much more. Refunds of buy-ins are owed without an event of their
    /// own: Ended tells of them.
    event Credited(uint256 indexed id, address indexed account, uint256 amount);
    /// @notice A competition is over.
    /// @param pot Wei that were shared, refunds included
    event Ended(uint256 indexed id, Ending ending, uint256 pot);
    /// @notice An account was paid all that it was owed.
    event Withdrawn(uint256 indexed id, address indexed account, address to, uint256 amount);

    // ──────────────────────────── organizer ────────────────────────────

    /// @notice Escrows the value sent as the fund (§1) and fixes the terms (§2).
    /// @param terms Nobody can change them afterwards
    /// @return id Competitions are numbered from 1
    function createCompetition(Terms calldata terms) external payable returns (uint256 id);

    /// @notice Publishes the key of a sealed test set, in the first third of the opening phase; whoever
    /// has it. Round zero judges the test set next (§3).
    /// @param key Whose hash is the terms' testKeyCommitment
    function openTestSet(uint256 id, bytes32 key) external;

    /// @notice Ends a sealed competition whose test set was not opened in time, is bad, or was not judged
    /// in time; anyone. Buy-ins come back; in the first two cases the authors of complete models share the
    /// organizer's penalty, and a round that runs ends as expired (§3).
    function cancel(uint256 id) external;

    // ─────────────────────────── participants ───────────────────────────

    /// @notice Joins with exactly the buy-in, once.
    /// @param termsHash Of the terms that the caller has read, and of the organizer (§2)
    /// @param reservation As `reserve` takes it, or zero
    function register(uint256 id, bytes32 termsHash, bytes32 reservation) external payable;

    /// @notice Reserves a place in an open competition, for a model that is sent later: whoever copies
    /// it has a later place. It uses one of the author's models; a place that was reserved before and is
    /// not used yet is given up.
    /// @param reservation keccak256(abi.encode(author, digest)), of which the first 20 bytes are kept
    /// @return place The model's number
    function reserve(uint256 id, bytes32 reservation) external returns (uint256 place);

    /// @notice Submits a model, at the place that was reserved for it, or at the next.
    /// @param digest sha2-256 of the package (of its ciphertext when sealed)
    /// @param size Bytes of the package
    /// @param keyCommitment keccak256(abi.encode(author, key)) when sealed, else zero
    /// @param part The package's first bytes; a whole package is checked against the digest here, one in
    /// parts by the miners
    /// @return model Its place; they are numbered from 0
    function submitModel(
        uint256 id,
        bytes32 digest,
        uint256 size,
        bytes32 keyCommitment,
        bytes calldata part
    ) external returns (uint256 model);

    /// @notice Publishes the next part of the caller's own model, until a commit window after
    /// submissionEnd; in a sealed competition, until models are opened.
    /// @param offset Of the part in the package: as many bytes as are on chain
    /// @param part 1 to 120,000 bytes that lie within the package
    function addPart(uint256 id, uint256 model, uint256 offset, bytes calldata part) external;

    /// @notice Publishes the key of a sealed model whose bytes are complete, once round zero found the test
    /// set good and until openingEnd; whoever has it.
    /// @param key Whose hash, with the author, is the model's keyCommitment
    function openModel(uint256 id, uint256 model, bytes32 key) external;

    // ────────────────────────────── miners ──────────────────────────────

    /// @notice Deposits exactly seatStake. The deposit counts in rounds that are opened once it is a
    /// commit window old, two at the most (§6).
    /// @param termsHash Of the terms that the caller has read, and of the organizer (§2)
    function enrol(uint256 id, bytes32 termsHash) external payable;

    /// @notice Deposits seatStake for each of several miners that are not enrolled; theirs from then on.
    /// @param miners Each once. One that is enrolled turns the call down
    function enrolFor(uint256 id, bytes32 termsHash, address[] calldata miners) external payable;

    /// @notice Opens a round (§6) over up to 32 waiting models, or round zero over the test set; anyone.
    /// @return round Rounds are numbered from 0
    function openRound(uint256 id) external returns (uint256 round);

    /// @notice Commits to a row, and takes a seat (§6). The row must be posted in time, or the stake is lost.
    /// @param commitment keccak256(abi.encode(chainId, contract, id, round, miner,
    /// keccak256(scores), evidence, salt)); its first 20 bytes are kept
    /// @return seat Its number in the round, from 0
    function commit(uint256 id, uint256 round, bytes32 commitment) external returns (uint256 seat);

    /// @notice Takes seats for miners that signed their commitments; anyone. Whoever may not sit is passed
    /// over. A miner needs no ether for gas this way.
    /// @param signed commitment ‖ signature (64 bytes, EIP-2098) each, over the EIP-712 struct
    /// Commit(uint256 id, uint256 round, bytes32 commitment) of the domain DeML, version 1
    /// @return seated How many
    function commitFor(uint256 id, uint256 round, bytes calldata signed)
        external
        returns (uint256 seated);

    /// @notice Posts a row, by anyone who knows its opening, after commits closed.
    /// @param scores 3 bytes a model, in the round's order
    /// @param evidence Merkle root over what the engine gave, for audits (§5)
    function reveal(
        uint256 id,
        uint256 round,
        address miner,
        bytes calldata scores,
        bytes32 evidence,
        bytes32 salt
    ) external;

    /// @notice Ends a round whose rows are all there, or whose reveal window is over with its quorum (§6);
    /// anyone.
    /// @param medians 3 bytes a model: claimed, and verified by counting
    /// @param rows Every posted row, in groups of equal ones: scores ‖ count (2 bytes) ‖ count × miner
    /// @param openings Rows with their openings, while reveals are open, in groups of equal rows with
    /// equal evidence: scores ‖ evidence ‖ count (2 bytes) ‖ count × (miner ‖ salt); one that was posted
    /// meanwhile counts as posted
    /// @dev Groups and members come in any order
    function settle(
        uint256 id,
        uint256 round,
        bytes calldata medians,
        bytes calldata rows,
        bytes calldata openings
    ) external;

    /// @notice Ends a round that is short of its quorum of commits when they close: nobody is punished, its
    /// models wait again, and whoever did not commit can be evicted; anyone.
    function expireRound(uint256 id, uint256 round) external;

    /// @notice Ends a round that is short of its quorum of reveals when its window is over: silent seats
    /// lose their stake, its models wait again; anyone.
    function failRound(uint256 id, uint256 round) external;

    /// @notice Sends miners home that could have committed in the last round and did not, each with its
    /// deposit and fees, once that round is over; anyone.
    /// @param miners One that may not be sent home is passed over; none turns the call down
    function evict(uint256 id, address[] calldata miners) external;

    /// @notice Takes the caller's stake and fees out of a competition, at any time but while it holds a seat
    /// in a running round; it may enrol again.
    /// @param to Who is paid: a caller that refuses ether can name another
    function claim(uint256 id, address to) external;

    /// @notice Claims for others once a competition has ended, each paid to the miner itself; whoever
    /// refuses is credited.
    /// @param miners One that has nothing here, or is named twice, is passed over
    function claimFor(uint256 id, address[] calldata miners) external;

    // ────────────────────────────── the end ──────────────────────────────

    /// @notice Ranks, and credits the pot (§7); anyone.
    function finalize(uint256 id) external;

    /// @notice Pays what the caller is owed as winner, organizer or refunded participant.
    /// @param to Who is paid: a caller that refuses ether can name another
    function withdraw(uint256 id, address to) external;
}
