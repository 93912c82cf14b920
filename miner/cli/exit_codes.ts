/**
 * What the program's exit codes mean: for help, the manual and the documentation.
 *
 * @module
 */
import { EXIT } from "../../protocol/errors.ts";

/** Each code with its meaning, in order. */
export const EXIT_CODES: readonly (readonly [code: number, means: string])[] = [
  [EXIT.ok, "done"],
  [EXIT.failed, "failed"],
  [EXIT.usage, "wrong usage"],
  [EXIT.invalid, "the model is INVALID"],
  [EXIT.missed, "what was waited for did not come, or could not be checked"],
  [EXIT.interrupted, "interrupted"],
];
