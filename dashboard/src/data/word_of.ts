/**
 * The word that a code stands for.
 *
 * @module
 */
import type { ColumnSpec } from "../../../protocol/spec/columns.ts";
import { show } from "../../../protocol/text/visible.ts";

/** Longer words add nothing. */
const LONGEST = 60;

/** A value as the file may have had it: the word of a category. */
export function wordOf(value: number, rule: ColumnSpec | undefined): string | undefined {
  const { categories, missing } = rule ?? {};
  if (Number.isNaN(value) || (missing !== undefined && value === missing && categories)) {
    return "missing";
  }
  if (categories === undefined) return undefined;
  const word = categories[value];
  if (word !== undefined) return show(word, LONGEST);
  return value === categories.length ? "another word" : undefined;
}
