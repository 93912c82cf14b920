/** The rounds that run now: who may still commit, reveal, settle. */
import type { Competition } from "../../../miner/chain/read_competition.ts";
import type { Round } from "../../../miner/chain/read_rounds.ts";
import { Countdown } from "../components/when.tsx";

export function RunningRounds({ competition, rounds }: {
  competition: Competition;
  rounds: Round[];
}) {
  const { seats } = competition;
  return (
    <section className="card" aria-label="Running rounds">
      <h2>Being evaluated now</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Round</th>
              <th className="number">Models</th>
              <th className="number">Seats taken</th>
              <th className="number">Rows revealed</th>
              <th>Now</th>
            </tr>
          </thead>
          <tbody>
            {rounds.map((round) => (
              <tr key={round.index}>
                <td>{round.index}</td>
                <td className="number">{round.models.length}</td>
                <td className="number">
                  {round.taken} <span className="muted">of {seats}</span>
                </td>
                <td className="number">
                  {round.revealed} <span className="muted">of {round.taken}</span>
                </td>
                <td>
                  <Stage round={round} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Stage({ round: { commitsOpen, commitEnd, revealsOpen, revealEnd, canSettle } }: {
  round: Round;
}) {
  if (canSettle) return <>can be settled</>;
  if (commitsOpen) {
    return (
      <>
        miners commit, <Countdown seconds={commitEnd} />
      </>
    );
  }
  if (revealsOpen) {
    return (
      <>
        miners reveal, <Countdown seconds={revealEnd} />
      </>
    );
  }
  return <>waits for the next block</>;
}
