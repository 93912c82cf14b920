/**
 * Whatever was thrown, in words.
 *
 * @module
 */
import type { Sentence } from "../../../protocol/format/tell.ts";
import { tellFailure } from "./tables.ts";
import { understand } from "./understand.ts";

/**
 * Puts whatever was thrown into words.
 *
 * @param purpose What was being done, as a verb, for what nobody understood
 */
export function tell(error: unknown, purpose = "do this"): Sentence {
  return tellFailure(understand(error, purpose).failure);
}
