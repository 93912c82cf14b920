/**
 * What became of a competition, as its events tell it. Pure: nothing is read here.
 *
 * @module
 */
import { type Address, type Hex, hexToBytes } from "viem";
import { unpackResults } from "../../../miner/chain/read_agreement.ts";
import { unpackSeat } from "../../../miner/chain/read_rows.ts";
import { unpackScores } from "../../../miner/chain/commitment.ts";
import type { Result } from "../../../miner/chain/read_agreement.ts";
import type { Event } from "./read_logs.ts";

/** How a round stands or ended. */
export type RoundOutcome = "running" | "settled" | "failed" | "void";

/** A miner's row in a round. */
export interface Row {
  miner: Address;
  /** In the round's order of models */
  scores: number[];
}

/** One round. */
export interface RoundHistory {
  index: number;
  /** How many models it judges */
  size: number;
  /** Seconds since 1970; absent where the node does not tell */
  openedAt: number | undefined;
  endedAt: number | undefined;
  /** Who took which seat */
  seats: Map<number, Address>;
  /** By seat */
  rows: Map<number, Row>;
  outcome: RoundOutcome;
  /** Rows that it counted */
  reveals: number;
  /** Wei that its seats lost */
  forfeits: bigint;
  /** In the round's order; empty until it is settled */
  results: Result[];
}

/** A payment out of the contract. */
export interface Payment {
  account: Address;
  amount: bigint;
}

/** One competition's past. */
export interface History {
  /** Where its first event is */
  createdIn: bigint | undefined;
  createdAt: number | undefined;
  participants: Address[];
  rounds: RoundHistory[];
  /** Everybody who ever enrolled or sat, and what each has claimed */
  miners: Map<Address, { stake: bigint; fees: bigint; claims: number }>;
  withdrawals: Payment[];
  credits: Payment[];
  /** Wei that were shared at the end, refunds included */
  ended: { pot: bigint; at: number | undefined } | undefined;
}

/** Tells the history from its events, oldest first. */
export function historyOf(events: readonly Event[]): History {
  const history: History = {
    createdIn: undefined,
    createdAt: undefined,
    participants: [],
    rounds: [],
    miners: new Map(),
    withdrawals: [],
    credits: [],
    ended: undefined,
  };
  for (const event of events) follow(history, event);
  return history;
}

function follow(history: History, event: Event): void {
  const { rounds, miners } = history;
  const round = (index: bigint | number) => rounds[Number(index)];
  switch (event.eventName) {
    case "CompetitionCreated":
      history.createdIn = event.blockNumber;
      history.createdAt = event.time;
      break;
    case "Registered":
      history.participants.push(event.args.participant);
      break;
    case "Enrolled":
      knowMiner(history, event.args.miner);
      break;
    case "EnrolledTogether":
      for (const miner of event.args.miners) knowMiner(history, miner);
      break;
    case "RoundOpened":
      rounds[Number(event.args.round)] = {
        index: Number(event.args.round),
        size: Number(event.args.models),
        openedAt: event.time,
        endedAt: undefined,
        seats: new Map(),
        rows: new Map(),
        outcome: "running",
        reveals: 0,
        forfeits: 0n,
        results: [],
      };
      break;
    case "Committed": {
      const { round: index, seat, miner } = unpackSeat(event.args.seat);
      round(index)?.seats.set(seat, miner);
      knowMiner(history, miner);
      break;
    }
    case "Revealed": {
      const { round: index, seat, miner } = unpackSeat(event.args.seat);
      round(index)?.rows.set(seat, { miner, scores: unpackScores(event.args.scores) });
      break;
    }
    case "RevealedTogether": {
      const found = round(event.args.round);
      if (found) readGroups(found, event.args.rows);
      break;
    }
    case "RoundSettled": {
      const found = round(event.args.round);
      if (!found) break;
      found.outcome = "settled";
      found.endedAt = event.time;
      found.reveals = Number(event.args.reveals);
      found.forfeits = event.args.forfeits;
      found.results = unpackResults(event.args.results);
      break;
    }
    case "RoundDropped": {
      const found = round(event.args.round);
      if (!found) break;
      found.outcome = Number(event.args.status) === VOID ? "void" : "failed";
      found.endedAt = event.time;
      found.reveals = Number(event.args.reveals);
      found.forfeits = event.args.forfeits;
      break;
    }
    case "Claimed": {
      const known = knowMiner(history, event.args.miner);
      known.stake += event.args.stake;
      known.fees += event.args.fees;
      known.claims++;
      break;
    }
    case "Credited":
      history.credits.push({ account: event.args.account, amount: event.args.amount });
      break;
    case "Withdrawn":
      history.withdrawals.push({ account: event.args.account, amount: event.args.amount });
      break;
    case "Ended":
      history.ended = { pot: event.args.pot, at: event.time };
      break;
  }

  function knowMiner({ miners: all }: History, miner: Address) {
    const known = all.get(miner) ?? { stake: 0n, fees: 0n, claims: 0 };
    miners.set(miner, known);
    return known;
  }
}

/** IDeMLTypes.RoundStatus.Void */
const VOID = 4;

const SCORE_BYTES = 3;
const EVIDENCE_BYTES = 32;

/** Rows of one call: groups of scores ‖ evidence ‖ count (2 bytes) ‖ count × seat (2 bytes). */
function readGroups(round: RoundHistory, packed: Hex): void {
  const bytes = hexToBytes(packed);
  const view = new DataView(bytes.buffer);
  const head = SCORE_BYTES * round.size + EVIDENCE_BYTES;
  for (let at = 0; at + head + 2 <= bytes.length;) {
    const scores = unpackScores(
      `0x${bytes.subarray(at, at + SCORE_BYTES * round.size).toHex()}`,
    );
    const count = view.getUint16(at + head);
    at += head + 2;
    for (let index = 0; index < count && at + 2 <= bytes.length; index++, at += 2) {
      const seat = view.getUint16(at);
      const miner = round.seats.get(seat);
      if (miner) round.rows.set(seat, { miner, scores });
    }
  }
}
