/**
 * What became of a competition, from its events. Pure: nothing is read here.
 *
 * @module
 */
import { type Address, type Hex, hexToBytes } from "viem";
import { type Result, unpackResults } from "../round/results.ts";
import { unpackSeat } from "../round/seat.ts";
import { ENDINGS } from "../generated/enums.ts";
import type { Ending } from "../state/competition.ts";
import { unpackScores } from "../round/commitment.ts";
import { claimedScore } from "../score/score_claim.ts";
import { modelNameOf } from "../text/model_name.ts";
import type { Event } from "../abi.ts";

/**
 * How a round stands or ended: `expired` for lack of commits, `failed` for lack of reveals. Neither
 * punishes a model: it waits again.
 */
export type RoundOutcome = "running" | "settled" | "failed" | "expired";

/** A miner's row in a round. */
export interface Row {
  miner: Address;
  /** In the round's order of models */
  scores: number[];
  /** The root over its models, 32 bytes */
  evidence: Hex;
}

/** One round. */
export interface RoundHistory {
  index: number;
  /** Round zero of a sealed competition: it judges the test set, not models */
  testSet: boolean;
  /** Places in its rows: models, or one test set */
  size: number;
  /** Deposits that might commit */
  counted: number;
  /** Seconds since 1970; absent if the node does not give it */
  openedAt: number | undefined;
  endedAt: number | undefined;
  /** Who took which seat */
  seats: Map<number, Address>;
  /** By seat */
  rows: Map<number, Row>;
  outcome: RoundOutcome;
  /** Rows that it counted */
  reveals: number;
  /** Deposits that its seats lost; they are burnt */
  lost: number;
  /** In the round's order; empty until it is settled */
  results: Result[];
}

/** A payment out of the contract. */
export interface Payment {
  account: Address;
  amount: bigint;
}

/** A place: a model, or one that was only reserved. */
export interface Place {
  author: Address;
  /** The place of its submission; absent while it is reserved */
  submittedIn: bigint | undefined;
  /** Seconds since 1970; absent if the node does not give it */
  submittedAt: number | undefined;
  /** What its author calls it, safe to show: `modelNameOf` */
  name?: string | undefined;
  /** What its author claims it scores on the public part, in score units */
  claimed?: number | undefined;
  /** Whether its key was published */
  opened?: boolean;
}

/** What a miner did and received, as far as events show it. */
export interface MinerHistory {
  /** Wei of deposits and fees that were paid to it */
  stake: bigint;
  fees: bigint;
  claims: number;
}

/** One competition's past. */
export interface History {
  /** Where its first event is */
  createdIn: bigint | undefined;
  createdAt: number | undefined;
  participants: Address[];
  /** By number */
  places: Map<number, Place>;
  rounds: RoundHistory[];
  /** Everybody who ever enrolled or sat */
  miners: Map<Address, MinerHistory>;
  withdrawals: Payment[];
  credits: Payment[];
  /** Wei that nobody received */
  burnt: bigint;
  /** Wei that were shared at the end, including refunds */
  ended: { pot: bigint; ending: Ending; at: number | undefined } | undefined;
}

/** Builds the history from its events, oldest first. */
export function historyOf(events: readonly Event[]): History {
  const history: History = {
    createdIn: undefined,
    createdAt: undefined,
    participants: [],
    places: new Map(),
    rounds: [],
    miners: new Map(),
    withdrawals: [],
    credits: [],
    burnt: 0n,
    ended: undefined,
  };
  for (const event of events) follow(history, event);
  return history;
}

function follow(history: History, event: Event): void {
  const { rounds, places } = history;
  const round = (index: bigint | number) => rounds[Number(index)];
  switch (event.eventName) {
    case "CompetitionCreated":
      history.createdIn = event.blockNumber;
      history.createdAt = event.time;
      break;
    case "Registered":
      history.participants.push(event.args.participant);
      break;
    case "PlaceReserved":
      places.set(Number(event.args.place), {
        author: event.args.author,
        submittedIn: undefined,
        submittedAt: undefined,
      });
      break;
    case "ModelSubmitted":
      places.set(Number(event.args.model), {
        author: event.args.author,
        submittedIn: event.blockNumber,
        submittedAt: event.time,
      });
      break;
    case "ModelNamed": {
      const place = places.get(Number(event.args.model));
      if (place) place.name = modelNameOf(event.args.name);
      break;
    }
    case "ModelKey": {
      const place = places.get(Number(event.args.model));
      if (place) place.opened = true;
      break;
    }
    case "ScoreClaimed": {
      const place = places.get(Number(event.args.model));
      if (place) place.claimed = claimedScore(event.args.claim);
      break;
    }
    case "Enrolled":
      minerOf(history, event.args.miner);
      break;
    case "EnrolledTogether":
      for (const miner of event.args.miners) minerOf(history, miner);
      break;
    case "RoundOpened":
      rounds[Number(event.args.round)] = {
        index: Number(event.args.round),
        testSet: event.args.models === 0n,
        size: Number(event.args.models) || 1,
        counted: Number(event.args.counted),
        openedAt: event.time,
        endedAt: undefined,
        seats: new Map(),
        rows: new Map(),
        outcome: "running",
        reveals: 0,
        lost: 0,
        results: [],
      };
      break;
    case "Committed": {
      const { round: index, seat, miner } = unpackSeat(event.args.seat);
      round(index)?.seats.set(seat, miner);
      minerOf(history, miner);
      break;
    }
    case "Revealed": {
      const { round: index, seat, miner } = unpackSeat(event.args.seat);
      const { scores, evidence } = event.args;
      round(index)?.rows.set(seat, { miner, scores: unpackScores(scores), evidence });
      break;
    }
    case "RevealedTogether": {
      const found = round(event.args.round);
      if (found) readGroups(found, event.args.rows);
      break;
    }
    case "RoundSettled": {
      const found = ended(event, "settled");
      if (!found) break;
      found.reveals = Number(event.args.reveals);
      found.lost = Number(event.args.lost);
      found.results = unpackResults(event.args.results);
      break;
    }
    case "RoundFailed": {
      const found = ended(event, "failed");
      if (!found) break;
      found.reveals = Number(event.args.reveals);
      found.lost = Number(event.args.lost);
      break;
    }
    case "RoundExpired":
      ended(event, "expired");
      break;
    case "Burnt":
      history.burnt += event.args.amount;
      break;
    case "Claimed": {
      const known = minerOf(history, event.args.miner);
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
      history.ended = {
        pot: event.args.pot,
        ending: ENDINGS[event.args.ending] ?? "running",
        at: event.time,
      };
      break;
  }

  function ended(
    { args, time }: { args: { round: bigint }; time: number | undefined },
    outcome: RoundOutcome,
  ): RoundHistory | undefined {
    const found = round(args.round);
    if (!found) return undefined;
    found.outcome = outcome;
    found.endedAt = time;
    return found;
  }
}

function minerOf({ miners }: History, miner: Address): MinerHistory {
  const known = miners.get(miner) ?? { stake: 0n, fees: 0n, claims: 0 };
  miners.set(miner, known);
  return known;
}

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
    const evidence: Hex = `0x${bytes.subarray(at + head - EVIDENCE_BYTES, at + head).toHex()}`;
    const count = view.getUint16(at + head);
    at += head + 2;
    for (let index = 0; index < count && at + 2 <= bytes.length; index++, at += 2) {
      const seat = view.getUint16(at);
      const miner = round.seats.get(seat);
      // One that was posted before has the evidence that it showed there.
      if (miner && !round.rows.has(seat)) round.rows.set(seat, { miner, scores, evidence });
    }
  }
}
