/** One competition in a list. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Facts } from "../components/facts.tsx";
import { Money } from "../components/money.tsx";
import { Countdown } from "../components/when.tsx";
import { useSpec } from "../data/spec.ts";
import { headline } from "../words/headline.ts";
import { refusedOf, termsInWords } from "../words/refused.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { visibleLines } from "../../../protocol/text/visible.ts";
import { nameOf, PhaseBadge, untilWhat } from "./phase.tsx";

export function CompetitionCard({ competition }: { competition: Competition }) {
  const { data: spec } = useSpec(competition.specDigest);
  const { id, participants, models, buyIn, sealed, phaseEnd } = competition;
  const { label, wei } = headline(competition);
  const refused = refusedOf(competition, spec);
  return (
    <article className="card link">
      <header className="stack" style={{ gap: "0.4rem" }}>
        <h2 className="wrap">
          <Link href={`/competitions/${id}`}>{nameOf(id, spec)}</Link>
        </h2>
        <p className="row" style={{ gap: "0.4rem" }}>
          <PhaseBadge competition={competition} />
          <span className="badge">{sealed ? "sealed" : "open"}</span>
          <span className="muted">no. {String(id)}</span>
        </p>
      </header>
      {spec?.description && <p className="clamp muted">{visibleLines(spec.description)}</p>}
      <Facts
        of={[
          [label, <Money key="pot" wei={wei} />],
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
            {termsInWords(refused)}
          </small>
        </p>
      )}
    </article>
  );
}
