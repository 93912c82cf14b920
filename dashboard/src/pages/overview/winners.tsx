/** Who won, once it is over. */
import { Link } from "wouter";
import { ModelName } from "../../components/model_name.tsx";
import { Money } from "../../components/money.tsx";
import { Score } from "../../components/score.tsx";
import { Moment } from "../../components/when.tsx";
import { Who } from "../../components/who.tsx";
import { counted } from "../../words/show.ts";
import { ordinal } from "../../words/places.ts";
import { winnersOf } from "../../words/winners.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { useStandings } from "../standings.ts";

export function Winners({ competition }: { competition: Competition }) {
  const { standings, history, names } = useStandings(competition);
  const { ending } = competition;
  const when = history?.ended?.at;
  const winners = standings && history && winnersOf(competition, standings, history);
  return (
    <section className="card winners" aria-label="Who won">
      <h2>
        {ending === "won" ? "Who won" : ending === "unwon" ? "Nobody won" : "It was cancelled"}
      </h2>
      {ending === "unwon" && <p>No model has a score: buy-ins and fund went back.</p>}
      {ending === "cancelled" && <p>Nobody won: every participant gets the buy-in back.</p>}
      {ending === "won" && winners && (
        <ol className="podium">
          {winners.map(({ place, author, model, score, amount }) => (
            <li key={place}>
              <strong>{ordinal(place)}</strong>
              <span>
                <Link href={`/models/${model}`}>
                  <ModelName model={model} named={names.get(model)} />
                </Link>{" "}
                by <Who address={author} />
              </span>
              <span>
                <Score score={score} />
              </span>
              {amount !== undefined && <Money wei={amount} />}
            </li>
          ))}
        </ol>
      )}
      <p className="muted">
        {when !== undefined && (
          <>
            Ended on <Moment seconds={when} />.{" "}
          </>
        )}
        {counted(competition.models, "model")} by {counted(competition.participants, "participant")}
        . <Link href="/balance">Where the money went</Link>
      </p>
    </section>
  );
}
