/**
 * The formats that a data set may have: what everybody must agree on. How the files are read is in
 * `miner/dataset/readers.ts`, which has an entry for each, too. docs/PROTOCOL.md, section 9, lists
 * them; the test compares.
 *
 * Nothing here needs the schema's library, which the evaluator child is not to load: spec.ts makes the
 * schema of `fields`. The page's first load has this table, so what only a form or a command needs is
 * in files of its own.
 *
 * @module
 */

/**
 * What a spec may say of a file beside its rows and classes: the CID of a separate file of labels,
 * the column that holds the label, whether the first line names the columns.
 */
export type FormatField = "labels" | "labelColumn" | "header";

/** The most bytes of each file of a data set. */
export interface LargestFiles {
  data: number;
  /** Where labels are a file of their own, else 0 */
  labels: number;
}

/** One format. */
export interface Format {
  /** As people write it */
  word: string;
  /** Which fields a spec has for it, beside those that every format has */
  fields: readonly FormatField[];
  /** Whether a file begins as this format does; absent for text, which begins like nothing */
  begins?(head: Uint8Array): boolean;
  /** Whether a file holds labels and no samples, where its beginning tells */
  holdsLabels?(head: Uint8Array): boolean;
  /** Bytes that the rows of a file can take, without its header */
  needs(rows: number, features: number): LargestFiles;
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

const elements = (rows: number, features: number): LargestFiles => ({
  data: ELEMENT * rows * features,
  labels: ELEMENT * rows,
});

/** Every format, by its name in a spec. */
export const FORMATS = {
  csv: {
    word: "CSV",
    fields: ["labelColumn", "header"],
    needs: (rows, features) => ({
      data: CSV_CELL * rows * (features + 1) + CSV_NAME * (features + 1),
      labels: 0,
    }),
  },
  idx: {
    word: "IDX",
    fields: ["labels"],
    begins(head) {
      const [, , , dimensions = 0] = head;
      return starts(head, 0, 0) && head.length >= 8 && dimensions >= 1 && dimensions <= 6;
    },
    // Labels have one dimension, which the fourth byte counts.
    holdsLabels: (head) => head[3] === 1,
    needs: elements,
  },
  npy: {
    word: "NPY",
    fields: ["labels"],
    begins: (head) => starts(head, 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59),
    needs: elements,
  },
} as const satisfies Record<string, Format>;

/** A format's name in a spec. */
export type FormatName = keyof typeof FORMATS;

/** Their names, as tables and menus list them. */
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** A format's entry. */
export function formatNamed(name: FormatName): Format {
  return FORMATS[name];
}

/** Whether specs of this format have a field; `labels` says that labels are a file of their own. */
export function hasField(name: FormatName, field: FormatField): boolean {
  return formatNamed(name).fields.includes(field);
}

/** The CID of a data set's labels, where they are a file of their own. */
export function labelsOf(file: { format: FormatName; labels?: string }): string | undefined {
  return hasField(file.format, "labels") ? file.labels : undefined;
}

/** Whether bytes begin with these. */
export function starts(bytes: Uint8Array, ...magic: number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
