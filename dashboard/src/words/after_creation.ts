/**
 * What happens after a competition was created, and what its organizer must do.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";
import { counted, etherUpTo } from "./show.ts";

/** One thing that will happen. */
export interface NextStep {
  /** Seconds since 1970 */
  from?: number;
  until?: number;
  /** Whether the organizer must do it */
  yours: boolean;
  says: string;
}

type Given = Pick<
  Competition,
  | "sealed"
  | "registrationEnd"
  | "submissionEnd"
  | "openingEnd"
  | "evaluationEnd"
  | "fund"
>;

/** In the order of time. */
export function nextSteps(competition: Given): NextStep[] {
  const { sealed, registrationEnd, submissionEnd, openingEnd, evaluationEnd, fund } = competition;
  const thirds = thirdsOf(competition);
  return [
    {
      yours: true,
      says:
        "Share the link, and keep spec and data available on IPFS until the competition is over",
    },
    { until: registrationEnd, yours: false, says: "Participants register, and miners enrol" },
    {
      from: registrationEnd,
      until: submissionEnd,
      yours: false,
      says: sealed
        ? "Participants submit sealed models"
        : "Participants submit models, and miners judge them as they come",
    },
    ...(sealed
      ? [
        {
          until: submissionEnd,
          yours: true,
          says: "Keep test-set.key.json safe, and show it to nobody",
        },
        {
          from: submissionEnd,
          until: thirds.key,
          yours: true,
          says:
            `Come back and open the test set. Otherwise anyone may cancel the competition, which costs you ${
              etherUpTo(fund / 5n)
            }`,
        },
        {
          from: thirds.key,
          until: thirds.judging,
          yours: false,
          says: "Miners check that the test set matches the spec",
        },
        {
          from: thirds.judging,
          until: openingEnd,
          yours: false,
          says: "Authors open their models",
        },
      ]
      : []),
    {
      from: sealed ? openingEnd : submissionEnd,
      until: evaluationEnd,
      yours: false,
      says: sealed ? "Miners judge the models" : "Miners judge the models that came last",
    },
    {
      from: evaluationEnd,
      yours: false,
      says: "Anyone finalizes the competition, and the winners withdraw their prizes",
    },
  ];
}

/** Whether enough miners have enrolled for a first round. */
export function minersSay(miners: number, { quorum, seats }: { quorum: number; seats: number }) {
  if (miners === 0) return `No miner has enrolled yet; a round needs ${counted(quorum, "miner")}`;
  const have = `${counted(miners, "miner has", "miners have")} enrolled`;
  if (miners < quorum) return `${have}; a round needs ${quorum - miners} more`;
  return miners < seats
    ? `${have}: enough for a round, which has up to ${counted(seats, "seat")}`
    : `${have}: enough for a full round`;
}
