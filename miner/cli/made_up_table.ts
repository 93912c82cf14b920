/**
 * A made-up table of words and missing cells, for competitions without public samples: a model that
 * answers NaN where a cell is missing shows that before it is submitted.
 *
 * @module
 */
import type { ColumnSpec } from "../../protocol/spec/columns.ts";
import { featuresOf } from "../../protocol/spec/input_shape.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import type { Target } from "../../protocol/spec/target.ts";

/** Of a regression whose made-up labels, all of them 0, have to be in its range. */
export const MADE_UP_TARGET: Target = { decimals: 0, range: [0, 1] };

/** Each missing cell is one of so many. */
const MISSING = 4;

/**
 * A spec and its data, the label last. Which columns of the file its rules are about is unknown
 * where it names them, so the first rule is for the first column, and so on.
 *
 * @param given Whose input has rules for columns
 */
export function madeUpTable(
  given: CompetitionSpec,
  rows: number,
): { spec: CompetitionSpec; data: Uint8Array<ArrayBuffer> } {
  const features = featuresOf(given.input);
  const rules = (given.input.columns ?? []).slice(0, features);
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from(
      { length: features },
      (_, column) => cellOf(rules[column], row * features + column, row + column),
    );
    return `${cells.join(",")},0\n`;
  });
  const { cid, classes } = given.test;
  const columns = rules.map((rule, column) => ({ ...rule, column }));
  return {
    spec: {
      ...given,
      ...(given.target && { target: MADE_UP_TARGET }),
      test: { cid, classes, format: "csv", rows, labelColumn: features },
      input: { ...given.input, columns },
    },
    data: new TextEncoder().encode(lines.join("")),
  };
}

function cellOf(rule: ColumnSpec | undefined, at: number, turn: number): string {
  if (rule?.missing !== undefined && turn % MISSING === 0) return "";
  // A step that is coprime to 256 reaches every byte.
  if (rule?.categories === undefined) return String((at * 151 + 7) & 255);
  const { length } = rule.categories;
  // One more than there are: a word that is not a category.
  const word = rule.categories[turn % (length + 1)] ?? rule.categories.join("").slice(0, 200);
  return `"${word.replaceAll('"', '""')}"`;
}
