/**
 * NPZ, NumPy's ZIP of arrays: samples in one, labels in another.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { type ArrayBytes, deliver, looksOf } from "./arrays.ts";
import type { DatasetFailure } from "./failures.ts";
import { npyLayout } from "./npy.ts";
import type { Expected, Looks, Reader } from "./reader.ts";
import { BadZip, zipContent, zipEntries, type ZipEntry } from "./zip.ts";

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

/** Names that a sentence lists. */
const LISTED = 20;
/** A header: NumPy writes 128 bytes, version 1 allows 64 KiB. */
const AROUND = 65_536 + 64;
/** Bytes of the largest element. */
const ELEMENT = 8;
/** The most bytes of an array if its rows are unknown. */
const LARGEST = 3 * 1024 ** 3;

/** The reader of the format. */
export const npz: Reader = {
  read(_, { data }, expected, take) {
    const { rows, features } = expected;
    const most = (values: number) => ELEMENT * values + AROUND;
    const { samples, labels } = pairIn(data, expected, most(rows * features), most(rows));
    deliver(samples, labels, expected, take);
  },
  countRows: (data) => pairIn(data).samples.layout.shape[0] ?? 1,
  look({ data }): Looks {
    const { samples, labels, names: [samplesArray, labelsArray] } = pairIn(data);
    return { ...looksOf(samples.layout, labels.layout), samplesArray, labelsArray };
  },
};

/** Opens samples and labels, named or found. */
function pairIn(
  data: Uint8Array,
  named: Named = {},
  mostSamples = LARGEST,
  mostLabels = LARGEST,
): { samples: ArrayBytes; labels: ArrayBytes; names: readonly [samples: string, labels: string] } {
  const arrays = arraysIn(data);
  const names = namesOf([...arrays.keys()], named);
  const [samples, labels] = names;
  return {
    samples: opened(data, arrays, samples, mostSamples),
    labels: opened(data, arrays, labels, mostLabels),
    names,
  };
}

/** One array. What is larger is refused before it is decompressed. */
function opened(
  data: Uint8Array,
  arrays: ReadonlyMap<string, ZipEntry>,
  name: string,
  most: number,
): ArrayBytes {
  const entry = arrays.get(name);
  if (entry === undefined) throw missing(name, [...arrays.keys()]);
  if (entry.size > most) throw wrong({ kind: "data/npz-too-large", array: show(name, 40), most });
  const bytes = orUnreadable(() => zipContent(data, entry));
  return { bytes, layout: npyLayout(bytes) };
}

function arraysIn(data: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const entries = orUnreadable(() => zipEntries(data));
  return new Map(
    entries.flatMap((entry): [string, ZipEntry][] => {
      const { name } = entry;
      return name.endsWith(".npy") ? [[name.slice(0, -".npy".length), entry]] : [];
    }),
  );
}

type Named = Partial<Pick<Expected, "samplesArray" | "labelsArray">>;

/** The arrays that are meant: named, or found by their usual names. */
function namesOf(
  names: string[],
  { samplesArray, labelsArray }: Named,
): readonly [samples: string, labels: string] {
  if (samplesArray !== undefined && labelsArray !== undefined) return [samplesArray, labelsArray];
  const pair = PAIRS.find((pair) => pair.every((name) => names.includes(name)));
  if (pair !== undefined) return pair;
  throw missing(undefined, names);
}

function missing(array: string | undefined, names: string[]): DemlError<DatasetFailure> {
  const found = names.slice(0, LISTED).map((name) => show(name, 40)).join(", ");
  return wrong({ kind: "data/npz-array", array: array && show(array, 40), found });
}

function orUnreadable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof BadZip)) throw cause;
    throw wrong({ kind: "data/npz-unreadable", reason: cause.message }, cause);
  }
}

function wrong(failure: DatasetFailure, cause?: unknown): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure, { cause });
}
