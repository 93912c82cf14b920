/** Which classes a model that ran here confused. */
import { showMeasured } from "../../../../protocol/format/show_score.ts";
import { metricOf } from "../../../../protocol/score/metrics.ts";
import type { LocalRun } from "../../data/runs.ts";
import type { Query } from "../../data/table.ts";

/** Larger tables are unreadable. */
const MOST = 30;

export function Confusion({ run, query, change, nameOf }: {
  run: LocalRun;
  query: Query;
  change(query: Query): void;
  nameOf(label: number): string;
}) {
  const { confusion, others, classes, name, score, correct, rows } = run;
  if (confusion === undefined || classes > MOST) return null;
  const labels = Array.from({ length: classes }, (_, label) => label);
  const worst = labels.reduce((most, label) =>
    labels.reduce(
      (found, said) =>
        label === said ? found : Math.max(found, confusion[label * classes + said] ?? 0),
      most,
    ), 1);
  const beyond = others?.some((count) => count > 0) ?? false;
  return (
    <section className="card" aria-label="Your model's mistakes">
      <h2 className="wrap">What {name} took for what</h2>
      <p className="muted">
        {showMeasured(score, metricOf(run))}: {correct.toLocaleString("en")} of{" "}
        {rows.toLocaleString("en")}{" "}
        right. Rows are labels, columns what it said; choose a number to see those rows.
        {beyond && " What it said under other is outside the classes."}
      </p>
      <div className="scroll" tabIndex={0} role="region" aria-label="Confusion table">
        <table className="confusion">
          <thead>
            <tr>
              <th />
              {labels.map((said) => <th key={said} className="number">{nameOf(said)}</th>)}
              {beyond && <th className="number">other</th>}
            </tr>
          </thead>
          <tbody>
            {labels.map((label) => (
              <tr key={label}>
                <th scope="row">{nameOf(label)}</th>
                {labels.map((said) => {
                  const count = confusion[label * classes + said] ?? 0;
                  const right = label === said;
                  const share = right ? 0 : Math.round((45 * count) / worst);
                  const on = query.label === label && query.prediction === said;
                  return (
                    <td
                      key={said}
                      className="number"
                      style={{
                        background: right
                          ? "var(--accent-wash)"
                          : `color-mix(in srgb, var(--bad) ${share}%, transparent)`,
                      }}
                    >
                      {count === 0 ? "" : (
                        <button
                          type="button"
                          className="plain"
                          aria-pressed={on}
                          aria-label={`${count} rows of ${nameOf(label)} taken for ${nameOf(said)}`}
                          onClick={() => change(on ? {} : { label, prediction: said })}
                        >
                          {count}
                        </button>
                      )}
                    </td>
                  );
                })}
                {beyond && (
                  <td className="number">
                    {(others?.[label] ?? 0) > 0 && (
                      <button
                        type="button"
                        className="plain"
                        aria-pressed={query.label === label && query.outside === classes}
                        aria-label={`${others?.[label]} rows of ${
                          nameOf(label)
                        } taken for something else`}
                        onClick={() =>
                          change(
                            query.label === label && query.outside === classes
                              ? {}
                              : { label, outside: classes },
                          )}
                      >
                        {others?.[label]}
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
