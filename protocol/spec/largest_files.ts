/**
 * What the files of a data set can weigh, from what the spec says of them: whoever fetches one takes
 * no more.
 *
 * @module
 */
import { featuresOf } from "./input_shape.ts";
import type { CompetitionSpec, DataFile } from "./spec.ts";

/** The most bytes of each file of a data set. */
export interface LargestFiles {
  data: number;
  /** Of IDX and NPY */
  labels: number;
}

/**
 * A cell of a CSV. `numpy.savetxt` writes 24 characters unless told otherwise (`%.18e`), 25 with a
 * sign, 26 with an exponent of three digits; quotes, blanks and what ends the cell make it 32.
 */
const CSV_CELL = 32;
/** A column's name in the header: a spec's name has 120 characters, of up to 4 bytes, but few have all. */
const CSV_NAME = 256;
/** The largest element of IDX and NPY, a double. */
const ELEMENT = 8;
/** Headers, byte order marks, blank lines: NPY's header is the longest, with 64 KiB in version 1. */
const AROUND = 65_536 + 64;
/** What AES-256-GCM adds to a sealed file. */
const TAG = 16;

/** Together they fit the frame, of less than 4 GiB, in which an evaluator child is given them. */
const MOST: LargestFiles = { data: 3 * 1024 ** 3, labels: 1024 ** 3 - 1 };

/**
 * The largest files that can hold `rows` rows of the input's shape, sealed or not:
 *
 *     CSV        32 × rows × (features + 1)  +  256 × (features + 1), the header  +  64 KiB
 *     IDX, NPY   8 × rows × features  +  64 KiB,  and for labels  8 × rows  +  64 KiB
 *
 * and never more than 3 GiB, 1 GiB for labels.
 */
export function largestFiles(
  file: DataFile,
  input: CompetitionSpec["input"],
): LargestFiles {
  const { rows } = file;
  const features = featuresOf(input);
  const needed = file.format === "csv"
    ? { data: CSV_CELL * rows * (features + 1) + CSV_NAME * (features + 1), labels: 0 }
    : { data: ELEMENT * rows * features, labels: ELEMENT * rows };
  return {
    data: Math.min(needed.data + AROUND + TAG, MOST.data),
    labels: Math.min(needed.labels + AROUND + TAG, MOST.labels),
  };
}
