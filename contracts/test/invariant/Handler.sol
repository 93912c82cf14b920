// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLCalls} from "../../src/IDeMLCalls.sol";
import {IDeMLTypes} from "../../src/IDeMLTypes.sol";
import {Audit} from "./Audit.sol";
import {Reentrant} from "./Cast.sol";

/// @notice The moves of a random history. Each knows from the ledger whether it must succeed, books
/// what it did, and never reverts unless an invariant is broken.
/// @dev Longer than a file should be: these are all the calls there are, one after another.
contract Handler is Audit {
    uint256 private constant MAX_BOOKS = 6;

    /// @dev What histories are to reach; counted, so that a test can tell that they do.
    enum Deed {
        Created,
        Sealed,
        Registered,
        Submitted,
        TestOpened,
        ModelOpened,
        Enrolled,
        EnrolledFor,
        ToppedUp,
        Opened,
        Drawn,
        Anchored,
        Captured,
        Committed,
        CommittedFor,
        PassedOver,
        Revealed,
        RefusedReveal,
        SettledPosted,
        SettledTogether,
        SettledMixed,
        Contested,
        Mended,
        Forfeited,
        Failed,
        Void,
        Won,
        Unwon,
        Cancelled,
        Claimed,
        ClaimedFor,
        Credited,
        Withdrawn,
        RefusedTransfer,
        Reentered,
        Forced
    }

    mapping(Deed => uint256) public done;
    /// @dev The block. The optimizer takes it for a constant, as it does the time.
    uint256 private height;
    uint256 private picks;

    error Outcome(bytes32 fingerprint);

    // ───────────────────────────── machinery ─────────────────────────────

    function setUp() public override {
        super.setUp();
        height = 1_000;
        vm.roll(height);
        assemble();
        create(0);
        create(1);
    }

    /// @dev The time and the block are the history's: whoever calls need not keep them.
    modifier move() {
        vm.warp(clock);
        vm.roll(height);
        _;
    }

    function did(Deed deed) private {
        done[deed]++;
    }

    /// @dev A number below `n`, another one at every call.
    function pick(uint256 seed, uint256 n) private returns (uint256) {
        return uint256(keccak256(abi.encode(seed, ++picks))) % n;
    }

    function bookAt(uint256 seed) private returns (Book storage) {
        return books[pick(seed, books.length)];
    }

    /// @dev One of the later rounds.
    function recent(Book storage b, uint256 seed) private returns (uint256) {
        return b.panels.length - 1 - pick(seed, b.panels.length) / 2;
    }

    function act(address who, uint256 value, bytes memory data)
        private
        returns (bool ok, bytes memory answer)
    {
        vm.prank(who);
        (ok, answer) = address(deml).call{value: value}(data);
    }

    /// @dev Acts, and holds what came of it against what the ledger foresees.
    function must(bool foreseen, address who, uint256 value, bytes memory data, string memory what)
        private
        returns (bool ok)
    {
        (ok,) = act(who, value, data);
        yes(ok == foreseen, what);
    }

    /// @notice What a history is made of.
    function moves() external pure returns (bytes4[] memory list) {
        bytes4[22] memory all = [
            this.wait.selector,
            this.create.selector,
            this.openTestSet.selector,
            this.finalize.selector,
            this.register.selector,
            this.submit.selector,
            this.openModel.selector,
            this.enrol.selector,
            this.enrolFor.selector,
            this.openRound.selector,
            this.captureSeed.selector,
            this.commit.selector,
            this.commitFor.selector,
            this.reveal.selector,
            this.forge.selector,
            this.settle.selector,
            this.claim.selector,
            this.claimFor.selector,
            this.withdraw.selector,
            this.force.selector,
            this.crowd.selector,
            this.play.selector
        ];
        list = new bytes4[](all.length);
        for (uint256 i = 0; i < all.length; i++) list[i] = all[i];
    }

    // ─────────────────────────────── time ───────────────────────────────

    /// @notice Some seconds, minutes or hours, to the edge of something, or one second beside it.
    function wait(uint256 seed) external move {
        uint256 kind = pick(seed, 8);
        if (kind == 0) pass(1);
        else if (kind < 4) pass(1 + pick(seed, 15 minutes));
        else if (kind == 4) pass(1 + pick(seed, 3 hours));
        else toEdge(bookAt(seed), seed);
        rise(pick(seed, 9) == 0 ? 257 + pick(seed, 50) : pick(seed, 3));
    }

    /// @dev Blocks go by; the one that was the last gets a hash.
    function rise(uint256 blocks) private {
        uint256 last = height;
        height += blocks;
        vm.roll(height);
        if (blocks > 0 && blocks < 256) vm.setBlockhash(last, keccak256(abi.encode("block", last)));
    }

    function toEdge(Book storage b, uint256 seed) private {
        uint256 edge = [
            uint256(b.terms.registrationEnd),
            b.terms.submissionEnd,
            b.terms.openingEnd,
            b.terms.evaluationEnd
        ][pick(seed, 4)];
        if (b.panels.length > 0 && pick(seed, 4) > 0) {
            Panel storage p = b.panels[pick(seed, b.panels.length)];
            uint256 closed = closedOf(b, p);
            edge = closed == 0 ? p.commitEnd : closed + b.terms.revealWindow;
        }
        edge = edge + 1 - pick(seed, 3);
        // Far edges are reached at the end of a history; before, they would end it.
        if (edge > clock && edge - clock < 1 days) pass(edge - clock);
    }

    function until(uint256 time) private {
        if (time > clock) pass(time - clock);
        rise(1);
    }

    // ───────────────────────────── organizers ─────────────────────────────

    function create(uint256 seed) public move {
        if (books.length == MAX_BOOKS) return;
        IDeMLTypes.Terms memory t;
        bool isSealed = seed % 2 == 1;
        t.specDigest = keccak256(abi.encode(seed));
        t.registrationEnd = uint40(clock + 1 hours + pick(seed, 1 hours));
        t.submissionEnd = uint40(t.registrationEnd + 3 hours + pick(seed, 3 hours));
        t.openingEnd = uint40(isSealed ? t.submissionEnd + 1 hours : t.submissionEnd);
        t.evaluationEnd = uint40(t.openingEnd + 12 hours + pick(seed, 24 hours));
        t.commitWindow = uint32(10 minutes + pick(seed, 1 hours));
        t.revealWindow = uint32(10 minutes + pick(seed, 1 hours));
        t.roundInterval = uint32(pick(seed, 30 minutes));
        t.byteLimit = 1_000;
        t.maxModels = uint16(2 + pick(seed, 12));
        t.maxModelsPerAuthor = uint16(1 + pick(seed, 3));
        t.seats = uint16(2 + pick(seed, 10));
        t.quorum = uint16(t.seats / 2 + 1 + pick(seed, t.seats - t.seats / 2));
        t.tolerance = uint24([uint256(0), 50, 50, 2_000][pick(seed, 4)]);
        t.seatStake = uint96(1 + pick(seed, 1 ether));
        if (isSealed) t.testKeyCommitment = keccak256(abi.encode(testKey(books.length + 1)));
        t.prizeShares = new uint16[](pick(seed, 4));
        for (uint256 i = 1; i < t.prizeShares.length; i++) t.prizeShares[i] = uint16(2_500 - i);
        if (t.prizeShares.length > 0) {
            t.prizeShares[0] = 10_000;
            for (uint256 i = 1; i < t.prizeShares.length; i++) {
                t.prizeShares[0] -= t.prizeShares[i];
            }
        }
        uint256 fund = 1_000 + pick(seed, 1 ether);
        address organizer = cast[pick(seed, ACTORS)];
        (bool ok, bytes memory answer) =
            act(organizer, fund, abi.encodeCall(IDeMLCalls.createCompetition, (t)));
        yes(ok, "create");
        Book storage b = books.push();
        (b.id, b.isSealed, b.terms, b.organizer) =
            (abi.decode(answer, (uint256)), isSealed, t, organizer);
        (b.fund, b.income) = (fund, fund);
        (b.buyIn, b.fee) = (fund / 10, fund / 5 / (uint256(t.seats) * t.maxModels));
        did(Deed.Created);
        if (isSealed) did(Deed.Sealed);
    }

    function testKey(uint256 id) private pure returns (bytes32) {
        return keccak256(abi.encode("test key", id));
    }

    function openTestSet(uint256 seed) external move {
        openTest(bookAt(seed));
    }

    function openTest(Book storage b) private {
        bool may =
            b.isSealed && phaseOf(b) == IDeMLTypes.Phase.Opening && !b.testOpened;
        bytes memory data = abi.encodeCall(IDeMLCalls.openTestSet, (b.id, testKey(b.id)));
        if (!must(may, b.organizer, 0, data, "openTestSet")) return;
        b.testOpened = true;
        did(Deed.TestOpened);
    }

    /// @notice Ends a competition in the way that it may end, if it may.
    function finalize(uint256 seed) external move {
        end(bookAt(seed));
    }

    function end(Book storage b) private {
        address anyone = cast[pick(b.id, ACTORS)];
        bool may = phaseOf(b) == IDeMLTypes.Phase.Evaluation && isForgotten(b);
        if (must(may, anyone, 0, abi.encodeCall(IDeMLCalls.cancel, (b.id)), "cancel")) {
            bookCancellation(b);
            did(Deed.Cancelled);
        }
        may = mayFinalize(b);
        if (must(may, anyone, 0, abi.encodeCall(IDeMLCalls.finalize, (b.id)), "finalize")) {
            bookEnd(b);
            did(b.ending == IDeMLTypes.Ending.Won ? Deed.Won : Deed.Unwon);
        }
    }

    // ──────────────────────────── participants ────────────────────────────

    function register(uint256 seed) external move {
        enter(bookAt(seed), cast[pick(seed, ACTORS)]);
    }

    function enter(Book storage b, address who) private {
        bool may = phaseOf(b) == IDeMLTypes.Phase.Registration && !b.registered[who];
        bytes memory data = abi.encodeCall(IDeMLCalls.register, (b.id));
        if (!must(may, who, b.buyIn, data, "register")) return;
        b.registered[who] = true;
        b.participants++;
        b.income += b.buyIn;
        did(Deed.Registered);
    }

    function submit(uint256 seed) external move {
        send(bookAt(seed), cast[pick(seed, ACTORS)]);
    }

    function send(Book storage b, address who) private {
        bool may = phaseOf(b) == IDeMLTypes.Phase.Submission && b.registered[who]
            && b.papers.length < b.terms.maxModels && b.submitted[who] < b.terms.maxModelsPerAuthor;
        bytes32 key = keccak256(abi.encode("key", b.id, b.papers.length));
        bytes memory data = abi.encodeCall(
            IDeMLCalls.submitModel,
            (
                b.id,
                keccak256(abi.encode("digest", b.papers.length)),
                100,
                b.isSealed ? keccak256(abi.encode(who, key)) : bytes32(0),
                ""
            )
        );
        if (!must(may, who, 0, data, "submitModel")) return;
        bookModel(b, who, key);
        did(Deed.Submitted);
    }

    function openModel(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.papers.length > 0) unseal(b, pick(seed, b.papers.length));
    }

    function unseal(Book storage b, uint256 model) private {
        Paper storage paper = b.papers[model];
        bool may =
            b.isSealed && phaseOf(b) == IDeMLTypes.Phase.Opening && !paper.waits;
        bytes memory data = abi.encodeCall(IDeMLCalls.openModel, (b.id, model, paper.key));
        if (!must(may, paper.author, 0, data, "openModel")) return;
        bookOpenedModel(b, model);
        did(Deed.ModelOpened);
    }

    // ─────────────────────────────── miners ───────────────────────────────

    function enrol(uint256 seed) external move {
        join(bookAt(seed), cast[pick(seed, ACTORS)]);
    }

    function join(Book storage b, address who) private {
        uint256 due = enrolmentDue(b, who);
        bool may = takesMiners(b) && due > 0 && b.liveIn[who] == 0;
        if (!must(may, who, due, abi.encodeCall(IDeMLCalls.enrol, (b.id)), "enrol")) return;
        did(b.enrolled[who] ? Deed.ToppedUp : Deed.Enrolled);
        bookEnrolment(b, who, due);
    }

    /// @notice Two miners, or one twice, enrolled by a third account.
    function enrolFor(uint256 seed) external move {
        Book storage b = bookAt(seed);
        address[] memory miners = new address[](2);
        (miners[0], miners[1]) = (cast[pick(seed, ACTORS)], cast[pick(seed, ACTORS)]);
        bool may = takesMiners(b) && miners[0] != miners[1] && !b.enrolled[miners[0]]
            && !b.enrolled[miners[1]];
        uint256 stake = b.terms.seatStake;
        bytes memory data = abi.encodeCall(IDeMLCalls.enrolFor, (b.id, miners));
        if (!must(may, cast[pick(seed, ACTORS)], 2 * stake, data, "enrolFor")) return;
        for (uint256 i = 0; i < 2; i++) bookEnrolment(b, miners[i], stake);
        did(Deed.EnrolledFor);
    }

    function openRound(uint256 seed) external move {
        startRound(bookAt(seed));
    }

    function startRound(Book storage b) private {
        bool may = mayOpenRound(b);
        bytes memory data = abi.encodeCall(IDeMLCalls.openRound, (b.id));
        if (!must(may, cast[0], 0, data, "openRound")) return;
        Panel storage p = b.panels.push();
        p.status = IDeMLTypes.RoundStatus.Running;
        p.openedAt = b.lastOpened = clock;
        p.commitEnd = clock + b.terms.commitWindow;
        if (p.commitEnd > b.terms.evaluationEnd) p.commitEnd = b.terms.evaluationEnd;
        uint256 size = b.queue.length - b.head < 32 ? b.queue.length - b.head : 32;
        for (uint256 i = 0; i < size; i++) p.models.push(uint16(b.queue[b.head++]));
        b.running++;
        uint256 enrolled;
        for (uint256 i = 0; i < ACTORS; i++) if (b.enrolled[cast[i]]) enrolled++;
        p.drawn = enrolled > b.terms.seats;
        did(Deed.Opened);
        if (p.drawn) did(Deed.Drawn);
    }

    function captureSeed(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length > 0) capture(b, pick(seed, b.panels.length));
    }

    function capture(Book storage b, uint256 round) private {
        Panel storage p = b.panels[round];
        bytes32 before = deml.roundOf(b.id, round).seed;
        (bool ok,) = act(cast[0], 0, abi.encodeCall(IDeMLCalls.captureSeed, (b.id, round)));
        if (!ok) return;
        yes(p.drawn && isRunning(p) && before == 0, "a seed is captured once");
        did(deml.roundOf(b.id, round).seed == 0 ? Deed.Anchored : Deed.Captured);
    }

    // ─────────────────────────────── commits ───────────────────────────────

    /// @dev The truth of a model, of the lie about it, or of neither.
    function fill(Book storage b, Panel storage p, Mood mood, uint256 seed)
        private
        returns (bytes memory row)
    {
        for (uint256 j = 0; j < p.models.length; j++) {
            uint256 score = uint256(keccak256(abi.encode("truth", b.id, p.models[j]))) % 90_000;
            // Two honest scores are within the tolerance of each other.
            if (mood == Mood.Honest) score += pick(seed, b.terms.tolerance / 2 + 1);
            if (mood == Mood.Colluding) score += 9_999;
            if (mood == Mood.Wild) score = pick(seed, 100_001);
            if (mood == Mood.Invalid) score = INVALID;
            if (mood == Mood.Nonsense && j == 0) score = 100_001 + pick(seed, 16_000_000);
            row = abi.encodePacked(row, uint24(score));
        }
    }

    /// @dev In every third round there are enough colluding miners to contest it.
    function moodIn(Book storage b, uint256 round, uint256 seed) private returns (Mood) {
        uint256 roll = pick(seed, 100);
        if (uint256(keccak256(abi.encode(b.id, round))) % 3 == 0) {
            return roll < 45 ? Mood.Honest : roll < 90 ? Mood.Colluding : Mood.Wild;
        }
        if (roll < 76) return Mood.Honest;
        if (roll < 84) return Mood.Colluding;
        if (roll < 90) return Mood.Wild;
        if (roll < 94) return Mood.Invalid;
        return roll < 97 ? Mood.Nonsense : Mood.Copying;
    }

    function commit(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length == 0) return;
        sit(b, recent(b, seed), cast[pick(seed, ACTORS)], seed);
    }

    /// @dev What a miner would commit to.
    struct Intent {
        Mood mood;
        bytes row;
        bytes32 commitment;
    }

    function intend(Book storage b, uint256 round, address who, uint256 seed)
        private
        returns (Intent memory it)
    {
        Panel storage p = b.panels[round];
        it.mood = moodIn(b, round, seed);
        bool copies = it.mood == Mood.Copying && p.seated.length > 0;
        it.row = copies ? p.sheets[p.seated[0]].row : fill(b, p, it.mood, seed);
        it.commitment = commitmentOf(b.id, round, copies ? p.seated[0] : who, it.row);
        if (it.mood == Mood.Copying && !copies) it.mood = Mood.Wild; // nobody to copy from: its own
    }

    function sit(Book storage b, uint256 round, address who, uint256 seed) private {
        Panel storage p = b.panels[round];
        Intent memory it = intend(b, round, who, seed);
        bool drawn = deml.mayCommit(b.id, round, who);
        bool may = takesCommits(b, p) && maySit(b, round, who);
        yes(!drawn || may, "I4 the view offers no seat that is none");
        if (p.drawn) may = may && drawn;
        bytes memory data = abi.encodeCall(IDeMLCalls.commit, (b.id, round, it.commitment));
        if (!must(may, who, 0, data, "commit")) return;
        bookSeat(b, round, who, it.mood, it.row);
        did(Deed.Committed);
    }

    function commitFor(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length > 0) sitAll(b, recent(b, seed), 1 + pick(seed, 6), seed);
    }

    function signedBy(uint256 signer, uint256 id, uint256 round, bytes32 commitment)
        private
        view
        returns (bytes memory)
    {
        return signedWith(
            keyOf(signer), Signed(block.chainid, address(deml), id, round, commitment)
        );
    }

    /// @dev Several signatures in one batch, among them the same one twice and one of nobody.
    function sitAll(Book storage b, uint256 round, uint256 count, uint256 seed) private {
        Panel storage p = b.panels[round];
        Intent[] memory intents = new Intent[](count);
        address[] memory who = new address[](count);
        bool[] memory may = new bool[](count);
        bytes memory batch;
        uint256 offset = pick(seed, SIGNERS);
        for (uint256 i = 0; i < count; i++) {
            uint256 signer = (offset + i - (i == 3 ? 1 : 0)) % SIGNERS;
            who[i] = cast[signer];
            intents[i] = intend(b, round, who[i], seed);
            may[i] = deml.mayCommit(b.id, round, who[i]) && maySit(b, round, who[i]);
            bool spoilt = pick(seed, 8) == 0;
            if (spoilt) may[i] = false;
            bytes memory signed = signedBy(signer, b.id, round, intents[i].commitment);
            if (spoilt) signed[pick(seed, 96)] ^= 0x10;
            batch = abi.encodePacked(batch, signed);
        }
        bytes memory data = abi.encodeCall(IDeMLCalls.commitFor, (b.id, round, batch));
        (bool ok, bytes memory answer) = act(cast[0], 0, data);
        yes(!ok || takesCommits(b, p), "commitFor within the window alone");
        yes(ok || p.drawn || !takesCommits(b, p), "commitFor");
        if (!ok) return;
        uint256 seated;
        for (uint256 i = 0; i < count && closedOf(b, p) == 0; i++) {
            if (!may[i] || !maySit(b, round, who[i])) {
                did(Deed.PassedOver);
                continue;
            }
            bookSeat(b, round, who[i], intents[i].mood, intents[i].row);
            did(Deed.CommittedFor);
            seated++;
        }
        same(abi.decode(answer, (uint256)), seated, "I4 seated by commitFor");
    }

    // ─────────────────────────────── reveals ───────────────────────────────

    function reveal(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length == 0) return;
        uint256 round = recent(b, seed);
        uint256 n = b.panels[round].seated.length;
        if (n > 0) post(b, round, b.panels[round].seated[pick(seed, n)]);
    }

    function opens(Sheet storage sheet) private view returns (bool) {
        return sheet.mood != Mood.Copying && sheet.mood != Mood.Nonsense;
    }

    /// @dev Whose salt a seat's opening has: of a copied commitment that of the copied one.
    function salterOf(Panel storage p, address who) private view returns (address) {
        return p.sheets[who].mood == Mood.Copying ? p.seated[0] : who;
    }

    /// @dev Posts a row by its opening; of a copied commitment, by the opening that was copied.
    function post(Book storage b, uint256 round, address who) private {
        Panel storage p = b.panels[round];
        Sheet storage sheet = p.sheets[who];
        bool may = takesReveals(b, p) && !sheet.posted && opens(sheet);
        bytes memory data = abi.encodeCall(
            IDeMLCalls.reveal,
            (b.id, round, who, sheet.row, evidence(sheet.row), salt(salterOf(p, who)))
        );
        if (!must(may, cast[0], 0, data, "I6 reveal")) {
            did(Deed.RefusedReveal);
            return;
        }
        sheet.posted = true;
        did(Deed.Revealed);
    }

    /// @notice I5, I6: rows that nobody committed to, and openings of others. All are refused.
    function forge(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length == 0) return;
        uint256 round = pick(seed, b.panels.length);
        Panel storage p = b.panels[round];
        address who = cast[pick(seed, ACTORS)];
        bytes memory row = fill(b, p, Mood.Wild, seed);
        forged(b, round, who, row, who);
        if (p.seated.length == 0) return;
        address victim = p.seated[pick(seed, p.seated.length)];
        if (victim == who) return;
        forged(b, round, who, p.sheets[victim].row, victim);
        if (keccak256(p.sheets[victim].row) != keccak256(p.sheets[who].row)) {
            forged(b, round, who, p.sheets[victim].row, who);
            forged(b, round, victim, p.sheets[who].row, victim);
        }
    }

    function forged(Book storage b, uint256 round, address who, bytes memory row, address salted)
        private
    {
        if (keccak256(row) == keccak256(b.panels[round].sheets[who].row) && salted == who) return;
        bytes memory data = abi.encodeCall(
            IDeMLCalls.reveal, (b.id, round, who, row, evidence(row), salt(salted))
        );
        (bool ok,) = act(who, 0, data);
        yes(!ok, "I5, I6 no row but the one committed to");
        did(Deed.RefusedReveal);
    }

    // ────────────────────────────── settlement ──────────────────────────────

    enum Settlement {
        None,
        Judged,
        Failed,
        Void
    }

    /// @dev What settling would come to, as far as rows are there.
    function kindOf(Book storage b, Panel storage p) private view returns (Settlement) {
        if (!isRunning(p)) return Settlement.None;
        if (closedOf(b, p) == 0) {
            return clock < b.terms.evaluationEnd ? Settlement.None : Settlement.Void;
        }
        bool failed = !takesReveals(b, p) && postedIn(p) < b.terms.quorum;
        return failed ? Settlement.Failed : Settlement.Judged;
    }

    function settle(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length > 0) judge(b, pick(seed, b.panels.length), seed);
    }

    /// @dev Ends a round if it can end, with every row that can be opened.
    function judge(Book storage b, uint256 round, uint256 seed) private {
        Panel storage p = b.panels[round];
        Settlement kind = kindOf(b, p);
        if (kind != Settlement.Judged) {
            bytes memory data = abi.encodeCall(IDeMLCalls.settle, (b.id, round, "", "", ""));
            if (!must(kind != Settlement.None, cast[0], 0, data, "settle")) return;
            did(kind == Settlement.Failed ? Deed.Failed : Deed.Void);
            bookDropped(
                b,
                round,
                kind == Settlement.Failed
                    ? IDeMLTypes.RoundStatus.Failed
                    : IDeMLTypes.RoundStatus.Void
            );
            return;
        }
        bool open = takesReveals(b, p);
        bool complete = true;
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted && !opens(sheet)) complete = false;
        }
        judgeRows(b, round, open, complete, seed);
    }

    function judgeRows(Book storage b, uint256 round, bool open, bool complete, uint256 seed)
        private
    {
        Panel storage p = b.panels[round];
        uint256 posted = postedIn(p);
        if (open && !complete) {
            // With every row there is, those that cannot be opened as well.
            bytes memory early = settlementOf(b, round, open, true, pick(seed, 1_000));
            must(false, cast[0], 0, early, "I3, I6 no settlement before the window is over");
            return;
        }
        forgeRow(b, round, open, seed);
        bytes memory other = settlementOf(b, round, open, false, pick(seed, 1_000));
        bytes memory data = settlementOf(b, round, open, false, pick(seed, 1_000));
        // I7: the same rows in another order, grouped otherwise, give the same state.
        bytes32 wanted = foretell(b, round, other);
        countAll(p, open);
        must(true, cast[pick(seed, ACTORS)], 0, data, "settle judged");
        yes(fingerprint(b, round) == wanted, "I7 the order of rows changes nothing");
        Yield memory y = bookSettlement(b, round);
        honour(b, round, y);
        bool together = open && posted < p.seated.length;
        did(together ? posted > 0 ? Deed.SettledMixed : Deed.SettledTogether : Deed.SettledPosted);
        if (y.contested > 0) did(Deed.Contested);
        if (y.mended) did(Deed.Mended);
    }

    /// @dev I11: while two thirds of the reveals are honest, no honest miner among them forfeits.
    function honour(Book storage b, uint256 round, Yield memory y) private {
        Panel storage p = b.panels[round];
        (uint256 honest, uint256 reveals) = (0, 0);
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (!sheet.posted) continue;
            reveals++;
            if (sheet.mood == Mood.Honest) honest++;
        }
        for (uint256 i = 0; i < p.seated.length; i++) {
            Sheet storage sheet = p.sheets[p.seated[i]];
            uint256 short = deml.seatOf(b.id, p.seated[i]).shortfall;
            if (short > 0) did(Deed.Forfeited);
            yes(short <= b.terms.seatStake, "I8 a forfeit is at most the stake");
            if (honest * 3 < reveals * 2 || !sheet.posted || sheet.mood != Mood.Honest) continue;
            same(short, 0, "I11 an honest miner never forfeits");
            same(y.earned[i] + y.contested, p.models.length, "I11 and is paid for every model");
        }
    }

    /// @dev I5: all rows, one of them another than its seat committed to, and its medians.
    function forgeRow(Book storage b, uint256 round, bool open, uint256 seed) private {
        Panel storage p = b.panels[round];
        Sheet storage sheet = p.sheets[p.seated[pick(seed, p.seated.length)]];
        bytes memory own = sheet.row;
        bytes memory forgery = fill(b, p, Mood.Wild, seed);
        if (keccak256(own) == keccak256(forgery) || !(sheet.posted || open)) return;
        sheet.row = forgery;
        bytes memory data = settlementOf(b, round, open, false, 0);
        sheet.row = own;
        must(false, cast[0], 0, data, "I5 no row but the one committed to");
    }

    /// @dev Counts every row as posted, if reveals are open; answers which were before.
    function countAll(Panel storage p, bool open) private returns (bool[] memory before) {
        before = new bool[](p.seated.length);
        for (uint256 i = 0; i < p.seated.length; i++) {
            before[i] = p.sheets[p.seated[i]].posted;
            if (open) p.sheets[p.seated[i]].posted = true;
        }
    }

    /// @dev A call of settle with a round's rows, and with their medians.
    function settlementOf(Book storage b, uint256 round, bool open, bool all, uint256 order)
        private
        returns (bytes memory)
    {
        Panel storage p = b.panels[round];
        (bytes memory rows, bytes memory openings) = papersOf(p, open, all, order);
        bool[] memory before = countAll(p, open);
        bytes memory medians;
        for (uint256 j = 0; j < p.models.length; j++) {
            medians = abi.encodePacked(medians, medianOf(p, j));
        }
        for (uint256 i = 0; i < before.length; i++) p.sheets[p.seated[i]].posted = before[i];
        return abi.encodeCall(IDeMLCalls.settle, (b.id, round, medians, rows, openings));
    }

    /// @dev The rows of a round as settle takes them: from some seat on, forwards or backwards, each
    /// alone or equal ones in one group.
    function papersOf(Panel storage p, bool open, bool all, uint256 order)
        private
        view
        returns (bytes memory rows, bytes memory openings)
    {
        uint256 n = p.seated.length;
        bool[] memory used = new bool[](n);
        for (uint256 k = 0; k < n; k++) {
            uint256 i = order % 2 == 0 ? (k + order / 2) % n : (2 * n - 1 - k + order / 2) % n;
            Sheet storage sheet = p.sheets[p.seated[i]];
            if (used[i] || !(sheet.posted || (open && (all || opens(sheet))))) continue;
            (uint16 count, bytes memory members) = groupOf(p, i, used, all, order % 3 == 0);
            if (sheet.posted) rows = abi.encodePacked(rows, sheet.row, count, members);
            else {
                bytes32 root = evidence(sheet.row);
                openings = abi.encodePacked(openings, sheet.row, root, count, members);
            }
        }
    }

    /// @dev The members of the group that a seat's row belongs to, marked as used.
    function groupOf(Panel storage p, uint256 i, bool[] memory used, bool all, bool alone)
        private
        view
        returns (uint16 count, bytes memory members)
    {
        Sheet storage sheet = p.sheets[p.seated[i]];
        for (uint256 m = 0; m < used.length; m++) {
            address miner = p.seated[m];
            Sheet storage other = p.sheets[miner];
            if (alone && m != i) continue;
            if (used[m] || other.posted != sheet.posted) continue;
            if (!(other.posted || all || opens(other))) continue;
            if (keccak256(other.row) != keccak256(sheet.row)) continue;
            used[m] = true;
            count++;
            members = abi.encodePacked(members, miner);
            if (!sheet.posted) members = abi.encodePacked(members, salt(salterOf(p, miner)));
        }
    }

    /// @dev What a call would leave behind.
    function foretell(Book storage b, uint256 round, bytes memory data) private returns (bytes32) {
        try this.attempt(b.id, round, data) {
            return 0;
        } catch (bytes memory reason) {
            yes(bytes4(reason) == Outcome.selector, "I7 settle in the first order");
            bytes32 found;
            assembly ("memory-safe") {
                found := mload(add(reason, 36))
            }
            return found;
        }
    }

    /// @dev Acts, and undoes it.
    function attempt(uint256 id, uint256 round, bytes calldata data) external {
        (bool ok, bytes memory answer) = act(cast[0], 0, data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        revert Outcome(fingerprint(books[id - 1], round));
    }

    function fingerprint(Book storage b, uint256 round) private view returns (bytes32) {
        (IDeMLTypes.Model[] memory models,,) = deml.modelsOf(b.id, 0, type(uint256).max);
        (uint256[] memory best,) = deml.podiumOf(b.id);
        return keccak256(
            abi.encode(
                deml.standingOf(b.id),
                models,
                best,
                deml.roundOf(b.id, round),
                deml.seatsOf(b.id, cast)
            )
        );
    }

    // ──────────────────────────────── money ────────────────────────────────

    function claim(uint256 seed) external move {
        address who = cast[pick(seed, ACTORS)];
        leave(bookAt(seed), who, pick(seed, 3) == 0 ? SINK : who);
    }

    /// @dev I9: what was taken out once is not taken out twice.
    function leave(Book storage b, address who, address to) private {
        uint256 amount = b.worth[who];
        bool may = b.enrolled[who] && b.liveIn[who] == 0 && (amount == 0 || accepts(to));
        bytes memory data = abi.encodeCall(IDeMLCalls.claim, (b.id, to));
        if (who == cast[REENTRANT]) Reentrant(payable(who)).aim(b.id);
        uint256 before = to.balance;
        bool ok = must(may, who, 0, data, "claim");
        if (ok) {
            bookClaim(b, who);
            if (reenters(who, to, amount)) amount += reentered(b, who, b.owed[who]);
            did(Deed.Claimed);
        }
        same(to.balance - before, ok ? amount : 0, "I9 claim pays what is due");
        if (!ok) return;
        must(false, who, 0, data, "I9 claim twice");
        same(to.balance - before, amount, "I9 and pays once");
    }

    function bookClaim(Book storage b, address who) private {
        b.paidOut += b.worth[who];
        (b.worth[who], b.short[who], b.enrolled[who]) = (0, 0, false);
    }

    function withdraw(uint256 seed) external move {
        address who = cast[pick(seed, ACTORS)];
        draw(bookAt(seed), who, pick(seed, 3) == 0 ? SINK : who);
    }

    function draw(Book storage b, address who, address to) private {
        uint256 amount = b.owed[who];
        if (amount > 0 && !accepts(to)) did(Deed.RefusedTransfer);
        bool may = amount > 0 && accepts(to);
        bytes memory data = abi.encodeCall(IDeMLCalls.withdraw, (b.id, to));
        if (who == cast[REENTRANT]) Reentrant(payable(who)).aim(b.id);
        uint256 before = to.balance;
        bool ok = must(may, who, 0, data, "withdraw");
        if (ok) {
            (b.owed[who], b.paidOut) = (0, b.paidOut + amount);
            if (reenters(who, to, amount) && b.enrolled[who] && b.liveIn[who] == 0) {
                uint256 more = b.worth[who];
                bookClaim(b, who);
                amount += more;
                did(Deed.Reentered);
            }
            did(Deed.Withdrawn);
        }
        same(to.balance - before, ok ? amount : 0, "I9 withdraw pays what is owed");
        if (!ok) return;
        must(false, who, 0, data, "I9 withdraw twice");
        same(to.balance - before, amount, "I9 and pays once");
    }

    function reenters(address who, address to, uint256 amount) private view returns (bool) {
        return who == cast[REENTRANT] && to == who && amount > 0;
    }

    /// @dev The re-entrant was claiming when it asked for what it is owed: it got that too, once.
    function reentered(Book storage b, address who, uint256 more) private returns (uint256) {
        if (more == 0) return 0;
        (b.owed[who], b.paidOut) = (0, b.paidOut + more);
        did(Deed.Reentered);
        return more;
    }

    /// @notice Three accounts, some perhaps the same or not enrolled, pushed out by another.
    function claimFor(uint256 seed) external move {
        address[] memory miners = new address[](3);
        for (uint256 i = 0; i < 3; i++) miners[i] = cast[pick(seed, ACTORS)];
        push(bookAt(seed), miners);
    }

    function push(Book storage b, address[] memory miners) private {
        uint256[] memory before = new uint256[](miners.length);
        uint256[] memory amounts = new uint256[](miners.length);
        for (uint256 i = 0; i < miners.length; i++) before[i] = miners[i].balance;
        bool may = !takesMiners(b);
        bytes memory data = abi.encodeCall(IDeMLCalls.claimFor, (b.id, miners));
        if (!must(may, SINK, 0, data, "claimFor")) return;
        for (uint256 i = 0; i < miners.length; i++) {
            address who = miners[i];
            if (!b.enrolled[who] || b.liveIn[who] != 0) continue;
            amounts[i] = b.worth[who];
            bookClaim(b, who);
            did(Deed.ClaimedFor);
            uint256 paid = who.balance - before[i];
            if (paid == 0 && amounts[i] > 0) {
                // Owed instead: only to whoever does not take a plain payment.
                yes(who == cast[REFUSER] || who == cast[REENTRANT], "claimFor pays");
                (b.owed[who], b.paidOut) = (b.owed[who] + amounts[i], b.paidOut - amounts[i]);
                did(Deed.Credited);
            } else {
                same(paid, amounts[i], "I9 claimFor pays once");
            }
        }
    }

    /// @notice Ether that no function receives.
    function force(uint256 seed) external move {
        uint256 amount = 1 + pick(seed, 1 ether);
        vm.deal(address(this), amount);
        // PUSH20 the contract, SELFDESTRUCT.
        bytes memory code = abi.encodePacked(hex"73", address(deml), hex"ff");
        assembly ("memory-safe") {
            pop(create(amount, add(code, 32), mload(code)))
        }
        forced += amount;
        did(Deed.Forced);
    }

    // ──────────────────────────────── crowds ────────────────────────────────

    /// @notice All do what they may in a competition's phase, most of them; then its time moves on.
    function crowd(uint256 seed) external move {
        Book storage b = bookAt(seed);
        IDeMLTypes.Phase phase = phaseOf(b);
        if (phase == IDeMLTypes.Phase.Registration) {
            for (uint256 i = 0; i < ACTORS; i++) {
                if (pick(seed, 3) > 0) enter(b, cast[i]);
                if (pick(seed, 3) > 0) join(b, cast[i]);
            }
            if (pick(seed, 2) == 0) until(b.terms.registrationEnd);
        } else if (phase == IDeMLTypes.Phase.Submission) {
            for (uint256 i = 0; i < ACTORS; i++) if (pick(seed, 3) > 0) send(b, cast[i]);
            if (!b.isSealed) rounds(b, seed);
            else if (pick(seed, 2) == 0) until(b.terms.submissionEnd);
        } else if (phase == IDeMLTypes.Phase.Opening) {
            if (pick(seed, 3) > 0) openTest(b);
            for (uint256 i = 0; i < b.papers.length; i++) if (pick(seed, 4) > 0) unseal(b, i);
            until(b.terms.openingEnd);
        } else {
            rounds(b, seed);
            end(b);
            if (b.ending != IDeMLTypes.Ending.Running) disperse(b, seed);
        }
    }

    /// @dev Some take out what is theirs.
    function disperse(Book storage b, uint256 seed) private {
        for (uint256 i = 0; i < ACTORS; i++) {
            if (pick(seed, 2) == 0) leave(b, cast[i], cast[i]);
            if (pick(seed, 2) == 0) draw(b, cast[i], cast[i]);
        }
    }

    /// @notice The rounds of one competition, pushed on.
    function play(uint256 seed) external move {
        rounds(bookAt(seed), seed);
    }

    function rounds(Book storage b, uint256 seed) private {
        startRound(b);
        for (uint256 round = 0; round < b.panels.length; round++) {
            if (isRunning(b.panels[round])) drive(b, round, seed);
        }
    }

    function drive(Book storage b, uint256 round, uint256 seed) private {
        Panel storage p = b.panels[round];
        if (p.drawn) {
            rise(pick(seed, 6) == 0 ? 300 : 1);
            capture(b, round);
            rise(1);
        }
        if (pick(seed, 2) == 0) sitAll(b, round, 6, seed);
        for (uint256 i = 0; i < ACTORS && takesCommits(b, p); i++) {
            if (pick(seed, 8) > 0) sit(b, round, cast[i], seed);
        }
        if (takesCommits(b, p) && pick(seed, 2) == 0) until(p.commitEnd);
        // Everybody, most, few or nobody reveals.
        uint256 diligence = [uint256(0), 5, 9, 9, 100, 100][pick(seed, 6)];
        for (uint256 i = 0; i < p.seated.length; i++) {
            if (pick(seed, 10) < diligence) post(b, round, p.seated[i]);
        }
        if (pick(seed, 2) == 0 && closedOf(b, p) != 0) {
            until(closedOf(b, p) + b.terms.revealWindow);
        }
        judge(b, round, seed);
        for (uint256 i = 0; i < ACTORS; i++) if (pick(seed, 4) == 0) join(b, cast[i]);
    }

    // ──────────────────────────────── the end ────────────────────────────────

    /// @notice I10: from here, with no deadline left, everybody gets everything.
    function drain() external move {
        pass(400 days);
        for (uint256 i = 0; i < books.length; i++) {
            Book storage b = books[i];
            for (uint256 round = 0; round < b.panels.length; round++) {
                if (!isRunning(b.panels[round])) continue;
                yes(deml.roundOf(b.id, round).canSettle, "I10 a round that cannot end");
                judge(b, round, i);
                yes(!isRunning(b.panels[round]), "I10 a round that did not end");
            }
            end(b);
            yes(b.ending != IDeMLTypes.Ending.Running, "I10 a competition without an end");
            for (uint256 j = 0; j < ACTORS; j++) {
                if (b.enrolled[cast[j]]) leave(b, cast[j], SINK);
                if (b.owed[cast[j]] > 0) draw(b, cast[j], SINK);
            }
            same(deml.standingOf(b.id).held, 0, "I10 stuck in a competition");
            same(deml.standingOf(b.id).enrolled, 0, "I10 nobody is left");
        }
        same(address(deml).balance, forced, "I10 nothing is left but what was forced in");
    }
}
