/**
 * What players of the differential test try next: mostly moves that make sense where a competition
 * stands, so that histories get far, and among them hostile ones.
 *
 * @module
 */
import { type Address, type Hex, zeroHash } from "viem";
import { commitmentOf, packScores } from "../../miner/chain/commitment.ts";
import { modelKeyCommitment, testKeyCommitment } from "./entries.ts";
import { distort } from "./hostile.ts";
import type { Call } from "./protocol.ts";
import { hashOf, labelled, type Random } from "./random.ts";
import { commitsClosedAt, isVoid, liveRound, type Opening, revealsOpen } from "./rounds.ts";
import { lowerMedian, type Settlement } from "./settle.ts";
import {
  buyInOf,
  type Competition,
  INVALID,
  isForgotten,
  isSealed,
  phaseOf,
  type Round,
  type Terms,
  type World,
} from "./state.ts";

/** Competitions that should be alive at any time of a history. */
export const ENOUGH = 3;

/** A call and who makes it. */
export interface Move {
  sender: Address;
  call: Call;
}

export function testKey(id: number): Hex {
  return hashOf("test set", id);
}

export function modelKey(id: number, model: number): Hex {
  return hashOf("model", id, model);
}

/** A competition with small panels and short times; some are sealed, some slow, some crowded. */
export function newTerms(world: World, random: Random, now: number): Terms {
  const slow = random.chance(15) ? 10 : 1;
  const sealed = random.chance(40);
  const crowded = random.chance(15);
  const seats = random.between(2, 6);
  const registrationEnd = now + random.between(15, 45);
  const submissionEnd = registrationEnd + random.between(15, crowded ? 160 : 60);
  const openingEnd = submissionEnd + (sealed ? random.between(15, 50) : 0);
  return {
    specDigest: hashOf("spec"),
    registrationEnd,
    submissionEnd,
    openingEnd,
    evaluationEnd: openingEnd + slow * random.between(60, 300),
    commitWindow: slow * random.between(7, 60),
    revealWindow: slow * random.between(5, 40),
    roundInterval: random.pick([0, 10, 30]),
    byteLimit: 1_000,
    maxModels: crowded ? 40 : random.between(2, 12),
    maxModelsPerAuthor: crowded ? 20 : random.between(1, 4),
    seats,
    quorum: random.between(Math.floor(seats / 2) + 1, seats),
    tolerance: random.pick([0, 50, 1_000]),
    seatStake: BigInt(random.between(1, 1_000_000_007)),
    testKeyCommitment: sealed
      ? testKeyCommitment(testKey(world.competitions.length + 1))
      : zeroHash,
    prizeShares: random.pick([[], [10_000], [5_000, 3_000, 2_000], [3_334, 6_666], [0, 10_000]]),
  };
}

/** What a miner found out, with its secrets: told by the label alone, so that nothing is kept. */
export function openingOf(
  { id, terms }: Competition,
  index: number,
  round: Round,
  miner: Address,
): Opening {
  const scores = round.models.map((model) => {
    const truth = labelled("truth", id, model);
    const quarrel = truth.chance(25) || labelled("quarrel", id, model, index).chance(10);
    const score = truth.pick([0, 50_000, 50_000, 90_000, 99_990, INVALID]);
    const own = labelled("score", id, index, model, miner);
    if (own.chance(1)) return 100_001;
    if (score === INVALID && !quarrel) return INVALID;
    if (quarrel) return own.chance(25) ? INVALID : own.below(100_001);
    if (own.chance(3)) return INVALID;
    const noise = own.chance(85) ? terms.tolerance : 3 * terms.tolerance;
    return Math.min(100_000, score + own.between(0, noise));
  });
  return { miner, scores, evidence: hashOf("evidence", miner), salt: hashOf("salt", id, index) };
}

export function commitmentTo(world: World, id: number, index: number, opening: Opening): Hex {
  return commitmentOf({
    ...opening,
    chainId: world.chainId,
    contract: world.contract,
    competition: BigInt(id),
    round: index,
    scores: packScores(opening.scores),
  });
}

/** What settles a round now: the rows as posted, and with `relay` those that are missing. */
export function settlementOf(
  competition: Competition,
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
  const all = [...rows, ...openings];
  const medians = all.length === 0
    ? []
    : round.models.map((_, i) => lowerMedian(all.map(({ scores }) => scores[i]!)));
  return { medians, rows, openings };
}

