/**
 * What players of the differential test keep to themselves: keys, packages, verdicts. Told by
 * labels alone, so that nothing is kept.
 *
 * @module
 */
import { type Address, type Hex, sha256 } from "viem";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import { hashOf, labelled, type Random } from "./random.ts";
import { type Opening, widthOf } from "./rounds.ts";
import {
  ABSTAIN,
  INVALID,
  PERFECT,
  type ReferenceCompetition,
  type Round,
  type World,
} from "./state.ts";

export function testKey(id: number): Hex {
  return hashOf("test set", id);
}

export function modelKey(id: number, model: number): Hex {
  return hashOf("model", id, model);
}

/** So many bytes that nobody looks into. */
export function bytes(length: number): Hex {
  return `0x${"5a".repeat(length)}`;
}

/** The package that an author submits as its first, second, …: small and whole, or larger. */
export function packageOf({ id, terms }: ReferenceCompetition, author: Address, count: number) {
  const label = labelled("package", id, author, count);
  if (label.chance(45)) {
    const whole = hashOf("package", id, author, count);
    return { digest: sha256(whole), size: 32, whole };
  }
  return {
    digest: hashOf("digest", id, author, count),
    size: label.between(1, terms.byteLimit),
    whole: undefined,
  };
}

/** What a miner found out, with its secrets. */
export function openingOf(
  competition: ReferenceCompetition,
  index: number,
  round: Round,
  miner: Address,
): Opening {
  const { id } = competition;
  const scores = round.testSet
    ? [testSetVerdict(id, index, miner)]
    : round.models.map((model) => scoreOf(competition, index, model, miner));
  // A row that the contract refuses: its miner cannot reveal it.
  if (labelled("junk", id, index, miner).chance(2)) scores[0] = PERFECT + 1;
  return { miner, scores, evidence: hashOf("evidence", miner), salt: hashOf("salt", id, index) };
}

/** What a miner says of a test set; on some, miners do not agree once, on some never. */
function testSetVerdict(id: number, index: number, miner: Address): number {
  const own = labelled("test set", id, index, miner);
  const quarrel = labelled("unclear test set", id).chance(12) ||
    labelled("unclear test set", id, index).chance(15);
  if (quarrel) return own.pick([PERFECT, INVALID, ABSTAIN, 50_000]);
  if (own.chance(6)) return own.pick([INVALID, ABSTAIN, PERFECT, 99_999]);
  return labelled("bad test set", id).chance(18) ? INVALID : PERFECT;
}

function scoreOf(
  { id, terms }: ReferenceCompetition,
  index: number,
  model: number,
  miner: Address,
): number {
  const truth = labelled("truth", id, model);
  const quarrel = truth.chance(20) || labelled("quarrel", id, model, index).chance(10);
  const score = truth.pick([0, 50_000, 50_000, 90_000, 99_990, INVALID]);
  const own = labelled("score", id, index, model, miner);
  if (labelled("absent", id, model).chance(5) || own.chance(5)) return ABSTAIN;
  if (quarrel) {
    return own.chance(20) ? INVALID : own.chance(20) ? ABSTAIN : own.below(PERFECT + 1);
  }
  if (own.chance(4)) return own.pick([INVALID, 0, 77]);
  if (score === INVALID) return INVALID;
  // Mostly within the tolerance, some beside it, some at the edge of what costs the stake.
  const { tolerance } = terms;
  const noise = own.chance(80)
    ? own.between(0, tolerance)
    : own.pick([2 * tolerance, 2 * tolerance + 1, tolerance + 1, own.below(2_000)]);
  return Math.min(PERFECT, score + noise);
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

/** A row whose length or content differs from every committed one. */
export function strangeOpening(round: Round | undefined, miner: Address, random: Random): Opening {
  const scores = Array.from({ length: round ? widthOf(round) : 1 }, () => random.below(PERFECT));
  return { miner, scores, evidence: hashOf("strange"), salt: hashOf("strange") };
}
