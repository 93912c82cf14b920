/** The dates that concern a participant, and a calendar file of them. */
import { useNow } from "../../chain/head.tsx";
import { useAttempt } from "../../components/attempt.tsx";
import { downloadFile } from "../../components/download_file.ts";
import { Moment, When } from "../../components/when.tsx";
import { useApp } from "../../context.ts";
import { loadPart } from "../../parts/load_part.ts";
import { datesOf } from "../../words/dates.ts";
import type { Given } from "../given.ts";
import { nameOf } from "../phase.tsx";

export function Dates({ competition, spec }: Given) {
  const now = useNow();
  const { connection: { chainId, contract } } = useApp();
  const attempt = useAttempt("make the calendar file");
  const { id, ended } = competition;
  // What was planned for after its end did not happen.
  const dates = datesOf(competition).filter(({ at }) => !ended || at <= now);
  const ahead = ended ? [] : dates.filter(({ at }) => at > now);
  const download = async () => {
    const { calendarOf } = await loadPart(() => import("./calendar.ts"));
    const page = location.href;
    const text = calendarOf(ahead, { name: nameOf(id, spec), page, id, chainId, contract });
    downloadFile(`competition-${id}.ics`, new Blob([text], { type: "text/calendar" }));
  };
  return (
    <section className="card" aria-label="Dates">
      <h2>Dates</h2>
      <ol className="dates">
        {dates.map(({ at, name, means }) => (
          <li key={name} data-past={at <= now || undefined}>
            <strong>{name}</strong>
            <span>
              <Moment seconds={at} />, <When seconds={at} />
            </span>
            {ahead.some((date) => date.at === at) && <small className="muted">{means}.</small>}
          </li>
        ))}
      </ol>
      {ahead.length > 0 && (
        <div className="actions start">
          <button
            type="button"
            className="button"
            onClick={() => attempt.run(download)}
          >
            Add to your calendar (.ics)
          </button>
        </div>
      )}
      {attempt.failure}
    </section>
  );
}
