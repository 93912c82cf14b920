/**
 * What is wrong with a data set, in words.
 *
 * @module
 */
import type { ArrayFile, DatasetFailure } from "../../dataset/failures.ts";
import { conversionOf, kindWords } from "../../../protocol/format/conversions.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";

/** What helps against any fault of a data file. */
export const CHECK_FILE =
  "Check the file against the spec's format, rows, label column and input shape";
/** What helps against a cell without a number. */
const SAY_MISSING = "Write a number, or say in the spec what becomes of missing cells: missing, " +
  "under input.columns";
const SAY_WORD = `${CHECK_FILE}; columns of words, and words that stand for missing cells, are ` +
  "in input.columns and input.missingWords";

const wrong = (message: string): Words => [message, CHECK_FILE];
const the = (file: ArrayFile) => `The file of ${file}`;

export const DATASET: Sentences<DatasetFailure> = {
  "data/empty": () => wrong("The file is empty"),
  "data/no-rows": () => wrong("The file has no rows"),
  "data/other-format": ({ file, found, format }) =>
    wrong(`${the(file)} is ${found.toUpperCase()}, not ${format.toUpperCase()}`),
  "data/no-labels-file": ({ format }) => [
    `The data set is ${format.toUpperCase()}, and its file of labels is missing`,
    "Give the labels as a second file with --labels",
  ],
  "data/samples-and-labels": ({ samples, labels }) =>
    wrong(`There are ${samples} samples and ${labels} labels`),
  "data/other-shape": ({ file, shape, rows, features }) =>
    wrong(`${the(file)} is ${shape}, the spec asks for ${rows} rows of ${features}`),
  "data/values-of-rows": ({ values, rows }) =>
    wrong(`${values} values cannot be divided into ${rows} rows`),
  "data/label": ({ row, label, classes }) =>
    wrong(`Row ${row} has the label ${label}, but the classes are 0 to ${classes - 1}`),
  "data/target": ({ row, value, low, high }) =>
    wrong(`Row ${row} has the value ${value}, but the spec's range is ${low} to ${high}`),
  "data/not-uint8": () =>
    wrong("The model takes uint8, but a value is not a whole number from 0 to 255"),
  "data/not-idx": () => wrong("Not an IDX file: it does not start with two zero bytes"),
  "data/not-finite": ({ row, column, text }) =>
    wrong(`Row ${row}, value ${column} is ${text}: values must be finite as float32`),
  "data/compressed": () => ["The file is compressed by gzip twice", "Decompress it once"],
  "data/other-file": ({ found, format }) => [
    `The file is ${kindWords(found, format)}`,
    conversionOf(found) ?? CHECK_FILE,
  ],
  "data/too-large": ({ file, bytes, most }) => [
    `${the(file)} is a file of ${showBytes(bytes)}: miners fetch at most ${
      showBytes(most)
    } for its rows`,
    "Remove what the spec does not name, or compress the file",
  ],
  "data/gzip-damaged": ({ reason }) => [
    `The gzip file is damaged: ${reason}`,
    "Compress or download it again",
  ],
  "data/gzip-too-large": ({ most }) =>
    wrong(`The gzip file has more than ${showBytes(most)} inside, which is all that its rows need`),
  "data/npz-array": ({ array, found }) => [
    array === undefined
      ? `The NPZ file has the arrays ${found}, and none are samples and labels by their names`
      : `The NPZ file has no array "${array}"; it has ${found}`,
    "Name them in the spec: samplesArray and labelsArray",
  ],
  "data/npz-too-large": ({ array, most }) =>
    wrong(`The array ${array} of the NPZ file has more than ${showBytes(most)}`),
  "data/npz-unreadable": ({ reason }) => [
    `The NPZ file cannot be read: ${reason}`,
    "Write it again, with np.savez or np.savez_compressed",
  ],
  "data/unreadable": ({ format, reason }) =>
    wrong(`The ${format.toUpperCase()} file cannot be read: ${reason}`),
  "data/idx-type": ({ type }) =>
    wrong(`The IDX file has the unknown type 0x${type.toString(16).padStart(2, "0")}`),
  "data/idx-dimensions": ({ bytes, dimensions }) =>
    wrong(`The IDX file has ${bytes} bytes and ${dimensions} dimensions`),
  "data/idx-length": ({ bytes, shape, expected }) =>
    wrong(`The IDX file has ${bytes} bytes, its header (${shape}) asks for ${expected}`),
  "data/not-npy": () => wrong("Not an NPY file: it does not start with \\x93NUMPY"),
  "data/npy-header-length": () => wrong("The header of the NPY file is longer than the file"),
  "data/npy-header": () =>
    wrong("The NPY file has a header without descr, fortran_order and shape"),
  "data/npy-type": ({ type, holds }) => [
    `The NPY file has ${holds ?? "numbers"} (type ${type}), which cannot be read`,
    "Save numbers instead, e.g. with astype(np.float32)",
  ],
  "data/npy-version": ({ version }) =>
    wrong(`The NPY file has version ${version} of the format: 1 to 3 are known`),
  "data/npy-objects": () => [
    "The NPY file has Python objects, which are not read: they can run code",
    "Save plain numbers, e.g. np.save(f, np.stack(a).astype(np.float32))",
  ],
  "data/npy-length": ({ bytes, shape, type, expected }) =>
    wrong(`The NPY file has ${bytes} bytes, its header (${shape} of ${type}) asks for ${expected}`),
  "data/csv-unreadable": ({ reason }) => wrong(`The CSV cannot be read: ${reason}`),
  "data/csv-header-only": () => wrong("The CSV has a header and no rows"),
  "data/csv-one-column": () => [
    "The CSV has one column: a row needs values and a label",
    "Separate the cells by commas, semicolons or tabs",
  ],
  "data/csv-label-column": ({ column }) => wrong(`The CSV has no label column ${column}`),
  "data/csv-label-twice": ({ column, first, second }) => [
    `The header has the name ${column} twice, in columns ${first} and ${second}`,
    "Rename one of them, or give the label's column as a number, counted from 0",
  ],
  "data/csv-header": ({ names, cells, expected }) =>
    names === cells ? wrong(`The CSV has ${names} columns, not ${expected}`) : [
      `The header has ${names} names, but the first row has ${cells} cells`,
      'Write one name for each column; in R: write.table(…, sep = ",", row.names = FALSE), or col.names = NA for a name above the row names',
    ],
  "data/csv-rows": ({ rows, expected }) =>
    wrong(`The CSV has ${rows} rows, not the ${expected} of the spec`),
  "data/csv-more-rows": ({ expected }) =>
    wrong(`The CSV has more than the ${expected} rows of the spec`),
  "data/csv-fields": ({ row, fields, expected }) =>
    wrong(`Row ${row} of the CSV has ${fields} fields, not ${expected}`),
  "data/csv-more-fields": ({ row, expected }) =>
    wrong(`Row ${row} of the CSV has more than ${expected} fields`),
  "data/csv-number": ({ row, column, text }) => {
    const place = `Row ${row}, column ${column} of the CSV`;
    if (text === "") return [`${place} is empty, and not a number`, SAY_MISSING];
    return [`${place}${text === undefined ? "" : `, "${text}",`} is not a number`, SAY_WORD];
  },
  "data/csv-column": ({ column }) => [
    `The CSV has no column ${column}, which the spec has under input.columns`,
    "Name it as the header does, or give its index, counted from 0 with the label's column",
  ],
  "data/csv-column-label": ({ column }) => [
    `Column ${column} is under input.columns in the spec, and holds the label`,
    "Remove it there: labelNames is for labels that are words",
  ],
  "data/csv-column-taken": ({ column }) => [
    `Column ${column} is twice under input.columns in the spec, by its name and by its index`,
    "Remove one of the two",
  ],
  "data/csv-missing": ({ row, column, text }) => [
    `Row ${row}, column ${column} of the CSV ${
      text === "" ? "is empty" : `is "${text}", which stands for a missing value`
    }`,
    'Say in the spec what becomes of it: missing under input.columns, a number or "nan"',
  ],
  "data/csv-quotes": ({ row, column }) => [
    `Row ${row}, column ${column} of the CSV has quotes that are not a word's own`,
    'Write a word with quotes in quotes, and its own twice: "6"" nails"',
  ],
  "data/csv-not-finite": ({ row, column, text }) =>
    wrong(`Row ${row}, column ${column} of the CSV, "${text}", is beyond the range of float32`),
  "data/label-word": ({ row, label }) => [
    `Row ${row} has the label "${label}", which is not the name of a class`,
    "Compare with classNames in the spec: the same letters, up to 120, without line breaks",
  ],
  "data/label-words": ({ most }) => [
    `The label's column has more than ${most} different words`,
    "Choose the column that holds the label",
  ],
};
