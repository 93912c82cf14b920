/**
 * The dates of a competition that concern a participant. PROTOCOL.md, section 3.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";

/** One date. */
export interface KeyDate {
  /** Seconds since 1970 */
  at: number;
  name: string;
  /** What a participant does before it, as a sentence without a full stop */
  means: string;
}

/** The dates, in their order. */
export function datesOf(
  { sealed, registrationEnd, submissionEnd, openingEnd, evaluationEnd }: Pick<
    Competition,
    "sealed" | "registrationEnd" | "submissionEnd" | "openingEnd" | "evaluationEnd"
  >,
): KeyDate[] {
  const { key, judging } = thirdsOf({ submissionEnd, openingEnd });
  return [
    {
      at: registrationEnd,
      name: "Registration ends, submission begins",
      means: "Join before this: nobody can join later",
    },
    { at: submissionEnd, name: "Submission ends", means: "Submit your models before this" },
    ...(sealed
      ? [
        {
          at: key,
          name: "The test set’s key is due",
          means: "The organizer publishes it before this, or anyone may cancel",
        },
        {
          at: judging,
          name: "The test set is judged",
          means: "Open your models once miners have found the test set good",
        },
        {
          at: openingEnd,
          name: "Opening ends",
          means: "Publish the keys of your models before this, or they are disqualified",
        },
      ]
      : []),
    {
      at: evaluationEnd,
      name: "The last rounds open",
      means: "Soon after this, or earlier if every model is judged, the winners are credited",
    },
  ];
}
