/**
 * JSON for `--json`.
 *
 * @module
 */

/** JSON of anything, with whole numbers of any size as text. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item) =>
      typeof item === "bigint" ? item.toString() : item instanceof Set ? [...item] : item,
  );
}
