/**
 * What a miner's deposit risks, as sentences without a full stop. PROTOCOL.md, section 6.
 *
 * @module
 */
import { lengthOf } from "../../../protocol/format/format.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { etherUpTo } from "./show.ts";

/** Each way in which a deposit is lost, or held. */
export function depositRisks(
  { seatStake, commitWindow, revealWindow, tolerance }: Pick<
    Competition,
    "seatStake" | "commitWindow" | "revealWindow" | "tolerance"
  >,
): string[] {
  const stake = etherUpTo(seatStake);
  return [
    `The whole ${stake} is burnt if a row is not revealed in time, or if one of its scores is ` +
    `more than ${
      (2 * tolerance / 1_000).toFixed(3)
    } points, twice the tolerance, from the median of ` +
    `a model on which more than half of all agree. Nobody receives it`,
    "Saying “I could not judge it” costs nothing and earns nothing; the same goes for a model " +
    "without a majority",
    `It is held for at most one round, ${lengthOf(commitWindow + revealWindow)}. ` +
    `Otherwise it can be claimed at any time`,
    `It counts in rounds that are opened once it is ${lengthOf(commitWindow)} to ${
      lengthOf(2 * commitWindow)
    } old`,
  ];
}
