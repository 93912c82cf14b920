/**
 * What every page of a competition gets.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";

export interface Given {
  competition: Competition;
  /** Absent until it is fetched, or if no gateway has it */
  spec: CompetitionSpec | undefined;
}
