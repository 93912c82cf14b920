// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDeMLRounds} from "../../../src/IDeMLRounds.sol";
import {Rows} from "./Rows.sol";

/// @notice Rounds open; miners commit, for themselves or signed, and reveal what they committed to.
abstract contract Rounds is Rows {
    function tryOpenRound(uint256 seed) external move {
        startRound(bookAt(seed), seed);
    }

    function startRound(Book storage b, uint256 seed) internal {
        bool may = mayOpenRound(b);
        address who = pick(seed, 2) == 0 ? STRANGER : actor(seed);
        bytes memory data = abi.encodeCall(IDeMLRounds.openRound, (b.id));
        if (!must(may, who, 0, data, "openRound")) return;
        Panel storage p = bookOpening(b);
        did(Deed.Opened);
        did(Deed.OpenedZero, p.testSet);
        did(Deed.OpenedFull, p.models.length == ROUND_MODELS);
        did(Deed.OpenedLate, clock >= b.terms.evaluationEnd);
    }

    // ─────────────────────────────── commits ───────────────────────────────

    function tryCommit(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length == 0) return;
        sit(b, roundAt(b, seed), actor(seed), seed);
    }

    /// @dev What a miner would commit to.
    struct Plan {
        Mood mood;
        bytes row;
        bytes32 commitment;
    }

    function plan(Book storage b, uint256 round, address who, uint256 seed)
        private
        returns (Plan memory it)
    {
        Panel storage p = b.panels[round];
        it.mood = moodIn(b, round, seed);
        bool copies = it.mood == Mood.Copying && p.seated.length > 0;
        it.row = copies ? p.sheets[p.seated[0]].row : fill(b, p, it.mood, seed);
        it.commitment = commitmentOf(b.id, round, copies ? p.seated[0] : who, it.row);
        if (it.mood == Mood.Copying && !copies) it.mood = Mood.Wild; // nobody to copy from: its own
    }

    function sit(Book storage b, uint256 round, address who, uint256 seed) internal {
        Panel storage p = b.panels[round];
        Plan memory it = plan(b, round, who, seed);
        bool may = takesCommits(b, p) && maySit(b, round, who);
        yes(deml.mayCommit(b.id, round, who) == may, "I4 the view says who may commit");
        bytes memory data = abi.encodeCall(IDeMLRounds.commit, (b.id, round, it.commitment));
        if (!must(may, who, 0, data, "commit")) return;
        bookSeat(b, round, who, it.mood, it.row);
        did(Deed.Committed);
        did(Deed.ClosedEarly, p.closedEarly != 0);
    }

    function tryCommitFor(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length > 0) sitAll(b, roundAt(b, seed), 1 + pick(seed, 6), seed);
    }

    /// @dev Several signatures in one batch, among them the same one twice and one of nobody.
    function sitAll(Book storage b, uint256 round, uint256 count, uint256 seed) internal {
        Plan[] memory plans = new Plan[](count);
        address[] memory who = new address[](count);
        bool[] memory spoilt = new bool[](count);
        bytes memory batch;
        uint256 offset = pick(seed, SIGNERS);
        for (uint256 i = 0; i < count; i++) {
            uint256 signer = (offset + i - (i == 3 ? 1 : 0)) % SIGNERS;
            who[i] = cast[signer];
            plans[i] = plan(b, round, who[i], seed);
            bytes memory signed = sign(signer, b.id, round, plans[i].commitment);
            spoilt[i] = pick(seed, 8) == 0;
            if (spoilt[i]) signed[pick(seed, 96)] ^= 0x10;
            batch = abi.encodePacked(batch, signed);
        }
        bytes memory data = abi.encodeCall(IDeMLRounds.commitFor, (b.id, round, batch));
        (bool ok, bytes memory answer) = act(STRANGER, 0, data);
        yes(ok == takesCommits(b, b.panels[round]), "commitFor");
        if (!ok) return;
        uint256 seated = bookBatch(b, round, plans, who, spoilt);
        same(abi.decode(answer, (uint256)), seated, "I4 seated by commitFor");
    }

    function bookBatch(
        Book storage b,
        uint256 round,
        Plan[] memory plans,
        address[] memory who,
        bool[] memory spoilt
    ) private returns (uint256 seated) {
        Panel storage p = b.panels[round];
        for (uint256 i = 0; i < plans.length && takesCommits(b, p); i++) {
            if (spoilt[i] || !maySit(b, round, who[i])) {
                did(Deed.PassedOver);
                continue;
            }
            bookSeat(b, round, who[i], plans[i].mood, plans[i].row);
            did(Deed.CommittedFor);
            seated++;
        }
    }

    function sign(uint256 signer, uint256 id, uint256 round, bytes32 commitment)
        private
        view
        returns (bytes memory)
    {
        return signedWith(
            keyOf(signer), Signed(block.chainid, address(deml), id, round, commitment)
        );
    }

    // ─────────────────────────────── reveals ───────────────────────────────

    function tryReveal(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length == 0) return;
        uint256 round = roundAt(b, seed);
        uint256 n = b.panels[round].seated.length;
        if (n > 0) post(b, round, b.panels[round].seated[pick(seed, n)]);
    }

    function opens(Sheet storage sheet) internal view returns (bool) {
        return sheet.mood != Mood.Copying && sheet.mood != Mood.Nonsense;
    }

    /// @dev Whose salt a seat's opening has: of a copied commitment that of the copied one.
    function salterOf(Panel storage p, address who) internal view returns (address) {
        return p.sheets[who].mood == Mood.Copying ? p.seated[0] : who;
    }

    /// @dev Posts a row by its opening; of a copied commitment, by the opening that was copied.
    function post(Book storage b, uint256 round, address who) internal {
        Panel storage p = b.panels[round];
        Sheet storage sheet = p.sheets[who];
        bool may = takesReveals(b, p) && !sheet.posted && opens(sheet);
        bytes memory data = revelation(b, round, who, sheet.row, salterOf(p, who));
        if (!must(may, STRANGER, 0, data, "I10 reveal")) {
            did(Deed.RefusedReveal);
            return;
        }
        sheet.posted = true;
        did(Deed.Revealed);
    }

    function revelation(
        Book storage b,
        uint256 round,
        address who,
        bytes memory row,
        address salted
    ) private view returns (bytes memory) {
        return abi.encodeCall(
            IDeMLRounds.reveal, (b.id, round, who, row, evidence(row), salt(salted))
        );
    }

    /// @notice I10: rows that nobody committed to, and openings of others. All are refused.
    function tryForge(uint256 seed) external move {
        Book storage b = bookAt(seed);
        if (b.panels.length == 0) return;
        uint256 round = roundAt(b, seed);
        Panel storage p = b.panels[round];
        address who = actor(seed);
        forged(b, round, who, fill(b, p, Mood.Wild, seed), who);
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
        if (keccak256(row) == keccak256(b.panels[round].sheets[who].row)) {
            if (salterOf(b.panels[round], who) == salted || salted == who) return;
        }
        never(who, 0, revelation(b, round, who, row, salted), "I10 no row but the own");
        did(Deed.RefusedReveal);
    }
}
