/**
 * The one sum that stands beside a competition's name, on every page.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { potPartsOf } from "../../../protocol/terms/pot_parts.ts";

/** What it is, and how much in wei. */
export interface Headline {
  label: string;
  wei: bigint;
}

/** The prize while it runs, what was shared once it is over. */
export function headline(
  competition: Pick<Competition, "ended"> & Parameters<typeof potPartsOf>[0],
): Headline {
  const { pot, prize } = potPartsOf(competition);
  return competition.ended ? { label: "Pot at the end", wei: pot } : { label: "Prize", wei: prize };
}
