/** What the form amounts to so far: money and dates, beside every step. */
import { type ReactNode, useSyncExternalStore } from "react";
import { lengthOf } from "../../../../protocol/format/format.ts";
import { prizesOf } from "../../../../miner/organizer/money.ts";
import { Facts } from "../../components/facts.tsx";
import { Money } from "../../components/money.tsx";
import { Moment } from "../../components/when.tsx";
import { useNow } from "../../chain/head.tsx";
import { TIMED } from "../../../../miner/organizer/draft.ts";
import { PHASE_WORDS } from "./dates_step.tsx";
import { useCreate } from "./form.ts";

const WIDE = "(min-width: 64rem)";

function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(WIDE);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matchMedia(WIDE).matches,
  );
}

export function Summary() {
  const { reckoning: { fund, ends } } = useCreate();
  const wide = useWide();
  const contents = (
    <>
      <h3>Money</h3>
      <MoneyFacts />
      <h3>Dates</h3>
      <DateFacts />
    </>
  );
  if (wide) {
    return (
      <aside className="card summary" aria-label="Summary">
        <h2>So far</h2>
        {contents}
      </aside>
    );
  }
  return (
    <aside className="summary" aria-label="Summary">
      <details className="card">
        <summary>
          {fund === undefined ? "No fund yet" : (
            <>
              You pay <Money wei={fund} bound />
            </>
          )}
          {ends.evaluation !== undefined && `, over on ${dayOf(ends.evaluation)}`}
        </summary>
        <div className="stack inside">{contents}</div>
      </details>
    </aside>
  );
}

/** A day in the reader's own zone. */
function dayOf(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleDateString("en-GB", { dateStyle: "medium" });
}

const PLACES = ["1st", "2nd", "3rd", "4th", "5th", "6th"];

function MoneyFacts() {
  const { draft, reckoning: { fund, split, shares, seatStake } } = useCreate();
  if (split === undefined) {
    return (
      <>
        {fund !== undefined && (
          <Facts of={[["You pay now", <Money key="pay" wei={fund} bound />]]} />
        )}
        <p className="muted">Some numbers about money are not valid yet.</p>
      </>
    );
  }
  const prizes = prizesOf(split.prize, shares ?? []);
  const facts: [string, ReactNode][] = [
    ["You pay now", <Money key="pay" wei={split.fund} bound fiat />],
    ...prizes.map((wei, place): [string, ReactNode] => [
      `To the ${PLACES[place]}, at least`,
      <Money key={place} wei={wei} />,
    ]),
    ["To the miners, at most", <Money key="pool" wei={split.pool} bound />],
    ["For one model", <Money key="part" wei={split.part} bound />],
    ["For one evaluation", <Money key="fee" wei={split.fee} bound />],
    ["Each participant pays", <Money key="buy" wei={split.buyIn} bound />],
    ...(seatStake === undefined
      ? []
      : [["A miner deposits", <Money key="stake" wei={seatStake} bound />] as [string, ReactNode]]),
    ...(draft.sealed
      ? [["Lost if you do not open it", <Money key="lose" wei={split.pool} bound />] as [
        string,
        ReactNode,
      ]]
      : []),
  ];
  return (
    <>
      <Facts of={facts} />
      <p className="hint">
        {draft.terms.returnsBuyIns
          ? "Buy-ins come back, less what the evaluations cost."
          : "Buy-ins join the prize."} The network's fee is shown before you sign.
      </p>
    </>
  );
}

function DateFacts() {
  const { draft, reckoning: { ends } } = useCreate();
  let before = useNow();
  const facts = TIMED.filter((phase) => phase !== "opening" || draft.sealed)
    .map((phase): [string, ReactNode] => {
      const end = ends[phase];
      const length = end === undefined ? undefined : end - before;
      if (end !== undefined) before = end;
      if (end === undefined || length === undefined || length <= 0) {
        return [PHASE_WORDS[phase], "not valid yet"];
      }
      return [
        `${PHASE_WORDS[phase]}, ${lengthOf(Math.round(length / 60) * 60)}`,
        <span key={phase}>
          until <Moment seconds={end} />
        </span>,
      ];
    });
  return <Facts of={facts} />;
}
