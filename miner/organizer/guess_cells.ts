/**
 * What a spec may say about columns of words and missing cells, guessed from a CSV.
 *
 * @module
 */
import type { CellSpec, ColumnSpec } from "../../protocol/spec/columns.ts";
import type { ColumnSurvey } from "../dataset/csv_survey.ts";

/** Categories of a column; rarer words are the one code of all others. */
export const MOST_CATEGORIES = 100;
/** Of all columns, so that a spec keeps room for a description and names of classes. */
const MOST_BYTES = 24_000;
/** A spec's category is no longer. */
const LONGEST = 120;

/**
 * Guesses rules for columns that are not numbers alone: words become categories, and one code more
 * if cells are missing; of numbers, a missing one is NaN. A column of numbers with a few words has
 * no rule: who reads it says which cell is not a number.
 *
 * @param names In the header; empty without one
 * @param label Index of the label's column
 */
export function guessCells(
  surveys: readonly ColumnSurvey[],
  names: readonly string[],
  label: number,
): CellSpec {
  for (let most = MOST_CATEGORIES;; most = most >> 1) {
    const cells = guessedCells(surveys, names, label, most);
    if (most === 1 || new TextEncoder().encode(JSON.stringify(cells)).length <= MOST_BYTES) {
      return cells;
    }
  }
}

function guessedCells(
  surveys: readonly ColumnSurvey[],
  names: readonly string[],
  label: number,
  most: number,
): CellSpec {
  const missingWords = new Set<string>();
  const columns = surveys.flatMap((survey, index): ColumnSpec[] => {
    const { numbers, wordy, missing } = survey;
    if (index === label) return [];
    const column = uniqueName(names, index) ?? index;
    const isMissing = missing.size > 0;
    const found: ColumnSpec = wordy > numbers
      ? withCategories({ column }, frequent(survey, most), isMissing)
      : { column, ...(isMissing && { missing: "nan" }) };
    if (found.categories === undefined && found.missing === undefined) return [];
    for (const word of missing.keys()) if (word !== "") missingWords.add(word);
    return [found];
  });
  return {
    ...(columns.length > 0 && { columns }),
    ...(missingWords.size > 0 && { missingWords: [...missingWords].sort() }),
  };
}

/** A missing cell is neither a category nor another word: it has the next code. */
function withCategories(
  column: ColumnSpec,
  categories: readonly string[],
  isMissing: boolean,
): ColumnSpec {
  const { column: name } = column;
  return { column: name, categories, ...(isMissing && { missing: categories.length + 1 }) };
}

/** The most frequent words, sorted as scikit-learn sorts categories. */
function frequent({ words }: ColumnSurvey, most: number): string[] {
  const short = [...words].filter(([word]) =>
    word.length <= LONGEST && word.isWellFormed() && !/[\r\n\ufffd]/.test(word)
  );
  return short.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, most).map(([word]) => word).sort();
}

/** A column's name, if no other has it. */
function uniqueName(names: readonly string[], index: number): string | undefined {
  const name = names[index];
  return name && name.length <= LONGEST && names.indexOf(name) === names.lastIndexOf(name)
    ? name
    : undefined;
}

/**
 * The rules of a test set, so that a validation set with other words and missing cells can be read
 * by them as well.
 */
export function joinedCells(test: CellSpec, validation: CellSpec): CellSpec {
  const others = new Map((validation.columns ?? []).map((each) => [each.column, each]));
  const joined = (test.columns ?? []).map((own): ColumnSpec => {
    const other = others.get(own.column);
    others.delete(own.column);
    if (other === undefined) return own;
    if (own.categories === undefined) return { missing: other.missing, ...own };
    const categories = [...new Set([...own.categories, ...other.categories ?? []])].sort();
    return withCategories(own, categories, (own.missing ?? other.missing) !== undefined);
  });
  const columns = [...joined, ...others.values()];
  const missingWords = [
    ...new Set([...test.missingWords ?? [], ...validation.missingWords ?? []]),
  ].sort();
  return {
    ...(columns.length > 0 && { columns }),
    ...(missingWords.length > 0 && { missingWords }),
  };
}

/** As a form has it: a line for each column, in JSON. */
export function writeColumns({ columns = [] }: CellSpec): string {
  return columns.map((column) => JSON.stringify(column)).join("\n");
}

/** What a form says; a line that is not JSON stays text, which the spec's schema refuses. */
export function columnsIn(text: string): unknown[] {
  return text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    try {
      return JSON.parse(line);
    } catch {
      return line;
    }
  });
}
