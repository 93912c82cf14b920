/**
 * What prevents an organizer from creating a competition, in words.
 *
 * @module
 */
import type { OrganizerFailure } from "../../../miner/organizer/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

export const ORGANIZER: Sentences<OrganizerFailure> = {
  "data/no-label": ({ row, label, most }) => [
    `Row ${row} has the label ${label}; labels are whole numbers from 0 to ${most}`,
    "Number the classes from 0, and check which column contains the labels",
  ],
  "data/sealed-other-files": () => [
    "These are not the files that the key was made for",
    "Seal them again",
  ],
};
