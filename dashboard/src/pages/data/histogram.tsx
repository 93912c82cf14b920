/**
 * How many rows each class has.
 *
 * @module
 */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { TableFacts } from "../../data/table.ts";

/** More bars are lines. */
const MOST = 200;

/** `55K` fits beside the axis where 55,000 would not. */
const { format: short } = new Intl.NumberFormat("en", { notation: "compact" });

export default function Histogram({ facts, nameOf }: {
  facts: TableFacts;
  nameOf(label: number): string;
}) {
  const { histogram, rows, classes } = facts;
  const data = histogram.slice(0, MOST).map((count, label) => ({ name: nameOf(label), count }));
  const least = histogram.reduce((a, b) => Math.min(a, b), Infinity);
  const most = histogram.reduce((a, b) => Math.max(a, b), 0);
  return (
    <section className="card" aria-label="Classes">
      <h2>Classes</h2>
      <p className="muted">
        {classes} classes with {least.toLocaleString("en")} to {most.toLocaleString("en")} of{" "}
        {rows.toLocaleString("en")} rows.
      </p>
      <div className="chart" aria-hidden="true">
        <ResponsiveContainer>
          <BarChart
            data={data}
            accessibilityLayer={false}
            margin={{ top: 8, right: 8, bottom: 4, left: 0 }}
          >
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis dataKey="name" stroke="var(--soft)" />
            <YAxis width={52} stroke="var(--soft)" tickFormatter={short} />
            <Tooltip
              cursor={{ fill: "var(--sunk)" }}
              contentStyle={{
                background: "var(--card)",
                border: "1px solid var(--line)",
                color: "var(--ink)",
              }}
            />
            <Bar dataKey="count" name="Rows" fill="var(--accent)" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      {classes > MOST && <p className="muted">The first {MOST} are drawn and listed.</p>}
      <details>
        <summary>The same as a table</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label="Rows of each class">
          <table>
            <thead>
              <tr>
                <th scope="col">Class</th>
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
