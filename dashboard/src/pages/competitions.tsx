/**
 * The list of competitions, newest first.
 *
 * @module
 */
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { useCompetition, useCompetitionCount } from "../chain/queries.ts";
import { Busy } from "../components/busy.tsx";
import { Failure } from "../components/failure.tsx";
import { Facts } from "../components/facts.tsx";
import { Money } from "../components/money.tsx";
import { Countdown } from "../components/when.tsx";
import { useSpec } from "../data/spec.ts";
import { refusedOf } from "../words/refused.ts";
import { rulingOf } from "../../../protocol/terms/ruling.ts";
import { visibleLines } from "../../../protocol/text/visible.ts";
import { nameOf, PhaseBadge, untilWhat } from "./phase.tsx";

/** How many are read at once. */
const PAGE = 12;

export default function Competitions() {
  const { data: count, error, refetch } = useCompetitionCount();
  const [shown, setShown] = useState(PAGE);
  if (count === undefined) {
    return error
      ? <Failure error={error} retry={() => void refetch()} />
      : <Busy what="Reading the chain" />;
  }
  const ids = Array.from({ length: Math.min(shown, count) }, (_, index) => count - index);
  return (
    <>
      <section className="row spread">
        <div className="stack" style={{ gap: "0.4rem" }}>
          <h1>Competitions</h1>
          <p className="muted">
            Independent miners judge the models, with their own money at stake. Neither an organizer
            nor a judge can change a score.
          </p>
        </div>
        <Link href="/create" className="button primary">Create a competition</Link>
      </section>
      {count === 0 && (
        <div className="notice">
          <p>There are no competitions yet. Be the first to create one.</p>
        </div>
      )}
      <ul className="cards">
        {ids.map((id) => (
          <li key={id}>
            <CompetitionCard id={id} />
          </li>
        ))}
      </ul>
      {shown < count && (
        <div className="actions start">
          <button type="button" className="button" onClick={() => setShown(shown + PAGE)}>
            Show {Math.min(PAGE, count - shown)} older ones
          </button>
        </div>
      )}
    </>
  );
}

function CompetitionCard({ id }: { id: number }) {
  const { data: competition, error, refetch } = useCompetition(id);
  const { data: spec } = useSpec(competition?.specDigest);
  if (competition === undefined) {
    return (
      <article className="card link">
        {error
          ? <Failure error={error} retry={() => void refetch()} />
          : <Busy what={`Reading competition ${id}`} />}
      </article>
    );
  }
  const { pot, participants, models, buyIn, sealed, phaseEnd } = competition;
  const refused = refusedOf(competition, spec);
  return (
    <article className="card link">
      <header className="stack" style={{ gap: "0.4rem" }}>
        <h2 className="wrap">
          <Link href={`/competitions/${id}`}>{nameOf(BigInt(id), spec)}</Link>
        </h2>
        <p className="row" style={{ gap: "0.4rem" }}>
          <PhaseBadge competition={competition} />
          <span className="badge">{sealed ? "sealed" : "open"}</span>
          <span className="muted">no. {id}</span>
        </p>
      </header>
      {spec?.description && <p className="clamp muted">{visibleLines(spec.description)}</p>}
      <Facts
        of={[
          competition.ended
            ? ["Pot at the end", <Money key="pot" wei={pot} />]
            : ["Prize", <Money key="pot" wei={rulingOf(competition).prize} />],
          ["Buy-in", <Money key="in" wei={buyIn} bound />],
          ["Participants", participants.toLocaleString("en")],
          ["Models", models.toLocaleString("en")],
          ...(phaseEnd > 0
            ? [[untilWhat(competition), <Countdown key="end" seconds={phaseEnd} />] as [
              string,
              ReactNode,
            ]]
            : []),
        ]}
      />
      {refused.length > 0 && (
        <p className="refused-names">
          <small>
            <span className="badge warning">refused by careful clients</span>{" "}
            {refused.map(({ term }) => term).join(", ")}
          </small>
        </p>
      )}
    </article>
  );
}
