/** Words that are labels, with the numbers that models know them by; and doubts about names. */
import type { Part } from "../../../../protocol/spec/part.ts";
import { visible } from "../../../../protocol/text/visible.ts";
import { warnOfNames } from "../../../../miner/organizer/explain_guess.ts";
import { useCreate } from "./form.ts";
import { guessAbout } from "./why.ts";

/** More than anybody reads. */
const SHOWN = 50;

export function ClassesTable({ part }: { part: Part }) {
  const form = useCreate();
  const { labelNames, classNames } = form.draft[part];
  const counts = form.tried[part].data?.counts;
  const guess = guessAbout(form, part);
  const doubts = guess ? warnOfNames(guess) : [];
  const names = labelNames ? classNames.split("\n").map((name) => name.trim()).filter(Boolean) : [];
  return (
    <>
      {doubts.length > 0 && (
        <div className="notice warning" data-doubts={doubts.length}>
          <ul>{doubts.map((doubt) => <li key={doubt}>{doubt}.</li>)}</ul>
        </div>
      )}
      {names.length > 0 && (
        <details open={names.length <= 10}>
          <summary>The number of each word</summary>
          <p className="hint">
            The file stays unchanged. Everybody reads it with this table, and a model's answer is a
            number.
          </p>
          <div className="scroll" tabIndex={0} role="group" aria-label="The number of each word">
            <table>
              <thead>
                <tr>
                  <th scope="col">Word</th>
                  <th scope="col" className="right">Class</th>
                  {counts && <th scope="col" className="right">Rows</th>}
                </tr>
              </thead>
              <tbody>
                {names.slice(0, SHOWN).map((name, index) => (
                  <tr key={index}>
                    <th scope="row">{visible(name)}</th>
                    <td className="right">{index}</td>
                    {counts && <td className="right">{counts[index]?.toLocaleString("en")}</td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {names.length > SHOWN && (
            <p className="muted">and {(names.length - SHOWN).toLocaleString("en")} more</p>
          )}
        </details>
      )}
    </>
  );
}
