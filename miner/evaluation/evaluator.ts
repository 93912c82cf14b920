/**
 * The evaluator as the daemon sees it: it is given packages and gives verdicts. Child processes do
 * the work, as many at once as this machine has cores; they are started when there is work for them
 * and kept, with their data set, for the next model.
 *
 * A child that crashes, answers nonsense or is late is killed, and what it did not answer is an
 * abstention: a DemlError, never a verdict.
 *
 * @module
 */
import { type DataBytes, fileOf, type Part } from "../dataset/data_set.ts";
import type { CompetitionSpec } from "../dataset/spec.ts";
import { DemlError } from "../errors.ts";
import type { Answer } from "./answers.ts";
import { busyTime, evaluationTime, LOADS_WITHIN, memoryLimit, processorTime } from "./limits.ts";
import { ChildFailure, type LiveChild, startChild } from "./live_child.ts";
import { type EngineName, scoredBodyBytes } from "./protocol.ts";
import { chooseSandbox, type Sandbox, type SandboxChoice } from "./sandbox.ts";
import { type Verdict, verdictOf } from "./verdict_of.ts";

export type { Verdict } from "./verdict_of.ts";

/** A competition as the evaluator needs it. */
export interface EvaluatorCompetition extends DataBytes {
  spec: CompetitionSpec;
  part: Part;
}

/** What must be known of a competition to start a child for it. */
export interface EvaluationPlan {
  engine: EngineName;
  limits: Pick<CompetitionSpec["limits"], "unpackedBytes" | "multiplyAdds">;
  /** Length of the data set's files */
  bytes: number;
  /** Samples, or more */
  rows: number;
}

/** How to evaluate one model. */
export interface EvaluateOptions {
  /** `package` unless said: a `.deml`; `onnx` is a bare model */
  form?: "package" | "onnx";
  onProgress?: (done: number, rows: number) => void;
  /** Whether the verdict should tell how sure the model was of each row */
  margins?: boolean;
}

/** Evaluates models in child processes, several at once. */
export interface Evaluator {
  /** How many models are worth evaluating at once */
  readonly width: number;
  /** Version of the onnxruntime that was started last */
  readonly engineVersion: string | undefined;
  /** The walls around the child that was started last */
  readonly walls: Sandbox["kind"] | undefined;
  /** Starts a child before its competition is read; a failure shows when that is set. */
  prepare(plan: EvaluationPlan): void;
  /** Loads a data set, unless the one there is the same. */
  setCompetition(competition: EvaluatorCompetition): Promise<void>;
  /**
   * Evaluates a model on the competition set last.
   *
   * @param bytes A package, or a bare ONNX file
   * @throws DemlError `evaluator` or `data`: this machine cannot tell, so it abstains
   */
  evaluate(bytes: Uint8Array, options?: EvaluateOptions): Promise<Verdict>;
  /**
   * The inputs of some rows, as models are given them, row after row.
   *
   * @param rows At most MAX_SAMPLES
   */
  samples(rows: number[]): Promise<Float32Array>;
  close(): Promise<void>;
}

/** How an evaluator works. */
export interface EvaluatorOptions {
  /** What the competition's spec demands unless said */
  engine?: EngineName;
  /**
   * Whether to refuse a competition whose spec demands another engine or version: engines round
   * differently, and a stake depends on agreeing with the others
   */
  strict?: boolean;
  /** `auto` unless said */
  sandbox?: SandboxChoice;
  /** Models at once; the machine's cores unless said */
  width?: number;
  /** A shorter limit for one model than the spec's, in milliseconds */
  within?: number;
  /** Bytes of memory for a child, instead of what data and spec ask for */
  memory?: number;
  /** Told once, when the first child starts, what it is started with */
  log?(line: string): void;
  signal?: AbortSignal;
  /** For tests: see SpawnOptions */
  module?: string;
}

/** More children than this share no competition's data set well. */
const WIDEST = 8;

/** A place for a child. */
interface Slot {
  child?: LiveChild;
  engine?: EngineName;
  /** Description of the data that it holds */
  data?: string;
  /** Description of the competition that it was told */
  told?: string;
  /** What it was started with */
  memory: number;
}

