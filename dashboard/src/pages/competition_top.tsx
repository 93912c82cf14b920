/** The top of a competition's pages: whole above the first tab, one line above the others. */
import type { ReactNode } from "react";
import { Countdown } from "../components/when.tsx";
import { Money } from "../components/money.tsx";
import { Follow } from "../follow/follow.tsx";
import { Term } from "../components/term.tsx";
import { Who } from "../components/who.tsx";
import { headline } from "../words/headline.ts";
import { PhaseTimeline } from "./phase_timeline.tsx";
import { nameOf, PhaseBadge, untilWhat } from "./phase.tsx";
import type { Given } from "./given.ts";

export function CompetitionTop({ competition, spec, whole }: Given & { whole: boolean }) {
  const { id, organizer, phaseEnd, participants, models, seats, sealed } = competition;
  const { label, wei } = headline(competition);
  const kind = <span className="badge">{sealed ? "sealed" : "open"}</span>;
  if (!whole) {
    return (
      <section className="competition-line" aria-label="Competition">
        <h1>{nameOf(id, spec)}</h1>
        <p className="row muted">
          <PhaseBadge competition={competition} />
          {kind}
          {phaseEnd > 0 && (
            <span>
              {untilWhat(competition)} <Countdown seconds={phaseEnd} />
            </span>
          )}
          <span>
            {label} <Money wei={wei} />
          </span>
        </p>
      </section>
    );
  }
  return (
    <section className="stack" aria-label="Competition">
      <div className="stack" style={{ gap: "0.3rem" }}>
        <h1>{nameOf(id, spec)}</h1>
        <p className="row muted" style={{ gap: "0.3rem 0.6rem" }}>
          <PhaseBadge competition={competition} />
          {kind}
          <span>competition {String(id)}</span>
          <span>
            by <Who address={organizer} />
          </span>
          <Follow id={Number(id)} />
        </p>
      </div>
      <dl className="figures">
        <Figure
          label={competition.ended
            ? <Term name="pot">{label}</Term>
            : <Term name="prize">{label}</Term>}
        >
          <Money wei={wei} fiat />
        </Figure>
        {phaseEnd > 0 && (
          <Figure label={untilWhat(competition)}>
            <Countdown seconds={phaseEnd} />
          </Figure>
        )}
        <Figure label="Participants">{participants.toLocaleString("en")}</Figure>
        <Figure label="Models">{models.toLocaleString("en")}</Figure>
        <Figure label={<Term name="seat">Paid evaluations of each model</Term>}>
          {seats.toLocaleString("en")}
        </Figure>
      </dl>
      <PhaseTimeline competition={competition} />
    </section>
  );
}

function Figure({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
