/**
 * What `deml evaluate` prints about a score.
 *
 * @module
 */
import { metricOf, rightWord } from "../../../protocol/score/metrics.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import type { Comparison } from "../../evaluation/host/compare_verdicts.ts";
import type { ScoredVerdict } from "../../evaluation/host/verdict_of.ts";
import { toJson } from "../json.ts";
import { show } from "../../../protocol/text/visible.ts";
import { renderTable } from "../render_table.ts";
import { showMeasured, showScore } from "../../../protocol/format/show_score.ts";
import { showHints } from "../show_hints.ts";
import type { Terminal } from "../terminal.ts";
import { classAccuracies, type ClassAccuracy } from "./class_accuracy.ts";
import type { Mistake } from "./mistakes.ts";
import { fileOf } from "../../../protocol/spec/part.ts";
import { valueOf } from "../../../protocol/spec/target.ts";

/** All that there is to print. */
export interface Report {
  path: string;
  engine: string;
  /** Around the child */
  sandbox?: string;
  spec: CompetitionSpec;
  verdict: ScoredVerdict;
  mistakes: Mistake[];
  /** With the other engine, if requested */
  comparison?: Comparison;
}

/** A wider confusion table does not fit into a terminal. */
const WIDEST_TABLE = 20;
/** Of more classes, the least accurate ones. */
const WORST_CLASSES = 20;
/** Differences between engines that are listed for people; --json has all. */
const MOST_DIFFERENCES = 20;

/** The one object of `--json`. */
export function reportJson(report: Report): string {
  const { path, engine, sandbox, spec, verdict, mistakes, comparison } = report;
  const { metric, k } = spec;
  const { score, correct, rows, confusion, others, hints, details } = verdict;
  const { parameters, multiplyAdds, milliseconds, batch } = details;
  const { classes, classNames } = fileOf(spec, "test");
  return toJson({
    model: path,
    engine,
    sandbox,
    metric,
    k,
    score,
    correct,
    rows,
    parameters,
    multiplyAdds,
    batch,
    milliseconds,
    hints,
    classes: confusion && classAccuracies(confusion, others, classes, classNames),
    confusion: confusion && Array.from(
      { length: classes },
      (_, label) => [...confusion.subarray(label * classes, (label + 1) * classes)],
    ),
    mistakes: mistakes.length > 0 ? mistakes : undefined,
    comparison,
  });
}

/** The report for people; pictures come after it. */
export function printReport(terminal: Terminal, report: Report): void {
  const { out, block, paint } = terminal;
  const { spec, verdict, comparison } = report;
  const { classes: labels, classNames } = fileOf(spec, "test");
  const { score, correct, rows, confusion, others, hints } = verdict;
  out(
    `${paint.bold(showMeasured(score, metricOf(spec)))}: ${correct} of ${rows} ${rightWord(spec)}`,
  );
  if (confusion !== undefined) {
    const classes = classAccuracies(confusion, others, labels, classNames);
    out();
    block(
      labels <= WIDEST_TABLE ? confusionTable(confusion, classes) : worstClassesTable(classes),
    );
  }
  showHints(terminal, hints);
  if (comparison) printComparison(terminal, comparison, spec);
}

function percent({ accuracy }: ClassAccuracy): string {
  return accuracy === undefined ? "-" : `${(100 * accuracy).toFixed(1)} %`;
}

/** Labels (rows) by predictions (columns), those outside the classes last, and the accuracy of each. */
function confusionTable(confusion: Uint32Array, classes: ClassAccuracy[]): string {
  const named = classes.some(({ name }) => name !== undefined);
  const beyond = classes.some(({ others }) => others > 0);
  return renderTable(
    [
      { heading: "label", right: true },
      ...classes.map(({ label }) => ({ heading: String(label), right: true })),
      ...(beyond ? [{ heading: "other", right: true }] : []),
      { heading: "right", right: true },
      ...(named ? [{ heading: "name" }] : []),
    ],
    classes.map((one) => {
      const row = confusion.subarray(one.label * classes.length, (one.label + 1) * classes.length);
      const all = beyond ? [...row, one.others] : [...row];
      const counts = all.map((count) => count === 0 ? "·" : String(count));
      return [String(one.label), ...counts, percent(one), ...(named ? [one.name ?? ""] : [])];
    }),
  );
}

function worstClassesTable(classes: ClassAccuracy[]): string {
  const worst = classes
    .flatMap((one) => one.accuracy === undefined ? [] : [{ ...one, accuracy: one.accuracy }])
    .sort((a, b) => a.accuracy - b.accuracy || a.label - b.label).slice(0, WORST_CLASSES);
  return renderTable(
    [
      { heading: "label", right: true },
      { heading: "rows", right: true },
      { heading: "correct", right: true },
      { heading: "right", right: true },
      { heading: "the least accurate classes" },
    ],
    worst.map((one) => [
      String(one.label),
      String(one.rows),
      String(one.correct),
      percent(one),
      one.name ?? "",
    ]),
  );
}

function printComparison(
  { out, block, paint }: Terminal,
  comparison: Comparison,
  spec: CompetitionSpec,
): void {
  out();
  if (comparison.kind === "invalid") {
    const [first, second] = comparison.rules;
    out(paint.red(`The engines disagree: ${first ?? "scored"}, ${second ?? "scored"}`));
    return;
  }
  const { rows, scores: [native, wasm], differences } = comparison;
  const { target } = spec;
  if (native !== wasm) out(`native scores ${showScore(native)}, wasm ${showScore(wasm)}`);
  if (differences.length === 0) {
    out(
      paint.green(`Both engines give the same ${target ? "value" : "label"} to all ${rows} rows`),
    );
    return;
  }
  out(`The engines disagree on ${differences.length} of ${rows} rows`);
  const shown = differences.slice(0, MOST_DIFFERENCES);
  const headings = target
    ? ["row", "native", "wasm"]
    : ["row", "native", "its lead", "wasm", "its lead"];
  block(renderTable(
    headings.map((heading) => ({ heading, right: true })),
    shown.map(({ row, labels, leads }) =>
      target ? [String(row), ...labels.map((label) => valueOf(label, target))] : [
        String(row),
        String(labels[0]),
        leads[0].toPrecision(3),
        String(labels[1]),
        leads[1].toPrecision(3),
      ]
    ),
  ));
}

/** What stands below a mistake's picture: row, prediction, label. */
export function captionOf({ row, predicted, label }: Mistake, names?: string[]): string {
  const nameOf = (index: number) => show(names?.[index] ?? String(index), 20);
  return `row ${row}: ${nameOf(predicted)}, not ${nameOf(label)}`;
}
