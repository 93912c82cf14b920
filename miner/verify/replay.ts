/**
 * Replays a competition from its events: what the rules decide is booked, and where an event says
 * otherwise is noted. Pure. It checks the accounting, not whether each call was on time.
 *
 * @module
 */
import { type Address, bytesToHex, type Hex, hexToBytes } from "viem";
import type { PastEvent } from "../chain/read_history.ts";
import { ENDINGS } from "../../protocol/generated/enums.ts";
import { unpackScores } from "../../protocol/round/commitment.ts";
import { unpackResults } from "../../protocol/round/results.ts";
import { unpackSeat } from "../../protocol/round/seat.ts";
import {
  type BookRound,
  type Books,
  type BookTerms,
  bookTerms,
  newBooks,
  reservedPlace,
} from "./books.ts";
import type { DifferenceKind } from "./difference.ts";
import { buyInOf, owedTo, potOf, rankingOf, sharesAtEnd } from "./money.ts";
import { bookSettlement, countRound, takeDeposits } from "./settlement.ts";

/** The most models of a round. */
const ROUND_SIZE = 32;
const SCORE_BYTES = 3;
const EVIDENCE_BYTES = 32;

/** Replays events, oldest first. */
export function replay(events: readonly PastEvent[]): Books {
  const books = newBooks();
  let shares: readonly number[] = [];
  /** Claims by transaction: whoever refuses ether is credited instead */
  const claims = new Map<string, bigint>();
  for (const event of events) {
    if (event.eventName === "PrizeShared") shares = event.args.shares;
    else if (event.eventName === "CompetitionCreated") {
      books.terms = bookTerms(event.args, shares);
      books.held = event.args.fund;
    } else if (books.terms !== undefined) {
      if (event.eventName !== "Burnt") requireBurnt(books, event);
      if (event.eventName !== "Burnt" && event.eventName !== "Credited") requireShared(books);
      follow(books, books.terms, event, claims);
    }
  }
  requireBurnt(books, events.at(-1));
  requireShared(books);
  return books;
}

function note(
  { differences }: Books,
  kind: DifferenceKind,
  { expected, found, ...where }: {
    expected: unknown;
    found: unknown;
    round?: number;
    model?: number;
    account?: Address;
  },
): void {
  if (String(expected) === String(found)) return;
  differences.push({ kind, ...where, expected: String(expected), found: String(found) });
}

/** The call that decides a burn makes it: its event comes before any other call's. */
function requireBurnt(books: Books, event: PastEvent | undefined): void {
  const pending = event?.eventName === "Credited" && books.ending !== "running";
  if (books.burning === 0n || pending) return;
  note(books, "burn", { expected: books.burning, found: "no burn" });
  books.burning = 0n;
}

/** The call that ends a competition credits its shares, each place by itself: sums are compared. */
function requireShared(books: Books): void {
  const { announced, shared } = books;
  for (const account of new Set([...announced.keys(), ...shared.keys()])) {
    const [expected, found] = [announced.get(account) ?? 0n, shared.get(account) ?? 0n];
    note(books, "prize", { account, expected, found });
  }
  announced.clear();
  shared.clear();
}

