/**
 * What prevents an organizer from creating a competition, in words.
 *
 * @module
 */
import type { OrganizerFailure } from "../../../miner/organizer/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

export const ORGANIZER: Sentences<OrganizerFailure> = {
  "data/rows-and-lines": ({ rows }) => [
    `Its ${rows} rows are not one line each, so no rows can be split off`,
    "Split the file yourself, and give both parts",
  ],
  "data/no-rows-left": ({ rows }) => [
    `The test set has ${rows} rows, and none would be left to judge on`,
    "Make fewer of them public",
  ],
  "data/sealed-other-files": () => [
    "These are not the files that the key was made for",
    "Seal them again",
  ],
};
