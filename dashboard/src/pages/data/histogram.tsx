/**
 * How many rows each class has.
 *
 * @module
 */
import { useMemo } from "react";
import { Bars, type Kind } from "../../charts/bars.tsx";
import type { TableFacts } from "../../data/table.ts";

/** More bars would be mere lines. */
const MOST = 200;

const KINDS: Kind[] = [{ dataKey: "count", name: "Rows", fill: "accent" }];

/** `55K` fits next to the axis, 55,000 does not. */
const { format: short } = new Intl.NumberFormat("en", { notation: "compact" });

export default function Histogram({ facts, ofValues, nameOf }: {
  facts: TableFacts;
  /** Whether labels are values, and bars stand for parts of their range */
  ofValues: boolean;
  nameOf(label: number): string;
}) {
  const { histogram, rows, classes } = facts;
  const bars = histogram.length;
  const data = useMemo(
    () =>
      histogram.slice(0, MOST).map((count, bar) => ({
        name: nameOf(Math.ceil(bar * classes / bars)),
        count,
      })),
    [histogram, classes, bars, nameOf],
  );
  const what = ofValues ? "Values from" : "Class";
  const least = histogram.reduce((a, b) => Math.min(a, b), Infinity);
  const most = histogram.reduce((a, b) => Math.max(a, b), 0);
  return (
    <section className="card" aria-label={ofValues ? "Values" : "Classes"}>
      <h2>{ofValues ? "Values" : "Classes"}</h2>
      <p className="muted">
        {ofValues
          ? `Rows by their value, from ${nameOf(0)} to ${nameOf(classes - 1)} in ${bars} parts.`
          : `${classes} classes with ${least.toLocaleString("en")} to ${
            most.toLocaleString("en")
          } of ${rows.toLocaleString("en")} rows: always naming the largest is right for ${
            (100 * most / rows).toFixed(1)
          } %.`}
      </p>
      <Bars data={data} kinds={KINDS} showCount={short} />
      {bars > MOST && <p className="muted">The first {MOST} are drawn and listed.</p>}
      <details>
        <summary>The same as a table</summary>
        <div
          className="scroll"
          tabIndex={0}
          role="region"
          aria-label={ofValues ? "Rows by value" : "Rows of each class"}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{what}</th>
                <th scope="col" className="number">Rows</th>
                <th scope="col" className="number">Share</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ name, count }, label) => (
                <tr key={label}>
                  <th scope="row">{name}</th>
                  <td className="number">{count.toLocaleString("en")}</td>
                  <td className="number">{(100 * count / rows).toFixed(2)} %</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
