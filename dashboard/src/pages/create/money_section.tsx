/** The money: the fund, and what happens to it, before anything is signed. */
import type { ReactNode } from "react";
import { Facts } from "../../components/facts.tsx";
import { Money } from "../../components/money.tsx";
import { Choice, TextField } from "./field.tsx";
import type { Form } from "./form.ts";
import { etherText } from "../../../../miner/organizer/money.ts";

export function MoneySection({ form }: { form: Form }) {
  const { draft, change, reckoning } = form;
  const { split, fundProblem, wrong, terms, quorum } = reckoning;
  const stake = draft.terms.seatStake.trim();
  const instead = fundProblem?.instead;
  return (
    <section className="card" aria-labelledby="create-money">
      <h2 id="create-money">3. Money</h2>
      <div className="columns">
        <div className="stack">
          <TextField
            label="Fund, in ETH"
            hint="You pay this when you create the competition."
            inputMode="decimal"
            value={draft.fund}
            change={(fund) => change((before) => ({ ...before, fund }))}
            wrong={fundProblem ? undefined : wrong["fund"]}
          />
          {fundProblem && (
            <div className="notice error" role="status">
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
            participant pays a tenth of the fund to join. What the miners do not earn goes to the
            winners as well; a deposit that a miner loses is burnt.
          </p>
          <Choice
            legend="What happens to the buy-ins"
            value={draft.terms.returnsBuyIns ? "back" : "prize"}
            options={[
              [
                "back",
                "They come back (recommended),",
                "to everybody, less the cost of evaluating their models. This protects authors from an " +
                "organizer who knows the labels and takes part under another name: only your " +
                "own fund can then be won.",
              ],
              [
                "prize",
                "They join the prize,",
                "as in the original. Careful authors stay away unless they trust you not " +
                "to take part yourself.",
              ],
            ]}
            change={(kind) =>
              change((before) => ({
                ...before,
                terms: { ...before.terms, returnsBuyIns: kind === "back" },
              }))}
          />
        </div>
        {split && (
          <div>
            <Facts
              of={[
                ["Prize, before buy-ins", <Money key="prize" wei={split.prize} />],
                ["Each participant pays", <Money key="buy" wei={split.buyIn} bound />],
                ["For the miners", <Money key="pool" wei={split.pool} />],
                ["The evaluations of one model", <Money key="part" wei={split.part} bound />],
                ["For each evaluation, at most", <Money key="fee" wei={split.fee} bound />],
                [
                  "A miner’s deposit",
                  stake === "" ? <Money key="stake" wei={split.seatStake} bound /> : `${stake} ETH`,
                ],
                ...(terms && quorum
                  ? [[
                    `A quorum of ${quorum} deposits`,
                    <Money key="quorum" wei={BigInt(quorum) * BigInt(terms.seatStake)} />,
                  ] as [string, ReactNode]]
                  : []),
              ]}
            />
          </div>
        )}
      </div>
    </section>
  );
}
