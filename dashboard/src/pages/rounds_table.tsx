/** Every round: who could commit, who did, who revealed, and how it ended and why. */
import { useState } from "react";
import type { Competition } from "../../../protocol/state/competition.ts";
import { When } from "../components/when.tsx";
import type { History, RoundOutcome } from "../../../protocol/history/history.ts";
import { quorumOf } from "../../../protocol/history/judgements.ts";
import { howEnded } from "../words/rounds.ts";

/** How many are shown at first. */
const PAGE = 20;

const KINDS: Record<RoundOutcome, string> = {
  running: "",
  settled: "good",
  failed: "error",
  expired: "warning",
};

export function RoundsTable({ competition, history }: {
  competition: Competition;
  history: History;
}) {
  const { rounds, ended } = history;
  const { seatStake } = competition;
  const cancelled = ended?.ending === "cancelled" ? ended.at : undefined;
  const [shown, setShown] = useState(PAGE);
  const list = rounds.filter(Boolean).toReversed();
  if (list.length === 0) return null;
  return (
    <section className="card" aria-label="Rounds">
      <h2>Rounds</h2>
      <div className="scroll" tabIndex={0} role="region" aria-label="Rounds, newest first">
        <table className="rounds stacks">
          <thead>
            <tr>
              <th className="number">Round</th>
              <th>Judges</th>
              <th className="number">Could commit</th>
              <th className="number">Committed</th>
              <th className="number">Revealed</th>
              <th className="wide">Ended</th>
              <th>How, and why</th>
            </tr>
          </thead>
          <tbody>
            {list.slice(0, shown).map((round) => (
              <tr key={round.index}>
                <td className="number" data-label="Round">{round.index}</td>
                <td data-label="Judges">
                  {round.testSet
                    ? "the test set"
                    : `${round.size} ${round.size === 1 ? "model" : "models"}`}
                </td>
                <td className="number" data-label="Could commit">{round.counted}</td>
                <td className="number" data-label="Committed">{round.seats.size}</td>
                <td className="number" data-label="Revealed">
                  {Math.max(round.reveals, round.rows.size)}
                </td>
                <td className="wide">
                  {round.endedAt === undefined ? "–" : <When seconds={round.endedAt} />}
                </td>
                <td className="sentence">
                  <span className={`badge ${KINDS[round.outcome]}`}>{round.outcome}</span>{" "}
                  {howEnded(
                    round,
                    { seatStake, quorum: quorumOf({ rounds }, round.index, competition) },
                    cancelled !== undefined && round.endedAt === cancelled,
                  )}.
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown < list.length && (
        <div className="actions start">
          <button type="button" className="button" onClick={() => setShown(shown + PAGE)}>
            Show older ones
          </button>
        </div>
      )}
    </section>
  );
}
