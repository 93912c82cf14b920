/**
 * The spec of a competition, `competition.json`: what is measured, on which data, within which
 * limits. PROTOCOL.md, section 9. Every reader checks it; an unknown field is an error.
 *
 * @module
 */
import { z } from "../text/zod.ts";
import { DemlError, reasonOf } from "../errors.ts";
import type { SpecFailure } from "../failures.ts";
import { METRIC_NAMES, metricNamed } from "../score/metrics.ts";
import { parseBoundedJson } from "../text/bounded_json.ts";
import { show } from "../text/visible.ts";
import {
  FORMAT_NAMES,
  type FormatField,
  type FormatName,
  formatNamed,
  type FORMATS,
  hasField,
  labelsOf,
} from "./formats.ts";
import { CELL_FIELDS, problemsOfCells, problemsOfColumnsIn } from "./columns_schema.ts";
import { channelsOf, featuresOf } from "./input_shape.ts";
import { type Target, wrongRange } from "./target.ts";

export { channelsOf, featuresOf } from "./input_shape.ts";

/** No honest spec is longer; nothing longer is parsed. */
export const MAX_SPEC_BYTES = 65_536;

const name = z.string().trim().min(1).max(120);
const count = (max: number) => z.int().min(1).max(max);
const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^0x[0-9a-f]{${bytes * 2}}$`), `expected ${bytes} bytes as 0x-hex`);
const cid = z.string().regex(/^b[a-z2-7]{50,110}$/, "expected a CIDv1 in base32");

/** How a sealed file is encrypted; the 32-byte key is published on chain. */
const sealed = z.strictObject({
  cipher: z.literal("AES-256-GCM"),
  nonce: hex(12),
  /** Nonce of the separate file of labels, which the same key seals */
  labelsNonce: hex(12).optional(),
});

const common = {
  cid,
  rows: count(100_000_000),
  /** Not for a regression, whose labels are the steps of `target` */
  classes: z.int().min(2).max(65_536).optional(),
  classNames: z.array(name).max(65_536).optional(),
};

/** Fields of some formats; formats.ts says which has what. */
const fields = {
  labels: cid,
  /** Index of the column that holds the label, or its name in the header */
  labelColumn: z.union([z.int().min(0).max(10_000_000), name]),
  header: z.boolean().optional(),
  /** Names of arrays in an NPZ file, without `.npy` */
  samplesArray: name,
  labelsArray: name,
  /** Labels are the names of the classes as written, not their numbers */
  labelNames: z.boolean().optional(),
} satisfies Record<FormatField, z.ZodType>;

type FieldsOf<F extends FormatName> = Pick<typeof fields, (typeof FORMATS)[F]["fields"][number]>;

function fileIn<F extends FormatName, More extends z.ZodRawShape>(format: F, more: More) {
  const own = Object.fromEntries(formatNamed(format).fields.map((field) => [field, fields[field]]));
  return z.strictObject({
    ...common,
    format: z.literal(format),
    ...own as FieldsOf<F>,
    ...more,
  });
}

/** A data set in any format, with the fields of all formats. */
function fileInAny<More extends z.ZodRawShape>(more: More) {
  type One = { [F in FormatName]: ReturnType<typeof fileIn<F, More>> }[FormatName];
  const [first, ...others] = FORMAT_NAMES.map((format) => fileIn(format, more) as unknown as One);
  return z.discriminatedUnion("format", [first!, ...others]);
}

const openFile = fileInAny({});
const maybeSealedFile = fileInAny({ sealed: sealed.optional() });

/**
 * The input of a model. A row of the data has `product(shape)` values in the order of `shape`, codes
 * of categories and fills of missing cells among them; each becomes `(value × scale − mean[c]) / std[c]` in float32, `c` being its channel.
 */
const input = z.strictObject({
  /** Of one sample, without the batch: `[784]`, `[1, 28, 28]` */
  shape: z.array(count(16_777_216)).min(1).max(6),
  type: z.enum(["float32", "uint8"]),
  /** Which dimension of `shape` counts channels: none, the first, the last */
  layout: z.enum(["flat", "channels-first", "channels-last"]),
  scale: z.number(),
  mean: z.array(z.number()).min(1).max(4_096),
  std: z.array(z.number().positive()).min(1).max(4_096),
  ...CELL_FIELDS,
});

/** What a regression predicts, in place of classes. */
const target = z.strictObject({
  decimals: z.int().min(0).max(9),
  range: z.tuple([z.number(), z.number()]),
});

const limits = z.strictObject({
  packedBytes: count(1_073_741_824).optional(),
  unpackedBytes: count(1_073_741_824),
  parameters: count(1_000_000_000),
  /** For one sample */
  multiplyAdds: count(Number.MAX_SAFE_INTEGER),
});

const engine = z.strictObject({
  name: z.enum(["native", "wasm"]),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "expected a version such as 1.30.0"),
});

const schema = z.strictObject({
  version: z.literal(1),
  name,
  description: z.string().max(20_000),
  metric: z.enum(METRIC_NAMES),
  /** Of top-k alone: among how many classes the label may be */
  k: count(65_535).optional(),
  test: maybeSealedFile,
  validation: openFile.optional(),
  /**
   * The validation set is the public part of a sealed test set: authors may claim what their models
   * score on it before they are opened
   */
  claims: z.literal(true).optional(),
  target: target.optional(),
  input,
  limits,
  engine,
});

/** The schema itself: `deml spec schema` writes it down for editors. */
export const SPEC_SCHEMA = schema;

/** A checked spec. */
export type CompetitionSpec = z.output<typeof schema>;
/** One data set of a spec: the test set, or the public validation set. */
export type DataFile = CompetitionSpec["test"];
/** The two engines behind one interface. */
export type EngineName = CompetitionSpec["engine"]["name"];
/** The input of a model. */
export type InputSpec = CompetitionSpec["input"];

/**
 * Reads an untrusted spec.
 *
 * @throws DemlError<SpecFailure> that names the wrong field by its path
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { DemlError } from "../errors.ts";
 * import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
 * import { encodeSpec, parseSpec } from "./spec.ts";
 *
 * const spec = parseSpec(encodeSpec(mnistSpec()));
 * assertEquals(spec.input.shape, [1, 28, 28]);
 *
 * const typo = new TextEncoder().encode(JSON.stringify({ ...spec, metrics: "accuracy" }));
 * assertThrows(() => parseSpec(typo), DemlError, 'spec/unknown-field {"field":"metrics"}');
 * ```
 */
