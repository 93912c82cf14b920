/**
 * How the reference model refuses a call, and what nearly every call asks first.
 *
 * @module
 */
import { type Phase, PHASES, type ReferenceCompetition, type Round, type World } from "./state.ts";
import { phaseOf } from "./clock.ts";

/** A call that the protocol refuses: named, and told more, as the contract's error is. */
export class Refusal extends Error {
  constructor(readonly reason: string, readonly details: unknown[]) {
    super(`${reason}(${details.join(", ")})`);
  }
}

export function refuse(reason: string, ...details: unknown[]): never {
  throw new Refusal(reason, details);
}

export function findCompetition(world: World, id: number): ReferenceCompetition {
  return world.competitions[id - 1] ?? refuse("NoSuchCompetition", id);
}

/** A round of a competition: where there is no competition, there is no round either. */
export function findRound(
  world: World,
  id: number,
  index: number,
): { competition: ReferenceCompetition; round: Round } {
  const competition = world.competitions[id - 1];
  const round = competition?.rounds[index] ?? refuse("NoSuchRound", id, index);
  return { competition: competition!, round };
}

/** A round that no call has ended. */
export function findRunning(world: World, id: number, index: number) {
  const found = findRound(world, id, index);
  if (found.round.status !== "Running") refuse("RoundOver");
  return found;
}

export function requirePhase(
  competition: ReferenceCompetition,
  now: number,
  ...allowed: Phase[]
): void {
  const phase = phaseOf(competition, now);
  if (!allowed.includes(phase)) refuse("WrongPhase", PHASES.indexOf(phase));
}
