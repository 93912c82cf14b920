/**
 * A competition's leaderboard, live.
 *
 * @module
 */
import { Suspense, useMemo, useState } from "react";
import { Link } from "wouter";
import type { Address } from "viem";
import type { History } from "../../../protocol/history/history.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { useWallet } from "../chain/wallet.ts";
import { useRunningRounds } from "../chain/queries.ts";
import { claimRule } from "../components/claimed.tsx";
import { Busy } from "../components/busy.tsx";
import { downloadFile } from "../components/download_file.ts";
import { Failure } from "../components/failure.tsx";
import { ModelName } from "../components/model_name.tsx";
import { Score } from "../components/score.tsx";
import { exactnessOf } from "../words/exactness.ts";
import { prizesOf } from "../words/judging.ts";
import { winnersOf } from "../words/winners.ts";
import { Actions } from "./actions.tsx";
import type { Given } from "./given.ts";
import { LeaderboardTable } from "./leaderboard_table.tsx";
import { RunningRound } from "./running_round.tsx";
import { Winners } from "./overview/winners.tsx";
import { StateBadge } from "./state_words.tsx";
import { type Standings, useStandings } from "./standings.ts";
import { lazily } from "../parts/lazily.tsx";
import { loadPart } from "../parts/load_part.ts";

type Names = Standings["names"];

const ScoreChart = lazily(() => import("./score_chart.tsx"));

export default function Leaderboard({ competition, spec }: Given) {
  const { address } = useWallet();
  const { standings, history, names, error, retry } = useStandings(competition);
  const { data: rounds } = useRunningRounds(competition);
  const [wanted, setWanted] = useState("");
  const [onlyOwn, setOnlyOwn] = useState(false);
  const shown = useMemo(() => {
    const text = wanted.trim().toLowerCase();
    const own = address?.toLowerCase();
    return standings?.filter(({ id, author }) =>
      (text === "" || String(id) === text || `#${id}` === text ||
        names.get(id)?.name.toLowerCase().includes(text) ||
        (text.length > 3 && author.toLowerCase().includes(text))) &&
      (!onlyOwn || author.toLowerCase() === own)
    );
  }, [standings, names, wanted, onlyOwn, address]);
  const exactness = useMemo(
    () => exactnessOf(spec, standings?.map(({ score }) => score) ?? []),
    [spec, standings],
  );
  const prizes = useMemo(
    () => prizesByPlace(competition, standings, history),
    [competition, standings, history],
  );
  return (
    <div className="stack">
      {competition.ended && <Winners competition={competition} />}
      <Actions competition={competition} />
      {error !== null && error !== undefined && <Failure error={error} retry={retry} />}
      {standings === undefined || shown === undefined
        ? !error && <Busy what="Reading the models" />
        : (
          <section className="card" aria-label="Leaderboard">
            <div className="row spread">
              <h2>Leaderboard</h2>
              <div className="row">
                {standings.length > 0 && (
                  <button
                    type="button"
                    className="button"
                    onClick={() => void download(competition, standings, names)}
                  >
                    Download CSV
                  </button>
                )}
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
                  aria-label="Find a model by number, name or author"
                  placeholder="Find a model"
                  value={wanted}
                  onChange={({ target }) => setWanted(target.value)}
                  style={{ width: "13rem" }}
                />
              </div>
            </div>
            <OwnBest standings={standings} names={names} own={address} />
            {standings.some(({ claimed, state }) => claimed !== undefined && state !== "scored") &&
              (
                <p className="muted" data-claims>
                  {claimRule(competition)}.
                </p>
              )}
            {standings.length === 0 ? <p className="muted">No models yet.</p> : (
              <LeaderboardTable
                competition={competition}
                spec={spec}
                standings={shown}
                names={names}
                exactness={exactness}
                prizes={prizes}
                own={address}
              />
            )}
            {exactness && standings.some(({ score }) => exactness.likeBest(score ?? NaN)) && (
              <p className="muted">
                <small>{exactness.note}.</small>
              </p>
            )}
          </section>
        )}
      {rounds !== undefined && <RunningRound competition={competition} round={rounds[0]} />}
      {history !== undefined && standings !== undefined && standings.length > 0 && (
        <Suspense fallback={<Busy what="Drawing the chart" />}>
          <ScoreChart
            history={history}
            standings={standings}
            names={names}
            own={address}
          />
        </Suspense>
      )}
    </div>
  );
}

/** The reader's best model, wherever it stands: on a phone, and among a thousand. */
function OwnBest({ standings, names, own }: {
  standings: Standing[];
  names: Names;
  own: Address | undefined;
}) {
  const mine = standings.filter(({ author }) => author.toLowerCase() === own?.toLowerCase());
  const [best] = mine;
  if (best === undefined) return null;
  const ranked = standings.filter(({ rank }) => rank !== undefined).length;
  return (
    <p data-own-best>
      {mine.length === 1 ? "Your model" : `The best of your ${mine.length} models:`}{" "}
      <Link href={`/models/${best.id}`}>
        <ModelName model={best.id} named={names.get(best.id)} />
      </Link>{" "}
      {best.rank === undefined ? <StateBadge standing={best} /> : (
        <>
          has rank {best.rank} of {ranked}: <Score score={best.score} />
        </>
      )}
    </p>
  );
}

/** What the places win: what the contract credited, or at least, as it stands. */
function prizesByPlace(
  competition: Competition,
  standings: Standing[] | undefined,
  history: History | undefined,
): (bigint | undefined)[] {
  if (!competition.ended) return prizesOf(competition).map(({ amount }) => amount);
  if (standings === undefined || history === undefined) return [];
  return winnersOf(competition, standings, history).map(({ amount }) => amount);
}

/** The same file as `deml leaderboard --csv`. */
async function download({ id }: Competition, standings: Standing[], names: Names): Promise<void> {
  const { leaderboardCsv } = await loadPart(() =>
    import("../../../protocol/history/leaderboard_csv.ts")
  );
  const plain = new Map([...names].map(([model, { name }]) => [model, name]));
  const text = `${leaderboardCsv(standings, plain)}\n`;
  downloadFile(`competition-${id}-leaderboard.csv`, new Blob([text], { type: "text/csv" }));
}
