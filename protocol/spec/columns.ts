/**
 * What a spec says about columns that are not plain numbers. Separate from its schema, so that the
 * evaluator child, which gets checked specs, need not load the schema library.
 *
 * @module
 */

/** What a spec says about one column. */
export interface ColumnSpec {
  /** Index in the file, from 0, the label's column included; or its name in the header */
  column: number | string;
  /** Each becomes its place in this list, any other word the list's length */
  categories?: readonly string[] | undefined;
  /** What a missing cell becomes; without it, none may be missing */
  missing?: number | "nan" | undefined;
}

/** What a spec says about cells. */
export interface CellSpec {
  columns?: readonly ColumnSpec[] | undefined;
  /** Cells that are missing although something is written in them, such as `NA` */
  missingWords?: readonly string[] | undefined;
}

/** How many columns may hold words, missing ones too: such cells are longer than numbers. */
export function wordColumnsOf({ columns = [], missingWords = [] }: CellSpec): number {
  return columns.filter(({ categories, missing }) =>
    categories !== undefined || (missing !== undefined && missingWords.length > 0)
  ).length;
}
