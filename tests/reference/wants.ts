/**
 * What the players of a history mean to come to in a competition, and whether they are still at it.
 *
 * @module
 */
import { hasMissed } from "./bench.ts";
import { mayEnrol, phaseOf, takesCommits } from "./clock.ts";
import { labelled } from "./random.ts";
import { revealing, willing } from "./round_moves.ts";
import { type Competition, isSealed, runningRound, type World } from "./state.ts";
import { roundOf, standingOf } from "./views.ts";

/** Deposits: some benches stay small, some have more miners than seats. */
export function wantedMiners({ id, terms }: Competition): number {
  return labelled("bench", id).between(terms.quorum, 12);
}

export function wantedParticipants({ id }: Competition): number {
  return labelled("participants", id).between(1, 6);
}

export function isCrowded({ terms }: Competition): boolean {
  return terms.maxModels > 12;
}

/** Whether more models are wanted, and there are places for them. */
export function wantsModels(competition: Competition): boolean {
  const { id, participants, models, terms } = competition;
  const wanted = isCrowded(competition) ? 50 : labelled("models", id).between(1, 9);
  return models.filter(({ author }) => author).length < wanted &&
    participants.some(({ places, reserved }) => reserved || places < terms.maxModelsPerAuthor);
}

/** Some organizers never open their test set. */
export function forgetsKey({ id }: Competition): boolean {
  return labelled("forgets", id).chance(12);
}

/** Some authors never open a model. */
export function staysSealed({ id }: Competition, model: number): boolean {
  return labelled("stays sealed", id, model).chance(15);
}

/** Some models never come whole. */
export function staysIncomplete({ id }: Competition, model: number): boolean {
  return labelled("stays incomplete", id, model).chance(15);
}

/** Sealed models that their authors mean to open now. */
export function unopened(competition: Competition, now: number): number[] {
  if (competition.testSet !== "Good" || phaseOf(competition, now) !== "Opening") return [];
  return competition.models.flatMap(({ status }, model) =>
    status === "Sealed" && !staysSealed(competition, model) ? [model] : []
  );
}

/** Whether somebody should act now, rather than wait. */
export function isUrgent(world: World, competition: Competition, now: number): boolean {
  if (competition.ending !== "Running") return false;
  const { terms, miners, participants, models, testKey } = competition;
  const phase = phaseOf(competition, now);
  const { canOpenRound } = standingOf(competition, now);
  if (canOpenRound || unopened(competition, now).length > 0) return true;
  const early = phase === "Registration" || phase === "Submission";
  if (early && mayEnrol(competition, now) && miners.size < wantedMiners(competition)) return true;
  if (phase === "Registration" && participants.length < wantedParticipants(competition)) return true;
  if (phase === "Submission") {
    if (wantsModels(competition)) return true;
    const short = models.some(({ status }, model) =>
      status === "Incomplete" && !staysIncomplete(competition, model)
    );
    if (short) return true;
  }
  if (phase === "Opening" && testKey === undefined && !forgetsKey(competition)) {
    const third = (terms.openingEnd - terms.submissionEnd) / 3;
    if (now < terms.submissionEnd + third) return true;
  }
  return isRoundUrgent(world, competition, now);
}

function isRoundUrgent(world: World, competition: Competition, now: number): boolean {
  const index = runningRound(competition);
  if (index === undefined) {
    return isSealed(competition) && [...competition.miners.keys()].some((miner) =>
      hasMissed(competition, miner)
    ) && labelled("evicts", competition.id, now).chance(30);
  }
  const round = competition.rounds[index]!;
  if (takesCommits(round, now)) return willing(world, competition, index).length > 0;
  const { canExpire, canFail, canSettle, revealsOpen } = roundOf(competition, index, now);
  return canExpire || canFail || canSettle ||
    (revealsOpen && revealing(world, competition, index).length > 0);
}
