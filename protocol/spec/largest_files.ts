/**
 * The largest possible files of a data set, by its spec: a fetch accepts no larger ones.
 *
 * @module
 */
import { wordColumnsOf } from "./columns.ts";
import { formatNamed, type LargestFiles } from "./formats.ts";
import { featuresOf } from "./input_shape.ts";
import type { CompetitionSpec, DataFile } from "./spec.ts";

/** Headers, byte order marks, blank lines: NPY's header is the longest, with 64 KiB in version 1. */
const AROUND = 65_536 + 64;
/** What AES-256-GCM adds to a sealed file. */
const TAG = 16;

/** Together they fit the frame, of less than 4 GiB, in which an evaluator child gets them. */
const MOST: LargestFiles = { data: 3 * 1024 ** 3, labels: 1024 ** 3 - 1 };

/**
 * The largest files for a spec's rows of the input's shape, sealed or not: what the format `needs`
 * and 64 KiB, and at most 3 GiB, 1 GiB for labels.
 */
export function largestFiles(
  file: DataFile,
  input: CompetitionSpec["input"],
): LargestFiles {
  const needed = formatNamed(file.format).needs(file.rows, featuresOf(input), wordColumnsOf(input));
  return {
    data: Math.min(needed.data + AROUND + TAG, MOST.data),
    labels: Math.min(needed.labels + AROUND + TAG, MOST.labels),
  };
}
