/**
 * Competitions rebuilt from the contract's events alone, as the reference model remembers them:
 * whoever has the logs needs no view.
 *
 * @module
 */
import { type Address, size as sizeOf, zeroHash } from "viem";
import { unpackScores } from "../../protocol/round/commitment.ts";
import type { TimedEvent } from "./chain.ts";
import { quorumOf } from "./clock.ts";
import { noteWhole, reservedPlace } from "./entries.ts";
import { buyInOf } from "./money.ts";
import { readGroups, settle, takeFromSilent, unpackSeat } from "./rebuild_rounds.ts";
import { newRound, takeSeat } from "./rounds.ts";
import {
  ENDINGS,
  newCompetition,
  participantOf,
  type ReferenceCompetition,
  type Terms,
} from "./state.ts";
import { unpackTerms } from "./terms.ts";

/** Rebuilds competitions from events. */
export function rebuild(events: TimedEvent[]): Map<number, ReferenceCompetition> {
  const competitions = new Map<number, ReferenceCompetition>();
  /** Reported before the creation, in the same call */
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

function follow(competition: ReferenceCompetition, event: TimedEvent): void {
  const { models, queue, rounds, miners, participants, credits } = competition;
  const { time } = event;
  switch (event.eventName) {
    case "Registered":
      participants.push({ address: event.args.participant, places: 0, refunded: false });
      competition.held += buyInOf(competition);
      break;
    case "PlaceReserved":
      models[Number(event.args.place)] = reservedPlace();
      break;
    case "ModelSubmitted": {
      const { author, digest, size, keyCommitment } = event.args;
      const place = Number(event.args.model);
      models[place] = { ...reservedPlace(), author, digest, size: Number(size), keyCommitment };
      models[place]!.status = "Incomplete";
      noteWhole(competition, place);
      break;
    }
    case "ModelPart": {
      const place = Number(event.args.model);
      models[place]!.published += sizeOf(event.args.part);
      noteWhole(competition, place);
      break;
    }
    case "ModelNamed":
      models[Number(event.args.model)]!.name = event.args.name;
      break;
    case "ScoreClaimed":
      models[Number(event.args.model)]!.claim = event.args.claim;
      competition.held += buyInOf(competition);
      break;
    case "TestSetKey":
      competition.testKey = event.args.key;
      break;
    case "ModelKey":
      models[Number(event.args.model)]!.status = "Waiting";
      queue.push(Number(event.args.model));
      break;
    case "Enrolled":
      enrol(competition, event.args.miner, time);
      break;
    case "EnrolledTogether":
      for (const miner of event.args.miners) enrol(competition, miner, time);
      break;
    case "RoundOpened": {
      const size = Number(event.args.models);
      rounds.push(newRound({
        testSet: size === 0,
        models: queue.slice(0, size),
        counted: Number(event.args.counted),
        quorum: quorumOf(competition),
        openedAt: time,
        closesAt: time + competition.terms.commitWindow,
      }));
      break;
    }
    case "Committed": {
      const { round, miner } = unpackSeat(event.args.seat);
      takeSeat(competition, round, miner, zeroHash, time);
      break;
    }
    case "Revealed": {
      const { round, number } = unpackSeat(event.args.seat);
      rounds[round]!.seats[number]!.scores = unpackScores(event.args.scores);
      rounds[round]!.revealed++;
      break;
    }
    case "RevealedTogether":
      readGroups(rounds[Number(event.args.round)]!, event.args.rows);
      break;
    case "RoundSettled":
      settle(competition, Number(event.args.round), event.args.results);
      competition.settledAt = time;
      competition.firstReveals ??= Number(event.args.reveals);
      break;
    case "RoundExpired":
      rounds[Number(event.args.round)]!.status = "Expired";
      break;
    case "RoundFailed": {
      const round = rounds[Number(event.args.round)]!;
      round.status = "Failed";
      takeFromSilent(competition, round);
      break;
    }
    case "Burnt":
      competition.held -= event.args.amount;
      competition.burnt += event.args.amount;
      break;
    case "Claimed":
      miners.delete(event.args.miner);
      competition.held -= event.args.stake + event.args.fees;
      break;
    case "Credited": {
      const { account, amount } = event.args;
      credits.set(account, (credits.get(account) ?? 0n) + amount);
      break;
    }
    case "Ended":
      competition.ending = ENDINGS[event.args.ending]!;
      break;
    case "Withdrawn": {
      const { account, amount } = event.args;
      credits.delete(account);
      const participant = participantOf(competition, account);
      if (participant && competition.ending !== "Running") participant.refunded = true;
      competition.held -= amount;
      break;
    }
  }
}

/** A deposit; whoever lost one keeps what it earned before. */
function enrol(competition: ReferenceCompetition, address: Address, time: number): void {
  const { terms, miners } = competition;
  competition.held += terms.seatStake;
  miners.set(address, { depositedAt: time, units: miners.get(address)?.units ?? 0n });
}