export function parseSpec(bytes: Uint8Array): CompetitionSpec {
  if (bytes.length > MAX_SPEC_BYTES) {
    throw wrong({ kind: "spec/too-long", bytes: bytes.length, most: MAX_SPEC_BYTES });
  }
  let json: unknown;
  try {
    json = parseBoundedJson(bytes);
  } catch (cause) {
    throw wrong({ kind: "spec/not-json", reason: reasonOf(cause) }, cause);
  }
  return checkSpec(json);
}

/**
 * Checks a spec that is already an object, e.g. one about to be published.
 *
 * @throws DemlError<SpecFailure>, the first of `problemsOf`
 */
export function checkSpec(value: unknown): CompetitionSpec {
  const result = schema.safeParse(value);
  const [problem] = problemsIn(value, result);
  if (problem !== undefined) throw wrong(problem, result.error);
  if (!result.success) throw result.error;
  return result.data;
}

/**
 * Everything that is wrong with a spec, in the order of its fields.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
 * import { problemsOf } from "./spec.ts";
 *
 * assertEquals(problemsOf(mnistSpec()), []);
 * const fields = problemsOf({ ...mnistSpec(), name: "", metric: "luck" })
 *   .map((problem) => "field" in problem && problem.field);
 * assertEquals(fields, ["name", "metric"]);
 * ```
 */
export function problemsOf(value: unknown): SpecFailure[] {
  return problemsIn(value, schema.safeParse(value));
}

