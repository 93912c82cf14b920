/**
 * What players of the differential test try in the running round.
 *
 * @module
 */
import type { Address } from "viem";
import { isCounting, takesCommits, thirdsOf } from "./clock.ts";
import type { SignedCommit } from "./for_others.ts";
import { medianOf } from "./judge.ts";
import type { Call } from "./protocol.ts";
import { labelled, type Random } from "./random.ts";
import { commitmentTo, openingOf } from "./secrets.ts";
import type { Settlement } from "./settle.ts";
import {
  lastRound,
  type ReferenceCompetition,
  type Round,
  runningRound,
  type World,
} from "./state.ts";
import { opens } from "./rounds.ts";
import { roundOf } from "./views.ts";

/** Over some rounds zero nobody makes the call that ends them, until they may be cancelled. */
export function lingers(id: number): boolean {
  return labelled("lingers", id).chance(25);
}

/** Whether the running round is left alone. */
export function isLeft(competition: ReferenceCompetition, now: number): boolean {
  const testSet = lastRound(competition)?.testSet === true;
  return testSet && lingers(competition.id) && now < thirdsOf(competition).judgingEnd + 20;
}

/** Adds a move. */
export type Add = (call: Call, from?: Address) => void;

/** A miner's commitment to what it found out, signed for somebody else to bring. */
export function signedCommit(
  world: World,
  competition: ReferenceCompetition,
  index: number,
  signer: Address,
): SignedCommit {
  const opening = openingOf(competition, index, competition.rounds[index]!, signer);
  const { id } = competition;
  const commitment = commitmentTo(world, id, index, opening);
  return { signer, id, round: index, commitment, spoiled: false };
}

/** Miners that can act: somebody may have enrolled the contract itself. */
function playersOf({ contract }: World, { miners }: ReferenceCompetition): Address[] {
  return [...miners.keys()].filter((address) => address !== contract);
}

/** Miners that may still commit in a round, and mean to. */
export function willing(world: World, competition: ReferenceCompetition, index: number): Address[] {
  const { id, miners, rounds } = competition;
  const round = rounds[index]!;
  // Some rounds are deserted, and some miners miss one.
  const absent = labelled("deserted", id, index).chance(round.testSet ? 35 : 18) ? 80 : 8;
  return playersOf(world, competition).filter((address) =>
    isCounting(competition, miners.get(address)!, round.openedAt) &&
    !round.seats.some(({ miner }) => miner === address) &&
    !labelled("absent", id, index, address).chance(absent)
  );
}

/** Miners whose row is missing, and can and should be posted. */
export function revealing(
  world: World,
  competition: ReferenceCompetition,
  index: number,
): Address[] {
  const { id, rounds } = competition;
  const round = rounds[index]!;
  const silent = labelled("silent", id, index).chance(12) ? 75 : 8;
  return round.seats.flatMap((seat) => {
    const { miner, scores } = seat;
    if (scores !== undefined || labelled("silent", id, index, miner).chance(silent)) return [];
    return canOpen(world, competition, index, round, miner) ? [miner] : [];
  });
}

/** Whether a seat's row is one that the contract takes, and the seat's own. */
function canOpen(
  world: World,
  competition: ReferenceCompetition,
  index: number,
  round: Round,
  miner: Address,
): boolean {
  const opening = openingOf(competition, index, round, miner);
  const seat = round.seats.find((taken) => taken.miner === miner)!;
  return !opening.scores.includes(100_001) && opens(world, competition.id, index, seat, opening);
}

/** What settles a round now: the rows as posted, and with `relay` those that are missing. */
export function settlementOf(
  competition: ReferenceCompetition,
  index: number,
  random: Random,
  relay: boolean,
): Settlement {
  const round = competition.rounds[index]!;
  const rows = round.seats.flatMap(({ miner, scores }) => scores ? [{ miner, scores }] : []);
  if (random.chance(50)) rows.reverse();
  const openings = relay
    ? round.seats.filter(({ scores }) => scores === undefined)
      .map(({ miner }) => openingOf(competition, index, round, miner))
    : [];
  // One that was posted in the meantime counts as a posted row.
  if (relay && rows.length > 0 && random.chance(20)) {
    openings.push(openingOf(competition, index, round, rows.pop()!.miner));
  }
  const all = [...rows, ...openings];
  const width = round.testSet ? 1 : round.models.length;
  const medians = Array.from(
    { length: width },
    (_, i) => medianOf(all.map(({ scores }) => scores[i]!)),
  );
  return { medians, rows, openings };
}

