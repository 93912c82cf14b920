/** When each phase ends, and how long a round takes. */
import { lengthOf } from "../../../../protocol/format/format.ts";
import { useNow } from "../../chain/head.tsx";
import { Moment } from "../../components/when.tsx";
import { type Draft, type Duration, TIMED, type Timed } from "../../../../miner/organizer/draft.ts";
import { localOf, type Reckoning } from "../../../../miner/organizer/terms_of.ts";
import { Choice, DurationField, TextField } from "./field.tsx";
import { useCreate } from "./form.ts";
import { More } from "./more.tsx";

/** The phases, as the form names them. */
export const PHASE_WORDS: Record<Timed, string> = {
  registration: "Registration",
  submission: "Submission",
  opening: "Opening of keys",
  evaluation: "Evaluation",
};

const hours = (count: string): Duration => ({ count, unit: "hours" });
const days = (count: string): Duration => ({ count, unit: "days" });
const LENGTHS: [name: string, durations: Draft["durations"]][] = [
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

const WINDOWS = [
  ["terms.commitWindow", "A round takes commits for"],
  ["terms.revealWindow", "and reveals for"],
  ["terms.roundInterval", "Between rounds that are not full"],
] as const;

export function DatesStep() {
  const { draft, change, reckoning } = useCreate();
  const { ends } = reckoning;
  const now = useNow();
  const phases = TIMED.filter((phase) => phase !== "opening" || draft.sealed);
  const tight = tightness(reckoning);
  const toDates = (before: Draft): Draft => ({
    ...before,
    by: "dates",
    dates: Object.fromEntries(
      TIMED.map((phase) => [
        phase,
        ends[phase] === undefined ? before.dates[phase] : localOf(ends[phase]),
      ]),
    ) as Draft["dates"],
  });
  return (
    <>
      <Choice
        legend="How to set them"
        value={draft.by}
        options={[
          ["durations", "How long each phase lasts,", "from the moment of creation."],
          ["dates", "When each phase ends,", `by your local time, ${zone()}.`],
        ]}
        change={(by) =>
          change((before) => by === "dates" ? toDates(before) : { ...before, by: "durations" })}
      />
      {draft.by === "durations" && (
        <div className="row">
          <span className="muted">Altogether about</span>
          {LENGTHS.map(([name, durations]) => (
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
                name={`durations.${phase}`}
                label={`${PHASE_WORDS[phase]} lasts`}
                hint={ends[phase] && (
                  <>
                    until <Moment seconds={ends[phase]} />
                  </>
                )}
              />
            )
            : (
              <TextField
                key={phase}
                name={`dates.${phase}`}
                label={`${PHASE_WORDS[phase]} ends`}
                type="datetime-local"
                hint={ends[phase] && `in ${lengthOf(ends[phase] - now)}`}
              />
            )
        )}
      </div>
      {tight !== undefined && (
        <div className="notice warning" role="status">
          <p>
            The evaluation may be too short: a round takes up to{" "}
            {lengthOf(tight)}. Make it longer, or the windows below shorter.
          </p>
        </div>
      )}
      <More summary="Advanced: the windows of a round" fields={WINDOWS.map(([name]) => name)}>
        <div className="form">
          {WINDOWS.map(([name, label]) => <DurationField key={name} name={name} label={label} />)}
        </div>
      </More>
    </>
  );
}

/** The reader's time zone, as the browser knows it. */
function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** How long a round may take if the evaluation leaves no time for it, in seconds. */
function tightness({ judged, ends, terms }: Reckoning): number | undefined {
  if (terms === undefined || judged === undefined || ends.evaluation === undefined) {
    return undefined;
  }
  const round = terms.roundInterval + terms.commitWindow + terms.revealWindow;
  return ends.evaluation - judged.openingEnd < round ? round : undefined;
}
