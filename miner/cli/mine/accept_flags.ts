/**
 * The flags that accept refused terms.
 *
 * @module
 */
import type { RefusedTerm } from "../../../protocol/terms/refused_terms.ts";

/** E.g. `--accept commit-window-short --accept cheap-quorum`. */
export function acceptFlags(refused: Pick<RefusedTerm, "term">[]): string {
  return refused.map(({ term }) => `--accept ${term}`).join(" ");
}
