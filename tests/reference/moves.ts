/**
 * What players of the differential test try next: mostly moves that make sense where a competition
 * stands, so that histories get far, and among them hostile ones.
 *
 * @module
 */
import { type Address, zeroHash } from "viem";
import { packScoreClaim } from "../../protocol/score/score_claim.ts";
import { countingAt, mayEnrol, partsEnd, phaseOf } from "./clock.ts";
import { canFinalize } from "./ending.ts";
import { reservationOf } from "./entries.ts";
import { distort, outOfTheBlue } from "./hostile.ts";
import { buyInOf, owedTo } from "./money.ts";
import { newFund, newTerms } from "./new_terms.ts";
import { canCancel, modelKeyCommitment } from "./opening.ts";
import type { Call } from "./protocol.ts";
import { hashOf, type Random } from "./random.ts";
import { type Add, addRoundMoves } from "./round_moves.ts";
import { bytes, modelKey, packageOf, testKey } from "./secrets.ts";
import {
  isSealed,
  type Participant,
  participantOf,
  PERFECT,
  type ReferenceCompetition,
  runningRound,
  type World,
} from "./state.ts";
import { standingOf } from "./views.ts";
import {
  forgetsKey,
  hasPlace,
  isCrowded,
  isLate,
  isUrgent,
  reservedPackage,
  staysIncomplete,
  unopened,
  wantedMiners,
  wantedParticipants,
  wantsModels,
} from "./wants.ts";
import { hashOfTerms, type Move } from "./move.ts";

/** Competitions that should be alive at any time of a history. */
export const ENOUGH = 2;

/** In percent: how often a move is made wrong, where there is more than usual to get wrong. */
const HOSTILE: Partial<Record<Call["name"], number>> = {
  createCompetition: 50,
  settle: 75,
  reveal: 25,
  commitFor: 30,
  openModel: 30,
  openTestSet: 40,
  addPart: 25,
  submitModel: 20,
};

/** What moves are chosen by. */
interface Situation {
  world: World;
  competition: ReferenceCompetition;
  random: Random;
  actors: readonly Address[];
  now: number;
  sender: Address;
  add: Add;
}

/** The moves that make sense in a competition, and some that almost do. */
function sensibleMoves(situation: Omit<Situation, "add">): Move[] {
  const { world, competition, random, actors, now, sender } = situation;
  const { id, miners } = competition;
  const moves: Move[] = [];
  const add: Add = (call, from = sender) => moves.push({ sender: from, call });
  const to = random.pick(actors);
  if (competition.ending !== "Running") {
    const owner = actors.filter((actor) => owedTo(competition, actor) > 0n);
    const there = actors.filter((actor) => miners.has(actor));
    if (owner.length > 0) add({ name: "withdraw", id, to }, random.pick(owner));
    if (there.length > 0) add({ name: "claim", id, to }, random.pick(there));
    add({ name: "claimFor", id, miners: [...miners.keys()].filter(() => random.chance(50)) });
    return moves;
  }
  const all: Situation = { ...situation, add };
  addDeposits(all);
  addEntries(all);
  addOpening(all);
  if (
    standingOf(competition, now).canOpenRound && (!isLate(competition, now) || random.chance(2))
  ) {
    // Rounds are better with many: mostly somebody waits for them.
    const times = countingAt(competition, now) >= competition.terms.seats ? 4 : 2;
    for (let i = 0; i < times; i++) add({ name: "openRound", id });
  } else if (random.chance(4)) add({ name: "openRound", id });
  if (canFinalize(competition, now) ? random.chance(70) : random.chance(4)) {
    add({ name: "finalize", id });
  }
  const others = moves.length;
  addRoundMoves(world, competition, random, now, add);
  // Rounds have deadlines, and are what there is most to get wrong in.
  return moves.length > others && random.chance(70) ? moves.slice(others) : moves;
}

function addDeposits({ competition, random, actors, now, sender, add }: Situation): void {
  const { id, terms, miners } = competition;
  const termsHash = hashOfTerms(competition);
  const outside = actors.filter((actor) => miners.get(actor)?.depositedAt === undefined);
  const short = wantedMiners(competition) - miners.size;
  if (mayEnrol(competition, now) && outside.length > 0 && (short > 0 || random.chance(8))) {
    add({ name: "enrol", id, termsHash, value: terms.seatStake }, random.pick(outside));
    const some = outside.slice(0, Math.max(1, Math.min(short, random.between(1, 8))));
    const value = terms.seatStake * BigInt(some.length);
    add({ name: "enrolFor", id, termsHash, miners: some, value });
  }
  if (random.chance(4)) add({ name: "enrol", id, termsHash, value: terms.seatStake });
  if (miners.size > 0 && random.chance(6)) {
    const players = actors.filter((actor) => miners.has(actor));
    add({ name: "claim", id, to: sender }, random.pick([sender, ...players]));
  }
  if (random.chance(3)) add({ name: "claimFor", id, miners: [sender, random.pick(actors)] });
}

