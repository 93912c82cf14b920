/**
 * What a follower has seen of a competition.
 *
 * @module
 */
import type { Phase } from "../../../protocol/state/competition.ts";

/** A competition, as far as it can be news. */
export interface Seen {
  phase: Phase;
  /** The reader's own models that have a score */
  scored: number[];
  /** The round in which the reader, as a miner, may commit; absent if there is none */
  round?: number;
  /** Wei that the reader can withdraw */
  owed: bigint;
}
