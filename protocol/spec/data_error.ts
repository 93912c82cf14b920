/**
 * What is wrong with a data set, as one kind of error.
 *
 * @module
 */
import { DemlError } from "../errors.ts";

/** A data set that does not hold what it should. */
export function dataError(message: string, options: { cause?: unknown } = {}): DemlError {
  return new DemlError(
    "data",
    message,
    "Check the file against the spec's format, rows, label column and input shape",
    options,
  );
}
