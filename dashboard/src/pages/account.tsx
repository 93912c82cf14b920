/**
 * What the connected account has in every competition: money owed, stakes, registrations, keys.
 *
 * @module
 */
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { Address } from "viem";
import type { KeyFile } from "../../../miner/model/key_file.ts";
import { useAgenda, useChainQuery, useCompetition, useCompetitionCount } from "../chain/queries.ts";
import { useWallet } from "../chain/wallet.ts";
import { useAttempt } from "../components/attempt.tsx";
import { Busy } from "../components/busy.tsx";
import { ConnectList } from "../components/connect.tsx";
import { Facts } from "../components/facts.tsx";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import { useSpec } from "../data/spec.ts";
import { allKeys, downloadKey } from "../keys/store.ts";
import { claim, withdrawal } from "../transactions/payouts.ts";
import { useSend } from "../transactions/provider.tsx";
import { nameOf, PhaseBadge } from "./phase.tsx";

/** How many are read at once. */
const PAGE = 20;

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
  const { data: count } = useCompetitionCount();
  const [shown, setShown] = useState(PAGE);
  const { data: balance } = useChainQuery(
    ["balance", address],
    ({ client }) => client.getBalance({ address }),
  );
  if (count === undefined) return <Busy what="Reading the chain" />;
  const ids = Array.from({ length: Math.min(shown, count) }, (_, index) => count - index);
  return (
    <>
      <section className="card" aria-label="Account">
        <Facts
          of={[
            ["Account", <Who key="who" address={address} you={false} />],
            ["Ether on this chain", balance === undefined ? "…" : <Money key="m" wei={balance} />],
          ]}
        />
      </section>
      <section className="stack" aria-label="Your competitions">
        <h2>Your competitions</h2>
        {ids.map((id) => <Line key={id} id={id} address={address} />)}
        <p className="muted">
          Competitions that you organize, take part in or mine, among the newest{" "}
          {Math.min(shown, count)}.
        </p>
        {shown < count && (
          <div className="actions start">
            <button type="button" className="button" onClick={() => setShown(shown + PAGE)}>
              Check older ones
            </button>
          </div>
        )}
      </section>
    </>
  );
}

/** One competition, if the account is involved in it. */
function Line({ id, address }: { id: number; address: Address }) {
  const { data: competition } = useCompetition(id);
  const { data: agenda } = useAgenda(id, address);
  const { data: spec } = useSpec(competition?.specDigest);
  const send = useSend();
  const attempt = useAttempt();
  if (competition === undefined || agenda === undefined) return null;
  const organizes = competition.organizer.toLowerCase() === address.toLowerCase();
  const { registered, owed, claimable } = agenda;
  const mines = claimable > 0n;
  if (!organizes && !registered && !mines && owed === 0n) return null;
  const number = BigInt(id);
  return (
    <article className="card">
      <div className="row spread">
        <h3>
          <Link href={`/competitions/${id}`}>{nameOf(number, spec)}</Link>
        </h3>
        <span className="row" style={{ gap: "0.4rem" }}>
          {organizes && <span className="badge">organizer</span>}
          {registered && <span className="badge">participant</span>}
          {mines && <span className="badge">miner</span>}
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
            onClick={() => attempt.run(() => send(withdrawal(number, address)))}
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
            onClick={() => attempt.run(() => send(claim(number, address)))}
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
