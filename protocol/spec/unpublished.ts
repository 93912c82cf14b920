/**
 * A content identifier for what nobody publishes.
 *
 * @module
 */

/** Of the right form, and nothing's address: a spec names its data, even where the data is at hand. */
export const UNPUBLISHED = `b${"a".repeat(58)}`;
