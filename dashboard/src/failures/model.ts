/**
 * What goes wrong with keys and envelopes, in the page's words.
 *
 * @module
 */
import type { ModelFailure } from "../../../miner/model/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

/** The page writes no key over: it has no paths. */
type Reachable = Exclude<ModelFailure, { kind: "file/key-exists" }>;

const DOWNLOADED = "Choose the file that was downloaded when it was sealed";

export const MODEL: Sentences<Reachable> = {
  "evaluator/decrypt": ({ bytes, reason }) => [
    `Cannot decrypt ${bytes} bytes: ${reason}`,
    "Close other tabs, or use a machine with more memory",
  ],
  "wallet/not-a-key-file": ({ path }) => [`${path} is not a key file`, DOWNLOADED],
  "wallet/damaged-key-file": ({ path }) => [
    `${path} is damaged: its key and its commitment do not match`,
    DOWNLOADED,
  ],
};
