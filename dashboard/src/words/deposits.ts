/**
 * What a miner's deposit risks, as sentences without a full stop. PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { lengthOf } from "../components/when.tsx";
import { ether } from "./show.ts";

/** Each way in which a deposit is lost, or held. */
export function depositRisks(
  { seatStake, commitWindow, revealWindow, tolerance }: Pick<
    Competition,
    "seatStake" | "commitWindow" | "revealWindow" | "tolerance"
  >,
): string[] {
  const stake = ether(seatStake);
  return [
    `The whole ${stake} is burnt when a row is not shown in time, or when one of its scores is ` +
    `more than ${
      (2 * tolerance / 1_000).toFixed(3)
    } points, twice the tolerance, off the median of ` +
    `a model that more than half of all agree on. Nobody receives it`,
    "Saying “I could not judge it” costs nothing and earns nothing; so does a model on which there " +
    "is no majority",
    `It is never held longer than one round: ${lengthOf(commitWindow + revealWindow)} at most. ` +
    `Otherwise it can be taken out at any time`,
    `It counts in rounds that are opened once it is ${lengthOf(commitWindow)} to ${
      lengthOf(2 * commitWindow)
    } old`,
  ];
}
