/**
 * How a round ended, and why, as a sentence without a full stop. PROTOCOL.md, section 6.
 *
 * @module
 */
import type { RoundHistory } from "../../../protocol/history/history.ts";
import { isAgreed } from "../../../protocol/history/judgements.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { counted, ether } from "./show.ts";

/** The terms that decide a round's outcome. */
interface Rules {
  quorum: number;
  seatStake: bigint;
}

/**
 * How a round ended.
 *
 * @param cancelled Its competition was, and that ended it
 */
export function howEnded(
  round: RoundHistory,
  { quorum, seatStake }: Rules,
  cancelled = false,
): string {
  const { outcome, reveals, lost, seats, counted: could, results, testSet } = round;
  const burnt = lost === 0
    ? ""
    : `. ${counted(lost, "deposit")} lost and burnt: ${ether(BigInt(lost) * seatStake)}`;
  switch (outcome) {
    case "running":
      return "It is running";
    case "expired":
      return cancelled
        ? "The competition was cancelled during the round: nobody was punished"
        : `${seats.size} of the ${could} that could commit did, and ${quorum} are needed. ` +
          `Nobody was punished, and what it was judging waits again`;
    case "failed":
      return `${counted(reveals, "row")} of ${seats.size} arrived, and ${quorum} are needed: ` +
        `what it was judging waits again${burnt}`;
    case "settled": {
      const agreed = results.filter((result) => isAgreed(result, round));
      if (testSet) return `${verdictOn(agreed[0]?.median)}${burnt}`;
      const open = results.length - agreed.length;
      return `${counted(agreed.length, "model")} of ${results.length} agreed` +
        (open > 0 ? `; ${open} without a majority` : "") + burnt;
    }
  }
}

function verdictOn(median: number | undefined): string {
  if (median === undefined) return "No majority on the test set: it may be judged again";
  return median === INVALID_SCORE
    ? "The test set is bad: anyone may cancel the competition"
    : "The test set is good: models may be opened";
}
