/**
 * What the connected account has in every competition: money owed, stakes, registrations, keys.
 *
 * @module
 */
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { Address } from "viem";
import type { KeyFile } from "../../../miner/model/key_file.ts";
import { type Holding, sumsOf, useHoldings } from "../chain/holdings.ts";
import { useChainQuery } from "../chain/queries.ts";
import { useWallet } from "../chain/wallet.ts";
import { useAttempt } from "../components/attempt.tsx";
import { Busy } from "../components/busy.tsx";
import { ConnectList } from "../components/connect.tsx";
import { Facts } from "../components/facts.tsx";
import { Failure } from "../components/failure.tsx";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import { useSpec } from "../data/spec.ts";
import { allKeys, downloadKey } from "../keys/store.ts";
import { claim, withdrawal } from "../transactions/payouts.ts";
import { useSend } from "../transactions/provider.tsx";
import { counted } from "../words/show.ts";
import { nameOf, PhaseBadge } from "./phase.tsx";

export default function Account() {
  const { address, restoring } = useWallet();
  return (
    <>
      <h1>Your account</h1>
      {address
        ? <Owned address={address} />
        : restoring
        ? <Busy what="Asking your wallet" />
        : (
          <section className="card">
            <h2>Connect a wallet</h2>
            <p>
              It shows what you are owed and signs your transactions. This page never sees its key.
            </p>
            <ConnectList />
          </section>
        )}
      <Keys />
    </>
  );
}

function Owned({ address }: { address: Address }) {
  const { data, error, refetch } = useHoldings(address);
  const { data: balance } = useChainQuery(
    ["balance", address],
    ({ client }) => client.getBalance({ address }),
  );
  if (data === undefined) {
    return error
      ? <Failure error={error} retry={() => void refetch()} />
      : <Busy what="Looking through all competitions" />;
  }
  const { holdings, read, total } = data;
  const { owed, claimable } = sumsOf(holdings);
  const pays = ({ owed, claimable }: Holding) => owed > 0n || claimable > 0n;
  const [paying, others] = [holdings.filter(pays), holdings.filter((each) => !pays(each))];
  return (
    <>
      <section className="card" aria-label="Account">
        <Facts
          of={[
            ["Account", <Who key="who" address={address} you={false} />],
            ["Ether on this chain", balance === undefined ? "…" : <Money key="m" wei={balance} />],
            ["You are owed altogether", <Money key="owed" wei={owed} exact />],
            ["Stake and fees to claim altogether", <Money key="claim" wei={claimable} exact />],
          ]}
        />
        {read < total && (
          <Busy
            what={`Looked through ${read.toLocaleString("en")} of ${counted(total, "competition")}`}
          />
        )}
      </section>
      {paying.length > 0 && (
        <section className="stack" aria-label="Money for you">
          <h2>Money for you</h2>
          {paying.map((each) => (
            <Line key={String(each.competition.id)} holding={each} address={address} />
          ))}
        </section>
      )}
      <section className="stack" aria-label="Your competitions">
        <h2>{paying.length > 0 ? "Your other competitions" : "Your competitions"}</h2>
        {others.map((each) => (
          <Line key={String(each.competition.id)} holding={each} address={address} />
        ))}
        <p className="muted">
          {others.length === 0 && "None. "}Competitions that you organize, take part in or mine, of
          all {counted(total, "competition")}.{" "}
          <Link href={`/address/${address}`}>What your account did so far</Link>
        </p>
      </section>
    </>
  );
}

/** One competition that the account has to do with. */
function Line({ holding, address }: { holding: Holding; address: Address }) {
  const { competition, organizes, registered, enrolled, owed, claimable } = holding;
  const { id } = competition;
  const { data: spec } = useSpec(competition.specDigest);
  const send = useSend();
  const attempt = useAttempt();
  return (
    <article className="card">
      <div className="row spread">
        <h3>
          <Link href={`/competitions/${id}`}>{nameOf(id, spec)}</Link>
        </h3>
        <span className="row" style={{ gap: "0.4rem" }}>
          {organizes && <span className="badge">organizer</span>}
          {registered && <span className="badge">participant</span>}
          {(enrolled || claimable > 0n) && <span className="badge">miner</span>}
          <PhaseBadge competition={competition} />
        </span>
      </div>
      {owed > 0n && (
        <div className="row spread">
          <p>
            You are owed <Money wei={owed} exact fiat />.
          </p>
          <button
            type="button"
            className="button primary"
            onClick={() => attempt.run(() => send(withdrawal(id, address)))}
          >
            Withdraw
          </button>
        </div>
      )}
      {claimable > 0n && (
        <div className="row spread">
          <p>
            Stake and fees that you can claim: <Money wei={claimable} exact />.
          </p>
          <button
            type="button"
            className="button"
            onClick={() => attempt.run(() => send(claim(id, address)))}
          >
            Claim
          </button>
        </div>
      )}
      {owed === 0n && claimable === 0n && <p className="muted">Nothing is owed to you now.</p>}
      {attempt.failure}
    </article>
  );
}

/** The keys that this browser stores. */
function Keys() {
  const [keys, setKeys] = useState<KeyFile[]>([]);
  useEffect(() => void allKeys().then(setKeys), []);
  if (keys.length === 0) return null;
  return (
    <section className="card" aria-label="Keys">
      <h2>Keys in this browser</h2>
      <p className="muted">
        Whoever has a key before the opening can read what it seals. A lost key cannot be recovered,
        and clearing the browser's data deletes them: keep the files.
      </p>
      <ul className="stack" style={{ margin: 0, padding: 0, listStyle: "none" }}>
        {keys.map((file) => (
          <li key={file.commitment} className="row spread">
            <span>
              {file.seals === "model"
                ? (
                  <>
                    Model, digest <code>{file.digest.slice(0, 18)}…</code>
                  </>
                )
                : (
                  <>
                    Test set, commitment <code>{file.commitment.slice(0, 18)}…</code>
                  </>
                )}
            </span>
            <button type="button" className="button small" onClick={() => downloadKey(file)}>
              Save the key file
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
