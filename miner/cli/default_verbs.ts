/**
 * Nouns that work without a verb.
 *
 * @module
 */

/** What a noun without a verb does; without an entry here it shows its help. */
export const DEFAULT_VERBS: Record<string, string> = { competitions: "list", config: "list" };
