/**
 * Terms of competitions for random histories: few seats, and windows about as short as they may be.
 *
 * @module
 */
import { zeroHash } from "viem";
import { testKeyCommitment } from "./opening.ts";
import { hashOf, type Random } from "./random.ts";
import type { Terms, World } from "./state.ts";
import { partsOf } from "./terms.ts";
import { testKey } from "./secrets.ts";

/** Some are sealed, some slow, some crowded. */
export function newTerms(world: World, random: Random, now: number): Terms {
  const slow = random.chance(10) ? 3 : 1;
  const crowded = random.chance(12);
  const sealed = random.chance(crowded ? 25 : 45);
  const seats = random.between(1, 6);
  const commitWindow = slow * random.pick([60, 60, 64, 75, 97]);
  const revealWindow = slow * random.pick([60, 60, 71]);
  const registrationEnd = now + 3 * commitWindow + random.pick([0, 1, 30]);
  const submissionEnd = registrationEnd + random.between(60, 110) + (crowded ? 120 : 0);
  const thirds = 3 * (2 * commitWindow + revealWindow) + random.pick([0, 1, 2, 50]);
  const openingEnd = submissionEnd + (sealed ? thirds : 0);
  const lastPart = sealed ? openingEnd : submissionEnd + commitWindow;
  const maxModels = crowded ? 80 : random.between(2, 12);
  return {
    specDigest: hashOf("spec"),
    registrationEnd,
    submissionEnd,
    openingEnd,
    evaluationEnd: lastPart + 2 * (commitWindow + revealWindow) + random.pick([0, 1, 30, 200, 400]),
    commitWindow,
    revealWindow,
    // In a crowd models pile up, until 32 of them open a round at once.
    roundInterval: crowded ? 10_000 : random.pick([0, 10, 40, 200]),
    byteLimit: random.chance(90) ? 1_000 : 200_000,
    maxModels,
    maxModelsPerAuthor: crowded ? 40 : random.between(1, Math.floor(maxModels / 2)),
    seats,
    quorum: random.between(Math.floor(seats / 2) + 1, seats),
    tolerance: random.pick([0, 50, 1_000, 100_000]),
    seatStake: BigInt(random.between(1, 1_000_000_007)),
    testKeyCommitment: sealed
      ? testKeyCommitment(testKey(world.competitions.length + 1))
      : zeroHash,
    prizeShares: random.pick([
      [],
      [10_000],
      [5_000, 3_000, 2_000],
      [3_334, 6_666],
      [0, 10_000],
      [9_000, 1_000, 0],
    ]),
    offChainModels: random.chance(crowded ? 80 : 20),
    returnsBuyIns: random.chance(40),
  };
}

/** A fund that is large enough; now and then just so. */
export function newFund(terms: Terms, random: Random): bigint {
  const least = 5n * BigInt(partsOf(terms)) << 24n;
  if (random.chance(20)) return least + BigInt(random.below(10));
  return least * BigInt(random.between(1, 2_000_000)) + BigInt(random.below(1_000_003));
}
