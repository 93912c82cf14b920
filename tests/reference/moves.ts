/**
 * What players of the differential test try next: mostly moves that make sense where a competition
 * stands, so that histories get far, and among them hostile ones.
 *
 * @module
 */
import { type Address, type Hex, sha256, zeroHash } from "viem";
import { commitmentOf, packScores } from "../../miner/chain/commitment.ts";
import { modelKeyCommitment, type Submission, testKeyCommitment } from "./entries.ts";
import type { SignedCommit } from "./for_others.ts";
import { distort } from "./hostile.ts";
import type { Call } from "./protocol.ts";
import { hashOf, labelled, type Random } from "./random.ts";
import {
  commitsClosedAt,
  firstRound,
  isEvaluating,
  isVoid,
  liveRound,
  type Opening,
  revealsOpen,
} from "./rounds.ts";
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

/** A miner's commitment to what it found out, signed for somebody else to bring. */
export function signedCommit(
  world: World,
  competition: Competition,
  index: number,
  signer: Address,
): SignedCommit {
  const opening = openingOf(competition, index, competition.rounds[index]!, signer);
  const { id } = competition;
  const commitment = commitmentTo(world, id, index, opening);
  return { signer, id, round: index, commitment, spoiled: false };
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

/** Miners that a round would seat, but for the draw. */
function freeMiners(competition: Competition, index: number): Address[] {
  const { miners, terms } = competition;
  return [...miners].filter(([, miner]) =>
    liveRound(competition, miner) === undefined && firstRound(miner) <= index &&
    miner.deposit === terms.seatStake
  ).map(([address]) => address);
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
      freeMiners(competition, competition.rounds.length).length >= terms.quorum;
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
    const free = freeMiners(competition, index);
    for (let i = 0; i < 3; i++) {
      const miner = random.pick(free.length > 0 && random.chance(90) ? free : [...miners.keys()]);
      const opening = openingOf(competition, index, round, miner);
      add({
        name: "commit",
        id,
        round: index,
        commitment: commitmentTo(world, id, index, opening),
      }, miner);
    }
    if (random.chance(30)) {
      const some = [...free, ...miners.keys()].filter(() => random.chance(30));
      const entries = some.map((signer) => signedCommit(world, competition, index, signer));
      add({ name: "commitFor", id, round: index, batch: { entries, tail: "0x" } });
    }
    return;
  }
  for (const { miner, scores } of round.seats) {
    // Some never reveal, and some rounds wait for the caller that relays every row.
    const silent = labelled("silent", id, index, miner).chance(12) ||
      labelled("relayed", id, index).chance(25);
    if (scores !== undefined || silent) continue;
    const opening = openingOf(competition, index, round, miner);
    // A row that no call takes: its miner need not try it all day.
    if (opening.scores.includes(100_001) && random.chance(90)) continue;
    add({ name: "reveal", id, round: index, opening });
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
