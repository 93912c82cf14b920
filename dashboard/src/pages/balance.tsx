/**
 * The balance sheet of a competition: where every wei comes from and where it went, from the events
 * alone, against what the contract says.
 *
 * @module
 */
import type { ReactNode } from "react";
import { useModels } from "../chain/queries.ts";
import { Busy } from "../components/busy.tsx";
import { Facts } from "../components/facts.tsx";
import { Term } from "../components/term.tsx";
import { Failure } from "../components/failure.tsx";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import type { Payment } from "../../../protocol/history/history.ts";
import { burnsOf, potOf } from "../../../protocol/history/pot.ts";
import { potPartsOf } from "../../../protocol/terms/pot_parts.ts";
import { useHistory } from "../history/use_history.ts";
import { counted } from "../words/show.ts";
import { Actions } from "./actions.tsx";
import { BuyIns } from "./buy_ins.tsx";
import type { Given } from "./given.ts";
import { Shared } from "./shared.tsx";

export default function Balance({ competition }: Given) {
  const { data: history, error, refetch } = useHistory(competition.id);
  const { data: models } = useModels(competition);
  if (history === undefined) {
    return error
      ? <Failure error={error} retry={() => void refetch()} />
      : <Busy what="Reading the events" />;
  }
  const sheet = potOf(history, competition);
  const told = history.ended?.pot ?? competition.pot;
  const equal = told === sheet.pot;
  const burns = burnsOf(history, sheet);
  const { held } = competition;
  const claims = [...history.miners.values()]
    .reduce((sum, { stake, fees }) => sum + stake + fees, 0n);
  const withdrawn = history.withdrawals.reduce((sum, { amount }) => sum + amount, 0n);
  const lines: [string, bigint, string][] = [
    ["Fund of the organizer", sheet.fund, "+"],
    [`Buy-ins of ${counted(history.participants.length, "participant")}`, sheet.buyIns, "+"],
    ["Fees for evaluations that agreed", sheet.fees, "−"],
    ["Parts of models without agreement, burnt", sheet.unjudged, "−"],
  ];
  return (
    <div className="stack">
      <Actions competition={competition} />
      <div className="columns">
        <section className="card" aria-label="The pot">
          <h2>
            The <Term name="pot" />
          </h2>
          <dl className="facts">
            {lines.map(([name, wei, sign]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {sign} <Money wei={wei} exact />
                </dd>
              </div>
            ))}
            <div className="total">
              <dt>{history.ended ? "Pot at the end" : "Pot now"}</dt>
              <dd>
                <Money wei={sheet.pot} exact />
              </dd>
            </div>
          </dl>
          {!history.ended && <Parts competition={competition} pot={sheet.pot} />}
          <p role="status">
            {equal
              ? (
                <>
                  <span className="badge good">balanced</span> The contract agrees, to the wei.
                </>
              )
              : (
                <>
                  <span className="badge error">differs</span> The contract says{" "}
                  <Money wei={told} exact />: some events were not read.
                </>
              )}
          </p>
        </section>
        {!history.ended && <BuyIns competition={competition} />}
        {history.ended && models && (
          <Shared
            competition={competition}
            history={history}
            ended={history.ended}
            models={models}
            burns={burns}
          />
        )}
        <section className="card" aria-label="Burnt">
          <h2>
            <Term name="burnt">Burnt</Term>
          </h2>
          <p className="muted">
            Nobody receives what a failure costs: a recipient would have a reason to cause it.
          </p>
          <Facts
            of={[
              ["Deposits that miners lost", <Money key="1" wei={burns.lost} exact />],
              ...(burns.bonds > 0n
                ? [["Bonds of claimed scores", <Money key="4" wei={burns.bonds} exact />] as [
                  string,
                  ReactNode,
                ]]
                : []),
              [
                "Parts of models without agreement",
                <Money key="2" wei={burns.unjudged} exact />,
              ],
              ...(history.ended
                ? [["Left over at the end", <Money key="3" wei={burns.surplus} exact />] as [
                  string,
                  ReactNode,
                ]]
                : []),
            ]}
          />
          <p role="status">
            {burns.all === competition.burnt
              ? (
                <>
                  <span className="badge good">equal</span> The contract burnt as much.
                </>
              )
              : (
                <>
                  <span className="badge error">differs</span> The contract says{" "}
                  <Money wei={competition.burnt} exact />.
                </>
              )}
          </p>
        </section>
        <section className="card" aria-label="Paid out">
          <h2>Paid out</h2>
          <dl className="facts">
            <div>
              <dt>To miners: stakes and fees</dt>
              <dd>
                <Money wei={claims} exact />
              </dd>
            </div>
            <div>
              <dt>Withdrawn by winners, organizer and refunded participants</dt>
              <dd>
                <Money wei={withdrawn} exact />
              </dd>
            </div>
            <div className="total">
              <dt>Still in the contract</dt>
              <dd>
                <Money wei={held} exact />
              </dd>
            </div>
          </dl>
          <Payments title="Credited" payments={history.credits} />
          <Payments title="Withdrawn" payments={history.withdrawals} />
        </section>
      </div>
    </div>
  );
}

/** What the pot consists of: the prize is the same as on every other page. */
function Parts({ competition, pot }: Pick<Given, "competition"> & { pot: bigint }) {
  const { prize, miners, refundable } = potPartsOf({ ...competition, pot });
  return (
    <Facts
      of={[
        ["Prize, at least", <Money key="p" wei={prize} exact />],
        ["For miners, not yet earned", <Money key="m" wei={miners} exact />],
        ...(refundable > 0n
          ? [["Buy-ins that come back", <Money key="r" wei={refundable} exact />] as [
            string,
            ReactNode,
          ]]
          : []),
      ]}
    />
  );
}

/** How many are shown: the chain has them all. */
const MOST = 50;

function Payments({ title, payments }: { title: string; payments: Payment[] }) {
  if (payments.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl className="facts">
        {payments.slice(-MOST).map(({ account, amount }, index) => (
          <div key={index}>
            <dt>
              <Who address={account} />
            </dt>
            <dd>
              <Money wei={amount} exact />
            </dd>
          </div>
        ))}
      </dl>
      {payments.length > MOST && <p className="muted">The last {MOST} of {payments.length}.</p>}
    </>
  );
}
