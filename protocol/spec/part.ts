/**
 * The parts of a competition's data. Apart from spec.ts, as input_shape.ts is.
 *
 * @module
 */
import { DemlError } from "../errors.ts";
import type { DataFailure } from "../failures.ts";
import type { CompetitionSpec, DataFile } from "./spec.ts";

/** Which of a spec's data sets. */
export type Part = "test" | "validation";

/**
 * A content identifier of the right form that is nothing's address: a spec names its data, even where
 * the data is at hand.
 */
export const UNPUBLISHED = `b${"a".repeat(58)}`;

/** The description of one of a spec's data sets. */
export function fileOf(spec: CompetitionSpec, part: Part): DataFile {
  const file = part === "test" ? spec.test : spec.validation;
  if (file === undefined) throw new DemlError<DataFailure>({ kind: "data/no-validation-set" });
  return file;
}
