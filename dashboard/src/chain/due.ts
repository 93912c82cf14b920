/**
 * When a competition changes without an event: by the clock alone.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Round } from "../../../protocol/state/round.ts";
import type { Model } from "../../../protocol/state/model.ts";

/** Never: what is over changes by events alone. */
const NEVER = Infinity;
/** A competition that can still change is looked at this often, in seconds. */
const LOOKED_AT = 60;
/** While a round runs, whose windows decide what may be done. */
const WATCHED = 15;

type Timed = Pick<
  Competition,
  | "now"
  | "ended"
  | "registrationEnd"
  | "submissionEnd"
  | "openingEnd"
  | "evaluationEnd"
  | "commitWindow"
  | "nextRound"
  | "running"
>;

/** When a competition must be read again, by the chain's clock in seconds. */
export function competitionDue(competition: Timed): number {
  const { now, ended, commitWindow, submissionEnd, openingEnd } = competition;
  if (ended) return NEVER;
  const ends = [competition.registrationEnd, submissionEnd, openingEnd, competition.evaluationEnd];
  // The last parts of models; the test set's key.
  const within = [submissionEnd + commitWindow, submissionEnd + (openingEnd - submissionEnd) / 3];
  // Deposits begin to count with each of these.
  const period = (Math.floor(now / commitWindow) + 1) * commitWindow;
  const look = now + (competition.running > 0 ? WATCHED : LOOKED_AT);
  return earliest(now, [...ends, ...within, competition.nextRound, period, look]);
}

/** When running rounds must be read again: one of their windows ends. */
export function roundsDue(rounds: readonly Pick<Round, "commitEnd" | "revealEnd">[], now: number) {
  return earliest(now, rounds.flatMap(({ commitEnd, revealEnd }) => [commitEnd, revealEnd]));
}

/**
 * When models must be read again. The event of a further part is as long as the part, so it is not
 * read: as long as bytes are missing, the models are.
 */
export function modelsDue(
  models: readonly Pick<Model, "status">[],
  { now, submissionEnd, openingEnd, commitWindow }: Pick<
    Timed,
    "now" | "submissionEnd" | "openingEnd" | "commitWindow"
  >,
): number {
  if (now > Math.max(submissionEnd + commitWindow, openingEnd) + WATCHED) return NEVER;
  return models.some(({ status }) => status === "incomplete") ? now + WATCHED : NEVER;
}

/** The first of some moments that is after another. */
function earliest(now: number, moments: readonly number[]): number {
  return Math.min(NEVER, ...moments.filter((moment) => moment > now));
}
