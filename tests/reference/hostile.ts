/**
 * Moves gone wrong: sensible ones distorted, and calls out of the blue.
 *
 * @module
 */
import { type Address, type Hex, zeroHash } from "viem";
import type { CommitBatch, SignedCommit } from "./for_others.ts";
import type { Move } from "./moves.ts";
import { bytes } from "./moves.ts";
import type { Call } from "./protocol.ts";
import { hashOf, type Random } from "./random.ts";
import { openingOf } from "./round_moves.ts";
import type { Opening } from "./rounds.ts";
import type { Settlement } from "./settle.ts";
import { INVALID, type Terms, type World } from "./state.ts";

/** Makes something wrong of a move: another sender, time, competition, round, value, row… */
export function distort(
  world: World,
  move: Move,
  random: Random,
  actors: readonly Address[],
): Move {
  if (random.chance(20)) return { ...move, sender: random.pick(actors) };
  if (random.chance(25)) return outOfTheBlue(world, random, actors);
  const call = structuredClone(move.call);
  switch (call.name) {
    case "createCompetition":
      if (random.chance(20)) call.value = random.pick([0n, 1n, 1n << 96n]);
      else distortTerms(call.terms, random);
      break;
    case "register":
    case "enrol":
      call.value = random.pick([0n, call.value + 1n, call.value - 1n, call.value * 2n]);
      break;
    case "submitModel":
      random.pick<() => unknown>([
        () => call.size = random.pick([0, 1_001, 2 ** 32 + 5]),
        () => call.digest = hashOf("digest", call.id, 0),
        () => call.part = bytes(random.between(0, 1) + Math.min(call.size, 90)),
        () => call.keyCommitment = random.pick([zeroHash, hashOf("other")]),
      ])();
      break;
    case "addPart":
      random.pick<() => unknown>([
        () => call.model = random.pick([0, 1, 99]),
        () => call.part = random.pick<Hex>(["0x", bytes(1_001), bytes(120_001)]),
        () => call.offset = random.pick([0, call.offset + 40, 999, 1_000, 1_001]),
      ])();
      break;
    case "openTestSet":
      call.key = random.pick([zeroHash, hashOf("wrong")]);
      break;
    case "openModel":
      if (random.chance(50)) call.key = hashOf("wrong");
      else call.model = random.pick([0, 1, 99, call.model + 1]);
      break;
    case "captureSeed":
    case "commit":
      call.round = random.pick([0, call.round + 1, Math.max(0, call.round - 1), 99]);
      if (random.chance(10)) call.id = 99_999;
      break;
    case "commitFor":
      if (random.chance(20)) call.round = random.pick([0, call.round + 1, 99]);
      else distortBatch(call.batch, random, actors);
      break;
    case "enrolFor":
      if (random.chance(50)) call.value = random.pick([0n, call.value + 1n, call.value * 2n]);
      else {
        const stake = world.competitions[call.id - 1]!.terms.seatStake;
        // The contract is a miner that refuses its ether; the first one is there twice.
        const others = random.chance(50) ? [world.contract] : call.miners.slice(0, 1);
        call.miners = [...call.miners, random.pick(actors), ...others];
        call.value = stake * BigInt(call.miners.length);
      }
      break;
    case "reveal":
      if (random.chance(20)) call.round = random.pick([0, 99, call.round + 1]);
      else distortOpening(call.opening, random, actors);
      break;
    case "settle":
      if (random.chance(10)) call.round = random.pick([0, 99, call.round + 1]);
      else distortSettlement(call.settlement, random, actors);
      break;
    case "claim":
    case "withdraw":
      call.to = world.contract;
      break;
    case "claimFor":
      call.miners = [...call.miners, random.pick(actors), ...call.miners];
      break;
    default:
      call.id = random.pick([0, 99_999]);
  }
  return { ...move, call };
}

function distortTerms(terms: Terms, random: Random): void {
  const wrong: Partial<Terms>[] = [
    { registrationEnd: 1 },
    { submissionEnd: terms.registrationEnd },
    { openingEnd: terms.submissionEnd + 1 },
    { openingEnd: terms.submissionEnd },
    { evaluationEnd: terms.openingEnd },
    { evaluationEnd: terms.openingEnd + 400_000_000 },
    { commitWindow: 0 },
    { commitWindow: 30 * 86_400 + 1 },
    { revealWindow: 0 },
    { revealWindow: 30 * 86_400 + 1 },
    { roundInterval: 30 * 86_400 + 1 },
    { byteLimit: 0 },
    { maxModels: 0 },
    { maxModelsPerAuthor: 0 },
    { seats: 0 },
    { seats: 1_001, quorum: 1_000 },
    { quorum: Math.floor(terms.seats / 2) },
    { quorum: terms.seats + 1 },
    { tolerance: 100_001 },
    { seatStake: 0n },
    { maxModels: 65_535, seats: 1_000, quorum: 501 },
    { prizeShares: [9_999] },
    { prizeShares: [5_000, 5_001] },
    { prizeShares: [4_000, 2_000, 1_000, 1_000, 1_000, 500, 500] },
  ];
  Object.assign(terms, random.pick(wrong));
}