function follow(
  books: Books,
  terms: BookTerms,
  event: PastEvent,
  claims: Map<string, bigint>,
): void {
  const { models, miners, rounds } = books;
  switch (event.eventName) {
    case "Registered":
      books.participants.push(event.args.participant);
      books.held += buyInOf(terms);
      break;
    case "PlaceReserved": {
      const place = Number(event.args.place);
      models.set(place, reservedPlace(place, event.args.author));
      break;
    }
    case "ModelSubmitted": {
      const { author, digest, size, keyCommitment, model } = event.args;
      const id = Number(model);
      const place = reservedPlace(id, author);
      models.set(id, { ...place, digest, keyCommitment, size: Number(size), status: "incomplete" });
      noteWhole(books, terms, id);
      break;
    }
    case "ModelPart": {
      const model = models.get(Number(event.args.model));
      if (model === undefined) break;
      note(books, "sequence", {
        model: model.id,
        expected: model.published,
        found: event.args.offset,
      });
      model.published += event.args.length;
      noteWhole(books, terms, model.id);
      break;
    }
    case "ScoreClaimed": {
      const model = models.get(Number(event.args.model));
      if (model !== undefined) model.claim = event.args.claim;
      books.held += buyInOf(terms);
      break;
    }
    case "TestSetKey":
      books.testKey = event.args.key;
      break;
    case "ModelKey": {
      const model = models.get(Number(event.args.model));
      if (model === undefined) break;
      model.status = "waiting";
      books.queue.push(model.id);
      break;
    }
    case "Enrolled":
      enrol(books, terms, event.args.miner);
      break;
    case "EnrolledTogether":
      for (const miner of event.args.miners) enrol(books, terms, miner);
      break;
    case "RoundOpened":
      open(books, Number(event.args.round), Number(event.args.models));
      break;
    case "Committed": {
      const { round, seat, miner } = unpackSeat(event.args.seat);
      rounds[round]?.seats.set(seat, miner);
      break;
    }
    case "Revealed": {
      const { round, seat, miner } = unpackSeat(event.args.seat);
      const { scores, evidence } = event.args;
      note(books, "rows", {
        round,
        account: miner,
        expected: rounds[round]?.seats.get(seat),
        found: miner,
      });
      rounds[round]?.rows.set(seat, { miner, scores: unpackScores(scores), evidence });
      break;
    }
    case "RevealedTogether": {
      const round = rounds[Number(event.args.round)];
      if (round !== undefined) readGroups(round, event.args.rows);
      break;
    }
    case "RoundSettled":
      settle(books, terms, event);
      break;
    case "RoundExpired": {
      const round = rounds[Number(event.args.round)];
      if (round !== undefined) round.over = true;
      break;
    }
    case "RoundFailed": {
      const round = rounds[Number(event.args.round)];
      if (round === undefined) break;
      const silent = [...round.seats.keys()].filter((seat) => !round.rows.has(seat));
      note(books, "forfeits", {
        round: round.index,
        expected: silent.length,
        found: event.args.lost,
      });
      round.over = true;
      takeDeposits(books, round, silent);
      books.burning += BigInt(silent.length) * terms.seatStake;
      break;
    }
    case "Burnt":
      note(books, "burn", { expected: books.burning, found: event.args.amount });
      books.held -= event.args.amount;
      books.burnt += event.args.amount;
      books.burning = 0n;
      break;
    case "Claimed": {
      const { miner: account, stake, fees } = event.args;
      const known = miners.get(account);
      const due = { stake: known?.deposited ? terms.seatStake : 0n, fees: known?.fees ?? 0n };
      note(books, "forfeits", { account, expected: due.stake, found: stake });
      note(books, "payout", { account, expected: due.fees, found: fees });
      miners.set(account, { deposited: false, fees: 0n });
      books.held -= stake + fees;
      claims.set(`${event.transactionHash} ${account}`, stake + fees);
      break;
    }
    case "Credited":
      credit(books, event, claims);
      break;
    case "Ended":
      end(books, terms, event);
      break;
    case "Withdrawn": {
      const { account, amount } = event.args;
      const expected = owedTo(books, terms, account);
      note(books, "withdrawal", { account, expected, found: amount });
      books.credits.delete(account);
      if (books.ending !== "running") books.refunded.add(account);
      books.held -= amount;
      break;
    }
  }
}

/** A complete model waits, or is sealed until its key comes. */
function noteWhole(
  { models, queue }: Books,
  { sealed, offChainModels }: BookTerms,
  id: number,
): void {
  const model = models.get(id);
  if (model?.status !== "incomplete") return;
  if (model.published < model.size && !offChainModels) return;
  model.status = sealed ? "sealed" : "waiting";
  if (!sealed) queue.push(id);
}

