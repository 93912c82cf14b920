/**
 * What it would take to rule a competition, as a sentence.
 *
 * @module
 */
import type { Competition } from "../../protocol/state/competition.ts";
import { rulingOf } from "../../protocol/terms/ruling.ts";
import { showEther } from "../../protocol/format/format.ts";

/** Without a full stop. */
export function showRuling(competition: Competition): string {
  const { deposits, cost, prize } = rulingOf(competition);
  return `It would take ${deposits} ${deposits === 1 ? "deposit" : "deposits"} of ` +
    `${showEther(competition.seatStake)} to rule this competition: ${showEther(cost)} ` +
    `for a prize of ${showEther(prize)}`;
}
