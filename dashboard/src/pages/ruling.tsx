/** What it would take to control this competition, against its prize. */
import type { Competition } from "../../../protocol/state/competition.ts";
import { isCheap, isShort, ruling, rulingMeans } from "../words/ruling.ts";

export function Ruling({ competition }: { competition: Competition }) {
  const weak = isShort(competition) || isCheap(competition);
  return (
    <div className={`notice ${weak ? "warning" : ""}`} data-ruling>
      <p>
        <strong>{ruling(competition)}.</strong> {rulingMeans(competition)}.
      </p>
    </div>
  );
}
