/** What it would take to rule this competition, beside its prize. */
import type { Competition } from "../../../miner/chain/read_competition.ts";
import { rulingOf } from "../words/prize.ts";
import { ruling, rulingMeans } from "../words/ruling.ts";

export function Ruling({ competition }: { competition: Competition }) {
  const { short, cheap } = rulingOf(competition);
  return (
    <div className={`notice ${short || cheap ? "warning" : ""}`} data-ruling>
      <p>
        <strong>{ruling(competition)}.</strong> {rulingMeans(competition)}.
      </p>
    </div>
  );
}
