/**
 * Places and their prizes in words.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";

const NAMES = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"];

/** A place in a ranking, from 1. */
export function ordinal(place: number): string {
  return NAMES[place - 1] ?? `Place ${place}`;
}

/** What the prizes may become, as a sentence without a full stop. */
export function placesOf(
  { returnsBuyIns, prizeShares }: Pick<Competition, "returnsBuyIns" | "prizeShares">,
): string {
  const empty = prizeShares.length > 1
    ? ". The first also gets the share of a place that nobody takes"
    : "";
  return (returnsBuyIns
    ? "At least this, and at most the whole fund: what miners do not earn joins the prize"
    : "With the buy-ins so far: each further one joins the prize, and so does what miners do not earn") +
    empty;
}
