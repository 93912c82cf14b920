/**
 * What goes wrong with keys and envelopes, in words.
 *
 * @module
 */
import type { ModelFailure } from "../../model/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

const COPIES = "Use the copy next to it, or the one in the keys folder of --home";

export const MODEL: Sentences<ModelFailure> = {
  "evaluator/decrypt": ({ bytes, reason }) => [
    `Cannot decrypt ${bytes} bytes: ${reason}`,
    "Give the program more memory",
  ],
  "file/key-exists": ({ path }) => [
    `${path} already exists, and a key is never overwritten`,
    "Name another file with --key-out, or move the old key away if its competition is over",
  ],
  "wallet/not-a-key-file": ({ path }) => [`${path} is not a key file of \`deml seal\``, COPIES],
  "wallet/damaged-key-file": ({ path }) => [
    `${path} is damaged: its key and its commitment do not match`,
    COPIES,
  ],
};
