/**
 * What it would take to rule a competition, as a sentence.
 *
 * @module
 */
import { counted, ether, rulingOf } from "./prize.ts";

type Given = Parameters<typeof rulingOf>[0];

/** `67 deposits of 0.16 ETH are enrolled: 10.72 ETH against a prize of 8 ETH`. */
export function ruling(competition: Given): string {
  const { deposits, stakes, prize } = rulingOf(competition);
  const stake = ether(competition.seatStake);
  if (deposits === 0) {
    return `Nobody has enrolled yet, and there is a prize of ${ether(prize)}`;
  }
  const are = deposits === 1 ? "is" : "are";
  return `${counted(deposits, "deposit")} of ${stake} ${are} enrolled: ` +
    `${ether(stakes)} against a prize of ${ether(prize)}`;
}

/** What follows from it. */
export function rulingMeans(competition: Given): string {
  const { short, cheap } = rulingOf(competition);
  const rule = "Whoever wants to rule a round needs as many deposits of its own as honest miners " +
    "commit, for as long as the round lasts";
  if (short) {
    return `A round needs ${
      counted(competition.nextQuorum, "deposit")
    }; until then nothing is judged`;
  }
  return cheap ? `${rule}. Here that may cost less than it wins` : rule;
}
