/**
 * Moves gone wrong: sensible ones distorted, and calls out of the blue.
 *
 * @module
 */
import { type Address, type Hex, zeroHash } from "viem";
import { distortTerms } from "./bad_terms.ts";
import type { CommitBatch, SignedCommit } from "./for_others.ts";
import { hashOfTerms, type Move } from "./move.ts";
import { buyInOf } from "./money.ts";
import type { Call } from "./protocol.ts";
import { hashOf, type Random } from "./random.ts";
import type { Opening } from "./rounds.ts";
import { bytes, modelKey, openingOf, strangeOpening, testKey } from "./secrets.ts";
import type { Settlement } from "./settle.ts";
import { ABSTAIN, INVALID, type World } from "./state.ts";

/** Makes something wrong of a move: another sender, competition, round, value, row… */
export function distort(
  world: World,
  move: Move,
  random: Random,
  actors: readonly Address[],
): Move {
  if (random.chance(15)) return { ...move, sender: random.pick(actors) };
  if (random.chance(25)) return outOfTheBlue(world, random, actors);
  const call = structuredClone(move.call);
  const otherRound = (round: number) => random.pick([0, 99, round + 1, Math.max(0, round - 1)]);
  switch (call.name) {
    case "createCompetition":
      if (random.chance(20)) call.value = random.pick([0n, 1n, 1n << 96n]);
      else distortTerms(call.terms, random);
      break;
    case "register":
    case "enrol":
      if (random.chance(40)) call.termsHash = random.pick([zeroHash, hashOf("other terms")]);
      else call.value = random.pick([0n, call.value + 1n, call.value - 1n, call.value * 2n]);
      break;
    case "reserve":
      call.reservation = random.pick<Hex>([
        zeroHash,
        hashOf("nobody's"),
        // The bytes that are kept are zero, and the hash is not.
        `0x${"00".repeat(31)}01`,
      ]);
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
        () => call.model = random.pick([0, 1, 99, call.model + 1]),
        () => call.part = random.pick<Hex>(["0x", bytes(1_001), bytes(120_001), `${call.part}00`]),
        () => call.offset = random.pick([0, call.offset + 1, Math.max(0, call.offset - 1), 999]),
      ])();
      break;
    case "nameModel":
      if (random.chance(70)) call.model = random.pick([0, 1, 99, call.model + 1]);
      else call.id = 99_999;
      break;
    case "claimScore":
      random.pick<() => unknown>([
        () => call.model = random.pick([0, 1, 99, call.model + 1]),
        () => call.value = random.pick([0n, call.value + 1n, call.value - 1n]),
        () => call.word = random.pick<Hex>([zeroHash, `0x0186a1${"11".repeat(29)}`, hashOf("?")]),
        () => call.id = 99_999,
      ])();
      break;
    case "openTestSet":
      call.key = random.pick([zeroHash, hashOf("wrong")]);
      break;
    case "openModel":
      if (random.chance(50)) call.key = hashOf("wrong");
      else call.model = random.pick([0, 1, 99, call.model + 1]);
      break;
    case "commit":
    case "expireRound":
    case "failRound":
      call.round = otherRound(call.round);
      if (random.chance(10)) call.id = 99_999;
      break;
    case "commitFor":
      if (random.chance(20)) call.round = otherRound(call.round);
      else distortBatch(call.batch, random, actors);
      break;
    case "enrolFor": {
      const stake = world.competitions[call.id - 1]!.terms.seatStake;
      random.pick<() => unknown>([
        () => call.termsHash = hashOf("other terms"),
        () => call.value = random.pick([0n, call.value + 1n, call.value * 2n]),
        () => {
          // The contract is a miner that refuses its ether; the first one is there twice.
          const others = random.chance(60) ? [world.contract] : call.miners.slice(0, 1);
          call.miners = [...call.miners, random.pick(actors), ...others];
          call.value = stake * BigInt(call.miners.length);
        },
      ])();
      break;
    }
    case "reveal":
      if (random.chance(20)) call.round = otherRound(call.round);
      else distortOpening(call.opening, random, actors);
      break;
    case "settle":
      if (random.chance(10)) call.round = otherRound(call.round);
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
    () => scores[0] = random.pick([0, 100_001, INVALID, INVALID + 1, ABSTAIN, ABSTAIN - 1]),
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
    () => medians.length > 0 && (medians[0]! += medians[0] === ABSTAIN ? -1 : 1),
    () => medians[medians.length - 1] = INVALID,
    () => medians[medians.length - 1] = ABSTAIN,
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
    () => Object.assign(settlement, { rows: [], openings: [] }),
    () => Object.assign(settlement, { medians: [], rows: [], openings: [] }),
  ];
  random.pick(ways)();
}

const NO_PACKAGE = { size: 9, keyCommitment: zeroHash, part: "0x" } as const;

/** Any call at all. */
export function outOfTheBlue(world: World, random: Random, actors: readonly Address[]): Move {
  const sender = random.pick(actors);
  const to = random.pick(actors);
  const competition = random.pick(world.competitions.slice(-4));
  const { id, terms, rounds, models } = competition;
  const termsHash = hashOfTerms(competition);
  const index = random.chance(70) && rounds.length > 0
    ? rounds.length - 1
    : random.below(rounds.length + 1);
  const round = rounds[index];
  const opening = round && random.chance(60)
    ? openingOf(competition, index, round, to)
    : strangeOpening(round, to, random);
  const nothing: Settlement = { medians: [], rows: [], openings: [] };
  const model = random.below(models.length + 1);
  const stake = terms.seatStake;
  const calls: Call[] = [
    { name: "register", id, termsHash, reservation: zeroHash, value: buyInOf(competition) },
    { name: "register", id, termsHash, reservation: hashOf(to), value: buyInOf(competition) },
    { name: "reserve", id, reservation: hashOf(sender) },
    { name: "enrol", id, termsHash, value: stake },
    { name: "enrolFor", id, termsHash, miners: [to], value: stake },
    { name: "submitModel", id, ...NO_PACKAGE, digest: models[model]?.digest ?? hashOf(sender) },
    { name: "addPart", id, model, offset: models[model]?.published ?? 0, part: bytes(1) },
    { name: "nameModel", id, model, word: hashOf("name") },
    { name: "claimScore", id, model, word: hashOf("claim"), value: buyInOf(competition) },
    { name: "openTestSet", id, key: testKey(id) },
    { name: "openModel", id, model, key: modelKey(id, model) },
    { name: "cancel", id },
    { name: "openRound", id },
    { name: "finalize", id },
    { name: "commit", id, round: index, commitment: hashOf("junk") },
    { name: "commitFor", id, round: index, batch: { entries: [], tail: "0x" } },
    { name: "reveal", id, round: index, opening },
    { name: "settle", id, round: index, settlement: nothing },
    { name: "settle", id, round: index, settlement: { ...nothing, openings: [opening] } },
    { name: "expireRound", id, round: index },
    { name: "failRound", id, round: index },
    { name: "claim", id, to },
    { name: "claimFor", id, miners: [sender, to, sender] },
    { name: "withdraw", id, to },
  ];
  return { sender, call: random.pick(calls) };
}