function enrol(books: Books, { seatStake }: BookTerms, miner: Address): void {
  books.held += seatStake;
  books.miners.set(miner, { deposited: true, fees: books.miners.get(miner)?.fees ?? 0n });
}

function open(books: Books, index: number, size: number): void {
  const testSet = size === 0;
  const expected = testSet ? 0 : Math.min(ROUND_SIZE, books.queue.length);
  note(books, "sequence", { round: index, expected, found: size });
  books.rounds[index] = {
    index,
    testSet,
    models: books.queue.slice(0, size),
    seats: new Map(),
    rows: new Map(),
    settled: false,
    over: false,
  };
}

function settle(
  books: Books,
  terms: BookTerms,
  { args }: Extract<PastEvent, { eventName: "RoundSettled" }>,
): void {
  const index = Number(args.round);
  const round = books.rounds[index];
  if (round === undefined) return;
  const counted = countRound(round, terms);
  note(books, "reveals", { round: index, expected: round.rows.size, found: args.reveals });
  const told = unpackResults(args.results);
  counted.results.forEach(({ model, median, average, inliers }, place) => {
    const found = told[place];
    const where = { round: index, ...(round.testSet ? {} : { model }) };
    note(books, "sequence", { ...where, expected: model, found: found?.model });
    note(books, "median", { ...where, expected: median, found: found?.median });
    note(books, "average", { ...where, expected: average, found: found?.average });
    note(books, "inliers", { ...where, expected: inliers, found: found?.inliers });
  });
  note(books, "forfeits", { round: index, expected: counted.losers.length, found: args.lost });
  round.settled = round.over = true;
  bookSettlement(books, round, terms, counted);
}

function credit(
  books: Books,
  { args: { account, amount }, transactionHash }: Extract<PastEvent, { eventName: "Credited" }>,
  claims: Map<string, bigint>,
): void {
  books.credits.set(account, (books.credits.get(account) ?? 0n) + amount);
  if (claims.get(`${transactionHash} ${account}`) === amount) {
    books.held += amount;
    return;
  }
  books.shared.set(account, (books.shared.get(account) ?? 0n) + amount);
}

function end(
  books: Books,
  terms: BookTerms,
  { args }: Extract<PastEvent, { eventName: "Ended" }>,
): void {
  const found = ENDINGS[args.ending] ?? "running";
  const byRank = rankingOf(books).length > 0 ? "won" : "unwon";
  const mayCancel = terms.sealed && books.testSet !== "good";
  note(books, "ending", { expected: mayCancel ? "cancelled" : byRank, found });
  note(books, "pot", { expected: potOf(books, terms), found: args.pot });
  books.ending = found;
  const { credits, burnt } = sharesAtEnd(books, terms);
  books.announced = credits;
  books.burning += burnt;
}

/** Groups of equal rows: scores ‖ evidence ‖ count (2 bytes) ‖ count × seat (2 bytes). */
function readGroups(round: BookRound, packed: Hex): void {
  const bytes = hexToBytes(packed);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const width = SCORE_BYTES * (round.testSet ? 1 : round.models.length);
  for (let at = 0; at + width + EVIDENCE_BYTES + 2 <= bytes.length;) {
    const scores = unpackScores(bytesToHex(bytes.subarray(at, at + width)));
    const evidence = bytesToHex(bytes.subarray(at + width, at + width + EVIDENCE_BYTES));
    const count = view.getUint16(at + width + EVIDENCE_BYTES);
    at += width + EVIDENCE_BYTES + 2;
    for (let index = 0; index < count && at + 2 <= bytes.length; index++, at += 2) {
      const seat = view.getUint16(at);
      const miner = round.seats.get(seat);
      // One that was posted before has the evidence that it showed there.
      if (miner !== undefined && !round.rows.has(seat)) {
        round.rows.set(seat, { miner, scores, evidence });
      }
    }
  }
}