function problemsIn(value: unknown, result: z.ZodSafeParseResult<CompetitionSpec>): SpecFailure[] {
  const found = (result.error?.issues ?? []).flatMap((issue) => failuresOf(issue, []));
  // What the schema cannot say is checked of every part that the schema accepts.
  const parts = value as Partial<Record<keyof CompetitionSpec, unknown>> | null | undefined;
  const aim = target.optional().safeParse(parts?.target);
  if (aim.data) found.push(...problemsOfTarget(aim.data));
  if (aim.success) found.push(...problemsOfMetric(parts?.metric, aim.data));
  const test = maybeSealedFile.safeParse(parts?.test);
  found.push(...problemsOfK(parts ?? {}, test.data?.classes));
  const validation = openFile.safeParse(parts?.validation);
  for (const [part, file] of [["test", test], ["validation", validation]] as const) {
    if (!file.success) continue;
    found.push(...problemsOfFile(file.data, part));
    if (aim.success) found.push(...problemsOfLabels(file.data, part, aim.data));
    if (parts?.metric === "roc-auc") found.push(...problemsOfRanks(file.data, part));
  }
  if (parts?.claims === true) found.push(...problemsOfClaims(parts));
  const inputs = input.safeParse(parts?.input);
  if (inputs.success) {
    found.push(...problemsOfInput(inputs.data));
    for (const [part, file] of [["test", test], ["validation", validation]] as const) {
      if (file.success) found.push(...problemsOfColumnsIn(file.data, inputs.data, part));
    }
  }
  return found;
}

/**
 * The canonical bytes of a spec: keys sorted, no blanks, so that equal specs have one digest.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cidOfBytes } from "../../miner/ipfs/cid.ts";
 * import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
 * import { encodeSpec } from "./spec.ts";
 *
 * // The order of the fields does not change what the contract calls it.
 * const { input, ...others } = mnistSpec();
 * const one = await cidOfBytes(encodeSpec({ input, ...others }));
 * const other = await cidOfBytes(encodeSpec({ ...others, input }));
 * assertEquals(String(one), String(other));
 * ```
 */
export function encodeSpec(spec: CompetitionSpec): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(sorted(checkSpec(spec))));
}

function problemsOfK(
  { metric, k }: Partial<Record<keyof CompetitionSpec, unknown>>,
  classes: number | undefined,
): SpecFailure[] {
  if (metric !== "top-k") {
    return k === undefined ? [] : [{ kind: "spec/k-without-top-k", field: "k" }];
  }
  if (k === undefined) return [{ kind: "spec/missing-field", field: "k" }];
  if (typeof k !== "number" || classes === undefined || k < classes) return [];
  return [{ kind: "spec/k-of-all", field: "k", k, classes }];
}

function problemsOfFile(file: DataFile, path: string): SpecFailure[] {
  const found: SpecFailure[] = [];
  const headless = hasField(file.format, "header") && !("header" in file && file.header);
  if (headless && "labelColumn" in file && typeof file.labelColumn === "string") {
    found.push({ kind: "spec/label-name-without-header", field: `${path}.labelColumn` });
  }
  const { classes, classNames } = file;
  if (classNames && classes !== undefined && classNames.length !== classes) {
    const field = `${path}.classNames`;
    found.push({ kind: "spec/class-names", field, names: classNames.length, classes });
  }
  if ("labelNames" in file && file.labelNames) {
    const names = file.classNames;
    const field = `${path}.classNames`;
    if (names === undefined) found.push({ kind: "spec/missing-field", field });
    const seen = new Set<string>();
    const twice = names?.find((name) => seen.has(name) || !seen.add(name));
    if (twice !== undefined) {
      found.push({ kind: "spec/class-name-twice", field, name: show(twice, 120) });
    }
  }
  const nonce = `${path}.sealed.labelsNonce`;
  if (labelsOf(file) && "sealed" in file && file.sealed && !file.sealed.labelsNonce) {
    found.push({ kind: "spec/missing-field", field: nonce });
  }
  if ("sealed" in file && file.sealed && file.sealed.labelsNonce === file.sealed.nonce) {
    found.push({ kind: "spec/one-nonce", field: nonce });
  }
  return found;
}

/** A file has classes, or the spec a target. */
function problemsOfLabels(file: DataFile, path: string, target: Target | undefined): SpecFailure[] {
  if (target === undefined) {
    return file.classes === undefined
      ? [{ kind: "spec/missing-field", field: `${path}.classes` }]
      : [];
  }
  return (["classes", "classNames", "labelNames"] as const)
    .filter((name) => name in file && file[name as "classes"] !== undefined)
    .map((name) => ({
      kind: "spec/wrong-field",
      field: `${path}.${name}`,
      because: "a target has values, and no classes",
    }));
}

