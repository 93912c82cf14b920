/** The miners, one a row; the rows that cannot be seen are not there. */
import { useRef } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { Address } from "viem";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import type { MinerRecord } from "../history/facts.ts";

/** Pixels. */
const ROW_HEIGHT = 42;

export function MinersTable({ miners, own }: { miners: MinerRecord[]; own: Address | undefined }) {
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
  if (miners.length === 0) return <p className="muted">No miner fits.</p>;
  return (
    <div ref={box} className="virtual" tabIndex={0} role="region" aria-label="Miners, best first">
      <table aria-rowcount={miners.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th>Miner</th>
            <th className="number">Seats</th>
            <th className="number">Evaluations</th>
            <th className="number">Agreement</th>
            <th className="number">Earned</th>
            <th className="number">Forfeited</th>
            <th className="number">Taken out</th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first }} />}
          {visible.map(({ index }) => (
            <Row
              key={miners[index]!.address}
              index={index}
              miner={miners[index]!}
              own={miners[index]!.address.toLowerCase() === own?.toLowerCase()}
            />
          ))}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

function Row({ index, miner, own }: { index: number; miner: MinerRecord; own: boolean }) {
  const { address, seats, silent, evaluations, inliers, contested, earned, forfeited, claimed } =
    miner;
  const judged = evaluations - contested;
  return (
    <tr className={own ? "own" : ""} style={{ height: ROW_HEIGHT }} aria-rowindex={index + 2}>
      <td>
        <Who address={address} />
      </td>
      <td className="number">
        {seats}
        {silent > 0 && (
          <span className="badge error" title="Seats whose row it never showed">
            {silent} silent
          </span>
        )}
      </td>
      <td className="number">{evaluations}</td>
      <td className="number">
        {judged === 0 ? "–" : `${((100 * inliers) / judged).toFixed(1)} %`}
      </td>
      <td className="number">
        <Money wei={earned} />
      </td>
      <td className="number">{forfeited === 0n ? "–" : <Money wei={forfeited} />}</td>
      <td className="number">{claimed === 0n ? "–" : <Money wei={claimed} />}</td>
    </tr>
  );
}
