/**
 * A plan laid over a draft.
 *
 * @module
 */
import type { MetricName } from "../../protocol/score/metrics.ts";
import type { FormatName } from "../../protocol/spec/formats.ts";
import type { CellSpec } from "../../protocol/spec/columns.ts";
import type { InputSpec } from "../../protocol/spec/spec.ts";
import { type DataDraft, type Draft, type Duration, TIMED, UNITS } from "./draft.ts";
import type { Plan, PlannedData, Problem } from "./plan.ts";
import { writeColumns } from "./guess_cells.ts";
import { localOf } from "./terms_of.ts";

/** The draft, with the fields of a plan replaced. */
export function withPlan(draft: Draft, plan: Plan): { draft: Draft; problems: Problem[] } {
  const problems: Problem[] = [];
  const wrong = (field: string, because: string) => problems.push({ field, because });
  const { engine, input, limits, terms = {}, phases = {} } = plan;
  const times = timesOf(draft, phases, wrong);
  const windows: Partial<Draft["terms"]> = {};
  for (const name of ["commitWindow", "revealWindow", "roundInterval"] as const) {
    const given = terms[name];
    if (given === undefined) continue;
    const duration = durationOf(given);
    if (duration === undefined) {
      wrong(`terms.${name}`, `"${given}" is not a length of time, such as 4 hours`);
    } else windows[name] = duration;
  }
  return {
    problems,
    draft: {
      ...draft,
      ...defined({
        name: plan.name,
        description: plan.description,
        metric: plan.metric as MetricName | undefined,
        k: textOf(plan.k),
        target: plan.target && {
          decimals: String(plan.target.decimals ?? 0),
          low: String(plan.target.range?.[0] ?? ""),
          high: String(plan.target.range?.[1] ?? ""),
        },
        sealed: plan.sealed,
        fund: amountOf(plan.fund),
      }),
      test: withData(draft.test, plan.test),
      withValidation: plan.validation !== undefined || draft.withValidation,
      claims: plan.claims ?? draft.claims,
      validation: withData(draft.validation, plan.validation),
      input: {
        ...draft.input,
        ...defined({
          shape: listOf(input?.shape),
          type: input?.type as InputSpec["type"] | undefined,
          layout: input?.layout as InputSpec["layout"] | undefined,
          scale: textOf(input?.scale),
          mean: listOf(input?.mean),
          std: listOf(input?.std),
          columns: input?.columns && writeColumns(input as CellSpec),
          missingWords: input?.missingWords?.join("\n"),
        }),
      },
      limits: {
        ...draft.limits,
        ...defined({
          packedBytes: textOf(limits?.packedBytes),
          unpackedBytes: textOf(limits?.unpackedBytes),
          parameters: textOf(limits?.parameters),
          multiplyAdds: textOf(limits?.multiplyAdds),
        }),
      },
      engine: {
        ...draft.engine,
        ...(typeof engine === "string" ? { name: engine } : engine) as Partial<Draft["engine"]>,
      },
      ...times,
      terms: {
        ...draft.terms,
        ...windows,
        ...defined({
          seats: textOf(terms.seats),
          quorum: textOf(terms.quorum),
          tolerance: textOf(terms.tolerance),
          byteLimit: textOf(terms.byteLimit),
          maxModels: textOf(terms.maxModels),
          maxModelsPerAuthor: textOf(terms.maxModelsPerAuthor),
          seatStake: amountOf(terms.seatStake),
          prizeShares: listOf(terms.prizeShares),
          offChainModels: terms.offChainModels,
          returnsBuyIns: terms.returnsBuyIns,
        }),
      },
    },
  };
}

function withData(draft: DataDraft, data: PlannedData | undefined): DataDraft {
  return {
    ...draft,
    ...defined({
      cid: data?.cid,
      labels: data?.labels,
      format: data?.format as FormatName | undefined,
      rows: textOf(data?.rows),
      classes: textOf(data?.classes),
      classNames: data?.classNames?.join("\n"),
      labelColumn: textOf(data?.labelColumn),
      header: data?.header,
      labelNames: data?.labelNames,
      samplesArray: data?.samplesArray,
      labelsArray: data?.labelsArray,
    }),
  };
}

/** The phases: all durations, or all dates. */
function timesOf(
  draft: Draft,
  phases: NonNullable<Plan["phases"]>,
  wrong: (field: string, because: string) => void,
): Pick<Draft, "by" | "durations" | "dates"> {
  const { durations, dates } = { durations: { ...draft.durations }, dates: { ...draft.dates } };
  const dated = Object.values(phases).some((given) => dateOf(given) !== undefined);
  for (const phase of TIMED) {
    const given = phases[phase];
    if (given === undefined) continue;
    const date = dateOf(given);
    const duration = durationOf(given);
    if (dated && date !== undefined) dates[phase] = date;
    else if (!dated && duration !== undefined) durations[phase] = duration;
    else {
      wrong(
        `phases.${phase}`,
        dated && duration !== undefined
          ? "give all phases as dates, or all as lengths of time"
          : `"${String(given)}" is neither a time such as 7 days nor a date`,
      );
    }
  }
  return { by: dated ? "dates" : draft.by, durations, dates };
}

const UNIT: Record<string, keyof typeof UNITS> = {
  minute: "minutes",
  min: "minutes",
  hour: "hours",
  h: "hours",
  day: "days",
  d: "days",
  week: "weeks",
  w: "weeks",
};

/** `7 days`, `90 min`, `4h`; undefined for anything else. */
export function durationOf(given: string | Date): Duration | undefined {
  if (typeof given !== "string") return undefined;
  const [, count, word = ""] = given.trim().match(/^(\d+(?:\.\d+)?)\s*([a-z]+)$/i) ?? [];
  const name = word.toLowerCase();
  const unit = UNIT[name] ?? UNIT[name.replace(/s$/, "")];
  return count === undefined || unit === undefined ? undefined : { count, unit };
}

function dateOf(given: unknown): string | undefined {
  if (given === undefined || (typeof given === "string" && !/^\d{4}-\d\d-\d\d/.test(given))) {
    return undefined;
  }
  const milliseconds = new Date(given as string | Date).getTime();
  return Number.isFinite(milliseconds) ? localOf(milliseconds / 1_000) : undefined;
}

/** `10 ETH`, as the form has it: `10`. */
export function amountOf(given: string | number | undefined): string | undefined {
  return given === undefined ? undefined : String(given).replace(/\s*eth(er)?$/i, "").trim();
}

function textOf(given: string | number | undefined): string | undefined {
  return given === undefined ? undefined : String(given);
}

function listOf(given: number[] | undefined): string | undefined {
  return given?.join(", ");
}

/** Without the absent ones. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as never;
}
