/**
 * Flags of `deml mine` for competitions that it would join only on its own chain.
 *
 * @module
 */
import type { RefusedTermName } from "../protocol/terms/refused_terms.ts";

/** `--accept` for each term. */
export function accept(...terms: RefusedTermName[]): string[] {
  return terms.flatMap((term) => ["--accept", term]);
}
