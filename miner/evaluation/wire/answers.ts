/**
 * The evaluator child's answers, checked by the parent: the model may have compromised the child.
 *
 * @module
 */
import { z } from "zod";
import type { Failure } from "../../../protocol/errors.ts";
import { ADVICE, type Advice, type AdviceKind } from "../../../protocol/score/advice.ts";
import { EXPORTERS } from "../../../protocol/score/exporters.ts";
import { type Hint, MOST_HINTED } from "../../../protocol/score/hints.ts";
import { PERFECT_SCORE } from "../../../protocol/score/score.ts";
import { visible } from "../../../protocol/text/visible.ts";

const sentence = z.string().max(2_000).transform(visible);
const whole = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const ready = z.strictObject({
  type: z.literal("ready"),
  engine: z.enum(["native", "wasm"]),
  version: z.string().max(40).transform(visible),
  /** Permissions that the child still has: none, or it does not start */
  granted: z.array(z.string().max(20).transform(visible)).max(10),
});
const loaded = z.strictObject({ type: z.literal("loaded"), rows: whole, features: whole });
const progress = z.strictObject({ type: z.literal("progress"), done: whole, rows: whole });
/** The body has float32 values, row after row. */
const samples = z.strictObject({ type: z.literal("samples"), rows: whole, features: whole });
const label = z.int().min(-1).max(2 ** 31 - 1);
const hint: z.ZodType<Hint> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("raw-logit"), rows: whole }),
  z.strictObject({ kind: z.literal("not-probabilities"), rows: whole }),
  z.strictObject({
    kind: z.literal("outside-classes"),
    rows: whole,
    lowest: label,
    highest: label,
    classes: whole,
  }),
  z.strictObject({
    kind: z.literal("never-predicted"),
    count: whole,
    labels: z.array(label).max(MOST_HINTED),
  }),
  z.strictObject({
    kind: z.literal("outputs-passed-over"),
    outputs: z.array(z.strictObject({
      name: z.string().max(200).transform(visible),
      type: z.enum(["double", "int32"]),
    })).max(MOST_HINTED),
  }),
]);
const scored = z.strictObject({
  type: z.literal("scored"),
  /** By the spec's metric */
  score: z.int().min(0).max(PERFECT_SCORE),
  correct: whole,
  rows: whole,
  classes: whole,
  batch: whole,
  /** Whether the body ends with the Margins: 12 bytes per row */
  margins: z.boolean(),
  /** Root over the samples' outputs, if requested */
  root: z.string().regex(/^0x[0-9a-f]{64}$/).optional(),
  /** Each kind at most once */
  hints: z.array(hint).max(4).refine((hints) =>
    new Set(hints.map(({ kind }) => kind)).size === hints.length
  ),
  parameters: whole,
  multiplyAdds: whole,
  /** Milliseconds of each step, for people and benchmarks only */
  milliseconds: z.strictObject({
    unpack: z.number(),
    admit: z.number(),
    load: z.number(),
    run: z.number(),
  }),
});

const adviceFields = {
  number: z.number(),
  string: z.string().max(200).transform(visible),
  exporter: z.enum(EXPORTERS),
};
/** Each kind with its fields, and no others. */
const advice = z.union(
  (Object.keys(ADVICE) as AdviceKind[]).map((kind) =>
    z.strictObject({
      kind: z.literal(kind),
      ...Object.fromEntries(
        Object.entries(ADVICE[kind]).map(([name, type]) => [name, adviceFields[type]]),
      ),
    })
  ),
).transform((value) => value as Advice);
const invalid = z.strictObject({
  type: z.literal("invalid"),
  rule: sentence,
  found: sentence,
  advice,
});

/** A failure of the data as a child reports it: its fields are not verified. */
export interface ToldDataFailure extends Failure {
  readonly kind: `data/${string}`;
  readonly [field: string]: string | number | boolean | undefined;
}

const MOST_FIELDS = 12;
/**
 * A failure of the data, as far as it can be checked here: its reader must handle missing fields.
 */
const dataFailure = z.object({ kind: z.string().regex(/^data\/(?!told$)[a-z0-9-]{1,60}$/) })
  .catchall(z.union([sentence, z.number(), z.boolean()]))
  .refine(
    ({ kind: _, ...fields }) => {
      const names = Object.keys(fields);
      // A failure that a child calls temporary would be judged again and again.
      return names.length <= MOST_FIELDS &&
        names.every((name) => /^[a-z][a-zA-Z]{0,40}$/.test(name) && name !== "passing");
    },
  );
const failed = z.discriminatedUnion("code", [
  z.strictObject({
    type: z.literal("failed"),
    code: z.literal("data"),
    failure: dataFailure.transform((failure) => failure as ToldDataFailure),
  }),
  z.strictObject({
    type: z.literal("failed"),
    /** `memory`: a limit was reached; `engine`: anything else */
    code: z.enum(["memory", "engine"]),
    reason: sentence,
  }),
]);

const answer = z.discriminatedUnion("type", [
  ready,
  loaded,
  progress,
  samples,
  scored,
  invalid,
  failed,
]);

/**
 * An answer of the child. The body of `scored` has predictions, confusion matrix, by label the
 * predictions outside the classes, margins.
 */
export type Answer = z.output<typeof answer>;
/** The answer that carries a score. */
export type Scored = z.output<typeof scored>;

/** Reads an answer, or says that it is not valid. */
export function parseAnswer(header: unknown): Answer | undefined {
  const result = answer.safeParse(header);
  return result.success ? result.data : undefined;
}
