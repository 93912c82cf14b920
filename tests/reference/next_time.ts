/**
 * When the next call of a history is made: a second later while there is much to do, and else mostly
 * at the very edge of something.
 *
 * @module
 */
import { nextRound, partsEnd, revealEnd, thirdsOf } from "./clock.ts";
import type { Random } from "./random.ts";
import { isSealed, type ReferenceCompetition, runningRound, type World } from "./state.ts";
import { isUrgent } from "./wants.ts";

/** Seconds within which an edge may be jumped to. */
const REACH = 600;

/** Moments at which something about a competition changes by itself. */
export function edgesOf(competition: ReferenceCompetition, now: number): number[] {
  const { terms, settledAt, ending } = competition;
  const { commitWindow, registrationEnd, submissionEnd, openingEnd, evaluationEnd } = terms;
  if (ending !== "Running") return [];
  const { earliest, latest } = nextRound(competition);
  const period = Math.floor(now / commitWindow) + 1;
  const running = runningRound(competition);
  const round = running === undefined ? undefined : competition.rounds[running]!;
  const thirds = isSealed(competition) ? Object.values(thirdsOf(competition)) : [];
  return [
    ...[registrationEnd, submissionEnd, openingEnd, evaluationEnd],
    ...(isSealed(competition) ? thirds : [partsEnd(competition)]),
    ...[earliest, latest, settledAt + commitWindow],
    ...[period * commitWindow, (period + 1) * commitWindow],
    ...(round
      ? [
        round.closesAt,
        revealEnd(competition, round),
        revealEnd(competition, round) + commitWindow,
      ]
      : []),
  ].filter((edge) => edge > now);
}

export function nextTime(world: World, ids: number[], random: Random, now: number): number {
  const competitions = ids.map((id) => world.competitions[id - 1]!);
  const urgent = competitions.some((competition) => isUrgent(world, competition, now));
  if (random.chance(urgent ? 94 : 35)) return now + 1;
  if (random.chance(30)) return now + random.between(2, 8);
  const edges = competitions.flatMap((competition) => edgesOf(competition, now))
    .map((edge) => random.chance(60) ? edge : edge + random.between(-1, 1))
    .filter((edge) => edge > now && edge < now + REACH)
    .sort((a, b) => a - b);
  if (edges.length === 0) return now + 1;
  return random.chance(75) ? edges[0]! : random.pick(edges.slice(0, 5));
}
