/**
 * JSON for `--json`.
 *
 * @module
 */

import { visibleJson } from "../../protocol/text/visible.ts";

/** JSON of anything, with whole numbers of any size as text, and no invisible characters. */
export function toJson(value: unknown): string {
  return visibleJson(JSON.stringify(
    value,
    (_key, item) =>
      typeof item === "bigint" ? item.toString() : item instanceof Set ? [...item] : item,
  ));
}
