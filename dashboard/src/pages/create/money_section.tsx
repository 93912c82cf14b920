/** The money: the fund, and what becomes of it, before anything is signed. */
import { Facts } from "../../components/facts.tsx";
import { Money } from "../../components/money.tsx";
import { TextField } from "./field.tsx";
import type { Form } from "./form.ts";
import { etherText } from "./money.ts";

export function MoneySection({ form }: { form: Form }) {
  const { draft, change, reckoning } = form;
  const { split, fundProblem, wrong } = reckoning;
  const stake = draft.terms.seatStake.trim();
  const instead = fundProblem?.instead;
  return (
    <section className="card" aria-labelledby="create-money">
      <h2 id="create-money">3. Money</h2>
      <div className="columns">
        <div className="stack">
          <TextField
            label="Fund, in ETH"
            hint="You pay it when you create the competition."
            inputMode="decimal"
            value={draft.fund}
            change={(fund) => change((before) => ({ ...before, fund }))}
            wrong={wrong["fund"]}
          />
          {fundProblem && (
            <div className={`notice ${fundProblem.fatal ? "error" : "warning"}`} role="status">
              <p>{fundProblem.message}.</p>
              {instead !== undefined && (
                <button
                  type="button"
                  className="button small"
                  onClick={() => change((before) => ({ ...before, fund: etherText(instead) }))}
                >
                  Use {etherText(instead)} ETH instead
                </button>
              )}
            </div>
          )}
          <p className="muted">
            A fifth of the fund pays the miners who judge the models. The rest is the prize. Every
            participant pays a tenth of the fund to join, and that joins the prize too. What miners
            do not earn or lose goes to the winners as well.
          </p>
        </div>
        {split && (
          <Facts
            of={[
              ["Prize, before buy-ins", <Money key="prize" wei={split.prize} />],
              ["Each participant pays", <Money key="buy" wei={split.buyIn} />],
              ["For the miners", <Money key="pool" wei={split.pool} />],
              ["For each evaluation", <Money key="fee" wei={split.fee} />],
              [
                "A miner's stake for a seat",
                stake === "" ? <Money key="stake" wei={split.seatStake} /> : `${stake} ETH`,
              ],
            ]}
          />
        )}
      </div>
    </section>
  );
}
