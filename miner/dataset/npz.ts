/**
 * NPZ, NumPy's ZIP of arrays: samples in one, labels in another. The ZIP is read by fflate.
 *
 * @module
 */
import { unzipSync } from "fflate";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { deliver } from "./arrays.ts";
import type { DatasetFailure } from "./failures.ts";
import { npyShape, readNpy } from "./npy.ts";
import type { Expected, Looks, Reader } from "./reader.ts";

/** What people call samples and labels, the test set's first. */
const PAIRS: readonly (readonly [samples: string, labels: string])[] = [
  ["x_test", "y_test"],
  ["X_test", "y_test"],
  ["test_images", "test_labels"],
  ["test_x", "test_y"],
  ["x", "y"],
  ["X", "y"],
  ["images", "labels"],
  ["data", "labels"],
  ["data", "target"],
  ["arr_0", "arr_1"],
  ["x_train", "y_train"],
  ["train_images", "train_labels"],
];

/** An array takes at most this many bytes. */
const LARGEST = 3 * 1024 ** 3;
/** A header, and the sizes of a ZIP. */
const AROUND = 65_536;
/** Bytes of the largest element. */
const ELEMENT = 8;
/** Names that a sentence lists. */
const LISTED = 20;

/** The reader of the format. */
export const npz: Reader = {
  read(_, { data }, expected, take) {
    const { rows, features } = expected;
    const [samples, labels] = namesIn(data, expected);
    const most = ELEMENT * rows * Math.max(features, 1) + AROUND;
    deliver(
      readNpy(arrayIn(data, samples, most)),
      readNpy(arrayIn(data, labels, most)),
      expected,
      take,
    );
  },
  countRows(data) {
    const [samples] = namesIn(data, {});
    return npyShape(arrayIn(data, samples, LARGEST))[0] ?? 1;
  },
  look({ data }): Looks {
    const [samplesArray, labelsArray] = namesIn(data, {});
    const [rows = 0, ...dims] = npyShape(arrayIn(data, samplesArray, LARGEST));
    const labels = npyShape(arrayIn(data, labelsArray, LARGEST))
      .reduce((product, dim) => product * dim, 1);
    if (labels !== rows) throw wrong({ kind: "data/samples-and-labels", samples: rows, labels });
    if (rows === 0) throw wrong({ kind: "data/no-rows" });
    return { rows, dims: dims.length > 0 ? dims : [1], samplesArray, labelsArray };
  },
};

/** The arrays that are meant: named, or found by their usual names. */
function namesIn(
  data: Uint8Array,
  { samplesArray, labelsArray }: Partial<Pick<Expected, "samplesArray" | "labelsArray">>,
): [samples: string, labels: string] {
  const names = arrayNames(data);
  if (samplesArray !== undefined && labelsArray !== undefined) {
    for (const name of [samplesArray, labelsArray]) {
      if (!names.includes(name)) throw missing(name, names);
    }
    return [samplesArray, labelsArray];
  }
  const pair = PAIRS.find((pair) => pair.every((name) => names.includes(name)));
  if (pair !== undefined) return [...pair];
  throw missing(undefined, names);
}

function missing(array: string | undefined, names: string[]): DemlError<DatasetFailure> {
  return wrong({
    kind: "data/npz-array",
    array,
    found: names.slice(0, LISTED).map((name) => show(name, 40)).join(", "),
  });
}

function arrayNames(data: Uint8Array): string[] {
  const names: string[] = [];
  unzipped(data, ({ name }) => {
    if (name.endsWith(".npy")) names.push(name.slice(0, -".npy".length));
    return false;
  });
  return names;
}

/** One array's file. What is larger is refused before it is decompressed. */
function arrayIn(data: Uint8Array, array: string, most: number): Uint8Array {
  const wanted = `${array}.npy`;
  const files = unzipped(data, ({ name, originalSize }) => {
    if (name !== wanted) return false;
    if (originalSize > most) throw wrong({ kind: "data/npz-too-large", array: show(array), most });
    return true;
  });
  const file = files[wanted];
  if (file === undefined) throw missing(array, arrayNames(data));
  return file;
}

function unzipped(
  data: Uint8Array,
  filter: (file: { name: string; originalSize: number }) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(data, { filter });
  } catch (cause) {
    if (cause instanceof DemlError) throw cause;
    throw wrong({ kind: "data/npz-unreadable", reason: show(reasonOf(cause), 200) }, cause);
  }
}

function wrong(failure: DatasetFailure, cause?: unknown): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure, { cause });
}
