/**
 * What the organizer fixed and nobody can change: terms, times, money, and the spec.
 *
 * @module
 */
import { lengthOf } from "../../../protocol/format/format.ts";
import type { ReactNode } from "react";
import { Copy } from "../components/copy.tsx";
import { Facts } from "../components/facts.tsx";
import { Money } from "../components/money.tsx";
import { Term } from "../components/term.tsx";
import { Moment } from "../components/when.tsx";
import { Who } from "../components/who.tsx";
import type { Given } from "./given.ts";
import { BuyIns } from "./buy_ins.tsx";
import { SpecFacts } from "./spec_facts.tsx";
import { partsEndOf, thirdsOf } from "../../../protocol/terms/phase_ends.ts";

export default function Terms({ competition, spec }: Given) {
  const c = competition;
  const count = (value: number) => value.toLocaleString("en");
  return (
    <div className="columns">
      <section className="card" aria-label="Money">
        <h2>Money</h2>
        <Facts
          of={[
            ["Fund", <Money key="1" wei={c.fund} exact />],
            ["Buy-in, paid once", <Money key="2" wei={c.buyIn} exact />],
            ["The evaluations of one model cost", <Money key="3" wei={c.part} exact />],
            ["A miner’s deposit", <Money key="4" wei={c.seatStake} exact />],
            ["Winners", sharesOf(c.prizeShares)],
            ["Organizer", <Who key="5" address={c.organizer} />],
          ]}
        />
        <p className="muted">
          A fifth of the fund pays the miners; what they do not earn joins the prize. A deposit that
          a miner loses is burnt: nobody receives it.
        </p>
      </section>
      <section className="card" aria-label="Times">
        <h2>Times</h2>
        <Facts
          of={[
            ["Registration until", <Moment key="1" seconds={c.registrationEnd} />],
            ["Submission until", <Moment key="2" seconds={c.submissionEnd} />],
            ...(c.sealed
              ? [
                ["The test set’s key until", <Moment key="k" seconds={thirdsOf(c).key} />],
                ["Round zero until", <Moment key="z" seconds={thirdsOf(c).judging} />],
                ["The models’ keys until", <Moment key="3" seconds={c.openingEnd} />],
              ] as [string, ReactNode][]
              : [["Parts of models until", <Moment key="p" seconds={partsEndOf(c)} />] as [
                string,
                ReactNode,
              ]]),
            ["Rounds are opened until", <Moment key="4" seconds={c.evaluationEnd} />],
            ["A round takes commits for", lengthOf(c.commitWindow)],
            ["and reveals for", lengthOf(c.revealWindow)],
            ["Rounds that are not full open every", lengthOf(c.roundInterval)],
          ]}
        />
      </section>
      <section className="card" aria-label="Models">
        <h2>Models</h2>
        <Facts
          of={[
            ["Largest package", `${count(c.byteLimit)} bytes`],
            ["The miners’ fifth is divided by", `${count(c.maxModels)} models`],
            ["Most per participant", count(c.maxModelsPerAuthor)],
            ["Paid evaluations of each model", count(c.seats)],
            ["Quorum of deposits, commits and reveals", count(c.quorum)],
            ["Tolerance around the median", `${(c.tolerance / 1_000).toFixed(3)} points`],
          ]}
        />
        <p className="muted">
          {c.offChainModels
            ? "Models may be on IPFS only: whoever withholds one decides who can judge it."
            : "A model is judged once all of its bytes are on the chain."}
        </p>
        <p className="muted">
          {c.sealed
            ? "Models and test set are published encrypted, so nobody can copy one."
            : "Everything is public: whoever copies a model can take a lower prize with it, never the author’s."}
        </p>
      </section>
      <BuyIns competition={c} />
      <section className="card" aria-label="Spec">
        <h2>
          The <Term name="spec" />
        </h2>
        <Facts
          of={[[
            "Hash of all terms",
            <Copy key="terms" text={c.termsHash} shown={`${c.termsHash.slice(0, 18)}…`} />,
          ], [
            "Digest of the spec, sha2-256",
            <Copy key="digest" text={c.specDigest} shown={`${c.specDigest.slice(0, 18)}…`} />,
          ]]}
        />
        {spec === undefined
          ? <p className="muted">No gateway has given it yet.</p>
          : <SpecFacts spec={spec} />}
      </section>
    </div>
  );
}

const PLACES = ["first", "second", "third", "fourth", "fifth", "sixth"];

function sharesOf(shares: readonly number[]): string {
  if (shares.length === 0) return "the first takes all";
  return shares.map((share, place) => `${PLACES[place]} ${share / 100} %`).join(", ");
}
