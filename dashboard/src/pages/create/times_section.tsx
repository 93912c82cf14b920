/** Times, and the terms that are rarely changed. */
import { lengthOf } from "../../../../protocol/format/format.ts";
import { metricNamed } from "../../../../protocol/score/metrics.ts";
import { useNow } from "../../chain/head.tsx";
import { Moment } from "../../components/when.tsx";
import { type Draft, type Duration, TIMED, type Timed } from "../../../../miner/organizer/draft.ts";
import { Choice, DurationField, TextField } from "./field.tsx";
import type { Form } from "./form.ts";
import { localOf } from "../../../../miner/organizer/terms_of.ts";

const NAMES: Record<Timed, string> = {
  registration: "Registration",
  submission: "Submission",
  opening: "Opening of keys",
  evaluation: "Evaluation",
};

const hours = (count: string): Duration => ({ count, unit: "hours" });
const days = (count: string): Duration => ({ count, unit: "days" });
const PRESETS: [name: string, durations: Draft["durations"]][] = [
  ["Four days", {
    registration: hours("14"),
    submission: hours("24"),
    opening: hours("28"),
    evaluation: hours("30"),
  }],
  ["A week", {
    registration: days("2"),
    submission: days("3"),
    opening: hours("36"),
    evaluation: days("2"),
  }],
  ["A month", {
    registration: days("7"),
    submission: days("14"),
    opening: days("2"),
    evaluation: days("7"),
  }],
];

export function TimesSection({ form }: { form: Form }) {
  const { draft, change, reckoning: { wrong, ends } } = form;
  const now = useNow();
  const phases = TIMED.filter((phase) => phase !== "opening" || draft.sealed);
  const toDates = () =>
    change((before) => ({
      ...before,
      by: "dates",
      dates: Object.fromEntries(
        TIMED.map((phase) => [
          phase,
          ends[phase] === undefined ? before.dates[phase] : localOf(ends[phase]),
        ]),
      ) as Draft["dates"],
    }));
  return (
    <section className="card" aria-labelledby="create-times">
      <h2 id="create-times">4. Times</h2>
      <Choice
        legend="How to set them"
        value={draft.by}
        options={[
          ["durations", "How long each phase lasts,", "from the moment of creation."],
          ["dates", "When each phase ends,", "by your local time."],
        ]}
        change={(by) =>
          by === "dates" ? toDates() : change((before) => ({ ...before, by: "durations" }))}
      />
      {draft.by === "durations" && (
        <div className="row">
          <span className="muted">Altogether about</span>
          {PRESETS.map(([name, durations]) => (
            <button
              key={name}
              type="button"
              className="button small"
              onClick={() => change((before) => ({ ...before, durations }))}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <div className="form">
        {phases.map((phase) =>
          draft.by === "durations"
            ? (
              <DurationField
                key={phase}
                label={`${NAMES[phase]} lasts`}
                hint={ends[phase] && (
                  <>
                    until <Moment seconds={ends[phase]} />
                  </>
                )}
                wrong={wrong[phase]}
                value={draft.durations[phase]}
                change={(value) =>
                  change((before) => ({
                    ...before,
                    durations: { ...before.durations, [phase]: value },
                  }))}
              />
            )
            : (
              <TextField
                key={phase}
                label={`${NAMES[phase]} ends`}
                type="datetime-local"
                hint={ends[phase] && `in ${lengthOf(ends[phase] - now)}`}
                wrong={wrong[phase]}
                value={draft.dates[phase]}
                change={(value) =>
                  change((before) => ({
                    ...before,
                    dates: { ...before.dates, [phase]: value },
                  }))}
              />
            )
        )}
      </div>
      <Advanced form={form} />
    </section>
  );
}

type Counted = "seats" | "quorum" | "tolerance" | "byteLimit" | "maxModels" | "maxModelsPerAuthor";

function Advanced({ form }: { form: Form }) {
  const { draft, change, reckoning: { wrong, quorum, ends } } = form;
  const { terms } = draft;
  const set = (update: Partial<Draft["terms"]>) =>
    change((before) => ({ ...before, terms: { ...before.terms, ...update } }));
  const number = (name: Counted, label: string, hint?: string, placeholder?: string) => (
    <TextField
      label={label}
      hint={hint}
      placeholder={placeholder}
      inputMode="numeric"
      value={terms[name]}
      change={(value) => set({ [name]: value })}
      wrong={wrong[name]}
    />
  );
  const open = Object.keys(terms).some((name) => wrong[name] !== undefined);
  const tight = isTight(form);
  return (
    <>
      {tight && ends.evaluation && (
        <div className="notice warning" role="status">
          <p>
            The evaluation may be too short: a round takes up to{" "}
            {lengthOf(tight)}. Make it longer, or the windows below shorter.
          </p>
        </div>
      )}
      <details open={open || undefined}>
        <summary>Advanced: evaluations, limits, prizes, windows</summary>
        <div className="form" style={{ marginTop: "1rem" }}>
          {number(
            "seats",
            "Evaluations per model",
            "Paid in full: with more miners, each earns less. At most 400",
          )}
          {number(
            "quorum",
            "Quorum",
            "Deposits, commits and rows of a round. Empty: two thirds",
            String(quorum ?? ""),
          )}
          {number(
            "tolerance",
            "Tolerance",
            draft.engine.name === "wasm"
              ? "0 suits wasm, which gives everybody the same bits"
              : `50 is 0.050 points of ${metricNamed(draft.metric).word} around the median`,
          )}
          {number(
            "maxModels",
            "Models that share the miners’ fifth",
            "More may be submitted: their authors’ buy-ins pay for them",
          )}
          {number(
            "maxModelsPerAuthor",
            "Most models per participant",
            "At most 127, and at most half of the number before",
          )}
          {number("byteLimit", "Largest package on chain, in bytes")}
          <TextField
            label="Shares of the prize, in %"
            hint="For 1st, 2nd, …: 60, 30, 10. Empty: all to the first"
            value={terms.prizeShares}
            change={(prizeShares) => set({ prizeShares })}
            wrong={wrong["prizeShares"]}
          />
          <TextField
            label="A miner’s deposit, in ETH"
            hint="Empty: twice the prize over the seats, so that a quorum is worth more than the prize"
            inputMode="decimal"
            value={terms.seatStake}
            change={(seatStake) => set({ seatStake })}
            wrong={wrong["seatStake"]}
          />
          {([
            ["commitWindow", "A round takes commits for"],
            ["revealWindow", "and reveals for"],
            ["roundInterval", "Between rounds that are not full"],
          ] as const).map(([name, label]) => (
            <DurationField
              key={name}
              label={label}
              value={terms[name]}
              change={(value) => set({ [name]: value })}
              wrong={wrong[name]}
            />
          ))}
        </div>
        <label className="check" style={{ marginTop: "1rem" }}>
          <input
            type="checkbox"
            checked={terms.offChainModels}
            onChange={({ target }) => set({ offChainModels: target.checked })}
          />
          <span>
            Allow models on IPFS only{" "}
            <span className="muted">
              (not recommended: whoever withholds a model decides who can judge it, and miners
              refuse such a competition unless configured otherwise)
            </span>
          </span>
        </label>
      </details>
    </>
  );
}

/** How long a round may take if the evaluation leaves no time for it, in seconds. */
function isTight({ reckoning: { terms, ends } }: Form): number | undefined {
  if (terms === undefined || ends.evaluation === undefined) return undefined;
  const round = terms.roundInterval + terms.commitWindow + terms.revealWindow;
  const from = Number(terms.openingEnd);
  return ends.evaluation - from < round ? round : undefined;
}
