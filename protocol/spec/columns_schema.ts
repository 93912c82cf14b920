/**
 * The schema of columns that are not plain numbers: words that are categories, cells that are
 * missing. PROTOCOL.md, section 9, says how a cell becomes a value.
 *
 * @module
 */
import { z } from "../text/zod.ts";
import type { SpecFailure } from "../failures.ts";
import { show } from "../text/visible.ts";
import type { CellSpec } from "./columns.ts";
import { type FormatName, formatNamed } from "./formats.ts";

/** A cell without its quotes and the blanks around it: never empty, never more than a line. */
const cell = z.string().max(120).regex(
  /^(?![ \t])[^\r\n]*[^ \t\r\n]$/,
  "expected a cell's text without blanks around it",
).refine((text) => text.isWellFormed(), "expected text that UTF-8 can hold");

const column = z.strictObject({
  column: z.union([z.int().min(0).max(10_000_000), z.string().trim().min(1).max(120)]),
  categories: z.array(cell).min(1).max(65_536).optional(),
  missing: z.union([z.literal("nan"), z.number()]).optional(),
});

/** The fields of `input` that are about cells; for CSV only. */
export const CELL_FIELDS = {
  columns: z.array(column).min(1).max(65_536).optional(),
  missingWords: z.array(cell).min(1).max(100).optional(),
};

/** These fields alone. */
export const CELLS_SCHEMA = z.strictObject(CELL_FIELDS);

/** The largest value of a uint8. */
const MOST_BYTE = 255;

/** What the schema cannot say about cells; `features` are the values of a row. */
export function problemsOfCells(
  { columns = [], missingWords = [], type }: CellSpec & { type: "float32" | "uint8" },
  features: number,
): SpecFailure[] {
  const found: SpecFailure[] = [];
  const wrong = (field: string, because: string) =>
    found.push({ kind: "spec/wrong-field", field: `input.${field}`, because });
  const twice = repeated(missingWords);
  if (twice !== undefined) wrong("missingWords", `"${show(twice, 120)}" is there twice`);
  if (missingWords.length > 0 && columns.every(({ missing }) => missing === undefined)) {
    wrong("missingWords", "no column says what becomes of missing cells");
  }
  const same = repeated(columns.map(({ column }) => column));
  if (same !== undefined) wrong("columns", `column ${show(String(same), 120)} is there twice`);
  const missingWord = new Set(missingWords);
  for (const [index, { column, categories, missing }] of columns.entries()) {
    const at = `columns.${index}`;
    if (categories === undefined && missing === undefined) {
      wrong(at, "expected categories, missing, or both");
    }
    if (typeof column === "number" && column > features) {
      wrong(`${at}.column`, `a row has ${features + 1} columns, counted from 0`);
    }
    const again = repeated(categories ?? []);
    if (again !== undefined) {
      wrong(`${at}.categories`, `"${show(again, 120)}" is there twice`);
    }
    const both = categories?.find((category) => missingWord.has(category));
    if (both !== undefined) {
      wrong(`${at}.categories`, `"${show(both, 120)}" is one of missingWords`);
    }
    if (type === "uint8" && (categories?.length ?? 0) > MOST_BYTE) {
      wrong(`${at}.categories`, `more than ${MOST_BYTE} categories do not fit uint8`);
    }
    if (missing !== undefined && !fits(missing, type)) {
      wrong(
        `${at}.missing`,
        type === "uint8"
          ? "expected a whole number from 0 to 255, which uint8 can hold"
          : "expected a number in the range of float32",
      );
    }
  }
  return found;
}

/** What a file must be for its cells to be read so. */
export function problemsOfColumnsIn(
  file: { format: FormatName; header?: boolean; labelColumn?: number | string },
  { columns }: CellSpec,
  part: string,
): SpecFailure[] {
  if (columns === undefined) return [];
  if (!formatNamed(file.format).cells) {
    const because = `the ${part} set is not CSV, which alone has columns of words`;
    return [{ kind: "spec/wrong-field", field: "input.columns", because }];
  }
  return columns.flatMap(({ column }, index): SpecFailure[] => {
    const field = `input.columns.${index}.column`;
    if (typeof column === "string" && !file.header) {
      return [{ kind: "spec/label-name-without-header", field }];
    }
    return column === file.labelColumn
      ? [{ kind: "spec/wrong-field", field, because: `it is the ${part} set's label` }]
      : [];
  });
}

function fits(missing: number | "nan", type: "float32" | "uint8"): boolean {
  if (type === "float32") return missing === "nan" || Number.isFinite(Math.fround(missing));
  return missing !== "nan" && Number.isInteger(missing) && missing >= 0 && missing <= MOST_BYTE;
}

function repeated<T>(values: readonly T[]): T | undefined {
  const seen = new Set<T>();
  return values.find((value) => seen.has(value) || !seen.add(value));
}
