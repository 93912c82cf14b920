/**
 * What an author has to do next in a competition, and until when.
 *
 * @module
 */
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import { partsEndOf, thirdsOf } from "../../protocol/terms/phase_ends.ts";

/** One thing to do. Times are seconds since 1970. */
export type Due =
  | { task: "register"; until: number }
  | { task: "submit"; from: number; until: number }
  /** A package whose bytes are not all on chain is not judged */
  | { task: "complete"; model: number; missing: number; until: number }
  /** The test set must be found good first */
  | { task: "open"; model: number; from: number | undefined; until: number }
  /** For the organizer of a sealed competition */
  | { task: "open-test"; from: number; until: number }
  | { task: "withdraw"; wei: bigint };

/** An account in a competition. */
export interface Standing {
  registered: boolean;
  /** Its own models */
  models: readonly Model[];
  owed: bigint;
  isOrganizer: boolean;
}

/** What is due, the most urgent first. */
export function duesOf(competition: Competition, standing: Standing): Due[] {
  const { registered, models, owed, isOrganizer } = standing;
  const { phase, ended, sealed, now, testKey } = competition;
  const { registrationEnd, submissionEnd, openingEnd } = competition;
  const dues: Due[] = [];
  if (owed > 0n) dues.push({ task: "withdraw", wei: owed });
  if (ended) return dues;
  if (isOrganizer && sealed && testKey === undefined && now < thirdsOf(competition).key) {
    dues.push({ task: "open-test", from: submissionEnd, until: thirdsOf(competition).key });
  }
  if (phase === "registration" && !registered && !isOrganizer) {
    dues.push({ task: "register", until: registrationEnd });
  }
  const early = phase === "registration" || phase === "submission";
  if (early && registered && models.length === 0) {
    dues.push({ task: "submit", from: registrationEnd, until: submissionEnd });
  }
  for (const { id, status, size, published } of models) {
    const until = partsEndOf(competition);
    if (status === "incomplete" && now < until) {
      dues.push({ task: "complete", model: id, missing: size - published, until });
    }
    if (status === "sealed" && now < openingEnd) {
      const from = competition.testSet === "good" ? now : undefined;
      dues.push({ task: "open", model: id, from, until: openingEnd });
    }
  }
  return dues.sort((one, other) => untilOf(one) - untilOf(other));
}

function untilOf(due: Due): number {
  return "until" in due ? due.until : 0;
}