/** The moves that make sense in a competition, and some that almost do. */
function sensibleMoves(
  world: World,
  competition: Competition,
  random: Random,
  actors: Address[],
  now: number,
): Move[] {
  const { id, terms, models, miners } = competition;
  const sender = random.pick(actors);
  const to = random.pick(actors);
  const phase = phaseOf(competition, now);
  const moves: Move[] = [];
  const add = (call: Call, from = sender) => moves.push({ sender: from, call });
  const stranger = actors.find((actor) => !miners.has(actor));
  const due = terms.seatStake - (miners.get(sender)?.deposit ?? 0n);
  if (phase === "Settled" || phase === "Cancelled") {
    add({ name: "withdraw", id, to });
    add({ name: "claim", id, to });
    return moves;
  }
  if (stranger && random.chance(60)) {
    add({ name: "enrol", id, value: terms.seatStake }, stranger);
  } else if (due > 0n) add({ name: "enrol", id, value: due });
  if (phase === "Registration") add({ name: "register", id, value: buyInOf(competition) });
  if (phase === "Submission") {
    const author = competition.participants.length > 0 ? random.pick(competition.participants) : to;
    const crowded = terms.maxModels > 12 ? 8 : 3;
    for (let i = 0; i < crowded; i++) {
      add({
        name: "submitModel",
        id,
        digest: hashOf("digest", id, models.length),
        size: random.between(1, terms.byteLimit),
        keyCommitment: isSealed(competition)
          ? modelKeyCommitment(author, modelKey(id, models.length))
          : zeroHash,
      }, author);
    }
  }
  if (isForgotten(competition, now)) add({ name: "cancel", id });
  if (phase === "Opening") {
    // One in five organizers forgets.
    if (!labelled("forgets", id).chance(20) && competition.testKey === undefined) {
      for (let i = 0; i < 4; i++) add({ name: "openTestSet", id, key: testKey(id) });
    }
    if (random.chance(30)) add({ name: "openTestSet", id, key: testKey(id) });
    if (random.chance(30)) add({ name: "cancel", id });
    const model = random.below(models.length + 1);
    for (let i = 0; i < 3; i++) add({ name: "openModel", id, model, key: modelKey(id, model) });
  }
  if (competition.queue.length > 0 && (phase !== "Submission" || random.chance(20))) {
    add({ name: "openRound", id });
  }
  if (random.chance(5)) add({ name: "claim", id, to });
  if (random.chance(5)) add({ name: "claimFor", id, miners: [sender, to] });
  if (phase === "Evaluation" && random.chance(20)) add({ name: "finalize", id });
  competition.rounds.forEach((round, index) => {
    addRoundMoves(world, competition, round, index, random, now, add);
  });
  return moves;
}

function addRoundMoves(
  world: World,
  competition: Competition,
  round: Round,
  index: number,
  random: Random,
  now: number,
  add: (call: Call, from?: Address) => void,
): void {
  const { id, miners } = competition;
  if (isVoid(competition, round, now)) {
    add({ name: "settle", id, round: index, settlement: { medians: [], rows: [], openings: [] } });
  }
  if (round.status !== "Running") return;
  if (commitsClosedAt(competition, round, now) === undefined) {
    if (random.chance(10)) add({ name: "captureSeed", id, round: index });
    if (miners.size === 0) return;
    for (let i = 0; i < 3; i++) {
      const free = [...miners].filter(([, miner]) => liveRound(competition, miner) === undefined);
      const [miner] = random.pick(free.length > 0 ? free : [...miners]);
      const opening = openingOf(competition, index, round, miner);
      add({
        name: "commit",
        id,
        round: index,
        commitment: commitmentTo(world, id, index, opening),
      }, miner);
    }
    return;
  }
  for (const { miner, scores } of round.seats) {
    // Some never reveal, and some rounds wait for the caller that relays every row.
    const silent = labelled("silent", id, index, miner).chance(12) ||
      labelled("relayed", id, index).chance(25);
    if (scores !== undefined || silent) continue;
    add({
      name: "reveal",
      id,
      round: index,
      opening: openingOf(competition, index, round, miner),
    });
  }
  const open = revealsOpen(competition, round, now);
  const all = round.seats.every(({ scores }) => scores !== undefined);
  const relayed = labelled("relayed", id, index).chance(25);
  if (all || !open || relayed || random.chance(10)) {
    for (let i = 0; i < 3; i++) {
      const settlement = settlementOf(competition, index, random, open);
      add({ name: "settle", id, round: index, settlement });
    }
  }
}

/** Chooses the next move over the competitions of a history. */
export function nextMove(
  world: World,
  ids: number[],
  random: Random,
  actors: Address[],
  now: number,
): Move {
  const sender = random.pick(actors);
  const alive = ids.filter((id) => world.competitions[id - 1]!.ending === "Running");
  if (random.chance(alive.length < ids.length && alive.length < ENOUGH ? 30 : 1)) {
    const call: Call = {
      name: "createCompetition",
      terms: newTerms(world, random, now),
      value: BigInt(random.between(2_000, 2_000_000_000)),
    };
    return random.chance(60) ? distort(world, { sender, call }, random, actors) : { sender, call };
  }
  const among = alive.length > 0 && random.chance(85) ? alive : ids;
  const competition = world.competitions[random.pick(among) - 1]!;
  const moves = sensibleMoves(world, competition, random, actors, now);
  const move = moves.length > 0
    ? random.pick(moves)
    : { sender, call: { name: "finalize", id: competition.id } satisfies Call };
  return random.chance(22) ? distort(world, move, random, actors) : move;
}
