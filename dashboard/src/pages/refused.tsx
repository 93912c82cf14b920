/** The terms that careful clients refuse, by their names, and what each risks. */
import { showRefused } from "../../../protocol/format/refused_sentences.ts";
import type { RefusedBy, RefusedTerm } from "../../../protocol/terms/refused_terms.ts";
import { refusedOf, termsInWords } from "../words/refused.ts";
import type { Given } from "./given.ts";

const TITLES: Record<RefusedBy, string> = {
  miners: "Miners refuse",
  authors: "Careful authors check",
};

/** Those of a competition; nothing if there are none, or if it is over. */
export default function Refused({ competition, spec }: Given) {
  const refused = refusedOf(competition, spec);
  if (refused.length === 0) return null;
  return (
    <details className="notice warning refused" data-refused={refused.length}>
      <summary>
        <strong>
          {refused.length === 1
            ? "One term here is refused by careful clients:"
            : `${refused.length} terms here are refused by careful clients:`}
        </strong>{" "}
        {termsInWords(refused)}
      </summary>
      <RefusedList refused={refused} />
    </details>
  );
}

/** The terms with their sentences, those of miners first. */
export function RefusedList({ refused }: { refused: RefusedTerm[] }) {
  return (
    <div className="stack">
      {(["miners", "authors"] as const).map((by) => {
        const own = refused.filter((each) => each.by === by);
        if (own.length === 0) return null;
        return (
          <div key={by}>
            <p>{TITLES[by]}:</p>
            <ul>
              {own.map((each) => (
                <li key={each.term}>
                  <code>{each.term}</code> {showRefused(each)}.
                </li>
              ))}
            </ul>
            {by === "miners" && (
              <p className="muted">
                A miner can take part anyway with{" "}
                <code>{own.map(({ term }) => `--accept ${term}`).join(" ")}</code>.
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}
