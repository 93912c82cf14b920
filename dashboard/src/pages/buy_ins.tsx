/** Who gets the buy-ins back, in plain words. */
import type { Competition } from "../../../protocol/state/competition.ts";
import { buyInRules } from "../words/buy_ins.ts";

export function BuyIns({ competition }: { competition: Competition }) {
  const { won, unwon, cancelled } = buyInRules(competition);
  return (
    <section className="card" aria-label="Who gets the buy-ins back">
      <h2>Who gets the buy-ins back</h2>
      <dl className="stack sayings">
        <div>
          <dt>
            <strong>If somebody wins</strong>
          </dt>
          <dd>{won}.</dd>
        </div>
        <div>
          <dt>
            <strong>If nobody does</strong>
          </dt>
          <dd>{unwon}.</dd>
        </div>
        {cancelled && (
          <div>
            <dt>
              <strong>If it is cancelled</strong>
            </dt>
            <dd>{cancelled}.</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
