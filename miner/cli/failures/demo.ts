/**
 * Failures of the demo, in words.
 *
 * @module
 */
import type { DemoFailure } from "../../demo/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

export const DEMO: Sentences<DemoFailure> = {
  "internal/demo-stuck": ({ last = "they logged nothing", failure }, tell) => [
    `The miners made no progress: ${last}${failure ? `: ${tell(failure).message}` : ""}`,
    "Please report it",
  ],
  "file/unreadable-models": ({ folder }) => [`Cannot read the folder ${folder}`, "Check --models"],
  "file/no-models": ({ folder }) => [
    `No model in ${folder}`,
    "Put .onnx or .deml files there, or omit --models",
  ],
  "chain/local-chain": ({ reason, log }) => [
    `The local chain did not start: ${reason}. ${log}`,
    "Run `deno task install` and try again",
  ],
};
