/**
 * What a mistyped name may be.
 *
 * @module
 */
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/**
 * The nearest of these names, if it is near enough to be a slip: one edit in three characters, or
 * two of four that were swapped. Of two that are as near, the one with the same first letter.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3), name.length >= 4 ? 2 : 1);
  const ranked = [...new Set(known)].map((word) => ({
    word,
    distance: levenshteinDistance(word, name) + (word[0] === name[0] ? 0 : 0.5),
  })).filter(({ distance }) => distance < most + 1);
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.word;
}

/** The word nearest to a mistyped one, if it is near. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}
