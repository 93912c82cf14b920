/**
 * The spec that a form describes, and back.
 *
 * @module
 */
import { type FormatField, hasField, labelsOf } from "../../protocol/spec/formats.ts";
import { CELLS_SCHEMA } from "../../protocol/spec/columns_schema.ts";
import { channelsOf } from "../../protocol/spec/input_shape.ts";
import type { CompetitionSpec, DataFile, InputSpec } from "../../protocol/spec/spec.ts";
import { metricNamed } from "../../protocol/score/metrics.ts";
import type { Target } from "../../protocol/spec/target.ts";
import type { SpecFailure } from "../../protocol/failures.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import type { DataDraft, Draft, Sealing } from "./draft.ts";
import type { Guess } from "./guess.ts";
import { columnsIn, joinedCells, writeColumns } from "./guess_cells.ts";

/** CIDs of a data set's files. */
export interface Cids {
  data: string;
  labels?: string;
}

/** What is known apart from the form. */
export interface Known {
  /** Absent until the files are split: the spec is checked anyway */
  test?: Cids;
  validation?: Cids;
}

/** The spec of a form, unchecked. */
export function specOf(draft: Draft, known: Known = {}): Record<string, unknown> {
  const { name, description, metric, k, target, input, limits, engine } = draft;
  const { withValidation, claims, sealed, sealing } = draft;
  return {
    version: 1,
    name: name.trim(),
    description,
    metric,
    ...(metric === "top-k" && { k: numberOf(k) }),
    ...(ofValues(metric) && {
      target: {
        decimals: numberOf(target.decimals),
        range: [numberOf(target.low), numberOf(target.high)],
      },
    }),
    test: {
      ...fileOf(draft.test, metric, known.test),
      ...(sealed && sealing && { sealed: sealedOf(sealing, draft.test) }),
    },
    ...(withValidation && { validation: fileOf(draft.validation, metric, known.validation) }),
    // Without a key, the form's test set is not sealed yet.
    ...(withValidation && claims && sealed && sealing && { claims: true }),
    input: {
      shape: listOf(input.shape),
      type: input.type,
      layout: input.layout,
      scale: numberOf(input.scale),
      mean: forChannels(input, listOf(input.mean)),
      std: forChannels(input, listOf(input.std)),
      ...cellsOf(input),
    },
    limits: {
      ...(limits.packedBytes.trim() !== "" && { packedBytes: numberOf(limits.packedBytes) }),
      unpackedBytes: numberOf(limits.unpackedBytes),
      parameters: numberOf(limits.parameters),
      multiplyAdds: numberOf(limits.multiplyAdds),
    },
    engine: { name: engine.name, version: engine.version.trim() },
  };
}

function cellsOf({ columns, missingWords }: Draft["input"]) {
  const [rules, words] = [columnsIn(columns), linesOf(missingWords)];
  return {
    ...(rules.length > 0 && { columns: rules }),
    ...(words.length > 0 && { missingWords: words }),
  };
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

function sealedOf({ nonce, labelsNonce }: Sealing, { format }: DataDraft) {
  return {
    cipher: "AES-256-GCM",
    nonce,
    ...(hasField(format, "labels") && labelsNonce && { labelsNonce }),
  };
}

/** Whether what is predicted is a value, and no class. */
function ofValues(metric: Draft["metric"]): boolean {
  return metricNamed(metric).reads === "values";
}

function fileOf(
  data: DataDraft,
  metric: Draft["metric"],
  cids: Cids | undefined,
): Record<string, unknown> {
  const classed = !ofValues(metric);
  const names = linesOf(data.classNames);
  const has = (field: FormatField) => hasField(data.format, field);
  const column = data.labelColumn.trim();
  return {
    cid: cids?.data ?? UNPUBLISHED,
    format: data.format,
    rows: numberOf(data.rows),
    ...(classed && { classes: numberOf(data.classes) }),
    ...(classed && names.length > 0 && { classNames: names }),
    ...(has("labels") && { labels: cids?.labels ?? UNPUBLISHED }),
    ...(has("labelColumn") && { labelColumn: /^\d+$/.test(column) ? Number(column) : column }),
    ...(has("header") && data.header && { header: true }),
    ...(classed && has("labelNames") && data.labelNames && { labelNames: true }),
    ...(has("samplesArray") && { samplesArray: data.samplesArray.trim() }),
    ...(has("labelsArray") && { labelsArray: data.labelsArray.trim() }),
  };
}

/** A typed number; absent or NaN otherwise, which no spec accepts. */
function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(/[\s_]/g, "");
  return plain === "" ? undefined : Number(plain);
}

/** Numbers separated by commas, blanks or ×. */
function listOf(text: string): number[] {
  return text.split(/[\s,×x]+/).filter(Boolean).map(Number);
}

/** A spec has at most this many means. */
const MOST_CHANNELS = 4_096;

/**
 * One value for every channel. The schema accepts a single one for all of them, but the kernel that
 * normalises needs as many as there are channels: written out, a spec suits both.
 */
function forChannels({ shape, layout }: Draft["input"], values: number[]): number[] {
  const channels = channelsOf({ shape: listOf(shape), layout } as InputSpec);
  const known = Number.isInteger(channels) && channels > 1 && channels <= MOST_CHANNELS;
  const [one = NaN, ...others] = values;
  return others.length === 0 && known ? Array<number>(channels).fill(one) : values;
}

