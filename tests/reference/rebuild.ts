/**
 * Competitions rebuilt from the contract's events alone, as the reference model remembers them:
 * whoever has the logs needs no view.
 *
 * @module
 */
import type { Address } from "viem";
import { unpackScores } from "../../miner/chain/commitment.ts";
import type { TimedEvent } from "./chain.ts";
import { readGroups, settle, takeFromSilent, takeSeat, unpackSeat } from "./rebuild_rounds.ts";
import { unpackTerms } from "./rebuild_terms.ts";
import {
  buyInOf,
  type Competition,
  ENDINGS,
  isSealed,
  newCompetition,
  ROUND_STATUSES,
  type Terms,
} from "./state.ts";

/** Rebuilds the competitions that events tell of. */
export function rebuild(events: TimedEvent[]): Map<number, Competition> {
  const competitions = new Map<number, Competition>();
  /** What is told ahead of the creation, in the same call */
  const special = new Map<number, Partial<Terms>>();
  const claims = new Set<string>();
  const keyOf = ({ transactionHash, args }: TimedEvent, account: Address) =>
    `${transactionHash} ${args.id} ${account}`;
  for (const event of events) {
    const id = Number(event.args.id);
    if (event.eventName === "CompetitionSealed") {
      special.set(id, { testKeyCommitment: event.args.testKeyCommitment });
    } else if (event.eventName === "PrizeShared") {
      special.set(id, { ...special.get(id), prizeShares: [...event.args.shares] });
    } else if (event.eventName === "CompetitionCreated") {
      const { organizer, fund, specDigest, schedule, limits } = event.args;
      const terms = { ...unpackTerms(specDigest, schedule, limits), ...special.get(id) };
      competitions.set(id, newCompetition(id, organizer, fund, terms));
    } else {
      follow(competitions.get(id)!, event);
    }
    if (event.eventName === "Claimed") claims.add(keyOf(event, event.args.miner));
    // A claim for somebody that refused the ether: it never left.
    if (event.eventName === "Credited" && claims.has(keyOf(event, event.args.account))) {
      competitions.get(id)!.held += event.args.amount;
    }
  }
  return competitions;
}

function follow(competition: Competition, event: TimedEvent): void {
  const { models, queue, rounds, miners, participants } = competition;
  const { time } = event;
  switch (event.eventName) {
    case "Registered":
      participants.push(event.args.participant);
      competition.held += buyInOf(competition);
      break;
    case "ModelSubmitted": {
      const { author, digest, size, keyCommitment } = event.args;
      const status = isSealed(competition) ? "Sealed" : "Waiting";
      if (status === "Waiting") queue.push(models.length);
      const submitted = { author, digest, size: Number(size), keyCommitment, submittedAt: time };
      models.push({ ...submitted, status, score: 0 });
      break;
    }
    case "TestSetKey":
      competition.testKey = event.args.key;
      break;
    case "ModelKey":
      models[Number(event.args.model)]!.status = "Waiting";
      queue.push(Number(event.args.model));
      break;
    case "Enrolled":
      enrol(competition, event.args.miner);
      break;
    case "EnrolledTogether":
      for (const miner of event.args.miners) enrol(competition, miner);
      break;
    case "RoundOpened":
      rounds.push({
        models: queue.splice(0, Number(event.args.models)),
        openedAt: time,
        candidates: miners.size,
        anchorBlock: 0,
        seats: [],
        posted: 0,
        contested: 0,
        status: "Running",
      });
      break;
    case "SeedCaptured":
      rounds[Number(event.args.round)]!.seed = event.args.seed;
      break;
    case "Committed":
      takeSeat(competition, event.args.seat, time);
      break;
    case "Revealed": {
      const { round, number } = unpackSeat(event.args.seat);
      rounds[round]!.seats[number]!.scores = unpackScores(event.args.scores);
      rounds[round]!.posted++;
      break;
    }
    case "RevealedTogether":
      readGroups(rounds[Number(event.args.round)]!, event.args.rows);
      break;
    case "RoundSettled":
      settle(competition, Number(event.args.round), event.args.results);
      competition.forfeits += event.args.forfeits;
      break;
    case "RoundDropped": {
      const round = rounds[Number(event.args.round)]!;
      round.status = ROUND_STATUSES[event.args.status]!;
      competition.forfeits += event.args.forfeits;
      if (round.status !== "Failed") break;
      queue.push(...round.models);
      takeFromSilent(competition, round);
      break;
    }
    case "Claimed":
      miners.delete(event.args.miner);
      competition.held -= event.args.stake + event.args.fees;
      break;
    case "Credited":
      owe(competition, event.args.account, event.args.amount);
      break;
    case "Ended":
      competition.ending = ENDINGS[event.args.ending]!;
      oweRefunds(competition);
      break;
    case "Withdrawn":
      competition.owed.delete(event.args.account);
      competition.held -= event.args.amount;
      break;
    case "ModelPart":
      break;
  }
}

function enrol(competition: Competition, address: Address): void {
  const { terms, miners, rounds } = competition;
  const miner = miners.get(address);
  // Enrolled again, it was topped up: the deposit is whole in either case.
  competition.held += terms.seatStake - (miner?.deposit ?? 0n);
  miners.set(address, {
    fees: 0n,
    ...miner,
    deposit: terms.seatStake,
    enrolledBefore: rounds.length,
  });
}

/** Refunds are owed by the ending itself; what winners and the organizer get is credited. */
function oweRefunds(competition: Competition): void {
  const { ending, fund, participants, models } = competition;
  const buyIn = buyInOf(competition);
  const penalty = ending === "Cancelled" && participants.length > 0
    ? fund / 5n / BigInt(participants.length)
    : 0n;
  for (const participant of participants) {
    const own = models.filter(({ author }) => author === participant);
    const seen = own.some(({ status }) => status === "Waiting" || status === "Contested");
    const unjudged = seen && !own.some(({ status }) => status === "Scored");
    if (ending === "Won" && !unjudged) continue;
    owe(competition, participant, buyIn + penalty);
  }
}

function owe({ owed }: Competition, account: Address, amount: bigint): void {
  owed.set(account, (owed.get(account) ?? 0n) + amount);
}
