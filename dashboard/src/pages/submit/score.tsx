/** Scoring the model here, on the public data, as miners will. */
import type { Part } from "../../../../protocol/spec/part.ts";
import { useState } from "react";
import { Link } from "wouter";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { showMeasured } from "../../../../protocol/format/show_score.ts";
import { metricOf } from "../../../../protocol/score/metrics.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Progress } from "../../components/progress.tsx";
import { useApp } from "../../context.ts";
import { fetchData, partsOf } from "../../data/fetch_data.ts";
import { keepRun, type LocalRun, useLocalRun } from "../../data/runs.ts";
import { DemlError, told } from "../../../../protocol/errors.ts";
import { tellHint } from "../../failures/hints.ts";
import { invalid, type InvalidFailure } from "../../failures/verdict.ts";
import { type Draft, scoreDraft, stop } from "./use_modeler.ts";

export function Score({ competition, spec, draft }: {
  competition: Competition;
  spec: CompetitionSpec;
  draft: Draft;
}) {
  const { settings: { gateways } } = useApp();
  const { specDigest, testKey } = competition;
  const last = useLocalRun(specDigest);
  // A run of the previous model says nothing about this one.
  const run = last?.digest === draft.digest ? last : undefined;
  const attempt = useAttempt("score the model");
  const [progress, setProgress] = useState<{ done: number; rows: number }>();
  const [aborter, setAborter] = useState<AbortController>();
  const parts = partsOf(spec, testKey);
  const part = parts.includes("test") ? "test" : parts[0];

  const start = (part: Part) => {
    const stopping = new AbortController();
    setAborter(stopping);
    setProgress(undefined);
    const stopped = new Promise<never>((_, reject) =>
      stopping.signal.addEventListener("abort", () => {
        stop();
        reject(told("interrupted", "You stopped it", "Start it again at any time"));
      })
    );
    attempt.run(() => Promise.race([work(part, stopping.signal), stopped]));
  };

  async function work(part: Part, signal: AbortSignal) {
    const bytes = await fetchData(spec, part, { gateways, testKey, signal });
    const { verdict, milliseconds, ...scored } = await scoreDraft(
      spec,
      part,
      bytes,
      (done, rows) => setProgress({ done, rows }),
    );
    if (verdict) {
      throw new DemlError<InvalidFailure>(invalid(verdict));
    }
    const { digest, name } = draft;
    keepRun({
      ...scored,
      metric: spec.metric,
      k: spec.k,
      target: spec.target,
      milliseconds,
      specDigest,
      part,
      digest,
      name,
    });
  }

  return (
    <section className="card" aria-label="Score it here">
      <h2>Score it here</h2>
      {part === undefined
        ? <p className="muted">The test set is sealed, and there is no public validation set.</p>
        : (
          <p className="muted">
            On the{" "}
            {part === "test" ? "test set" : "public validation set"}, in this browser, with the
            engine that gives every machine the same {spec.target ? "values" : "labels"}.
          </p>
        )}
      {attempt.busy
        ? (
          <Progress
            label={progress
              ? `${progress.done.toLocaleString("en")} of ${
                progress.rows.toLocaleString("en")
              } rows`
              : "Fetching and checking the data"}
            done={progress?.done}
            of={progress?.rows}
            cancel={() => aborter?.abort()}
          />
        )
        : part !== undefined && (
          <div className="actions start">
            <button type="button" className="button primary" onClick={() => start(part)}>
              Score it
            </button>
          </div>
        )}
      {attempt.failure}
      {run && !attempt.busy && <Result run={run} />}
    </section>
  );
}

function Result({ run }: { run: LocalRun }) {
  const { score, correct, rows, milliseconds, name, confusion, others, classes, hints } = run;
  return (
    <>
      <dl className="figures" data-local-score={score}>
        <div>
          <dt>{name}</dt>
          <dd className="score">{showMeasured(score, metricOf(run))}</dd>
        </div>
        <div>
          <dt>{run.target ? "Exact" : "Right"}</dt>
          <dd>{correct.toLocaleString("en")} of {rows.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Took</dt>
          <dd>
            {(milliseconds / 1_000).toFixed(1)} s,{" "}
            {Math.round((1_000 * rows) / milliseconds).toLocaleString("en")} rows/s
          </dd>
        </div>
      </dl>
      {hints.map((hint) => (
        <div key={hint.kind} className="notice warning" data-hint={hint.kind}>
          <p>{tellHint(hint)}.</p>
        </div>
      ))}
      {confusion && classes <= 20 && (
        <div className="scroll">
          <table>
            <caption className="visually-hidden">Correct answers by class</caption>
            <thead>
              <tr>
                <th>Class</th>
                <th className="number">Rows</th>
                <th className="number">Right</th>
              </tr>
            </thead>
            <tbody>
              {Array.from({ length: classes }, (_, label) => {
                const row = confusion.subarray(label * classes, (label + 1) * classes);
                const all = row.reduce((sum, count) => sum + count, others?.[label] ?? 0);
                return (
                  <tr key={label}>
                    <td>{label}</td>
                    <td className="number">{all.toLocaleString("en")}</td>
                    <td className="number">
                      {all === 0 ? "–" : `${((100 * (row[label] ?? 0)) / all).toFixed(2)} %`}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <p>
        <Link href="/data">{run.target ? "See what it predicts" : "See its mistakes"}</Link>
      </p>
    </>
  );
}