/**
 * Which field of the form a failure of `checkSpec` is about: `input.shape.0` is one of
 * `input.shape`.
 */
export function fieldOf(failure: SpecFailure): string | undefined {
  // No other field is that long.
  if (failure.kind === "spec/too-long") return "description";
  if (!("field" in failure)) return undefined;
  if (failure.field.startsWith("input.columns")) return "input.columns";
  const field = failure.field.replace(/(\.\d+)+$/, "");
  // One field of the spec, two of the form.
  return field === "target.range" ? "target.high" : field;
}

/** The form with what a spec says. */
export function withSpec(draft: Draft, spec: CompetitionSpec): Draft {
  const { test, validation, input, limits, engine } = spec;
  return {
    ...draft,
    name: spec.name,
    description: spec.description,
    metric: spec.metric,
    k: spec.k === undefined ? draft.k : String(spec.k),
    target: spec.target ? targetOf(spec.target) : draft.target,
    test: dataOf(test),
    withValidation: validation !== undefined,
    claims: spec.claims === true,
    validation: validation ? dataOf(validation) : draft.validation,
    input: {
      shape: input.shape.join(", "),
      type: input.type,
      layout: input.layout,
      scale: String(input.scale),
      mean: input.mean.join(", "),
      std: input.std.join(", "),
      columns: writeColumns(input),
      missingWords: input.missingWords?.join("\n") ?? "",
    },
    limits: {
      packedBytes: limits.packedBytes === undefined ? "" : String(limits.packedBytes),
      unpackedBytes: String(limits.unpackedBytes),
      parameters: String(limits.parameters),
      multiplyAdds: String(limits.multiplyAdds),
    },
    engine: { ...engine },
    // A sealed file cannot be reused without its key: its organizer seals the files again.
    source: test.sealed ? "files" : "cids",
    sealed: test.sealed !== undefined,
    sealing: undefined,
  };
}

function dataOf(file: DataFile): DataDraft {
  return {
    cid: file.cid,
    labels: labelsOf(file) ?? "",
    format: file.format,
    rows: String(file.rows),
    classes: file.classes === undefined ? "" : String(file.classes),
    classNames: file.classNames?.join("\n") ?? "",
    labelColumn: "labelColumn" in file ? String(file.labelColumn) : "0",
    header: "header" in file && file.header === true,
    labelNames: "labelNames" in file && file.labelNames === true,
    samplesArray: "samplesArray" in file ? file.samplesArray : "",
    labelsArray: "labelsArray" in file ? file.labelsArray : "",
  };
}

function targetOf({ decimals, range: [low, high] }: Target): Draft["target"] {
  return { decimals: String(decimals), low: String(low), high: String(high) };
}

/** The form with what was guessed of a test set; names and CIDs stay. */
export function withGuess(draft: Draft, guess: Guess): Draft {
  return {
    ...draft,
    // Labels other than classes are values.
    metric: guess.classes === undefined && !ofValues(draft.metric) ? "r2" : draft.metric,
    target: guess.target ? targetOf(guess.target) : draft.target,
    test: guessed(draft.test, guess),
    input: {
      shape: guess.input.shape.join(", "),
      type: guess.input.type,
      layout: guess.input.layout,
      scale: String(guess.input.scale),
      mean: guess.input.mean.join(", "),
      std: guess.input.std.join(", "),
      columns: writeColumns(guess.input),
      missingWords: guess.input.missingWords?.join("\n") ?? "",
    },
    limits: { ...draft.limits, ...limitsFor(guess.features) },
  };
}

/**
 * The form with what was guessed of a validation set, whose words and missing cells join those of
 * the test set: one list of categories is for both.
 */
export function withValidationGuess(draft: Draft, guess: Guess): Draft {
  const { success, data: own } = CELLS_SCHEMA.safeParse(cellsOf(draft.input));
  const cells = joinedCells(success ? own : {}, guess.input);
  return {
    ...draft,
    validation: guessed(draft.validation, guess),
    // What the writer has begun to correct is the writer's.
    ...(success && {
      input: {
        ...draft.input,
        columns: writeColumns(cells),
        missingWords: cells.missingWords?.join("\n") ?? "",
      },
    }),
  };
}

/** A data set's part of the form with what was guessed of it. */
export function guessed(data: DataDraft, guess: Guess): DataDraft {
  return {
    ...data,
    format: guess.format,
    rows: String(guess.rows),
    classes: guess.classes === undefined ? "" : String(guess.classes),
    labelColumn: uniqueName(guess) || String(guess.labelColumn),
    header: guess.header,
    labelNames: guess.labelNames,
    classNames: guess.classNames?.join("\n") ?? data.classNames,
    samplesArray: guess.samplesArray ?? "",
    labelsArray: guess.labelsArray ?? "",
  };
}

/** The name of the label's column, if no other column has it. */
function uniqueName({ columns, labelColumn }: Guess): string | undefined {
  const name = columns[labelColumn];
  return columns.filter((other) => other === name).length === 1 ? name : undefined;
}

/**
 * Limits that leave room for a small convolutional network over the data, as for MNIST: 2,500
 * parameters per value, 10 multiply-adds and 4 bytes per parameter.
 */
export function limitsFor(features: number) {
  const parameters = Math.min(50, Math.max(2, Math.round(2_500 * features / 1e6))) * 1e6;
  return {
    unpackedBytes: String(4 * parameters),
    parameters: String(parameters),
    multiplyAdds: String(10 * parameters),
  };
}
