/**
 * A competition at a glance: the next step, what can be won or lost, and by when.
 *
 * @module
 */
import { Suspense } from "react";
import { Link, useSearch } from "wouter";
import { Busy } from "../../components/busy.tsx";
import { Explained } from "../../components/explained.tsx";
import { Money } from "../../components/money.tsx";
import { lazily } from "../../parts/lazily.tsx";
import { Term } from "../../components/term.tsx";
import { metricOf } from "../../../../protocol/score/metrics.ts";
import { visibleLines } from "../../../../protocol/text/visible.ts";
import { ordinal, placesOf } from "../../words/places.ts";
import { howJudged, prizesOf, whatIsRisked } from "../../words/judging.ts";
import { Actions } from "../actions.tsx";
import type { Given } from "../given.ts";
import { Ruling } from "../ruling.tsx";
import { Dates } from "./dates.tsx";
import { NextStepCard } from "./next_step_card.tsx";
import { Winners } from "./winners.tsx";

/** Words that first stand in how it is judged. */
const JUDGING = ["miner", "quorum", "median", "tolerance", "deposit"] as const;

const Glimpse = lazily(() => import("./glimpse.tsx"));
const Verification = lazily(() => import("./verification.tsx"));

export default function Overview({ competition, spec }: Given) {
  const { ended } = competition;
  const shown = new URLSearchParams(useSearch()).has("verified");
  const verification = competition.rounds > 0 && (
    <Suspense fallback={<Busy what="Loading" />}>
      <Verification competition={competition} />
    </Suspense>
  );
  return (
    <div className="stack">
      {ended && <Winners competition={competition} />}
      {shown && verification}
      <NextStepCard competition={competition} />
      <Actions competition={competition} except={["Withdraw", "Claim"]} />
      <div className="columns">
        <section className="card" aria-label="The task">
          <h2>The task</h2>
          {spec === undefined
            ? <p className="muted">The description is in the spec, which has not arrived.</p>
            : (
              <>
                <p className="description">
                  {spec.description.trim() === ""
                    ? "The organizer wrote no description."
                    : visibleLines(spec.description)}
                </p>
                <p>
                  <strong>What wins:</strong> the highest{" "}
                  <Term name="metric">{metricOf(spec).word}</Term> on the <Term name="test set" />.
                  {" "}
                  {metricOf(spec).tells}. Of two equal scores, the earlier <Term name="place" />
                  {" "}
                  wins.
                </p>
              </>
            )}
        </section>
        <section className="card" aria-label="How it is judged">
          <h2>How it is judged</h2>
          <p>
            <Explained text={`${howJudged(competition)}.`} terms={JUDGING} />
          </p>
          {!ended && <Ruling competition={competition} />}
        </section>
      </div>
      {spec && (
        <Suspense fallback={<Busy what="Loading" />}>
          <Glimpse competition={competition} spec={spec} />
        </Suspense>
      )}
      <div className="columns">
        {!ended && <Prizes competition={competition} />}
        {!ended && <Risks competition={competition} />}
        <Dates competition={competition} spec={spec} />
      </div>
      {!shown && verification}
    </div>
  );
}

function Prizes({ competition }: Pick<Given, "competition">) {
  return (
    <section className="card" aria-label="Prizes">
      <h2>Prizes</h2>
      <dl className="facts">
        {prizesOf(competition).map(({ place, share, amount }) => (
          <div key={place}>
            <dt>{ordinal(place)} {share < 10_000 && <small>{share / 100} %</small>}</dt>
            <dd>
              <Money wei={amount} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="muted">{placesOf(competition)}.</p>
    </section>
  );
}

function Risks({ competition }: Pick<Given, "competition">) {
  return (
    <section className="card" aria-label="What you risk">
      <h2>What you risk</h2>
      <ul className="loose">
        {whatIsRisked(competition).map((risk) => <li key={risk}>{risk}.</li>)}
      </ul>
      <p>
        <Link href="/terms">All terms</Link>
      </p>
    </section>
  );
}