/** @param sameLength Packed with others, a row of another length shifts all that follow */
function distortOpening(
  opening: Opening,
  random: Random,
  actors: readonly Address[],
  sameLength = false,
): void {
  const { scores } = opening;
  const ways = [
    () => opening.miner = random.pick(actors),
    () => opening.salt = hashOf("wrong"),
    () => opening.evidence = zeroHash,
    () => scores[0] = random.pick([0, 100_001, INVALID]),
  ];
  const lengths = [() => scores.pop(), () => scores.push(0)];
  random.pick<() => unknown>(sameLength ? ways : [...ways, ...lengths])();
}

/** Bad signatures, other rounds and competitions, strangers, the same miner twice, half an entry. */
function distortBatch(batch: CommitBatch, random: Random, actors: readonly Address[]): void {
  const { entries } = batch;
  const entry: SignedCommit = entries.length > 0 ? random.pick(entries) : {
    signer: random.pick(actors),
    id: 1,
    round: 0,
    commitment: hashOf("junk"),
    spoiled: false,
  };
  const ways = [
    () => entry.spoiled = true,
    () => entry.round++,
    () => entry.id++,
    () => entries.push({ ...entry, signer: random.pick(actors) }),
    () => entries.unshift({ ...entry, commitment: hashOf("another") }),
    () => entries.push(...actors.map((signer) => ({ ...entry, signer }))),
    () => batch.tail = bytes(random.between(1, 95)),
  ];
  random.pick<() => unknown>(ways)();
}

function distortSettlement(
  settlement: Settlement,
  random: Random,
  actors: readonly Address[],
): void {
  const { medians, rows, openings } = settlement;
  const ways = [
    () => medians.length > 0 && medians[0]!++,
    () => medians[medians.length - 1] = INVALID,
    () => settlement.medians = [],
    () => medians.push(0),
    () => rows.pop(),
    () => openings.pop(),
    () => rows.length > 0 && rows.push(rows[0]!),
    () => openings.length > 0 && openings.push(openings[0]!),
    () => rows.length > 0 && (rows[0]!.miner = random.pick(actors)),
    () => rows.length > 0 && (rows[0]!.scores[0] = 77),
    () => openings.length > 0 && distortOpening(openings[0]!, random, actors, true),
    () => openings.length > 0 && rows.push(openings.pop()!),
    () => Object.assign(settlement, { medians: [], rows: [], openings: [] }),
  ];
  random.pick(ways)();
}

const NO_PACKAGE = { size: 9, keyCommitment: zeroHash, part: "0x" } as const;

/** Any call at all. */
function outOfTheBlue(world: World, random: Random, actors: readonly Address[]): Move {
  const sender = random.pick(actors);
  const to = random.pick(actors);
  const competition = random.pick(world.competitions.slice(-4));
  const { id, terms } = competition;
  const index = random.below(competition.rounds.length + 1);
  const round = competition.rounds[index];
  const opening: Opening = round ? openingOf(competition, index, round, to) : {
    miner: to,
    scores: [1],
    evidence: zeroHash,
    salt: zeroHash,
  };
  const nothing: Settlement = { medians: [], rows: [], openings: [] };
  const calls: Call[] = [
    { name: "register", id, value: competition.fund / 10n },
    { name: "enrol", id, value: terms.seatStake },
    { name: "enrolFor", id, miners: [to], value: terms.seatStake },
    { name: "submitModel", id, ...NO_PACKAGE, digest: hashOf(sender) },
    { name: "addPart", id, model: 0, offset: 0, part: bytes(1) },
    { name: "openTestSet", id, key: hashOf("test set", id) },
    { name: "openModel", id, model: 0, key: hashOf("model", id, 0) },
    { name: "cancel", id },
    { name: "openRound", id },
    { name: "finalize", id },
    { name: "captureSeed", id, round: index },
    { name: "commit", id, round: index, commitment: hashOf("junk") },
    { name: "commitFor", id, round: index, batch: { entries: [], tail: "0x" } },
    { name: "reveal", id, round: index, opening },
    { name: "settle", id, round: index, settlement: nothing },
    { name: "settle", id, round: index, settlement: { ...nothing, openings: [opening] } },
    { name: "claim", id, to },
    { name: "claimFor", id, miners: [sender, to, sender] },
    { name: "withdraw", id, to },
  ];
  return { sender, call: random.pick(calls) };
}
