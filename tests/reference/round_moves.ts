/**
 * What players of the differential test try in a round, and what they know of it.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { commitmentOf, packScores } from "../../miner/chain/commitment.ts";
import type { SignedCommit } from "./for_others.ts";
import type { Call } from "./protocol.ts";
import { hashOf, labelled, type Random } from "./random.ts";
import {
  commitsClosedAt,
  firstRound,
  isVoid,
  liveRound,
  type Opening,
  revealsOpen,
} from "./rounds.ts";
import { lowerMedian, type Settlement } from "./settle.ts";
import { type Competition, INVALID, type Round, type World } from "./state.ts";

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

/** Miners that a round would seat, but for the draw. */
export function freeMiners(world: World, competition: Competition, index: number): Address[] {
  const { miners, terms } = competition;
  return playersOf(world, competition).filter((address) => {
    const miner = miners.get(address)!;
    return liveRound(competition, miner) === undefined && firstRound(miner) <= index &&
      miner.deposit === terms.seatStake;
  });
}

/** Miners that can act: somebody may have enrolled the contract itself. */
function playersOf({ contract }: World, { miners }: Competition): Address[] {
  return [...miners.keys()].filter((address) => address !== contract);
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

/** The moves that make sense in a round. */
export function addRoundMoves(
  world: World,
  competition: Competition,
  round: Round,
  index: number,
  random: Random,
  now: number,
  add: (call: Call, from?: Address) => void,
): void {
  const { id } = competition;
  if (isVoid(competition, round, now)) {
    add({ name: "settle", id, round: index, settlement: { medians: [], rows: [], openings: [] } });
  }
  if (round.status !== "Running") return;
  if (commitsClosedAt(competition, round, now) === undefined) {
    const pending = round.seed === undefined && round.candidates > competition.terms.seats;
    if (random.chance(pending ? 60 : 5)) add({ name: "captureSeed", id, round: index });
    const players = playersOf(world, competition);
    const free = freeMiners(world, competition, index);
    if (players.length === 0 || (free.length === 0 && random.chance(80))) return;
    for (let i = 0; i < 3; i++) {
      const miner = random.pick(free.length > 0 && random.chance(90) ? free : players);
      const opening = openingOf(competition, index, round, miner);
      add({
        name: "commit",
        id,
        round: index,
        commitment: commitmentTo(world, id, index, opening),
      }, miner);
    }
    if (random.chance(30)) {
      const some = [...free, ...players].filter(() => random.chance(30));
      const entries = some.map((signer) => signedCommit(world, competition, index, signer));
      add({ name: "commitFor", id, round: index, batch: { entries, tail: "0x" } });
    }
    return;
  }
  for (const { miner, scores, commitment } of round.seats) {
    // Some never reveal, and some rounds wait for the caller that relays every row.
    const silent = labelled("silent", id, index, miner).chance(12) ||
      labelled("relayed", id, index).chance(25);
    if (scores !== undefined || silent) continue;
    const opening = openingOf(competition, index, round, miner);
    // A row that no call takes: its miner need not try it all day.
    const wrong = opening.scores.includes(100_001) ||
      !commitmentTo(world, id, index, opening).startsWith(commitment);
    if (wrong && random.chance(95)) continue;
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
