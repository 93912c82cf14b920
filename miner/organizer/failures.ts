/**
 * What can prevent an organizer from creating a competition.
 *
 * @module
 */

export type OrganizerFailure =
  /** One key and nonce for two contents would reveal both */
  | { kind: "data/sealed-other-files" }
  /** Splitting a CSV whose rows are not its lines */
  | { kind: "data/rows-and-lines"; rows: number }
  /** Nothing would be left to judge on */
  | { kind: "data/no-rows-left"; rows: number };
