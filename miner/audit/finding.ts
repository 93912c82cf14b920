/**
 * What an audit of a data set finds, as data: `sentences.ts` puts it into words.
 *
 * @module
 */

/** How bad it is: nothing, something to look at, or a contest that will be decided by it. */
export type Level = "fine" | "look" | "serious";

/** The order of the labels, over the rows of the test set. */
export interface OrderFinding {
  check: "order";
  level: Level;
  rows: number;
  /** Neighbours with one label, and how many a shuffled file would have */
  equalNeighbours: number;
  expected: number;
  /** Probability of so few or many in a shuffled file: Wald and Wolfowitz's test of runs */
  runsP: number;
  /** Share of the variance of row numbers that classes explain, 0 to 1 */
  drift: number;
  /** Probability of so much in a shuffled file: Kruskal and Wallis's test */
  driftP: number;
}

/** Rows that are equal in every value. */
export interface DuplicatesFinding {
  check: "duplicates" | "overlap";
  level: Level;
  /** Of the test set */
  rows: number;
  /** Of them, equal to an earlier one; for `overlap`, to one of the validation set */
  equal: number;
  /** Of them, with another label */
  contradicting: number;
  /** The first pairs, rows counted from 1 */
  examples: { row: number; equals: number }[];
}

/** What a single column says about the label. */
export interface LeakFinding {
  check: "leak";
  level: Level;
  /** Rows that were looked at; not all of a very large file */
  rows: number;
  /** Share of the most frequent label */
  majority: number;
  /** The best columns, the best first: index from 0, and the share of rows it guesses right */
  columns: { column: number; right: number }[];
  /** Columns that decide the label or nearly do */
  deciding: number;
}

/** How often each label occurs. */
export interface BalanceFinding {
  check: "balance";
  level: Level;
  rows: number;
  classes: number;
  /** The most frequent label, and its share */
  largest: { label: number; share: number };
  /** The rarest that occurs */
  smallest: { label: number; rows: number };
  /** Labels that no row has: how many, and the first */
  absent: { count: number; first: number[] };
}

/** Columns with one value. */
export interface ConstantFinding {
  check: "constant";
  level: Level;
  features: number;
  constant: number;
  /** The first of them, from 0 */
  first: number[];
}

/** How far a trivial model gets: the nearest mean of a class. */
export interface TrivialFinding {
  check: "trivial";
  level: Level;
  /** Its means are the validation set's, or the other half's of the test set */
  from: "validation" | "other half";
  rows: number;
  right: number;
  /** Decisions between two classes that are equally near, to float32's precision */
  ties: number;
  majority: number;
}

/** Whether a package could contain the answers. */
export interface MemoryFinding {
  check: "memory";
  level: Level;
  sealed: boolean;
  rows: number;
  /** Bits per label, by its frequency */
  entropy: number;
  /** Bytes of all labels and of a table that finds each by its sample */
  bytes: number;
  byteLimit: number;
}

/** One finding. */
export type Finding =
  | OrderFinding
  | DuplicatesFinding
  | LeakFinding
  | BalanceFinding
  | ConstantFinding
  | TrivialFinding
  | MemoryFinding;

/** The check that could not be made: the data are too large for it. */
export interface Skipped {
  check: Finding["check"];
  because: string;
}

const ORDER: readonly Level[] = ["fine", "look", "serious"];

/** The worst of some levels. */
export function worst(levels: readonly Level[]): Level {
  return levels.reduce<Level>((a, b) => ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a, "fine");
}

/** A number as a report keeps it: six significant digits, the same on every processor. */
export function kept(value: number): number {
  return Number(value.toPrecision(6));
}
