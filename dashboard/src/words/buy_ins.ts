/**
 * Who gets a buy-in back, in plain words: sentences without a full stop. PROTOCOL.md, section 7.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { etherUpTo } from "./show.ts";

type Terms = Pick<Competition, "buyIn" | "part" | "returnsBuyIns" | "fund">;

/** What happens to the buy-ins where somebody wins, where nobody does, and after a cancel. */
export function buyInRules(
  { part, returnsBuyIns, sealed }: Pick<Terms, "part" | "returnsBuyIns"> & { sealed: boolean },
): { won: string; unwon: string; cancelled: string | undefined } {
  const less = `less ${etherUpTo(part)} for each model that was judged`;
  return {
    won: returnsBuyIns
      ? `Everybody gets the buy-in back, ${less}: only the fund can be won`
      : "Buy-ins join the prize. Only an author whose models miners could see and did not judge gets the buy-in back",
    unwon: `Everybody gets the buy-in back, ${less}, and the organizer gets the fund back`,
    cancelled: sealed
      ? "Everybody gets the whole buy-in back; if the organizer is to blame, authors of complete models also share a fifth of the fund, at most a fifth of that each; the rest of it is burnt"
      : undefined,
  };
}
