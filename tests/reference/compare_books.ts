/**
 * What verification books from a competition's events, against the reference model, to the wei.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Address, size, zeroAddress } from "viem";
import { owedTo as owedByBooks, potOf as potByBooks, rankingOf } from "../../miner/verify/money.ts";
import type { BookMiner } from "../../miner/verify/books.ts";
import { replay } from "../../miner/verify/replay.ts";
import type { PastEvent } from "../../miner/chain/read_history.ts";
import { ACTORS } from "./actors.ts";
import type { TimedEvent } from "./chain.ts";
import { ranking } from "./ending.ts";
import { feeUnitOf, owedTo, potOf } from "./money.ts";
import type { ReferenceCompetition } from "./state.ts";

/** Replays one competition's events as `deml verify` does: nothing differs, and the sums agree. */
export function compareBooks(
  events: TimedEvent[],
  competition: ReferenceCompetition,
  what: string,
): void {
  const own = events.filter(({ args }) => Number(args.id) === competition.id);
  const books = replay(own.map(pastOf));
  assertEquals(books.differences, [], `${what}: verified`);
  const { terms } = books;
  if (terms === undefined) throw new Error(`${what}: no terms`);
  assertEquals(
    [...books.models.values()].map(({ status, digest, size, published, score = 0, tries }) => ({
      status,
      digest,
      size,
      published,
      score,
      tries,
    })),
    competition.models.map(({ status, digest, size, published, score, tries }) => ({
      status: status.toLowerCase(),
      digest,
      size,
      published,
      score,
      tries,
    })),
    `${what}: booked models`,
  );
  assertEquals(
    books.rounds.map(({ models, testSet, settled, seats, rows }) => ({
      models: testSet ? [] : models,
      settled,
      seats: [...seats.values()],
      rows: [...rows].sort(([a], [b]) => a - b).map(([, { scores }]) => scores),
    })),
    competition.rounds.map(({ models, status, seats }) => ({
      models,
      settled: status === "Settled",
      seats: seats.map(({ miner }) => miner),
      rows: seats.flatMap(({ scores }) => scores === undefined ? [] : [scores]),
    })),
    `${what}: booked rounds`,
  );
  const miners = [...competition.miners].map(([address, { depositedAt, units }]) =>
    [
      address,
      { deposited: depositedAt !== undefined, fees: units * feeUnitOf(competition) },
    ] as const
  );
  assertEquals(deposits(books.miners), deposits(miners), `${what}: booked deposits and fees`);
  const accounts = [...ACTORS, competition.organizer, zeroAddress];
  assertEquals(
    {
      queue: books.queue,
      ending: books.ending,
      testSet: books.testSet,
      pot: potByBooks(books, terms),
      held: books.held,
      burnt: books.burnt,
      ranking: rankingOf(books).map(({ id }) => id),
      owed: accounts.map((account) => owedByBooks(books, terms, account)),
    },
    {
      queue: competition.queue,
      ending: competition.ending.toLowerCase(),
      testSet: competition.testSet.toLowerCase(),
      pot: potOf(competition),
      held: competition.held,
      burnt: competition.burnt,
      ranking: ranking(competition),
      owed: accounts.map((account) => owedTo(competition, account)),
    } as never,
    `${what}: booked sums`,
  );
}

/** As `readHistory` reads it: without the bytes of packages. */
function pastOf(event: TimedEvent): PastEvent {
  if (event.eventName !== "ModelPart") return event as unknown as PastEvent;
  const { id, model, offset, part } = event.args;
  const { eventName, blockNumber, transactionHash } = event;
  const args = { id, model, offset, length: size(part) };
  return { eventName, args, blockNumber, transactionHash };
}

/** Those who have anything, sorted. */
function deposits(miners: Iterable<readonly [Address, BookMiner]>) {
  return [...miners].filter(([, { deposited, fees }]) => deposited || fees > 0n)
    .sort(([a], [b]) => a < b ? -1 : 1);
}
