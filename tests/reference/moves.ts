/**
 * What players of the differential test try next: mostly moves that make sense where a competition
 * stands, so that histories get far, and among them hostile ones.
 *
 * @module
 */
import { type Address, type Hex, sha256, zeroHash } from "viem";
import { modelKeyCommitment, type Submission, testKeyCommitment } from "./entries.ts";
import { distort } from "./hostile.ts";
import type { Call } from "./protocol.ts";
import { hashOf, labelled, type Random } from "./random.ts";
import { addRoundMoves, freeMiners } from "./round_moves.ts";
import { isEvaluating } from "./rounds.ts";
import {
  buyInOf,
  type Competition,
  isForgotten,
  isSealed,
  phaseOf,
  type Terms,
  type World,
} from "./state.ts";

/** Competitions that should be alive at any time of a history. */
export const ENOUGH = 2;

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
  // Long enough for a step a second, among all competitions, to get far in each.
  const registrationEnd = now + random.between(20, 50);
  const submissionEnd = registrationEnd + random.between(40, crowded ? 160 : 90);
  const openingEnd = submissionEnd + (sealed ? random.between(40, 80) : 0);
  return {
    specDigest: hashOf("spec"),
    registrationEnd,
    submissionEnd,
    openingEnd,
    evaluationEnd: openingEnd + slow * random.between(100, 300),
    commitWindow: slow * random.between(10, 80),
    revealWindow: slow * random.between(8, 60),
    roundInterval: random.pick([0, 10, 30]),
    byteLimit: random.chance(90) ? 1_000 : 200_000,
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

/** So many bytes that nobody looks into. */
export function bytes(length: number): Hex {
  return `0x${"5a".repeat(length)}`;
}

/** A package: sent whole, in part, or not at all. */
function packageOf(
  { id, terms, models }: Competition,
  random: Random,
): Omit<Submission, "keyCommitment"> {
  const size = random.between(1, terms.byteLimit);
  const digest = hashOf("digest", id, models.length);
  if (random.chance(30)) {
    const part = hashOf("package", id, models.length);
    return { digest: sha256(part), size: 32, part };
  }
  const part = random.chance(30) ? bytes(random.below(Math.min(size, 40))) : "0x";
  return { digest, size, part };
}

/** The moves that make sense in a competition, and some that almost do. */
function sensibleMoves(
  world: World,
  competition: Competition,
  random: Random,
  actors: readonly Address[],
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
  if (stranger && random.chance(miners.size < terms.seats + 3 ? 60 : 15)) {
    add({ name: "enrol", id, value: terms.seatStake }, stranger);
  } else if (due > 0n) add({ name: "enrol", id, value: due });
  if (random.chance(20)) {
    const some = actors.filter((actor) => !miners.has(actor) && random.chance(40));
    add({ name: "enrolFor", id, miners: some, value: terms.seatStake * BigInt(some.length) });
  }
  if (phase === "Registration") add({ name: "register", id, value: buyInOf(competition) });
  if (phase === "Submission") {
    const author = competition.participants.length > 0 ? random.pick(competition.participants) : to;
    const crowded = terms.maxModels > 12 ? 8 : 3;
    for (let i = 0; i < crowded; i++) {
      const keyCommitment = isSealed(competition)
        ? modelKeyCommitment(author, modelKey(id, models.length))
        : zeroHash;
      add({ name: "submitModel", id, keyCommitment, ...packageOf(competition, random) }, author);
    }
    const model = random.below(models.length + 1);
    const { author: owner = author, size = 1 } = models[model] ?? {};
    const offset = random.below(size);
    const part = bytes(random.between(1, Math.min(size - offset, 40)));
    add({ name: "addPart", id, model, offset, part }, owner);
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
  if (competition.queue.length > 0) {
    const ready = isEvaluating(competition, now) &&
      freeMiners(world, competition, competition.rounds.length).length >= terms.quorum;
    const times = ready ? 3 : random.below(15) === 0 ? 1 : 0;
    for (let i = 0; i < times; i++) add({ name: "openRound", id });
  }
  if (random.chance(5)) add({ name: "claim", id, to });
  if (random.chance(5)) add({ name: "claimFor", id, miners: [sender, to] });
  if (phase === "Evaluation" && random.chance(20)) add({ name: "finalize", id });
  const others = moves.length;
  competition.rounds.forEach((round, index) => {
    addRoundMoves(world, competition, round, index, random, now, add);
  });
  // Rounds have deadlines, and are what there is most to get wrong in.
  return moves.length > others && random.chance(70) ? moves.slice(others) : moves;
}

/** Chooses the next move over the competitions of a history. */
export function nextMove(
  world: World,
  ids: number[],
  random: Random,
  actors: readonly Address[],
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
  const busy = alive.filter((id) =>
    world.competitions[id - 1]!.rounds.some(({ status }) => status === "Running")
  );
  const among = busy.length > 0 && random.chance(50)
    ? busy
    : alive.length > 0 && random.chance(85)
    ? alive
    : ids;
  const competition = world.competitions[random.pick(among) - 1]!;
  const moves = sensibleMoves(world, competition, random, actors, now);
  const move = moves.length > 0
    ? random.pick(moves)
    : { sender, call: { name: "finalize", id: competition.id } satisfies Call };
  return random.chance(22) ? distort(world, move, random, actors) : move;
}
