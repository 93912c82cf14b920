/**
 * What can prevent an organizer from creating a competition.
 *
 * @module
 */

export type OrganizerFailure = /** `label` as it was read; `row` counts from 1 */
  /** One key and nonce for two contents would reveal both */
  { kind: "data/sealed-other-files" };
