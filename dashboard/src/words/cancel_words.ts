/**
 * What a cancel gives everybody, as sentences without a full stop. PROTOCOL.md, section 3.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { cancelReasonOf } from "./cancelling.ts";
import { ether, etherUpTo } from "./show.ts";

/** The reason, and what everybody gets: two sentences. */
export function cancelWords(
  competition: Pick<Competition, "testKey" | "testSet" | "fund" | "buyIn">,
): { why: string; what: string } {
  const { fund, buyIn } = competition;
  const reason = cancelReasonOf(competition);
  const back = `Every participant gets the buy-in of ${ether(buyIn)} back`;
  const penalty =
    `the organizer loses ${etherUpTo(fund / 5n)} if anybody sent a model: authors of ` +
    `complete models share it equally, at most ${
      etherUpTo(fund / 25n)
    } each, and what remains of it ` +
    `is burnt. The rest of the fund goes back`;
  return {
    why: {
      "no key": "The organizer did not publish the test set's key in time",
      "bad": "Miners found that the test set does not match the spec, or does not open",
      "not judged": "Miners did not agree on the test set in time",
    }[reason],
    what: reason === "not judged"
      ? `${back}, and the organizer gets the fund less the miners' fees: nobody is to blame`
      : `${back}, and ${penalty}`,
  };
}
