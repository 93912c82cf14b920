/**
 * A data set as a table: rows by filter and order, histogram, statistics. Pure; the worker has one.
 *
 * @module
 */
import type { Core } from "../../../core-wasm/mod.ts";
import { type DataBytes, readDataSet } from "../../../miner/dataset/data_set.ts";
import { plainHead } from "../../../miner/dataset/gzip.ts";
import { READERS } from "../../../miner/dataset/readers.ts";
import type { ColumnSpec } from "../../../protocol/spec/columns.ts";
import { hasField } from "../../../protocol/spec/formats.ts";
import { fileOf, type Part } from "../../../protocol/spec/part.ts";
import { type CompetitionSpec, featuresOf } from "../../../protocol/spec/spec.ts";
import { show } from "../../../protocol/text/visible.ts";
import { sortRows } from "./sort_rows.ts";

/** Parts of a regression's range that are counted. */
const PARTS = 20;

/** Facts about a table. */
export interface TableFacts {
  rows: number;
  /** Values in a row, without the label */
  features: number;
  classes: number;
  /** Rows of each class; of a regression, rows in each part of its range */
  histogram: number[];
  /** Names of the columns, where the file has them */
  names?: string[];
  /** What the spec says about columns of words and missing cells, by column without the label */
  rules?: (ColumnSpec | undefined)[];
}

/** Which rows, and in which order. */
export interface Query {
  /** Only this label */
  label?: number;
  /** Only rows for which a model predicted this */
  prediction?: number;
  /** Only rows for which a model predicted none of so many classes */
  outside?: number;
  /** Only rows that it got wrong */
  mistakes?: boolean;
  /** −1 is the label; absent is the file's order, which can be descending too */
  sortBy?: number;
  descending?: boolean;
}

/** What the values of a column are; `empty` if all of them are missing. */
export type ColumnType =
  | "constant"
  | "yes or no"
  | "whole numbers"
  | "decimals"
  | "categories"
  | "empty";

/** Statistics of one column, of the values that are not missing: NaN if all are. */
export interface Statistics {
  type: ColumnType;
  /** Rows whose value is not a number */
  missing: number;
  min: number;
  max: number;
  mean: number;
  deviation: number;
  /** Share of the rows, 0 to 1 */
  zeros: number;
  /** Distinct values; Infinity if there are more than `mostDistinct` */
  distinct: number;
}

/** Distinct values that are counted in a column, and in all of them: they fill the memory. */
const MOST_DISTINCT = 1_000;
const MOST_DISTINCT_TOGETHER = 2_000_000;

/** More distinct values of a column are not counted, where there are so many columns. */
export function mostDistinct(features: number): number {
  return Math.max(2, Math.min(MOST_DISTINCT, Math.floor(MOST_DISTINCT_TOGETHER / features)));
}

/** Some rows, one after the other. */
export interface Window {
  /** Index in the file of each */
  rows: Uint32Array;
  labels: Int32Array;
  predictions?: Int32Array;
  /** `rows × features`, as the file has them */
  values: Float32Array;
}

/** A table for queries. */
export interface Table {
  facts: TableFacts;
  /** Chooses rows; returns how many */
  choose(query: Query, predictions?: Int32Array): number;
  window(from: number, count: number): Window;
  statistics(): Statistics[];
}

/** Reads a data set as it is in the file, without the spec's normalisation. */
export function openTable(core: Core, spec: CompetitionSpec, part: Part, bytes: DataBytes): Table {
  const raw = { ...spec.input, type: "float32" as const, scale: 1, mean: [0], std: [1] };
  const { rows, features, inputs, labels } = readDataSet(
    core,
    { ...spec, input: raw },
    part,
    bytes,
  );
  const values = inputs as Float32Array;
  const { classes } = fileOf(spec, part);
  const columns = columnsOf(spec, part, bytes.data);
  const bars = spec.target ? Math.min(PARTS, classes) : classes;
  const histogram = new Array<number>(bars).fill(0);
  for (const label of labels) histogram[Math.floor(label * bars / classes)]!++;
  let chosen = Uint32Array.from({ length: rows }, (_, row) => row);
  let said: Int32Array | undefined;
  return {
    facts: { rows, features, classes, histogram, ...columns },
    choose(query, predictions) {
      said = predictions;
      chosen = chosenRows(values, features, labels, query, predictions);
      return chosen.length;
    },
    window(from, count) {
      const found = chosen.slice(from, from + count);
      const copy = new Float32Array(found.length * features);
      found.forEach((row, index) =>
        copy.set(values.subarray(row * features, (row + 1) * features), index * features)
      );
      return {
        rows: found,
        labels: taken(labels, found),
        predictions: said && taken(said, found),
        values: copy,
      };
    },
    statistics: () =>
      statisticsOf(values, rows, features).map((each, column) =>
        columns.rules?.[column]?.categories && each.distinct > 1
          ? { ...each, type: "categories" }
          : each
      ),
  };
}

