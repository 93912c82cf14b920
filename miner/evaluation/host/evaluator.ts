/**
 * The evaluator as the daemon sees it: packages in, verdicts out. Child processes do the work, as
 * many at once as this machine has cores; they are started when there is work and kept, with their
 * data set, for the next model.
 *
 * A child that crashes, answers nonsense or is late is killed, and the missing answer is an
 * abstention: a DemlError, never a verdict.
 *
 * @module
 */
import { fileOf } from "../../../protocol/spec/part.ts";
import { metricNamed } from "../../../protocol/score/metrics.ts";
import { featuresOf } from "../../../protocol/spec/input_shape.ts";
import type {
  EvaluateOptions,
  Evaluator,
  EvaluatorCompetition,
  EvaluatorOptions,
  LoadedCompetition,
} from "./evaluator_types.ts";
import { LOADS_WITHIN } from "../limits.ts";
import { ChildFailure } from "./live_child.ts";
import { places } from "./places.ts";
import { scoredBodyBytes, tabledClasses } from "../wire/requests.ts";
import { openProbe } from "./sandbox.ts";
import { type Verdict, verdictOf } from "./verdict_of.ts";
import { failureOf, type Started, timeOf, WarmChild } from "./warm_child.ts";

export type {
  EvaluateOptions,
  EvaluationPlan,
  Evaluator,
  EvaluatorCompetition,
  EvaluatorOptions,
  FileContent,
  LoadedCompetition,
} from "./evaluator_types.ts";
export type { Verdict } from "./verdict_of.ts";

/** More children than this do not share a competition's data set well. */
const WIDEST = 8;

/** Makes an evaluator; a child starts with the first competition. */
export function openEvaluator(given: EvaluatorOptions = {}): Evaluator {
  const options = { ...given, probe: given.probe ?? openProbe() };
  const cores = Math.max(1, navigator.hardwareConcurrency);
  const width = Math.min(options.width ?? cores, WIDEST);
  let last: Started | undefined;
  let closed = false;
  const onStart = (started: Started) => {
    if (last === undefined) options.log?.(describe(started));
    last = started;
  };
  const { take, borrow } = places(
    Array.from({ length: width }, () => new WarmChild(options, onStart)),
    ({ warm }) => warm,
  );

  async function inPlace<T>(work: (place: WarmChild) => Promise<T>): Promise<T> {
    if (closed) throw new Error("The evaluator is closed");
    return await borrow(work);
  }

  async function samples(place: WarmChild, on: EvaluatorCompetition, rows: number[]) {
    const child = await place.hold(on);
    const maxBody = 4 * rows.length * featuresOf(on.spec.input);
    const limits = { within: LOADS_WITHIN, maxBody };
    const { header, body } = await child.ask({ type: "samples", rows }, [], limits);
    if (header.type !== "samples" || body.length !== maxBody) throw failureOf(header);
    return new Float32Array(body.slice().buffer);
  }

  return {
    width,
    get engineVersion() {
      return last?.version;
    },
    get sandbox() {
      return last?.sandbox.kind;
    },
    prepare(plan) {
      // Loading the competition meets the same failure, and can report it.
      borrow((place) => place.start(plan)).catch(() => {});
    },
    async load(competition): Promise<LoadedCompetition> {
      await inPlace((place) => place.hold(competition));
      return {
        evaluate: (bytes, how = {}) =>
          inPlace((place) => evaluate(options, place, competition, bytes, how)),
        samples: (rows) => inPlace((place) => samples(place, competition, rows)),
      };
    },
    async rest() {
      const all = Array.from({ length: width }, () => borrow((place) => place.drop()));
      await Promise.all(all);
    },
    async close() {
      closed = true;
      await Promise.all(Array.from({ length: width }, async () => (await take()).drop()));
    },
  };
}

/** Judges a model, with a second chance in a fresh child if the model may not be to blame. */
async function evaluate(
  options: EvaluatorOptions,
  place: WarmChild,
  on: EvaluatorCompetition,
  bytes: Uint8Array,
  how: EvaluateOptions,
): Promise<Verdict> {
  const used = place.warm;
  try {
    return await attempt(options, place, on, bytes, how);
  } catch (error) {
    const crashed = error instanceof ChildFailure && error.failure.how !== "late" &&
      !options.signal?.aborted;
    if (!crashed || !used) throw error;
    // The previous model may have broken that child: a fresh one judges this model.
    return await attempt(options, place, on, bytes, how);
  }
}

async function attempt(
  options: EvaluatorOptions,
  place: WarmChild,
  on: EvaluatorCompetition,
  bytes: Uint8Array,
  { form = "package", onProgress, margins: wanted = false, evidence }: EvaluateOptions,
): Promise<Verdict> {
  const { metric } = on.spec;
  const { rows, classes } = fileOf(on.spec, on.part);
  const tabled = tabledClasses(metric, classes);
  // A predicted value is not more or less sure than another.
  const margins = wanted && metricNamed(metric).reads !== "values";
  const child = await place.hold(on);
  const { header, body } = await child.ask(
    { type: "evaluate", form, progress: onProgress !== undefined, margins, evidence },
    [bytes],
    {
      within: timeOf(options, { limits: on.spec.limits, rows }),
      maxBody: scoredBodyBytes(rows, tabled, margins),
      onProgress,
    },
  );
  if (header.type === "invalid") {
    const { rule, found, advice } = header;
    return { kind: "invalid", rule, found, advice };
  }
  const verdict = header.type === "scored"
    ? verdictOf(header, body, { metric, rows, classes, margins, evidence: evidence !== undefined })
    : undefined;
  if (verdict !== undefined) return verdict;
  // The next model may also lack memory; a lying child is not asked again.
  await place.drop();
  throw failureOf(header);
}

function describe({ engine, sandbox: { kind, because }, memory }: Started): string {
  const sandbox = kind === "bwrap" ? because : `no bubblewrap: ${because}`;
  return `evaluator: ${engine} engine, ${sandbox}, at most ${
    Math.round(memory / 1e6)
  } MB per model`;
}
