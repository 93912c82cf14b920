/**
 * A competition's miners: seats, agreement, what each earned and lost; and its rounds.
 *
 * @module
 */
import { useMemo, useState } from "react";
import type { Address } from "viem";
import { useSeats } from "../chain/queries.ts";
import { useWallet } from "../chain/wallet.ts";
import { Busy } from "../components/busy.tsx";
import { Facts } from "../components/facts.tsx";
import { Failure } from "../components/failure.tsx";
import { Money } from "../components/money.tsx";
import { feeOf, type MinerRecord, minersOf } from "../../../protocol/history/miners.ts";
import { useHistory } from "../history/use_history.ts";
import { depositRisks } from "../words/deposits.ts";
import { Actions } from "./actions.tsx";
import type { Given } from "./given.ts";
import { type Deposits, MinersTable } from "./miners_table.tsx";
import { RoundsTable } from "./rounds_table.tsx";

export default function Miners({ competition }: Given) {
  const { address } = useWallet();
  const { data: history, error, refetch } = useHistory(competition.id);
  const miners = useMemo(
    () => history && minersOf(history, competition),
    [history, competition],
  );
  const accounts = useMemo(() => history && [...history.miners.keys()], [history]);
  const { data: seats } = useSeats(Number(competition.id), accounts);
  const deposits = useMemo((): Deposits =>
    new Map(
      accounts?.flatMap((account, index) => seats?.[index] ? [[account, seats[index]]] : []) ?? [],
    ), [accounts, seats]);
  const [wanted, setWanted] = useState("");
  if (miners === undefined || history === undefined) {
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
        <Totals miners={miners} enrolled={competition.enrolled} counting={competition.counting} />
        {miners.length === 0 ? <p className="muted">Nobody has enrolled yet.</p> : (
          <MinersTable
            miners={shown}
            deposits={deposits}
            own={address as Address | undefined}
          />
        )}
      </section>
      <RoundsTable competition={competition} history={history} />
      <section className="card" aria-label="Mining">
        <h2>Mine here</h2>
        <p>
          A miner deposits{" "}
          <Money wei={competition.seatStake} exact />, downloads every model, runs it in a sandbox
          and reports a score. Each evaluation that agrees with the others pays up to{" "}
          <Money wei={feeOf(competition, competition.seats)} />, less where more than{" "}
          {competition.seats}{" "}
          judge a model. The miner is a program that keeps running, so it runs on your machine and
          not in this page:
        </p>
        <pre
          className="code"
          tabIndex={0}
        >deml mine --key-file miner.key --competition {String(competition.id)}</pre>
        <h3>What a deposit risks</h3>
        <ul>
          {depositRisks(competition).map((risk) => <li key={risk}>{risk}.</li>)}
        </ul>
        <Facts
          terms={["quorum", "tolerance", "median"]}
          of={[
            ["Paid evaluations of each model", competition.seats.toLocaleString("en")],
            ["Quorum of deposits, commits and reveals", competition.quorum.toLocaleString("en")],
            ["Tolerance around the median", `${(competition.tolerance / 1_000).toFixed(3)} points`],
          ]}
        />
      </section>
    </div>
  );
}

function Totals({ miners, enrolled, counting }: {
  miners: MinerRecord[];
  enrolled: number;
  counting: number;
}) {
  const sum = (pick: (record: MinerRecord) => bigint) =>
    miners.reduce((total, record) => total + pick(record), 0n);
  return (
    <dl className="figures">
      <div>
        <dt>Enrolled now</dt>
        <dd>{enrolled.toLocaleString("en")}</dd>
      </div>
      <div>
        <dt>Old enough to commit</dt>
        <dd>{counting.toLocaleString("en")}</dd>
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
        <dt>Deposits lost and burnt</dt>
        <dd>
          <Money wei={sum(({ lost }) => lost)} bound />
        </dd>
      </div>
    </dl>
  );
}
