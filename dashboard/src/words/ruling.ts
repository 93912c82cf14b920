/**
 * What it would take to control a competition, as sentences without a full stop.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { rulingOf } from "../../../protocol/terms/ruling.ts";
import { counted, ether } from "./show.ts";

type Given =
  & Pick<Competition, "enrolled" | "nextQuorum" | "seatStake">
  & Parameters<
    typeof rulingOf
  >[0];

/** `67 deposits of 0.16 ETH are enrolled: 10.72 ETH against a prize of 8 ETH`. */
export function ruling(competition: Given): string {
  const { enrolled, seatStake } = competition;
  const { prize } = rulingOf(competition);
  if (enrolled === 0) return `Nobody has enrolled yet, and the prize is ${ether(prize)}`;
  const are = enrolled === 1 ? "is" : "are";
  return `${counted(enrolled, "deposit")} of ${ether(seatStake)} ${are} enrolled: ` +
    `${ether(BigInt(enrolled) * seatStake)} against a prize of ${ether(prize)}`;
}

/** Whether fewer are enrolled than a round needs. */
export function isShort({ enrolled, nextQuorum }: Given): boolean {
  return enrolled < nextQuorum;
}

/** Whether controlling a round costs less than it wins. */
export function isCheap(competition: Given): boolean {
  const { cost, prize } = rulingOf(competition);
  return cost < prize;
}

/** What this means. */
export function rulingMeans(competition: Given): string {
  if (isShort(competition)) {
    const { nextQuorum } = competition;
    return `A round needs ${counted(nextQuorum, "deposit")}; until then nothing is judged`;
  }
  const { deposits, cost } = rulingOf(competition);
  return `As long as all of them are honest and present, controlling a round would take ` +
    `${deposits} more: ${ether(cost)} for the length of the round` +
    (isCheap(competition) ? ". That is less than it wins" : "");
}
