/**
 * What every page of a competition is given.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";

export interface Given {
  competition: Competition;
  /** Absent until it is fetched, or where no gateway has it */
  spec: CompetitionSpec | undefined;
}
