/**
 * How the pot was shared: refunds less parts, penalties, the winners' and the organizer's shares.
 */
import type { Competition, Ending } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import type { History } from "../../../protocol/history/history.ts";
import { type Burns, refundsOf } from "../../../protocol/history/pot.ts";
import { buyInRules } from "../words/buy_ins.ts";
import { counted } from "../words/show.ts";

/** How many are named. */
const MOST = 50;

const ENDED: Record<Exclude<Ending, "running">, string> = {
  won: "Somebody won",
  unwon: "Nobody won",
  cancelled: "It was cancelled",
};

export function Shared({ competition, history, ended, models, burns }: {
  competition: Competition;
  history: History;
  ended: NonNullable<History["ended"]>;
  models: Model[];
  burns: Burns;
}) {
  const { ending, pot } = ended;
  if (ending === "running") return null;
  const refunds = refundsOf(history.participants, models, competition, ending);
  const back = refunds.reduce((sum, { refund }) => sum + refund, 0n);
  const penalties = refunds.reduce((sum, { penalty }) => sum + penalty, 0n);
  const rest = pot - back - penalties - burns.surplus;
  const rule = buyInRules(competition)[ending];
  const paid = refunds.filter(({ refund, penalty, bonds }) => refund + penalty + bonds > 0n);
  return (
    <section className="card" aria-label="How it was shared">
      <h2>How it was shared</h2>
      <p>
        <strong>{ENDED[ending]}.</strong> {rule}.
      </p>
      <dl className="facts">
        <div>
          <dt>
            {ending === "cancelled"
              ? "Buy-ins returned"
              : "Buy-ins returned, less the cost of models"}
          </dt>
          <dd>
            <Money wei={back} exact />
          </dd>
        </div>
        {penalties > 0n && (
          <div>
            <dt>The organizer’s penalty, to authors</dt>
            <dd>
              <Money wei={penalties} exact />
            </dd>
          </div>
        )}
        <div>
          <dt>{ending === "won" ? "To the winners" : "To the organizer"}</dt>
          <dd>
            <Money wei={rest} exact />
          </dd>
        </div>
        {burns.surplus > 0n && (
          <div>
            <dt>
              {ending === "cancelled" ? "The rest of the penalty, burnt" : "Left over, burnt"}
            </dt>
            <dd>
              <Money wei={burns.surplus} exact />
            </dd>
          </div>
        )}
        <div className="total">
          <dt>The pot at the end</dt>
          <dd>
            <Money wei={pot} exact />
          </dd>
        </div>
      </dl>
      {paid.length > 0 && (
        <>
          <h3>Who got a buy-in back</h3>
          <dl className="facts">
            {paid.slice(0, MOST).map(({ account, refund, penalty, parts, bonds }) => (
              <div key={account}>
                <dt>
                  <Who address={account} />
                  {parts > 0 && <small className="muted">less {counted(parts, "part")}</small>}
                  {bonds > 0n && (
                    <small className="muted">
                      with <Money wei={bonds} exact /> of bonds
                    </small>
                  )}
                </dt>
                <dd>
                  <Money wei={refund + penalty + bonds} exact />
                </dd>
              </div>
            ))}
          </dl>
          {paid.length > MOST && <p className="muted">The first {MOST} of {paid.length}.</p>}
        </>
      )}
    </section>
  );
}
