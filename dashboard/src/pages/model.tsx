/**
 * One model: its score and how it came about, its package and the contents.
 *
 * @module
 */
import { type ReactNode, Suspense } from "react";
import { Link } from "wouter";
import { hexToBytes } from "viem";
import { useQuery } from "@tanstack/react-query";
import { showBytes } from "../../../protocol/format/format.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";
import { useChainQuery, useRunningRounds } from "../chain/queries.ts";
import { Busy } from "../components/busy.tsx";
import { Claimed } from "../components/claimed.tsx";
import { Copy } from "../components/copy.tsx";
import { Facts } from "../components/facts.tsx";
import { Failure } from "../components/failure.tsx";
import { ModelName } from "../components/model_name.tsx";
import { Score } from "../components/score.tsx";
import { Moment } from "../components/when.tsx";
import { Who } from "../components/who.tsx";
import type { Place } from "../../../protocol/history/history.ts";
import { type Judgement, judgementsOf, MOST_TRIES } from "../../../protocol/history/judgements.ts";
import type { Given } from "./given.ts";
import { copiesOf, useStandings } from "./standings.ts";
import { StateBadge, Why } from "./state_words.tsx";
import { lazily } from "../parts/lazily.tsx";
import { Term } from "../components/term.tsx";
import { loadPart } from "../parts/load_part.ts";

const Distribution = lazily(() => import("./distribution.tsx"));
const JudgeHere = lazily(() => import("./judge_here.tsx"));
const Package = lazily(() => import("./package.tsx"));

export default function ModelPage({ competition, spec, number }: Given & { number: number }) {
  const { standings, history, names, error, retry } = useStandings(competition);
  const { data: rounds } = useRunningRounds(competition);
  const standing = standings?.find(({ id }) => id === number);
  if (standings === undefined || standing === undefined) {
    if (error) return <Failure error={error} retry={retry} />;
    if (standings === undefined) return <Busy what={`Reading model ${number}`} />;
    return (
      <div className="notice">
        <p>
          Competition {String(competition.id)} has no model {number}.{" "}
          <Link href="/leaderboard">Back to the leaderboard</Link>
        </p>
      </div>
    );
  }
  const judgements = history ? judgementsOf(history, number, competition) : undefined;
  const last = judgements?.at(-1);
  const place = standings.filter(({ rank }) => rank !== undefined).length;
  const { rank, score, average, evaluations, agreement, tries } = standing;
  const copy = copiesOf(standings).get(number);
  return (
    <div className="stack">
      <p>
        <Link href="/leaderboard">← Leaderboard</Link>
      </p>
      <section className="card" aria-label={`Model ${number}`}>
        <div className="row spread">
          <h2>
            Model <ModelName model={number} named={names.get(number)} />
          </h2>
          <StateBadge standing={standing} />
        </div>
        <p className="muted" data-why>
          <Why standing={standing} competition={competition} round={rounds?.[0]} />
        </p>
        {copy !== undefined && (
          <p>
            <span className="badge warning">copy</span> It is the same package as{" "}
            <Link href={`/models/${copy}`}>
              model <ModelName model={copy} named={names.get(copy)} />
            </Link>, whose place is earlier and ranks higher.
          </p>
        )}
        <dl className="figures">
          <div>
            <dt>Score</dt>
            <dd>
              <Score score={score} /> <Claimed model={standing} competition={competition} />
            </dd>
          </div>
          <div>
            <dt>Rank</dt>
            <dd>{rank === undefined ? "–" : `${rank} of ${place}`}</dd>
          </div>
          <div>
            <dt>Evaluations</dt>
            <dd>{evaluations}</dd>
          </div>
          <div>
            <dt>Average, for information</dt>
            <dd>
              {score === undefined || score === INVALID_SCORE ? "–" : <Score score={average} />}
            </dd>
          </div>
          <div>
            <dt>Rounds without agreement</dt>
            <dd>{tries} of {MOST_TRIES}</dd>
          </div>
          <div>
            <dt>Agreement</dt>
            <dd>{agreement === undefined ? "–" : `${(100 * agreement).toFixed(1)} %`}</dd>
          </div>
        </dl>
        {standing.status !== "reserved" && (
          <Facts terms={["digest"]} of={factsOf(standing, history?.places.get(number))} />
        )}
      </section>
      <div className="columns">
        <section className="card" aria-label="Its miners' scores">
          <h2>What its miners found</h2>
          {judgements === undefined
            ? error ? <Failure error={error} retry={retry} /> : <Busy what="Reading the rounds" />
            : last === undefined
            ? <p className="muted">No round has judged it yet.</p>
            : (
              <>
                <Suspense fallback={<Busy what="Drawing the chart" />}>
                  <Distribution
                    judgement={last}
                    tolerance={competition.tolerance}
                  />
                </Suspense>
                <Rounds judgements={judgements} />
              </>
            )}
        </section>
        {standing.status !== "reserved" && (
          <Suspense fallback={<Busy what="Loading" />}>
            <Package competition={competition} spec={spec} model={standing} />
          </Suspense>
        )}
      </div>
      {spec && rank !== undefined && (
        <Suspense fallback={<Busy what="Loading" />}>
          <JudgeHere
            competition={competition}
            spec={spec}
            model={standing}
            standings={standings}
            names={names}
            last={last}
          />
        </Suspense>
      )}
    </div>
  );
}

