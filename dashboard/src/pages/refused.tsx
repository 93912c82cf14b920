/** The terms that careful clients refuse, by their names, and what each risks. */
import type { Competition } from "../../../miner/chain/read_competition.ts";
import { howToAccept, showRefused } from "../../../miner/cli/refused_sentences.ts";
import type { CompetitionSpec } from "../../../miner/dataset/spec.ts";
import {
  type JudgedTerms,
  type RefusedBy,
  type RefusedTerm,
  refusedTerms,
} from "../../../miner/refused_terms.ts";
import type { Given } from "./given.ts";

const TITLES: Record<RefusedBy, string> = {
  miners: "Miners refuse",
  authors: "Careful authors look twice at",
};

/** Terms of a competition, as refused_terms.ts judges them. */
export function judgedOf(competition: Competition): JudgedTerms {
  return competition;
}

/** What of a spec decides. */
export function circumstancesOf(spec: CompetitionSpec | undefined) {
  if (spec === undefined) return {};
  const { engine, test } = spec;
  return { spec: { engine, rows: test.rows, sealed: test.sealed !== undefined } };
}

/** Those of a competition; nothing where there are none, or where it is over. */
export default function Refused({ competition, spec }: Given) {
  const refused = refusedTerms(judgedOf(competition), circumstancesOf(spec));
  if (refused.length === 0 || competition.ended) return null;
  return (
    <details className="notice warning refused" data-refused={refused.length}>
      <summary>
        <strong>
          {refused.length === 1
            ? "One term here is refused by careful clients:"
            : `${refused.length} terms here are refused by careful clients:`}
        </strong>{" "}
        {refused.map(({ term }) => term).join(", ")}
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
                A miner takes part all the same with <code>{howToAccept(own)}</code>.
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}
