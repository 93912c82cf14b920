/** The miners, one per row; only the visible rows exist. */
import { useRef } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { Address } from "viem";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import type { MinerRecord } from "../../../protocol/history/miners.ts";
import { Term } from "../components/term.tsx";

/** What a miner has here now, according to the contract. */
export interface Deposit {
  enrolled: boolean;
  counts: boolean;
  committed: boolean;
  revealed: boolean;
}
export type Deposits = ReadonlyMap<Address, Deposit>;

/** Pixels. */
const ROW_HEIGHT = 42;

export function MinersTable({ miners, deposits, own }: {
  miners: MinerRecord[];
  deposits: Deposits;
  own: Address | undefined;
}) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: miners.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    initialRect: { width: 0, height: 800 },
  });
  const visible = rows.getVirtualItems();
  const first = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  if (miners.length === 0) return <p className="muted">No matching miners.</p>;
  return (
    <div ref={box} className="virtual" tabIndex={0} role="region" aria-label="Miners, best first">
      <table aria-rowcount={miners.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th>Miner</th>
            <th>Deposit</th>
            <th className="number">
              <Term name="seat">Seats</Term>
            </th>
            <th className="number">Judged</th>
            <th className="number">Agreement</th>
            <th className="number">Earned</th>
            <th className="number">Lost, burnt</th>
            <th className="number">Claimed</th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first }} />}
          {visible.map(({ index }) => {
            const miner = miners[index];
            return miner && (
              <Row
                key={miner.address}
                index={index}
                miner={miner}
                deposit={deposits.get(miner.address)}
                own={miner.address.toLowerCase() === own?.toLowerCase()}
              />
            );
          })}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

function Row({ index, miner, deposit, own }: {
  index: number;
  miner: MinerRecord;
  deposit: Deposit | undefined;
  own: boolean;
}) {
  const { address, seats, silent, judged, inliers, abstained, earned, lost, claimed } = miner;
  return (
    <tr className={own ? "own" : ""} style={{ height: ROW_HEIGHT }} aria-rowindex={index + 2}>
      <td>
        <Who address={address} />
      </td>
      <td>{deposit && <DepositBadge deposit={deposit} />}</td>
      <td className="number">
        {seats}
        {silent > 0 && (
          <>
            {" "}
            <span className="badge error" title="Seats whose row it never revealed">
              {silent} silent
            </span>
          </>
        )}
      </td>
      <td className="number">
        {judged}
        {abstained > 0 && (
          <>
            {" "}
            <small className="muted" title="Models that it could not judge">
              {abstained} not
            </small>
          </>
        )}
      </td>
      <td className="number">
        {judged === 0 ? "–" : `${((100 * inliers) / judged).toFixed(1)} %`}
      </td>
      <td className="number">
        <Money wei={earned} />
      </td>
      <td className="number">{lost === 0n ? "–" : <Money wei={lost} bound />}</td>
      <td className="number">{claimed === 0n ? "–" : <Money wei={claimed} />}</td>
    </tr>
  );
}

function DepositBadge({ deposit }: { deposit: Deposit }) {
  const { enrolled, counts, committed, revealed } = deposit;
  const [word, why, kind] = committed
    ? ["committed", "It has a seat in the running round and has not revealed its row yet", ""]
    : revealed
    ? ["revealed", "It has a seat in the running round and has revealed its row", "good"]
    : !enrolled
    ? ["none", "It has no deposit here: it was claimed or lost", ""]
    : counts
    ? ["counts", "It may commit in the next round", "good"]
    : ["too new", "It counts only once it is one commit window old", ""];
  return <span className={`badge ${kind}`} title={why}>{word}</span>;
}
