/**
 * What prevents an organizer from creating a competition, in words.
 *
 * @module
 */
import type { OrganizerFailure } from "../../../miner/organizer/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

export const ORGANIZER: Sentences<OrganizerFailure> = {
  "data/sealed-other-files": () => [
    "These are not the files that the key was made for",
    "Seal them again",
  ],
};
