/**
 * What the players of a history mean to come to in a competition, and whether they are still at it.
 *
 * @module
 */
import { mayEnrol, nextRound, phaseOf, takesCommits } from "./clock.ts";
import { reservationOf } from "./entries.ts";
import { modelKeyCommitment } from "./opening.ts";
import { labelled } from "./random.ts";
import { isLeft, lingers, revealing, willing } from "./round_moves.ts";
import { modelKey, packageOf } from "./secrets.ts";
import { type Participant, type ReferenceCompetition, runningRound, type World } from "./state.ts";
import { roundOf, standingOf } from "./views.ts";

/** Deposits: some benches stay small, some have more miners than seats. */
export function wantedMiners({ id, terms }: ReferenceCompetition): number {
  return labelled("bench", id).between(terms.quorum, 12);
}

export function wantedParticipants({ id }: ReferenceCompetition): number {
  return labelled("participants", id).between(1, 6);
}

export function isCrowded({ terms }: ReferenceCompetition): boolean {
  return terms.maxModels > 12;
}

/** Whether more models are wanted, and there are places for them. */
export function wantsModels(competition: ReferenceCompetition): boolean {
  const { id, participants, models } = competition;
  const wanted = isCrowded(competition) ? 50 : labelled("models", id).between(1, 9);
  return models.filter(({ author }) => author).length < wanted &&
    participants.some((participant) => hasPlace(competition, participant));
}

/** Some organizers never open their test set. */
export function forgetsKey({ id }: ReferenceCompetition): boolean {
  return labelled("forgets", id).chance(12);
}

/** Some authors never open a model. */
export function staysSealed({ id }: ReferenceCompetition, model: number): boolean {
  return labelled("stays sealed", id, model).chance(15);
}

/** Some models never come whole. */
export function staysIncomplete({ id }: ReferenceCompetition, model: number): boolean {
  return labelled("stays incomplete", id, model).chance(15);
}

/** Sealed models that their authors mean to open now. */
export function unopened(competition: ReferenceCompetition, now: number): number[] {
  if (competition.testSet !== "Good" || phaseOf(competition, now) !== "Opening") return [];
  const { id, models } = competition;
  return models.flatMap(({ author, status, keyCommitment }, model) => {
    if (status !== "Sealed" || staysSealed(competition, model)) return [];
    // Whoever submitted it with another's commitment cannot open it.
    const key = modelKeyCommitment(author!, modelKey(id, model));
    return key === keyCommitment ? [model] : [];
  });
}

/** Some competitions are judged late, so that rounds end after evaluationEnd, or round zero just in time. */
export function isLate(competition: ReferenceCompetition, now: number): boolean {
  const { testSet, latest } = nextRound(competition);
  const late = labelled("late", competition.id).chance(33) || (testSet && lingers(competition.id));
  return late && now < latest - 40;
}

/** Which of its packages an author holds a place for. */
export function reservedPackage(
  competition: ReferenceCompetition,
  author: Participant,
): number | undefined {
  const { address, places, reserved } = author;
  if (reserved === undefined) return undefined;
  const all = Array.from({ length: places }, (_, count) => count);
  return all.find((count) => {
    const { digest } = packageOf(competition, address, count);
    return reservationOf(address, digest).startsWith(reserved.reservation);
  });
}

/** Whether an author can submit another model. */
export function hasPlace(competition: ReferenceCompetition, author: Participant): boolean {
  return author.places < competition.terms.maxModelsPerAuthor ||
    reservedPackage(competition, author) !== undefined;
}

/** Whether somebody should act now, rather than wait. */
export function isUrgent(world: World, competition: ReferenceCompetition, now: number): boolean {
  if (competition.ending !== "Running") return false;
  const { terms, miners, participants, models, testKey } = competition;
  const phase = phaseOf(competition, now);
  const { canOpenRound } = standingOf(competition, now);
  if ((canOpenRound && !isLate(competition, now)) || unopened(competition, now).length > 0) {
    return true;
  }
  const early = phase === "Registration" || phase === "Submission";
  if (early && mayEnrol(competition, now) && miners.size < wantedMiners(competition)) return true;
  if (phase === "Registration" && participants.length < wantedParticipants(competition)) {
    return true;
  }
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

function isRoundUrgent(world: World, competition: ReferenceCompetition, now: number): boolean {
  const index = runningRound(competition);
  if (index === undefined) return false;
  const round = competition.rounds[index]!;
  if (takesCommits(round, now)) return willing(world, competition, index).length > 0;
  const { canExpire, canFail, canSettle, revealsOpen } = roundOf(competition, index, now);
  return (!isLeft(competition, now) && (canExpire || canFail || canSettle)) ||
    (revealsOpen && revealing(world, competition, index).length > 0);
}