function factsOf(standing: Standing, place: Place | undefined): [string, ReactNode][] {
  const { author, size, published, digest } = standing;
  return [
    ["Author", <Who key="author" address={author} />],
    ["Submitted", <Submitted key="at" place={place} />],
    [
      "Package",
      published < size
        ? `${showBytes(size)}, ${showBytes(published)} on the chain`
        : showBytes(size),
    ],
    ["Digest, sha2-256", <Copy key="digest" text={digest} shown={`${digest.slice(0, 18)}…`} />],
    ["On IPFS", <Cid key="cid" digest={digest} />],
  ];
}

/** When a model was submitted: its block says so if the event does not. */
function Submitted({ place }: { place: Place | undefined }) {
  const { submittedAt, submittedIn } = place ?? {};
  const { data } = useChainQuery(
    ["block time", String(submittedIn)],
    submittedAt !== undefined || submittedIn === undefined
      ? undefined
      : async ({ client }) =>
        Number((await client.getBlock({ blockNumber: submittedIn })).timestamp),
  );
  const at = submittedAt ?? data;
  return at === undefined ? <>…</> : <Moment seconds={at} />;
}

/** The address of the package on IPFS: anybody may publish it there. */
function Cid({ digest }: { digest: `0x${string}` }) {
  const { data } = useQuery({
    queryKey: ["cid", digest],
    queryFn: async () =>
      String(
        (await loadPart(() => import("../../../miner/ipfs/cid.ts"))).cidOfDigest(
          hexToBytes(digest),
        ),
      ),
    staleTime: Infinity,
  });
  return data ? <Copy text={data} shown={`${data.slice(0, 18)}…`} /> : <>…</>;
}

function Rounds({ judgements }: { judgements: Judgement[] }) {
  return (
    <div className="scroll">
      <table className="stacks">
        <caption className="visually-hidden">The rounds that judged it</caption>
        <thead>
          <tr>
            <th>Round</th>
            <th className="number">
              <Term name="row">Rows</Term>
            </th>
            <th className="number">Agreed</th>
            <th className="number">
              <Term name="median">Median</Term>
            </th>
            <th>Outcome</th>
          </tr>
        </thead>
        <tbody>
          {judgements.map(({ round, result, agreed }) => (
            <tr key={round.index}>
              <td data-label="Round">{round.index}</td>
              <td className="number" data-label="Rows">{round.reveals}</td>
              <td className="number" data-label="Agreed">{result.inliers}</td>
              <td className="number" data-label="Median">
                <Score score={result.median} />
              </td>
              <td>
                {!agreed
                  ? <span className="badge warning">no majority</span>
                  : result.median === INVALID_SCORE
                  ? <span className="badge error">INVALID</span>
                  : <span className="badge good">agreed</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