/** Outputs that ROC AUC ranks: 512 MiB, which a miner's child keeps until the last row. */
const MOST_RANKED = 2 ** 27;

function problemsOfRanks({ rows, classes = 0 }: DataFile, path: string): SpecFailure[] {
  if (rows * classes <= MOST_RANKED) return [];
  const because = `roc-auc ranks all outputs at once, and ${rows} rows × ${classes} classes are ` +
    `more than ${MOST_RANKED}`;
  return [{ kind: "spec/wrong-field", field: `${path}.rows`, because }];
}

/** A metric of values needs a target, and any other none. */
function problemsOfMetric(name: unknown, target: Target | undefined): SpecFailure[] {
  const metric = METRIC_NAMES.find((each) => each === name);
  if (metric === undefined) return [];
  const ofValues = metricNamed(metric).reads === "values";
  if (ofValues && target === undefined) return [{ kind: "spec/missing-field", field: "target" }];
  if (ofValues || target === undefined) return [];
  return [{
    kind: "spec/wrong-field",
    field: "metric",
    because: `${metric} is not a metric of values, and the spec has a target`,
  }];
}

function problemsOfTarget(target: Target): SpecFailure[] {
  const because = wrongRange(target);
  return because === undefined
    ? []
    : [{ kind: "spec/wrong-field", field: "target.range", because }];
}

/** Claims are about public samples like the sealed ones. */
function problemsOfClaims(
  { test, validation }: Partial<Record<keyof CompetitionSpec, unknown>>,
): SpecFailure[] {
  const found: SpecFailure[] = [];
  const sealedSet = maybeSealedFile.safeParse(test);
  if (sealedSet.success && sealedSet.data.sealed === undefined) {
    found.push({ kind: "spec/missing-field", field: "test.sealed" });
  }
  if (validation === undefined) found.push({ kind: "spec/missing-field", field: "validation" });
  const publicPart = openFile.safeParse(validation);
  if (!sealedSet.success || !publicPart.success) return found;
  if (publicPart.data.classes !== sealedSet.data.classes) {
    const because = `expected ${sealedSet.data.classes}, as the test set has`;
    found.push({ kind: "spec/wrong-field", field: "validation.classes", because });
  }
  return found;
}

/** Values of one row. */
const MOST_VALUES = 16_777_216;

function problemsOfInput(input: InputSpec): SpecFailure[] {
  if (featuresOf(input) > MOST_VALUES) {
    return [{ kind: "spec/too-many-values", field: "input.shape", most: MOST_VALUES }];
  }
  const found: SpecFailure[] = [];
  const channels = channelsOf(input);
  for (const field of ["mean", "std"] as const) {
    const values = input[field].length;
    if (values !== 1 && values !== channels) {
      found.push({ kind: "spec/channels", field: `input.${field}`, values, channels });
    }
  }
  const identity = input.scale === 1 && input.mean.every((value) => value === 0) &&
    input.std.every((value) => value === 1);
  if (input.type === "uint8" && !identity) {
    found.push({ kind: "spec/normalised-uint8", field: "input.scale" });
  }
  return [...found, ...problemsOfCells(input, featuresOf(input))];
}

type Issue = z.core.$ZodIssue;

function failuresOf(issue: Issue, above: PropertyKey[]): SpecFailure[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ kind: "spec/unknown-field", field: dotted([...path, key]) }));
  }
  if (issue.code === "invalid_union") {
    // The last alternative is the one that names its own rule best; all of them failed.
    const inner = (issue.errors.at(-1) ?? []).flatMap((each) => failuresOf(each, path));
    if (inner.length > 0) return inner;
  }
  if (issue.message.endsWith("received undefined") && path.length > 0) {
    return [{ kind: "spec/missing-field", field: dotted(path) }];
  }
  const because = plain(issue.message);
  if (path.length === 0) return [{ kind: "spec/not-an-object", because }];
  return [{ kind: "spec/wrong-field", field: dotted(path), because }];
}

/** The schema's rule, as the tail of a sentence. */
function plain(message: string): string {
  const text = message.replace(/^Invalid input: /, "");
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function dotted(path: PropertyKey[]): string {
  return show(path.map(String).join("."), 200);
}

function wrong(failure: SpecFailure, cause?: unknown): DemlError<SpecFailure> {
  return new DemlError<SpecFailure>(failure, { cause });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}