function taken(values: Int32Array, rows: Uint32Array): Int32Array<ArrayBuffer> {
  return Int32Array.from(rows, (row) => values[row]!);
}

function isClass(prediction = -1, classes: number): boolean {
  return prediction >= 0 && prediction < classes;
}

/** The rows of a query, in its order; equal ones keep the file's. */
export function chosenRows(
  values: Float32Array,
  features: number,
  labels: Int32Array,
  { label, prediction, outside, mistakes, sortBy, descending = false }: Query,
  predictions?: Int32Array,
): Uint32Array<ArrayBuffer> {
  const found = new Uint32Array(labels.length);
  let count = 0;
  for (let row = 0; row < labels.length; row++) {
    if (label !== undefined && labels[row] !== label) continue;
    if (predictions && prediction !== undefined && predictions[row] !== prediction) continue;
    if (predictions && outside !== undefined && isClass(predictions[row], outside)) continue;
    if (predictions && mistakes && predictions[row] === labels[row]) continue;
    found[count++] = row;
  }
  const chosen = found.slice(0, count);
  if (sortBy === undefined) return descending ? chosen.reverse() : chosen;
  const keys = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const row = chosen[index]!;
    keys[index] = sortBy < 0 ? labels[row]! : values[row * features + sortBy]!;
  }
  return sortRows(chosen, keys, descending);
}

/** Statistics of every column, in one pass over the values; Welford's update keeps them exact. */
export function statisticsOf(values: Float32Array, rows: number, features: number): Statistics[] {
  const most = mostDistinct(features);
  const columns = Array.from({ length: features }, () => ({
    min: Infinity,
    max: -Infinity,
    mean: 0,
    squares: 0,
    zeros: 0,
    count: 0,
    whole: true,
    distinct: new Set<number>(),
  }));
  for (let row = 0, index = 0; row < rows; row++) {
    for (const column of columns) {
      const value = values[index++]!;
      if (Number.isNaN(value)) continue;
      if (value < column.min) column.min = value;
      if (value > column.max) column.max = value;
      if (value === 0) column.zeros++;
      if (column.whole && !Number.isInteger(value)) column.whole = false;
      // One more than are counted means that there are more.
      if (column.distinct.size <= most) column.distinct.add(value);
      const delta = value - column.mean;
      column.mean += delta / ++column.count;
      column.squares += delta * (value - column.mean);
    }
  }
  return columns.map(({ min, max, mean, squares, zeros, count, whole, distinct }) => ({
    type: typeOf({ min, max, count, whole, distinct: distinct.size }),
    missing: rows - count,
    min: count === 0 ? NaN : min,
    max: count === 0 ? NaN : max,
    mean: count === 0 ? NaN : mean,
    deviation: count === 0 ? NaN : Math.sqrt(squares / count),
    zeros: zeros / Math.max(1, rows),
    distinct: distinct.size > most ? Infinity : distinct.size,
  }));
}

function typeOf({ min, max, count, whole, distinct }: {
  min: number;
  max: number;
  count: number;
  whole: boolean;
  distinct: number;
}): ColumnType {
  if (count === 0) return "empty";
  if (distinct === 1) return "constant";
  if (whole && min === 0 && max === 1) return "yes or no";
  return whole ? "whole numbers" : "decimals";
}

/** A header is searched for in this many bytes. */
const HEADER = 1_000_000;
/** Longer names add nothing. */
const LONGEST_NAME = 60;

/** What is known about the columns, without the label's: names where the file has them, and rules. */
function columnsOf(
  spec: CompetitionSpec,
  part: Part,
  data: Uint8Array,
): Pick<TableFacts, "names" | "rules"> {
  const file = fileOf(spec, part);
  const { columns } = spec.input;
  if (!("labelColumn" in file)) return {};
  const headless = hasField(file.format, "header") && !("header" in file && file.header);
  const names = headless ? [] : READERS[file.format].columnNames?.(plainHead(data, HEADER)) ?? [];
  const indexOf = (column: number | string) =>
    typeof column === "number" ? column : names.indexOf(column);
  const label = indexOf(file.labelColumn);
  const features = featuresOf(spec.input);
  const kept = names.filter((_, column) => column !== label)
    .map((name) => show(name, LONGEST_NAME));
  const found: Pick<TableFacts, "names" | "rules"> = {};
  if (kept.length === features) found.names = kept;
  if (columns !== undefined) {
    const rules = new Array<ColumnSpec | undefined>(features + 1).fill(undefined);
    for (const rule of columns) rules[indexOf(rule.column)] = rule;
    found.rules = rules.toSpliced(label, 1);
  }
  return found;
}