/** Makes an evaluator; a child starts with the first competition. */
export function openEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const { signal } = options;
  const cores = Math.max(1, navigator.hardwareConcurrency);
  const width = Math.min(options.width ?? cores, WIDEST);
  const idle: Slot[] = Array.from({ length: width }, () => ({ memory: 0 }));
  const waiting: ((slot: Slot) => void)[] = [];
  let wanted: EvaluatorCompetition | undefined;
  let closed = false;
  let logged = false;
  let engineVersion: string | undefined;
  let walls: Sandbox["kind"] | undefined;

  /** Takes a place for a child out, the warmest first; waits when all are out. */
  function take(): Promise<Slot> {
    idle.sort((a, b) => Number(b.data !== undefined) - Number(a.data !== undefined));
    const slot = idle.shift();
    return slot ? Promise.resolve(slot) : new Promise((resolve) => waiting.push(resolve));
  }

  async function borrow<T>(work: (slot: Slot) => Promise<T>): Promise<T> {
    const slot = await take();
    try {
      return await work(slot);
    } finally {
      const next = waiting.shift();
      if (next) next(slot);
      else idle.push(slot);
    }
  }

  function competition(): EvaluatorCompetition {
    if (wanted === undefined) throw new Error("setCompetition comes first");
    return wanted;
  }

  function planOf({ spec, part, data, labels }: EvaluatorCompetition): EvaluationPlan {
    return {
      engine: engineOf(spec),
      limits: spec.limits,
      bytes: data.length + (labels?.length ?? 0),
      rows: fileOf(spec, part).rows,
    };
  }

  function timeOf({ limits, rows }: EvaluationPlan): number {
    const natural = evaluationTime(limits.multiplyAdds, rows);
    return Math.min(natural, options.within ?? natural);
  }

  async function drop(slot: Slot): Promise<void> {
    const { child } = slot;
    slot.child = slot.data = slot.told = undefined;
    await child?.end();
  }

  /** A child that fits the plan: the one there is, or another. */
  async function started(slot: Slot, plan: EvaluationPlan): Promise<LiveChild> {
    signal?.throwIfAborted();
    if (closed) throw new Error("The evaluator is closed");
    const { engine } = plan;
    const within = timeOf(plan);
    const memory = options.memory ?? memoryLimit(plan.bytes, plan.limits.unpackedBytes);
    const old = slot.child;
    const worn = old && (old.dead || old.busy + within > busyTime(within));
    if (worn || slot.memory < memory || slot.engine !== engine) await drop(slot);
    if (slot.child === undefined) {
      const sandbox = await chooseSandbox(options.sandbox ?? "auto");
      announce(engine, sandbox, memory);
      const processor = processorTime(within);
      const { module } = options;
      slot.child = await startChild({ engine, sandbox, memory, processor, module }, signal);
      engineVersion = slot.child.version;
      walls = sandbox.kind;
      slot.memory = memory;
      slot.engine = engine;
    }
    return slot.child;
  }

  /** A child that holds the competition. */
  async function ready(slot: Slot, on: EvaluatorCompetition): Promise<LiveChild> {
    const child = await started(slot, planOf(on));
    requireVersion(child, on);
    await tell(slot, child, on);
    return child;
  }

  async function tell(slot: Slot, child: LiveChild, on: EvaluatorCompetition): Promise<void> {
    const { spec, part, data, labels } = on;
    const described = JSON.stringify([fileOf(spec, part), spec.input]);
    const told = JSON.stringify([part, spec]);
    if (slot.told === told) return;
    const same = slot.data === described;
    const body = same ? [] : labels ? [data, labels] : [data];
    slot.told = slot.data = undefined;
    const { header } = await child.ask(
      { type: "competition", spec, part, dataBytes: data.length, same },
      body,
      { within: LOADS_WITHIN, maxBody: 0 },
    );
    if (header.type !== "loaded") throw failureOf(header);
    slot.told = told;
    slot.data = described;
  }

  /** The engine for a competition, unless that would put a stake at risk. */
  function engineOf({ engine: { name, version } }: CompetitionSpec): EngineName {
    const chosen = options.engine ?? name;
    if (chosen === name || !options.strict) return chosen;
    throw new DemlError(
      "evaluator",
      `The competition demands the engine ${name} ${version}, not ${chosen}`,
      "Leave --engine out: each competition then gets the engine that it demands",
    );
  }

  function requireVersion({ version }: LiveChild, { spec }: EvaluatorCompetition): void {
    if (!options.strict || version === spec.engine.version) return;
    throw new DemlError(
      "evaluator",
      `The competition demands onnxruntime ${spec.engine.version}, this program has ${version}`,
      "Mine it with the release of deml that has this version",
    );
  }

  function announce(engine: EngineName, { kind, because }: Sandbox, memory: number): void {
    if (logged) return;
    logged = true;
    const around = kind === "bwrap" ? because : `no bubblewrap: ${because}`;
    const most = `${Math.round(memory / 1e6)} MB`;
    options.log?.(`evaluator: ${engine} engine, ${around}, at most ${most} a model`);
  }

  async function attempt(
    slot: Slot,
    on: EvaluatorCompetition,
    bytes: Uint8Array,
    { form = "package", onProgress, margins = false }: EvaluateOptions,
  ): Promise<Verdict> {
    const { rows, classes } = fileOf(on.spec, on.part);
    const within = timeOf(planOf(on));
    const child = await ready(slot, on);
    const { header, body } = await child.ask(
      { type: "evaluate", form, progress: onProgress !== undefined, margins },
      [bytes],
      { within, maxBody: scoredBodyBytes(rows, classes, margins), onProgress },
    );
    if (header.type === "invalid") {
      const { rule, found, remedy } = header;
      return { kind: "invalid", rule, found, remedy };
    }
    const verdict = header.type === "scored"
      ? verdictOf(header, body, { rows, classes, margins })
      : undefined;
    if (verdict !== undefined) return verdict;
    // Memory that ran out may be missing to the next model, too; a liar is not asked again.
    await drop(slot);
    throw failureOf(header);
  }

  async function evaluate(
    slot: Slot,
    on: EvaluatorCompetition,
    bytes: Uint8Array,
    how: EvaluateOptions,
  ): Promise<Verdict> {
    const used = (slot.child?.busy ?? 0) > 0 && slot.told !== undefined;
    try {
      return await attempt(slot, on, bytes, how);
    } catch (error) {
      const crashed = error instanceof ChildFailure && !error.late && !signal?.aborted;
      if (!crashed || !used) throw error;
      // The model before may have left that child broken: this one is judged by a fresh child.
      return await attempt(slot, on, bytes, how);
    }
  }

  return {
    width,
    get engineVersion() {
      return engineVersion;
    },
    get walls() {
      return walls;
    },
    prepare(plan) {
      // Whoever sets the competition meets the same failure, and can tell it.
      borrow((slot) => started(slot, plan)).catch(() => {});
    },
    async setCompetition(competition) {
      wanted = competition;
      await borrow(async (slot) => {
        await ready(slot, competition);
      });
    },
    evaluate: (bytes, how = {}) => {
      const on = competition();
      return borrow((slot) => evaluate(slot, on, bytes, how));
    },
    samples: (rows) => {
      const on = competition();
      return borrow(async (slot) => {
        const child = await ready(slot, on);
        const features = on.spec.input.shape.reduce((product, dim) => product * dim, 1);
        const maxBody = 4 * rows.length * features;
        const { header, body } = await child.ask({ type: "samples", rows }, [], {
          within: LOADS_WITHIN,
          maxBody,
        });
        if (header.type !== "samples" || body.length !== maxBody) throw failureOf(header);
        return new Float32Array(body.slice().buffer);
      });
    },
    async close() {
      closed = true;
      await Promise.all(Array.from({ length: width }, async () => drop(await take())));
    },
  };
}

/** An answer that is no verdict, as the abstention that it means. */
function failureOf(answer: Answer): DemlError {
  if (answer.type !== "failed") return new ChildFailure("It answered what cannot be", false);
  if (answer.code === "data") return new DemlError("data", answer.message, answer.remedy);
  return new ChildFailure(answer.message, false);
}
