/**
 * What prevents an organizer from creating a competition, in words.
 *
 * @module
 */
import type { OrganizerFailure } from "../../organizer/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

export const ORGANIZER: Sentences<OrganizerFailure> = {
  "data/sealed-other-files": () => [
    "These are not the files that the key was made for",
    "Seal them under another name: one key for two contents would reveal both",
  ],
};
