/** The top of a competition's pages: its name, its phase, its money. */
import type { ReactNode } from "react";
import { Countdown } from "../components/when.tsx";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import { PhaseTimeline } from "./phase_timeline.tsx";
import { nameOf, PhaseBadge, untilWhat } from "./phase.tsx";
import type { Given } from "./given.ts";
import { Ruling } from "./ruling.tsx";
import { rulingOf } from "../../../protocol/terms/ruling.ts";
import { visibleLines } from "../../../protocol/text/visible.ts";

export function Overview({ competition, spec }: Given) {
  const { id, organizer, phaseEnd, pot, participants, models, seats, sealed } = competition;
  return (
    <section className="stack" aria-label="Competition">
      <div className="row spread">
        <div className="stack" style={{ gap: "0.3rem" }}>
          <h1>{nameOf(id, spec)}</h1>
          <p className="row muted" style={{ gap: "0.3rem 0.6rem" }}>
            <PhaseBadge competition={competition} />
            <span className="badge">{sealed ? "sealed" : "open"}</span>
            <span>competition {String(id)}</span>
            <span>
              by <Who address={organizer} />
            </span>
          </p>
        </div>
      </div>
      {spec?.description && <p className="description">{visibleLines(spec.description)}</p>}
      <dl className="figures">
        <Figure label={competition.ended ? "Pot at the end" : "Prize"}>
          <Money wei={competition.ended ? pot : rulingOf(competition).prize} fiat />
        </Figure>
        {phaseEnd > 0 && (
          <Figure label={untilWhat(competition)}>
            <Countdown seconds={phaseEnd} />
          </Figure>
        )}
        <Figure label="Participants">{participants.toLocaleString("en")}</Figure>
        <Figure label="Models">{models.toLocaleString("en")}</Figure>
        <Figure label="Paid evaluations of each model">{seats.toLocaleString("en")}</Figure>
      </dl>
      {!competition.ended && <Ruling competition={competition} />}
      <PhaseTimeline competition={competition} />
    </section>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
