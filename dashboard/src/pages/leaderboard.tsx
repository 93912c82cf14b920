/**
 * A competition's leaderboard, live.
 *
 * @module
 */
import { Suspense, useMemo, useState } from "react";
import { useWallet } from "../chain/wallet.ts";
import { useRunningRounds } from "../chain/queries.ts";
import { Busy } from "../components/busy.tsx";
import { Failure } from "../components/failure.tsx";
import { Actions } from "./actions.tsx";
import type { Given } from "./given.ts";
import { LeaderboardTable } from "./leaderboard_table.tsx";
import { RunningRound } from "./running_round.tsx";
import { useStandings } from "./standings.ts";
import { lazily } from "../parts/lazily.tsx";

const ScoreChart = lazily(() => import("./score_chart.tsx"));

export default function Leaderboard({ competition, spec }: Given) {
  const { address } = useWallet();
  const { standings, history, error, retry } = useStandings(competition);
  const { data: rounds } = useRunningRounds(competition);
  const [wanted, setWanted] = useState("");
  const [onlyOwn, setOnlyOwn] = useState(false);
  const shown = useMemo(() => {
    const text = wanted.trim().toLowerCase();
    const own = address?.toLowerCase();
    return standings?.filter(({ id, author }) =>
      (text === "" || String(id) === text ||
        (text.length > 3 && author.toLowerCase().includes(text))) &&
      (!onlyOwn || author.toLowerCase() === own)
    );
  }, [standings, wanted, onlyOwn, address]);
  return (
    <div className="stack">
      <Actions competition={competition} />
      {error !== null && error !== undefined && <Failure error={error} retry={retry} />}
      {standings === undefined || shown === undefined
        ? !error && <Busy what="Reading the models" />
        : (
          <section className="card" aria-label="Leaderboard">
            <div className="row spread">
              <h2>Leaderboard</h2>
              <div className="row">
                {address && (
                  <label className="check">
                    <input
                      type="checkbox"
                      checked={onlyOwn}
                      onChange={({ target }) => setOnlyOwn(target.checked)}
                    />
                    Only mine
                  </label>
                )}
                <input
                  type="search"
                  aria-label="Find a model by number or author"
                  placeholder="Number or author"
                  value={wanted}
                  onChange={({ target }) => setWanted(target.value)}
                  style={{ width: "13rem" }}
                />
              </div>
            </div>
            {standings.length === 0 ? <p className="muted">No models yet.</p> : (
              <LeaderboardTable
                competition={competition}
                spec={spec}
                standings={shown}
                own={address}
              />
            )}
          </section>
        )}
      {rounds !== undefined && <RunningRound competition={competition} round={rounds[0]} />}
      {history !== undefined && standings !== undefined && standings.length > 0 && (
        <Suspense fallback={<Busy what="Drawing the chart" />}>
          <ScoreChart
            history={history}
            standings={standings}
            own={address}
          />
        </Suspense>
      )}
    </div>
  );
}
