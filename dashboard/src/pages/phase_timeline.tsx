/** The phases of a competition side by side, and its progress. */
import { useNow } from "../chain/head.tsx";
import { longOf } from "../components/when.tsx";
import type { Competition } from "../../../protocol/state/competition.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";

interface Step {
  name: string;
  /** Seconds since 1970; absent if the contract does not say when it began */
  start?: number;
  end: number;
  /** Its purpose was fulfilled before its time was over */
  done?: boolean;
}

export function PhaseTimeline({ competition }: { competition: Competition }) {
  const now = useNow();
  const {
    sealed,
    registrationEnd,
    submissionEnd,
    openingEnd,
    evaluationEnd,
    ended,
    testKey,
    testSet,
  } = competition;
  const { key, judging } = thirdsOf(competition);
  const steps: Step[] = [
    { name: "Registration", end: registrationEnd },
    { name: "Submission", start: registrationEnd, end: submissionEnd },
    ...(sealed
      ? [
        { name: "Test set’s key", start: submissionEnd, end: key, done: testKey !== undefined },
        { name: "Round zero", start: key, end: judging, done: testSet === "good" },
        { name: "Opening", start: judging, end: openingEnd },
      ]
      : []),
    { name: "Evaluation", start: openingEnd, end: evaluationEnd },
  ];
  const current = ended ? -1 : steps.findIndex(({ end, done }) => now < end && !done);
  return (
    <div className="timeline">
      <ol aria-label="Phases">
        {steps.map((step, index) => (
          <li
            key={step.name}
            aria-current={index === current ? "step" : undefined}
            style={{ "--done": `${ended ? 100 : doneOf(step, now, index === current)}%` } as never}
          >
            {step.name}
            <small>until {longOf(step.end)}</small>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** How much of a phase is over, in percent. */
function doneOf({ start, end, done }: Step, now: number, current: boolean): number {
  if (done || now >= end) return 100;
  // Half, if its beginning is unknown.
  if (start === undefined) return current ? 50 : 0;
  return now < start ? 0 : Math.round((100 * (now - start)) / (end - start));
}
