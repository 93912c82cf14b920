/**
 * The first rows of a data set, as pictures or numbers.
 *
 * @module
 */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { Busy } from "../../components/busy.tsx";
import { Failure } from "../../components/failure.tsx";
import { partsOf } from "../../data/fetch_data.ts";
import { pictureShapeOf } from "../../data/picture.ts";
import type { Window } from "../../data/table.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { featuresOf } from "../../../../protocol/spec/input_shape.ts";
import { fileOf, type Part } from "../../../../protocol/spec/part.ts";
import { Picture } from "../data/pictures.tsx";
import { type Opened, useTable } from "../data/use_table.ts";
import type { Given } from "../given.ts";
import { labelName, labelsInWords } from "../../../../protocol/format/labels_in_words.ts";

/** Values of a data set that is read without being asked; a larger one takes seconds. */
const UNASKED = 10_000_000;
/** Pixels below the window from where on it counts as looked at. */
const NEAR = 800;
/** Rows that are shown. */
const PICTURES = 12;
const ROWS = 4;
/** Values of a row of numbers that are shown. */
const VALUES = 8;

export default function Glimpse({ competition, spec }: Given & { spec: CompetitionSpec }) {
  const [part] = partsOf(spec, competition.testKey);
  const [asked, setAsked] = useState(false);
  if (part === undefined) {
    return (
      <Frame spec={spec}>
        <p className="muted">
          The test set is sealed until submission is over, and there is no validation set: nobody
          can look at it yet.
        </p>
      </Frame>
    );
  }
  const { rows } = fileOf(spec, part);
  if (!asked && (rows * featuresOf(spec.input) > UNASKED || savesData())) {
    return (
      <Frame spec={spec}>
        <div className="actions start">
          <button type="button" className="button" onClick={() => setAsked(true)}>
            Show the first rows (fetches the whole file)
          </button>
        </div>
      </Frame>
    );
  }
  return (
    <Frame spec={spec}>
      <WhenNear>
        <Rows competition={competition} spec={spec} part={part} />
      </WhenNear>
    </Frame>
  );
}

/** Whether the reader pays for every byte, as far as the browser says so. */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

/** Shows its children once they are about to be seen. */
function WhenNear({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) setNear(true);
    }, { rootMargin: `${NEAR}px` });
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  return <div ref={box} className="near">{near && children}</div>;
}

function Frame({ spec, children }: { spec: CompetitionSpec; children: ReactNode }) {
  const { test, validation, target, input } = spec;
  const count = (value: number) => value.toLocaleString("en");
  return (
    <section className="card" aria-label="The data">
      <div className="row spread">
        <h2>The data</h2>
        <Link href="/data">All of it</Link>
      </div>
      <p className="muted">
        {count(test.rows)}{" "}
        rows in the test set{validation && <>, {count(validation.rows)} in the validation set</>};
        {" "}
        {input.shape.join(" × ")} values each, {target ? "with" : "in"}{" "}
        {labelsInWords(spec, "test")}.
      </p>
      {children}
    </section>
  );
}

function Rows({ competition, spec, part }: Given & { spec: CompetitionSpec; part: Part }) {
  const { specDigest, testKey } = competition;
  const { data: opened, error, refetch } = useTable(spec, specDigest, part, testKey, undefined);
  if (opened) return <First opened={opened} spec={spec} part={part} />;
  if (!error) return <Busy what="Reading the first rows" />;
  return (
    <>
      <p className="muted">The data cannot be reached now; a miner would not reach it either.</p>
      <Failure error={error} doing="read the data" retry={() => void refetch()} />
    </>
  );
}

function First({ opened, spec, part }: { opened: Opened; spec: CompetitionSpec; part: Part }) {
  const [rows, setRows] = useState<Window>();
  const shape = pictureShapeOf(spec.input);
  const most = shape ? PICTURES : ROWS;
  const { remote, facts } = opened;
  useEffect(() => {
    let current = true;
    // The data page may have chosen other rows of the same table.
    void remote.choose({}).then(() => remote.window(0, most)).then((found) => {
      if (current) setRows(found);
    });
    return () => {
      current = false;
    };
  }, [remote, most]);
  if (rows === undefined) return <Busy what="Reading the first rows" />;
  const classOf = (label: number) => labelName(spec, part, label);
  const valuesOf = (index: number) =>
    rows.values.subarray(index * facts.features, (index + 1) * facts.features);
  const labels = [...rows.labels];
  if (shape) {
    return (
      <ul className="glimpse">
        {labels.map((label, index) => (
          <li key={index}>
            <Picture values={valuesOf(index)} shape={shape} size={64} />
            <small>{classOf(label)}</small>
          </li>
        ))}
      </ul>
    );
  }
  const columns = Math.min(VALUES, facts.features);
  const number = (value: number) => value.toLocaleString("en", { maximumSignificantDigits: 5 });
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="The first rows">
      <table>
        <thead>
          <tr>
            <th>Class</th>
            {Array.from(
              { length: columns },
              (_, column) => (
                <th key={column} className="number">
                  {facts.names?.[column] ?? `Value ${column + 1}`}
                </th>
              ),
            )}
            {facts.features > columns && <th>and {facts.features - columns} more</th>}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, index) => (
            <tr key={index}>
              <td>{classOf(label)}</td>
              {[...valuesOf(index).slice(0, columns)].map((value, column) => (
                <td key={column} className="number">{number(value)}</td>
              ))}
              {facts.features > columns && <td>…</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
