/** The phases of a competition side by side, and its progress. */
import { useNow } from "../chain/head.tsx";
import { longOf } from "../components/when.tsx";
import { useHistory } from "../history/use_history.ts";
import { timelineOf } from "../words/timeline.ts";
import type { Competition } from "../../../protocol/state/competition.ts";

const ENDED = { won: "Settled", unwon: "Settled, without a winner", cancelled: "Cancelled" };

export function PhaseTimeline({ competition }: { competition: Competition }) {
  const now = useNow();
  const { data: history } = useHistory(competition.id);
  const endedAt = history?.ended?.at;
  const steps = timelineOf(competition, { createdAt: history?.createdAt, endedAt }, now);
  const { ending } = competition;
  return (
    <div className="timeline">
      <ol aria-label="Phases">
        {steps.map(({ name, end, percent, state }) => (
          <li
            key={name}
            aria-current={state === "running" ? "step" : undefined}
            data-state={state}
            style={{ "--done": `${percent}%` } as never}
          >
            {name}
            <small>
              {state === "never"
                ? "never began"
                : state === "over" && (endedAt ?? now) < end
                ? "over"
                : `${state === "over" ? "ended" : "until"} ${longOf(end)}`}
            </small>
          </li>
        ))}
      </ol>
      {ending !== "running" && (
        <p className="muted" data-ended>
          {ENDED[ending]}
          {endedAt !== undefined && ` on ${longOf(endedAt)}`}.
        </p>
      )}
    </div>
  );
}
