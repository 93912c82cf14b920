/**
 * Several lists as one of tuples: the first of each, the second of each, up to the end of the
 * shortest.
 *
 * @module
 */

/**
 * Pairs, triples and so on of the values at the same place.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { zip } from "./zip.ts";
 *
 * assertEquals(zip(["a", "b"], [1, 2]), [["a", 1], ["b", 2]]);
 * ```
 */
export function zip<T extends readonly unknown[]>(
  ...lists: { [K in keyof T]: ArrayLike<T[K]> }
): T[] {
  const length = Math.min(...lists.map(({ length }) => length));
  return Array.from({ length }, (_, place) => lists.map((list) => list[place]) as unknown as T);
}
