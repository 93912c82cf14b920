/**
 * A child that is kept: started when there is work, loaded with its competition, replaced if it
 * failed, is worn, or does not suit the next task.
 *
 * @module
 */
import { fileOf } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec, EngineName } from "../../../protocol/spec/spec.ts";
import { DemlError } from "../../../protocol/errors.ts";
import type { EvaluationFailure } from "../failures.ts";
import type { Answer, ToldDataFailure } from "../wire/answers.ts";
import type { EvaluationPlan, EvaluatorCompetition, EvaluatorOptions } from "./evaluator_types.ts";
import { busyTime, evaluationTime, LOADS_WITHIN, memoryLimit, processorTime } from "../limits.ts";
import { ChildFailure, type LiveChild, startChild } from "./live_child.ts";
import { openProbe, type Sandbox } from "./sandbox.ts";

/** The settings of a started child. */
export interface Started {
  engine: EngineName;
  version: string;
  sandbox: Sandbox;
  /** Bytes */
  memory: number;
}

/** A place for one child. */
export class WarmChild {
  #child: LiveChild | undefined;
  #engine: EngineName | undefined;
  #memory = 0;
  /** Description of its loaded data */
  #data: string | undefined;
  /** Description of its loaded competition */
  #told: string | undefined;

  constructor(
    private readonly options: EvaluatorOptions,
    private readonly onStart: (started: Started) => void,
  ) {}

  /** Whether it has a data set loaded. */
  get warm(): boolean {
    return this.#data !== undefined;
  }

  /**
   * A child that suits the plan: the present one, or another.
   *
   * @throws DemlError `evaluator`
   */
  async start(plan: EvaluationPlan): Promise<LiveChild> {
    const { signal, module } = this.options;
    signal?.throwIfAborted();
    const { engine } = plan;
    const within = timeOf(this.options, plan);
    const memory = this.options.memory ??
      memoryLimit(plan.bytes, plan.limits.unpackedBytes, this.options.share);
    const old = this.#child;
    const worn = old && (old.dead || old.busy + within > busyTime(within));
    if (worn || this.#memory < memory || this.#engine !== engine) await this.drop();
    if (this.#child === undefined) {
      const { sandbox: choice = "auto", probe = openProbe() } = this.options;
      const processor = processorTime(within);
      const { sandbox, started } = await probe.startIn(
        choice,
        (sandbox) => startChild({ engine, sandbox, memory, processor, module }, signal),
      );
      this.#child = started;
      this.#memory = memory;
      this.#engine = engine;
      this.onStart({ engine, version: this.#child.version, sandbox, memory });
    }
    return this.#child;
  }

  /**
   * A child with the competition loaded.
   *
   * @throws DemlError `evaluator` or `data`
   */
  async hold(on: EvaluatorCompetition): Promise<LiveChild> {
    const child = await this.start(planOf(this.options, on));
    requireVersion(this.options, child, on.spec);
    const { spec, part, data, labels, testKey } = on;
    const described = JSON.stringify([
      fileOf(spec, part),
      spec.target,
      spec.input,
      data.length,
      testKey,
    ]);
    const told = JSON.stringify([part, spec, data.length, testKey]);
    if (this.#told === told) return child;
    const same = this.#data === described;
    this.#told = this.#data = undefined;
    const { header } = await child.ask(
      { type: "competition", spec, part, dataBytes: data.length, same },
      same ? [] : labels ? [data, labels] : [data],
      { within: LOADS_WITHIN, maxBody: 0 },
    );
    if (header.type !== "loaded") throw failureOf(header);
    this.#told = told;
    this.#data = described;
    return child;
  }

  /** Ends the child; the next use starts another. */
  async drop(): Promise<void> {
    const child = this.#child;
    this.#child = this.#data = this.#told = undefined;
    await child?.end();
  }
}

/** Settings to start a child for a competition. */
export function planOf(
  options: EvaluatorOptions,
  { spec, part, data, labels }: EvaluatorCompetition,
): EvaluationPlan {
  return {
    engine: engineOf(options, spec),
    limits: spec.limits,
    bytes: data.length + (labels?.length ?? 0),
    rows: fileOf(spec, part).rows,
  };
}

/** How long one model may take, in milliseconds. */
export function timeOf(
  { within }: EvaluatorOptions,
  { limits, rows }: Pick<EvaluationPlan, "limits" | "rows">,
): number {
  const natural = evaluationTime(limits.multiplyAdds, rows);
  return Math.min(natural, within ?? natural);
}

/** The engine for a competition, unless that would put a stake at risk. */
function engineOf(options: EvaluatorOptions, { engine: { name, version } }: CompetitionSpec) {
  const chosen = options.engine ?? name;
  if (chosen === name || !options.strict) return chosen;
  throw new DemlError<EvaluationFailure>({
    kind: "evaluator/other-engine",
    demanded: name,
    version,
    chosen,
  });
}

function requireVersion(
  { strict }: EvaluatorOptions,
  { version }: LiveChild,
  { engine }: CompetitionSpec,
): void {
  if (!strict || version === engine.version) return;
  throw new DemlError<EvaluationFailure>({
    kind: "evaluator/other-version",
    demanded: engine.version,
    version,
  });
}

/** An answer other than a verdict, as an abstention. */
export function failureOf(answer: Answer): DemlError {
  if (answer.type !== "failed") return new ChildFailure({ how: "protocol", sign: "impossible" });
  if (answer.code === "data") return new DemlError<ToldDataFailure>(answer.failure);
  return new ChildFailure({ how: answer.code, sign: "answered", reason: answer.reason });
}
