/**
 * A competition's miners: seats, agreement, what each earned and lost.
 *
 * @module
 */
import { useMemo, useState } from "react";
import type { Address } from "viem";
import { useWallet } from "../chain/wallet.ts";
import { Busy } from "../components/busy.tsx";
import { Facts } from "../components/facts.tsx";
import { Failure } from "../components/failure.tsx";
import { Money } from "../components/money.tsx";
import { type MinerRecord, minersOf } from "../history/facts.ts";
import { useHistory } from "../history/use_history.ts";
import { Actions } from "./actions.tsx";
import type { Given } from "./given.ts";
import { MinersTable } from "./miners_table.tsx";

export default function Miners({ competition }: Given) {
  const { address } = useWallet();
  const { data: history, error, refetch } = useHistory(competition.id);
  const miners = useMemo(
    () => history && minersOf(history, competition),
    [history, competition],
  );
  const [wanted, setWanted] = useState("");
  if (miners === undefined) {
    return error
      ? <Failure error={error} retry={() => void refetch()} />
      : <Busy what="Reading the rounds" />;
  }
  const text = wanted.trim().toLowerCase();
  const shown = miners.filter(({ address: each }) => each.toLowerCase().includes(text));
  return (
    <div className="stack">
      <Actions competition={competition} />
      <section className="card" aria-label="Miners">
        <div className="row spread">
          <h2>Miners</h2>
          <input
            type="search"
            aria-label="Find a miner by its address"
            placeholder="Address"
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
            style={{ width: "13rem" }}
          />
        </div>
        <Totals miners={miners} enrolled={competition.enrolled} />
        {miners.length === 0
          ? <p className="muted">Nobody has enrolled yet.</p>
          : <MinersTable miners={shown} own={address as Address | undefined} />}
      </section>
      <section className="card" aria-label="Mining">
        <h2>Mine here</h2>
        <p>
          A miner deposits{" "}
          <Money wei={competition.seatStake} exact />, downloads every model, runs it in a sandbox
          and reports a score. Each evaluation that agrees with the others pays{" "}
          <Money wei={competition.fee} />; a score that does not, or one that is never shown, costs
          stake. It is a program that stays on, so it runs on your machine and not in this page:
        </p>
        <pre
          className="code"
          tabIndex={0}
        >deml mine --key-file miner.key --competition {String(competition.id)}</pre>
        <Facts
          of={[
            ["Seats a round", competition.seats.toLocaleString("en")],
            ["Fewest rows that settle one", competition.quorum.toLocaleString("en")],
            ["Tolerance around the median", `${(competition.tolerance / 1_000).toFixed(3)} points`],
          ]}
        />
      </section>
    </div>
  );
}

function Totals({ miners, enrolled }: { miners: MinerRecord[]; enrolled: number }) {
  const sum = (pick: (record: MinerRecord) => bigint) =>
    miners.reduce((total, record) => total + pick(record), 0n);
  return (
    <dl className="figures">
      <div>
        <dt>Enrolled now</dt>
        <dd>{enrolled.toLocaleString("en")}</dd>
      </div>
      <div>
        <dt>Took a seat</dt>
        <dd>{miners.filter(({ seats }) => seats > 0).length.toLocaleString("en")}</dd>
      </div>
      <div>
        <dt>Earned in fees</dt>
        <dd>
          <Money wei={sum(({ earned }) => earned)} />
        </dd>
      </div>
      <div>
        <dt>Forfeited</dt>
        <dd>
          <Money wei={sum(({ forfeited }) => forfeited)} />
        </dd>
      </div>
    </dl>
  );
}
