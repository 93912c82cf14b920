/**
 * A competition as its organizer writes it down, in YAML or JSON: the fields of the spec, then money,
 * times and terms. Fields that the data files show are optional.
 *
 * @module
 */
import { parse as parseYaml } from "@std/yaml/parse";
import { stringify as stringifyYaml } from "@std/yaml/stringify";
import { z } from "../../protocol/text/zod.ts";
import { reasonOf } from "../../protocol/errors.ts";
import { FORMAT_NAMES } from "../../protocol/spec/formats.ts";
import { METRIC_NAMES } from "../../protocol/score/metrics.ts";
import { show } from "../../protocol/text/visible.ts";
import { TIMED } from "./draft.ts";

/** What is wrong with a field; `field` is a path with dots, e.g. `phases.opening`. */
export interface Problem {
  field: string;
  because: string;
}

const text = z.string();
const number = z.number();
const count = z.int();

const data = z.strictObject({
  /** Paths, from the folder of the file that names them */
  file: text.optional(),
  labelsFile: text.optional(),
  /** CIDs of published files */
  cid: text.optional(),
  labels: text.optional(),
  format: z.enum(FORMAT_NAMES as [string, ...string[]]).optional(),
  rows: count.optional(),
  classes: count.optional(),
  classNames: z.array(z.coerce.string()).optional(),
  labelColumn: z.union([count, text]).optional(),
  header: z.boolean().optional(),
  labelNames: z.boolean().optional(),
  samplesArray: text.optional(),
  labelsArray: text.optional(),
});

const input = z.strictObject({
  shape: z.array(count),
  type: z.enum(["float32", "uint8"]),
  layout: z.enum(["flat", "channels-first", "channels-last"]),
  scale: number,
  mean: z.array(number),
  std: z.array(number),
  /** As in the spec, which checks them */
  columns: z.array(z.strictObject({
    column: z.union([count, text]),
    categories: z.array(z.coerce.string()).optional(),
    missing: z.union([number, text]).optional(),
  })),
  missingWords: z.array(z.coerce.string()),
}).partial();

const limits = z.strictObject({
  packedBytes: count,
  unpackedBytes: count,
  parameters: count,
  multiplyAdds: count,
}).partial();

/** `7 days`; or a date, which YAML reads as one. */
const time = z.union([text, z.date()]);
/** `10 ETH` or 10. */
const amount = z.union([text, number]);

const terms = z.strictObject({
  seats: count,
  quorum: count,
  tolerance: count,
  byteLimit: count,
  maxModels: count,
  maxModelsPerAuthor: count,
  seatStake: amount,
  prizeShares: z.array(number),
  commitWindow: text,
  revealWindow: text,
  roundInterval: text,
  offChainModels: z.boolean(),
  returnsBuyIns: z.boolean(),
}).partial();

const money = {
  sealed: z.boolean(),
  fund: amount,
  phases: z.strictObject(Object.fromEntries(TIMED.map((phase) => [phase, time]))).partial(),
  terms,
};

const plan = z.strictObject({
  name: text,
  description: text,
  metric: z.enum(METRIC_NAMES as unknown as [string, ...string[]]),
  k: count,
  target: z.strictObject({ decimals: count, range: z.tuple([number, number]) }).partial(),
  test: data,
  validation: data,
  claims: z.boolean(),
  input,
  limits,
  engine: z.union([text, z.strictObject({ name: text, version: text })]),
  ...money,
}).partial();

/** What is written down; whatever is absent is guessed, asked for, or has a default. */
export type Plan = z.output<typeof plan>;
/** One data set of a plan. */
export type PlannedData = NonNullable<Plan["test"]>;

/** No honest plan is longer. */
const LONGEST = 200_000;

/** Reads a plan, or only its money, times and terms. */
export function parsePlan(
  content: string,
  only: "all" | "terms" = "all",
): { plan: Plan; problems: Problem[] } {
  const failed = (because: string) => ({ plan: {}, problems: [{ field: "", because }] });
  if (content.length > LONGEST) return failed("it is too long");
  let value: unknown;
  try {
    // JSON is also YAML.
    value = parseYaml(content);
  } catch (error) {
    return failed(`it is not YAML: ${show(reasonOf(error), 200)}`);
  }
  const schema = only === "all" ? plan : z.strictObject(money).partial();
  const result = schema.safeParse(value ?? {});
  if (result.success) return { plan: result.data, problems: [] };
  return { plan: {}, problems: result.error.issues.flatMap(problemsOf) };
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const field = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: show(field === "" ? key : `${field}.${key}`),
      because: "there is no such field",
    }));
  }
  const because = issue.message.replace(/^Invalid (input|option): /, "");
  return [{ field: show(field), because: because.charAt(0).toLowerCase() + because.slice(1) }];
}

/** A plan as a file. */
export function writePlan(plan: Plan): string {
  const given = Object.entries(plan).filter(([, value]) => value !== undefined);
  return stringifyYaml(Object.fromEntries(given), { skipInvalid: true, lineWidth: 100 });
}