function addEntries({ competition, random, actors, now, sender, add }: Situation): void {
  const { id, participants, models } = competition;
  const phase = phaseOf(competition, now);
  const termsHash = hashOfTerms(competition);
  if (phase === "Registration") {
    const reserves = !isSealed(competition) && random.chance(50);
    const from = random.pick(actors);
    const reservation = reserves
      ? reservationOf(from, packageOf(competition, from, 0).digest)
      : zeroHash;
    const call: Call = {
      name: "register",
      id,
      termsHash,
      reservation,
      value: buyInOf(competition),
    };
    const short = participants.length < wantedParticipants(competition);
    const isNew = participantOf(competition, from) === undefined;
    for (let i = 0; i < 3; i++) if (isNew ? short : random.chance(3)) add(call, from);
  }
  const author = participants.length > 0 ? random.pick(participants) : undefined;
  const reserving = phase === "Registration" || phase === "Submission";
  const short = wantsModels(competition);
  if (
    author && reserving &&
    random.chance(isSealed(competition) || author.reserved || !short ? 3 : 25)
  ) {
    const { digest } = packageOf(competition, author.address, author.places);
    const reservation = reservationOf(author.address, digest);
    add({ name: "reserve", id, reservation }, author.address);
  }
  if (phase === "Submission") {
    const times = isCrowded(competition) ? 12 : 4;
    for (let i = 0; i < times && (short || random.chance(4)); i++) {
      const holders = participants.filter(({ reserved }) => reserved !== undefined);
      const among = holders.length > 0 && random.chance(60) ? holders : participants;
      const by = among.length > 0 ? random.pick(among) : undefined;
      if (by && (hasPlace(competition, by) || random.chance(5))) {
        add(submission(competition, by, random), by.address);
      }
    }
    if (random.chance(3)) {
      const stranger: Participant = { address: sender, places: 0, refunded: false };
      add(submission(competition, stranger, random));
    }
  }
  const named = models.flatMap(({ author: owner }, model) => owner ? [{ owner, model }] : []);
  if (named.length > 0 && random.chance(phase === "Submission" ? 25 : 4)) {
    const { owner, model } = random.pick(named);
    const word = random.pick([zeroHash, hashOf("name", random.below(9))]);
    add({ name: "nameModel", id, model, word }, owner);
  }
  if (named.length > 0 && random.chance(isSealed(competition) ? 30 : 2)) {
    const { owner, model } = random.pick(named);
    const score = random.pick([0, 71_000, PERFECT]);
    const word = packScoreClaim({ score, root: hashOf("root", random.below(9)) });
    add({ name: "claimScore", id, model, word, value: buyInOf(competition) }, owner);
  }
  const late = isSealed(competition)
    ? competition.testSet === "Unjudged" && phase === "Opening"
    : now < partsEnd(competition) + 3;
  if (phase !== "Submission" && !late) return;
  const open = models.flatMap(({ status, author: owner, size, published }, model) =>
    owner && (status === "Incomplete" || published < size) &&
      (random.chance(5) || !staysIncomplete(competition, model))
      ? [model]
      : []
  );
  for (let i = 0; i < 2 && open.length > 0; i++) {
    const model = random.pick(open);
    const { author: owner, size, published } = models[model]!;
    const left = Math.min(size - published, 120_000);
    const length = random.chance(70) ? left : random.between(1, left);
    const part = bytes(length);
    add({ name: "addPart", id, model, offset: published, part }, owner);
  }
}

/** A model: the one that a place is reserved for, or the next; now and then a copy of another's. */
function submission(competition: ReferenceCompetition, author: Participant, random: Random): Call {
  const { id, models, terms } = competition;
  const { address, places } = author;
  const reserved = reservedPackage(competition, author);
  const count = random.chance(10) ? places : reserved ?? places;
  const { digest, size, whole } = packageOf(competition, address, count);
  const copied = models.length > 0 && random.chance(8) ? random.pick(models) : undefined;
  const keyCommitment = isSealed(competition)
    ? modelKeyCommitment(address, modelKey(id, models.length))
    : zeroHash;
  if (copied?.author) {
    const { digest: other, size: same } = copied;
    return { name: "submitModel", id, digest: other, size: same, keyCommitment, part: "0x" };
  }
  const first = random.chance(40) ? bytes(random.below(Math.min(size, 90))) : "0x";
  const part = whole && (!terms.offChainModels || random.chance(60)) ? whole : first;
  return { name: "submitModel", id, digest, size, keyCommitment, part };
}

function addOpening({ competition, random, now, add }: Situation): void {
  const { id, models } = competition;
  const may = canCancel(competition, now);
  // A round that could still be settled, or a key that could still come, should often win.
  if (may && random.chance(runningRound(competition) === undefined ? 50 : 20)) {
    add({ name: "cancel", id });
  } else if (random.chance(3)) add({ name: "cancel", id });
  if (phaseOf(competition, now) !== "Opening") return;
  if (!forgetsKey(competition) && competition.testKey === undefined) {
    for (let i = 0; i < 4; i++) add({ name: "openTestSet", id, key: testKey(id) });
  }
  if (random.chance(4)) add({ name: "openTestSet", id, key: testKey(id) });
  const open = (model: number) => add({ name: "openModel", id, model, key: modelKey(id, model) });
  const closed = unopened(competition, now);
  for (let i = 0; i < 4 && closed.length > 0; i++) open(random.pick(closed));
  if (random.chance(6)) open(random.below(models.length + 1));
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
    const terms = newTerms(world, random, now);
    const call: Call = { name: "createCompetition", terms, value: newFund(terms, random) };
    const hostile = random.chance(HOSTILE.createCompetition!);
    return hostile ? distort(world, { sender, call }, random, actors) : { sender, call };
  }
  const urgent = alive.filter((id) => isUrgent(world, world.competitions[id - 1]!, now));
  const among = urgent.length > 0 && random.chance(80)
    ? urgent
    : alive.length > 0 && random.chance(88)
    ? alive
    : ids;
  const competition = world.competitions[random.pick(among) - 1]!;
  const moves = sensibleMoves({ world, competition, random, actors, now, sender });
  if (moves.length === 0) return outOfTheBlue(world, random, actors);
  const move = random.pick(moves);
  return random.chance(HOSTILE[move.call.name] ?? 15) ? distort(world, move, random, actors) : move;
}
