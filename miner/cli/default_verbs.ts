/**
 * What a noun does without a verb; one that is missing here shows its help.
 *
 * @module
 */

/** The verb, by the noun. */
export const DEFAULT_VERBS: Record<string, string> = { competitions: "list", config: "list" };
