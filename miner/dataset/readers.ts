/**
 * A reader for every format of `protocol/spec/formats.ts`.
 *
 * @module
 */
import type { FormatName } from "../../protocol/spec/formats.ts";
import { arrays } from "./arrays.ts";
import { readCsvParts } from "./csv.ts";
import { piecesOf } from "./csv_text.ts";
import { columnNames, countCsvRows, csvHead, lookAtCsv } from "./csv_head.ts";
import { surveyColumns } from "./csv_survey.ts";
import { idxLayout } from "./idx.ts";
import { npyLayout } from "./npy.ts";
import { npz } from "./npz.ts";
import type { Reader } from "./reader.ts";

/** Every reader, by its format's name in a spec. */
export const READERS: Readonly<Record<FormatName, Reader>> = {
  csv: {
    read(core, { data, pieces = piecesOf(data) }, expected, take) {
      const { rows, features, labelColumn = 0, header = false, into, cells } = expected;
      const words = expected.labelNames ? expected.classNames ?? [] : undefined;
      const shape = { rows, features, labelColumn, header, words, into, cells };
      readCsvParts(core, pieces, shape, take);
    },
    countRows: countCsvRows,
    look: ({ data }, label) => lookAtCsv(data, label),
    survey: (data, label) => surveyColumns(data, csvHead(data, label)),
    columnNames,
  },
  idx: arrays("idx", idxLayout),
  npy: arrays("npy", npyLayout),
  npz,
};