/** The moves that make sense in the running round. */
export function addRoundMoves(
  world: World,
  competition: ReferenceCompetition,
  random: Random,
  now: number,
  add: Add,
): void {
  const index = runningRound(competition);
  if (index === undefined) return;
  const { id } = competition;
  const round = competition.rounds[index]!;
  const found = roundOf(competition, index, now);
  const left = isLeft(competition, now);
  const [canExpire, canFail, canSettle] = [found.canExpire, found.canFail, found.canSettle]
    .map((can) => can && !left) as [boolean, boolean, boolean];
  const many = (call: Call, times = 4) => {
    for (let i = 0; i < times; i++) add(call);
  };
  if (canExpire || random.chance(4)) {
    many({ name: "expireRound", id, round: index }, canExpire ? 4 : 1);
  }
  if (canFail || random.chance(4)) many({ name: "failRound", id, round: index }, canFail ? 4 : 1);
  if (random.chance(4)) add(untimely(competition, index, random));
  if (takesCommits(round, now)) {
    addCommits(world, competition, index, random, add);
    return;
  }
  const missing = revealing(world, competition, index);
  if (found.revealsOpen) {
    for (const miner of missing) {
      add({
        name: "reveal",
        id,
        round: index,
        opening: openingOf(competition, index, round, miner),
      });
    }
  }
  // Some rounds wait for one caller that brings every row.
  const relayed = labelled("relayed", id, index).chance(40) &&
    round.seats.every(({ miner }) => canOpen(world, competition, index, round, miner));
  const relay = found.revealsOpen && relayed && !left;
  if (relay) {
    many({
      name: "settle",
      id,
      round: index,
      settlement: settlementOf(competition, index, random, true),
    });
  }
  if (canSettle || random.chance(8)) {
    const settlement = settlementOf(competition, index, random, random.chance(10));
    many({ name: "settle", id, round: index, settlement }, canSettle ? 4 : 1);
  }
}

/** A row or a settlement at any time, of whoever sits or does not. */
function untimely(competition: ReferenceCompetition, index: number, random: Random): Call {
  const { id, miners } = competition;
  const round = competition.rounds[index]!;
  const all = [...miners.keys()];
  if (all.length === 0 || random.chance(50)) {
    const settlement = settlementOf(competition, index, random, random.chance(60));
    return { name: "settle", id, round: index, settlement };
  }
  const opening = openingOf(competition, index, round, random.pick(all));
  return { name: "reveal", id, round: index, opening };
}

function addCommits(
  world: World,
  competition: ReferenceCompetition,
  index: number,
  random: Random,
  add: Add,
): void {
  const { id } = competition;
  const round = competition.rounds[index]!;
  const players = playersOf(world, competition);
  const free = willing(world, competition, index);
  if (players.length === 0 || (free.length === 0 && random.chance(70))) return;
  const toldOf = (miner: Address) =>
    commitmentTo(world, id, index, openingOf(competition, index, round, miner));
  for (let i = 0; i < 2; i++) {
    const miner = random.pick(free.length > 0 && random.chance(85) ? free : players);
    add({ name: "commit", id, round: index, commitment: toldOf(miner) }, miner);
  }
  if (free.length > 1 || random.chance(20)) {
    const some = [
      ...free.filter(() => random.chance(60)),
      ...players.filter(() => random.chance(8)),
    ];
    const entries = some.map((signer) => signedCommit(world, competition, index, signer));
    add({ name: "commitFor", id, round: index, batch: { entries, tail: "0x" } });
  }
}
