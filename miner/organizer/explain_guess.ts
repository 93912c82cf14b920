/**
 * Why a guess is what it is, field by field: for the page's form and for `deml spec guess`.
 *
 * @module
 */
import { FORMATS } from "../../protocol/spec/formats.ts";
import { show } from "../../protocol/text/visible.ts";
import type { Guess } from "./guess.ts";
import { MOST_CATEGORIES } from "./guess_cells.ts";

const count = (value: number) => value.toLocaleString("en");

/**
 * A sentence for each guessed field that needs one, by its path in the form, without a full stop.
 *
 * @param part Of the data that the guess is about
 */
export function explainGuess(
  guess: Guess,
  part: "test" | "validation" = "test",
): Record<string, string> {
  const { format, rows, classes, labelNames, classNames, features } = guess;
  const text = format === "csv";
  const why: Record<string, string> = {
    [`${part}.format`]: text
      ? "It is text, with a separator between values"
      : `It begins as ${FORMATS[format].word} files do`,
    [`${part}.rows`]: text
      ? `Counted: ${count(rows)} lines${guess.header ? " below the header" : ""}`
      : "As the file says",
    ...(classes !== undefined && {
      [`${part}.classes`]: labelNames
        ? `There are ${count(classNames?.length ?? classes)} different words among the labels`
        : `The largest label is ${count(classes - 1)}`,
    }),
    ...(text && explainText(guess, part)),
  };
  if (part === "validation") return why;
  return {
    ...why,
    ...(classes === undefined && {
      "metric": "Some labels are not whole numbers from 0, so they are values",
    }),
    ...(guess.target && {
      "target.low": "Rounded down from the least label, with some room",
      "target.high": "Rounded up from the greatest label, with some room",
    }),
    "input.shape": explainShape(guess),
    "input.std": guess.input.std[0] === 255
      ? "Values are whole numbers from 0 to 255: divided by 255, they are from 0 to 1"
      : "Values stay as the file has them",
    ...explainCells(guess.input),
    "limits.parameters": `Room for a small network over ${count(features)} values`,
  };
}

function explainCells({ columns = [], missingWords = [] }: Guess["input"]): Record<string, string> {
  if (columns.length === 0) return {};
  const words = columns.filter(({ categories }) => categories !== undefined);
  const missing = columns.filter(({ missing }) => missing !== undefined);
  const named = (those: typeof columns) =>
    some(those.map(({ column }) => show(String(column), 40)));
  return {
    "input.columns": [
      ...(words.length > 0
        ? [`Words are in ${named(words)}: each becomes its place among the categories`]
        : []),
      ...(missing.length > 0
        ? [`Cells are missing in ${named(missing)}: a number becomes NaN, a word the last code`]
        : []),
    ].join(". "),
    ...(missingWords.length > 0 && {
      "input.missingWords": "These cells are not numbers, and stand for missing ones elsewhere",
    }),
  };
}

function explainText(guess: Guess, part: string): Record<string, string> {
  const name = guess.columns[guess.labelColumn];
  const where = guess.labelColumn === 0
    ? "The first column"
    : guess.labelColumn === guess.features
    ? "The last column"
    : `Column ${guess.labelColumn + 1} of ${guess.features + 1}`;
  const which = name ? `${where}, “${show(name, 40)}”,` : where;
  return {
    [`${part}.labelColumn`]: guess.labelNames
      ? `${which} has words that repeat`
      : `${which} has few different whole numbers, or is named like a label`,
    [`${part}.header`]: guess.header
      ? "The first line has names where other lines have numbers"
      : "The first line has numbers, as the others do",
    ...(guess.labelNames && {
      [`${part}.labelNames`]:
        "Every word becomes the number of its place in the alphabet, and keeps its name",
    }),
  };
}

function explainShape({ features, input: { shape, layout } }: Guess): string {
  const besides = `${count(features)} values apart from the label`;
  if (layout === "flat") {
    return shape.length > 1
      ? `The file says that a sample is ${shape.join(" × ")}`
      : `${besides}, as the columns of a table`;
  }
  const [channels, height, width] = layout === "channels-first"
    ? shape
    : [shape[2], shape[0], shape[1]];
  const of = channels === 1 ? "one channel" : `${channels} channels`;
  return `${besides}: pictures of ${height} × ${width} with ${of}`;
}

/** Words that stand for a missing value. */
const MISSING = /^(\?|-+|n\/?a|nan|null|none|unknown)$/i;
/** More than anybody reads. */
const SHOWN = 5;

/** What looks wrong with the names of columns and classes, one sentence each. */
export function warnOfNames({ columns, classNames = [], labelColumn, input }: Guess): string[] {
  const nameless = columns.flatMap((name, index) => name === "" ? [String(index + 1)] : []);
  const twice = repeated(columns.filter(Boolean));
  const alike = repeated(classNames.map((name) => name.toLowerCase().replaceAll(/\s+/g, " ")))
    .map((plain) =>
      classNames.filter((name) => name.toLowerCase().replaceAll(/\s+/g, " ") === plain)
    );
  const missing = classNames.filter((name) => MISSING.test(name));
  const quoted = (names: string[]) => some(names.map((name) => `“${show(name, 40)}”`));
  const many = (input.columns ?? []).flatMap(({ column, categories = [] }) =>
    categories.length >= MOST_CATEGORIES ? [String(column)] : []
  );
  return [
    ...(many.length > 0
      ? [
        `Column ${
          quoted(many)
        } has ${MOST_CATEGORIES} words and more, and the rarer ones share a ` +
        "code: remove the column if they are names or dates",
      ]
      : []),
    ...(nameless.length > 0
      ? [`The header has no name for column ${some(nameless)}: participants see its number`]
      : []),
    ...(twice.length > 0 ? [`The header has ${quoted(twice)} more than once`] : []),
    ...alike.slice(0, SHOWN).map((names) =>
      `${quoted(names)} are different classes here: correct the file if they are one`
    ),
    ...(missing.length > 0
      ? [
        `${quoted(missing)} counts as another class: remove these rows if their label is unknown`,
      ]
      : []),
    ...(classNames.length > 100
      ? [
        `${count(classNames.length)} classes are many: check that column ${
          labelColumn + 1
        } is the label`,
      ]
      : []),
  ];
}

function repeated(names: string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function some(names: string[]): string {
  const shown = names.slice(0, SHOWN).join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
