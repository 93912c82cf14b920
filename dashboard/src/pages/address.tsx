/**
 * What an account did: as organizer, as author of models, and as miner.
 *
 * @module
 */
import { useMemo } from "react";
import { Link, useParams } from "wouter";
import { type Address, getAddress, isAddress } from "viem";
import { type Holding, useHoldings } from "../chain/holdings.ts";
import { useLeft } from "../chain/use_left.ts";
import { useWallet } from "../chain/wallet.ts";
import { Busy } from "../components/busy.tsx";
import { Copy } from "../components/copy.tsx";
import { Failure } from "../components/failure.tsx";
import { Money } from "../components/money.tsx";
import { Score } from "../components/score.tsx";
import { Who } from "../components/who.tsx";
import { useSpec } from "../data/spec.ts";
import { useHistory } from "../history/use_history.ts";
import { minersOf } from "../../../protocol/history/miners.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { show } from "../../../protocol/text/visible.ts";
import { Nothing } from "./nothing.tsx";
import { nameOf, PhaseBadge } from "./phase.tsx";
import { useStandings } from "./standings.ts";

export default function AddressPage() {
  const { address = "" } = useParams<{ address: string }>();
  // Without capitals, or in capitals alone, an address has no checksum.
  const plain = /^0x([0-9a-f]{40}|[0-9A-F]{40})$/.test(address);
  if (plain || isAddress(address)) {
    const account = getAddress(address.toLowerCase() as Address);
    return <Did key={account} account={account} />;
  }
  const like = /^0x[0-9a-fA-F]{40}$/.test(address);
  return (
    <Nothing
      what={like
        ? `The capital letters of ${address} do not fit its other characters: one of them is ` +
          "mistyped. Compare it with where you have it from"
        : `${show(address, 80)} is not an address: those are 0x and 40 characters of 0–9 and a–f`}
      instead={[["All competitions", "/"]]}
    />
  );
}

function Did({ account }: { account: Address }) {
  const { data, error, refetch } = useHoldings(account);
  const { address: own } = useWallet();
  const { holdings = [], read = 0, total } = data ?? {};
  const organized = holdings.filter(({ organizes }) => organizes);
  const joined = holdings.filter(({ registered }) => registered);
  return (
    <>
      <h1>
        <Who address={account} you={false} />
      </h1>
      <p>
        <Copy text={account} shown={account} />
      </p>
      {own?.toLowerCase() === account.toLowerCase() && (
        <p>
          This is your own: what it is owed is on <Link href="/account">your account</Link>.
        </p>
      )}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {(total === undefined || read < total) && !error && (
        <Busy what="Looking through all competitions" />
      )}
      {total !== undefined && (
        <>
          <section className="card" aria-label="As organizer">
            <h2>As organizer</h2>
            {organized.length === 0 ? <p className="muted">It has created no competition.</p> : (
              <ul>
                {organized.map((each) => (
                  <li key={String(each.competition.id)}>
                    <Named competition={each.competition} />
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section className="card" aria-label="As author">
            <h2>As author of models</h2>
            {joined.length === 0
              ? <p className="muted">It has joined no competition.</p>
              : joined.map((each) => (
                <Models key={String(each.competition.id)} holding={each} account={account} />
              ))}
          </section>
          <section className="card" aria-label="As miner">
            <h2>As miner</h2>
            <Mined holdings={holdings} account={account} />
          </section>
        </>
      )}
    </>
  );
}

function Named({ competition }: { competition: Competition }) {
  const { data: spec } = useSpec(competition.specDigest);
  return (
    <span className="row" style={{ gap: "0.4rem" }}>
      <Link href={`/competitions/${competition.id}`}>{nameOf(competition.id, spec)}</Link>
      <PhaseBadge competition={competition} />
    </span>
  );
}

/** Its models in one competition, with their ranks. */
function Models({ holding, account }: { holding: Holding; account: Address }) {
  const { competition } = holding;
  const { standings, error, retry } = useStandings(competition);
  const own = standings?.filter(({ author }) => author.toLowerCase() === account.toLowerCase());
  return (
    <div className="stack" style={{ gap: "0.4rem" }}>
      <h3>
        <Named competition={competition} />
      </h3>
      {own === undefined
        ? error ? <Failure error={error} retry={retry} /> : <Busy what="Reading its models" />
        : own.length === 0
        ? <p className="muted">It joined and has submitted nothing.</p>
        : (
          <table>
            <thead>
              <tr>
                <th>Model</th>
                <th className="number">Rank</th>
                <th className="number">Score</th>
              </tr>
            </thead>
            <tbody>
              {own.map(({ id, rank, score, status }) => (
                <tr key={id}>
                  <td>
                    <Link href={`/competitions/${competition.id}/models/${id}`}>#{id}</Link>
                  </td>
                  <td className="number">
                    {rank === undefined
                      ? "–"
                      : `${rank.toLocaleString("en")} of ${
                        competition.models.toLocaleString("en")
                      }`}
                  </td>
                  <td className="number">
                    {score === undefined ? status : <Score score={score} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
    </div>
  );
}

/** Its record as a miner, where it has one. */
function Mined({ holdings, account }: { holdings: Holding[]; account: Address }) {
  const { data: left, isPending } = useLeft(account);
  const now = holdings.filter(({ enrolled, claimable }) => enrolled || claimable > 0n)
    .map(({ competition }) => competition);
  const earlier = left?.filter(({ id }) => now.every((each) => each.id !== id)) ?? [];
  const all = [...now, ...earlier].sort((a, b) => Number(b.id - a.id));
  return (
    <>
      {all.length === 0 && !isPending && (
        <p className="muted">It has not mined in any competition.</p>
      )}
      {all.map((each) => <Record key={String(each.id)} competition={each} account={account} />)}
      {isPending && <Busy what="Looking for deposits that it has taken out" />}
      {left === null && (
        <p className="muted">
          This page's node returns so few events at once that deposits which it took out long ago
          are not looked for. They are on each competition's page of miners.
        </p>
      )}
    </>
  );
}

function Record({ competition, account }: { competition: Competition; account: Address }) {
  const { data: history, error, refetch } = useHistory(competition.id);
  const record = useMemo(
    () =>
      history && minersOf(history, competition)
        .find(({ address }) => address.toLowerCase() === account.toLowerCase()),
    [history, competition, account],
  );
  if (history === undefined) {
    return error
      ? <Failure error={error} retry={() => void refetch()} />
      : <Busy what="Reading the rounds" />;
  }
  const { seats = 0, silent = 0, judged = 0, inliers = 0, earned = 0n, lost = 0n } = record ?? {};
  return (
    <div className="stack" style={{ gap: "0.4rem" }}>
      <h3>
        <Named competition={competition} />
      </h3>
      <dl className="figures">
        <div>
          <dt>Rounds with a seat</dt>
          <dd>{seats.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Silent</dt>
          <dd>{silent.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Agreed with the others</dt>
          <dd>{judged === 0 ? "–" : `${inliers} of ${judged}`}</dd>
        </div>
        <div>
          <dt>Fees</dt>
          <dd>
            <Money wei={earned} />
          </dd>
        </div>
        <div>
          <dt>Deposits lost</dt>
          <dd>
            <Money wei={lost} />
          </dd>
        </div>
      </dl>
    </div>
  );
}
