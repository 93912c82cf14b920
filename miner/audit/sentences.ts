/**
 * Findings in words: what was seen, with its numbers, and what to do.
 *
 * @module
 */
import { showBytes } from "../../protocol/format/format.ts";
import type {
  BalanceFinding,
  ConstantFinding,
  DuplicatesFinding,
  Finding,
  LeakFinding,
  MemoryFinding,
  OrderFinding,
  TrivialFinding,
} from "./finding.ts";

/** A finding in words; no remedy if it is fine. */
export interface Said {
  message: string;
  remedy?: string;
}

/** How columns and labels are called. */
export interface Names {
  /** A column of values by its index, e.g. `petal width` or `column 3` */
  column(index: number): string;
  /** A label, e.g. `7` or `setosa` */
  label(label: number): string;
}

/** Puts a finding into words. */
export function sayFinding(finding: Finding, names: Names): Said {
  const said = wordsOf(finding, names);
  return finding.level === "fine" ? { message: said.message } : said;
}

function wordsOf(finding: Finding, names: Names): Required<Said> {
  switch (finding.check) {
    case "order":
      return sayOrder(finding);
    case "duplicates":
    case "overlap":
      return sayDuplicates(finding);
    case "leak":
      return sayLeak(finding, names);
    case "balance":
      return sayBalance(finding, names);
    case "constant":
      return sayConstant(finding, names);
    case "trivial":
      return sayTrivial(finding);
    case "memory":
      return sayMemory(finding);
  }
}

function sayOrder(
  { level, rows, equalNeighbours, expected, runsP, drift, driftP }: OrderFinding,
): Required<Said> {
  const seen = `${number(equalNeighbours)} of ${number(rows - 1)} rows have the label of the row ` +
    `before; a shuffled file would have about ${number(Math.round(expected))} (p ${chance(runsP)})`;
  const where = `where a row lies explains ${percent(drift)} of its class (p ${chance(driftP)})`;
  return {
    message: level === "fine"
      ? `The order of the rows says nothing about labels that matters: ${seen}, and ${where}`
      : `The order of the rows ${
        level === "serious" ? "gives labels away" : "says something about labels"
      }: ${seen}, and ${where}`,
    remedy: "Shuffle the rows together with their labels before you publish them",
  };
}

function sayDuplicates(
  { check, rows, equal, contradicting, examples }: DuplicatesFinding,
): Required<Said> {
  const within = check === "duplicates";
  const other = within ? "an earlier row" : "a row of the validation set";
  if (equal === 0) return { message: `No row of the test set equals ${other}`, remedy: "" };
  const pairs = examples.map(({ row, equals }) => `${row} = ${equals}`).join(", ");
  const wrong = contradicting === 0
    ? "all with the same label"
    : `${number(contradicting)} with another label, so no model gets both right`;
  const more = equal > examples.length ? ", …" : "";
  return {
    message: `${number(equal)} of ${number(rows)} rows of the test set (${
      percent(equal / rows)
    }) equal ${other}, ${wrong}: rows ${pairs}${more}`,
    remedy: within
      ? "Keep one row of each group, and correct labels that contradict each other"
      : "Remove these rows from one of the two sets: whoever has the validation set knows their labels",
  };
}

function sayLeak(
  { level, rows, majority, columns, deciding }: LeakFinding,
  names: Names,
): Required<Said> {
  const [best] = columns;
  if (best === undefined) return { message: "No column varies", remedy: "" };
  const list = columns.slice(0, level === "fine" ? 1 : deciding)
    .map(({ column, right }) => `${names.column(column)} (${percent(right)})`).join(", ");
  const base = `the most frequent label is right for ${percent(majority)} of ${number(rows)} rows`;
  const many = level === "serious" ? "decide" : "nearly decide";
  const one = level === "serious" ? "decides" : "nearly decides";
  return {
    message: level === "fine"
      ? `No single column decides the label: the best is ${list}; ${base}`
      : `${
        deciding === 1
          ? `One column alone ${one}`
          : `${number(deciding)} columns, each alone, ${many}`
      } the label: ${list}${deciding > columns.length ? ", …" : ""}; ${base}`,
    remedy: level === "serious"
      ? "Remove the column if it was made from the label, or would not be known when a model is used"
      : "Make sure that the column was not made from the label",
  };
}

function sayBalance(
  { rows, classes, largest, smallest, absent }: BalanceFinding,
  { label }: Names,
): Required<Said> {
  const missing = absent.count === 0
    ? `all ${number(classes)} classes occur`
    : `${number(absent.count)} of ${number(classes)} classes do not occur (${
      absent.first.map(label).join(", ")
    }${absent.count > absent.first.length ? ", …" : ""})`;
  return {
    message: `A model that always answers ${label(largest.label)} is right for ${
      percent(largest.share)
    } of ${number(rows)} rows; ${missing}; the rarest that occurs, ${label(smallest.label)}, has ${
      smallest.rows === 1 ? "one row" : `${number(smallest.rows)} rows`
    }`,
    remedy:
      "Add rows of rare classes, or correct the number of classes: accuracy hardly sees them, " +
      "balanced-accuracy and macro-f1 do",
  };
}

function sayConstant(
  { features, constant, first }: ConstantFinding,
  { column }: Names,
): Required<Said> {
  if (constant === 0) return { message: "Every column varies", remedy: "" };
  const list = `${first.map(column).join(", ")}${constant > first.length ? ", …" : ""}`;
  return {
    message: `${number(constant)} of ${
      number(features)
    } columns have one value in all rows: ${list}`,
    remedy: constant === features
      ? "Check the file and the spec's input: all samples are the same"
      : "Remove them, unless models are used on data in which they vary",
  };
}

function sayTrivial({ from, rows, right, ties, majority }: TrivialFinding): Required<Said> {
  const trained = from === "validation" ? "the validation set" : "the other half of the test set";
  return {
    message: `The nearest mean of a class, from ${trained}, is right for ${
      percent(right / rows)
    } of ${number(rows)} rows, where the most frequent label is for ${percent(majority)}; ${
      ties === 0 ? "none of its decisions is a tie" : `${number(ties)} of its decisions are ties`
    }`,
    remedy: ties > 0
      ? "Ties are decided by the last bit: set the engine to wasm, or remove rows that are equally near"
      : "Choose a harder test set: good models will differ by a few rows, and the earliest wins",
  };
}

function sayMemory(
  { sealed, rows, entropy, bytes, byteLimit }: MemoryFinding,
): Required<Said> {
  const times = Math.floor(byteLimit / bytes);
  const room = times >= 1
    ? `a package of ${showBytes(byteLimit)} has room for that ${
      times === 1 ? "once" : `${number(times)} times`
    }`
    : `more than a package of ${showBytes(byteLimit)}`;
  const open = sealed ? ", but the test set is sealed until models are in" : "";
  return {
    message:
      `All ${number(rows)} labels (${entropy.toFixed(2)} bits each) and a table that finds ` +
      `them by their samples take about ${showBytes(bytes)}: ${room}${open}`,
    remedy: "Seal the test set (sealed: true): a model could have learnt an open one by heart",
  };
}

function number(value: number): string {
  return value.toLocaleString("en");
}

/** Three digits, and 100 % only for all. */
function percent(share: number): string {
  if (share > 0.9995 && share < 1) return "over 99.9 %";
  return `${Number((100 * share).toFixed(1))} %`;
}

function chance(p: number): string {
  return p < 1e-12 ? "below 1e-12" : `= ${p.toPrecision(2)}`;
}
