/**
 * The formats that a data set may have: what everybody must agree on. How the files are read is in
 * `miner/dataset/readers.ts`, which also has an entry for each. docs/PROTOCOL.md, section 9, lists
 * them; the test compares.
 *
 * Nothing here needs the schema library, which the evaluator child must not load: spec.ts makes the
 * schema of `fields`. The page's first load has this table, so whatever only a form or a command
 * needs is in separate files.
 *
 * @module
 */

/**
 * What a spec may say about a file in addition to its rows and classes: the CID of a separate file
 * of labels, the column that holds the label, whether the first line names the columns, whether the
 * labels are the names of the classes, the arrays that hold samples and labels.
 */
export type FormatField =
  | "labels"
  | "labelColumn"
  | "header"
  | "labelNames"
  | "samplesArray"
  | "labelsArray";

/** The most bytes of each file of a data set. */
export interface LargestFiles {
  data: number;
  /** For a separate file of labels, otherwise 0 */
  labels: number;
}

/** One format. */
export interface Format {
  /** As people write it */
  word: string;
  /** Which fields a spec has for it, in addition to those of every format */
  fields: readonly FormatField[];
  /** Whether a file begins as this format does; absent for text, which has no signature */
  begins?(head: Uint8Array): boolean;
  /** Whether a file contains labels and not samples, if its beginning shows that */
  holdsLabels?(head: Uint8Array): boolean;
  /** Whether cells may be words or missing, where the spec says what becomes of them */
  cells?: true;
  /**
   * Bytes that the rows of a file can take, without its header
   *
   * @param words How many of the columns hold words
   */
  needs(rows: number, features: number, words?: number): LargestFiles;
}

/**
 * A cell of a CSV. `numpy.savetxt` writes 24 characters by default (`%.18e`), 25 with a
 * sign, 26 with an exponent of three digits; quotes, blanks and the separator make it 32.
 */
const CSV_CELL = 32;
/** A column's name in the header: a spec's name has 120 characters, of up to 4 bytes, but few have all. */
const CSV_NAME = 256;
/** What a cell of words may have in addition: a category has at most 120 characters. */
const CSV_WORD = 256;
/** The largest element of IDX and NPY, a double. */
const ELEMENT = 8;

/** A ZIP's directory, and further arrays' names. */
const NPZ_AROUND = 1 << 20;

const elements = (rows: number, features: number): LargestFiles => ({
  data: ELEMENT * rows * features,
  labels: ELEMENT * rows,
});

/** Every format, by its name in a spec. */
export const FORMATS = {
  csv: {
    word: "CSV",
    fields: ["labelColumn", "header", "labelNames"],
    cells: true,
    needs: (rows, features, words = 0) => ({
      data: rows * (CSV_CELL * (features + 1) + CSV_WORD * words) + CSV_NAME * (features + 1),
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
  npz: {
    word: "NPZ",
    fields: ["samplesArray", "labelsArray"],
    begins: (head) => starts(head, 0x50, 0x4b, 3, 4),
    needs: (rows, features) => ({ data: ELEMENT * rows * (features + 1) + NPZ_AROUND, labels: 0 }),
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

/** Whether specs of this format have a field; `labels` means a separate file of labels. */
export function hasField(name: FormatName, field: FormatField): boolean {
  return formatNamed(name).fields.includes(field);
}

/** The CID of a data set's separate file of labels, if it has one. */
export function labelsOf(file: { format: FormatName; labels?: string }): string | undefined {
  return hasField(file.format, "labels") ? file.labels : undefined;
}

/** Whether bytes begin with these. */
export function starts(bytes: Uint8Array, ...magic: number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
