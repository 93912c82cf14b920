/**
 * The parts of a competition's data. Separate from spec.ts, like input_shape.ts.
 *
 * @module
 */
import { DemlError } from "../errors.ts";
import type { DataFailure } from "../failures.ts";
import type { CompetitionSpec, DataFile } from "./spec.ts";
import { stepsOf } from "./target.ts";

/** Which of a spec's data sets. */
export type Part = "test" | "validation";

/**
 * A well-formed content identifier without content: a spec names its data, even if the data is
 * local.
 */
export const UNPUBLISHED = `b${"a".repeat(58)}`;

/** A data set with the number of its labels: classes, or the steps of a regression's target. */
export type LabelledFile = DataFile & { classes: number };

/** The description of one of a spec's data sets. */
export function fileOf(spec: CompetitionSpec, part: Part): LabelledFile {
  const file = part === "test" ? spec.test : spec.validation;
  if (file === undefined) throw new DemlError<DataFailure>({ kind: "data/no-validation-set" });
  return { ...file, classes: labelsIn(spec, part) };
}

/** The number of a data set's labels; 0 without the data set. */
export function labelsIn(
  { target, ...parts }: Pick<CompetitionSpec, "target" | Part>,
  part: Part,
): number {
  return target ? stepsOf(target) : parts[part]?.classes ?? 0;
}
