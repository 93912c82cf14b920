/** The money: the fund, what happens to it, and what evaluations cost. */
import { metricNamed } from "../../../../protocol/score/metrics.ts";
import { etherText } from "../../../../miner/organizer/money.ts";
import { Check, Choice, Refusal, TextField } from "./field.tsx";
import { useCreate } from "./form.ts";
import { More } from "./more.tsx";

export function MoneyStep() {
  const { draft, change, reckoning } = useCreate();
  const { fundProblem, quorum, tolerance } = reckoning;
  const instead = fundProblem?.instead;
  return (
    <>
      <div className="form">
        <TextField
          name="fund"
          label="Fund, in ETH"
          hint="You pay this when you create the competition."
          inputMode="decimal"
        />
        <TextField
          name="terms.prizeShares"
          label="Shares of the prize, in %"
          hint="For 1st, 2nd, …: 60, 30, 10. Empty: all to the first"
        />
      </div>
      {instead !== undefined && (
        <div className="actions start">
          <button
            type="button"
            className="button small"
            onClick={() => change((before) => ({ ...before, fund: etherText(instead) }))}
          >
            Use {etherText(instead)} ETH instead
          </button>
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
      >
        <Refusal of="terms.returnsBuyIns" />
      </Choice>
      <More
        summary="Advanced: evaluations, limits, deposits"
        fields={[
          "seats",
          "quorum",
          "tolerance",
          "seatStake",
          "maxModels",
          "maxModelsPerAuthor",
          "byteLimit",
          "offChainModels",
        ].map((name) => `terms.${name}`)}
      >
        <div className="form">
          <TextField
            name="terms.seats"
            label="Evaluations per model"
            hint="Paid in full: with more miners, each earns less. At most 400"
            inputMode="numeric"
          />
          <TextField
            name="terms.quorum"
            label="Quorum"
            hint="Deposits, commits and reveals that a round needs. Empty: two thirds"
            placeholder={String(quorum ?? "")}
            inputMode="numeric"
          />
          <TextField
            name="terms.seatStake"
            label="A miner’s deposit, in ETH"
            hint="Empty: twice the prize over the seats, so that a quorum is worth more than the prize"
            inputMode="decimal"
          />
          <TextField
            name="terms.tolerance"
            label="Tolerance"
            hint={draft.engine.name === "wasm"
              ? "How far scores may be apart. Empty: 0, since wasm gives everybody the same bits"
              : `How far scores may be apart. Empty: four rows of the test set, or at least 50, ` +
                `which is 0.050 points of ${metricNamed(draft.metric).word}`}
            placeholder={String(tolerance ?? "")}
            inputMode="numeric"
          />
          <TextField
            name="terms.maxModels"
            label="Models that share the miners’ fifth"
            hint="More may be submitted: their authors’ buy-ins pay for them"
            inputMode="numeric"
          />
          <TextField
            name="terms.maxModelsPerAuthor"
            label="Most models per participant"
            hint="At most 127, and at most half of the number before"
            inputMode="numeric"
          />
          <TextField
            name="terms.byteLimit"
            label="Largest package on chain, in bytes"
            inputMode="numeric"
          />
        </div>
        <Check name="terms.offChainModels">
          Allow models on IPFS only{" "}
          <span className="muted">
            (not recommended: whoever withholds a model decides who can judge it)
          </span>
        </Check>
      </More>
    </>
  );
}
