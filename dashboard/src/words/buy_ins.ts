/**
 * Who gets a buy-in back, in plain words: sentences without a full stop. PROTOCOL.md, section 7.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { ether } from "./show.ts";

type Terms = Pick<Competition, "buyIn" | "part" | "returnsBuyIns" | "fund">;

/** What becomes of the buy-ins where somebody wins, where nobody does, and after a cancel. */
export function buyInRules(
  { part, returnsBuyIns, sealed }: Pick<Terms, "part" | "returnsBuyIns"> & { sealed: boolean },
): { won: string; unwon: string; cancelled: string | undefined } {
  const less = `less ${ether(part)} for each of its models that was judged`;
  return {
    won: returnsBuyIns
      ? `Everybody gets its buy-in back, ${less}: there is nothing to win but the fund`
      : "Buy-ins join the prize. Only an author whose models miners could see and did not judge gets its own back",
    unwon: `Everybody gets its buy-in back, ${less}, and the organizer its fund`,
    cancelled: sealed
      ? "Everybody gets the whole buy-in back; where the organizer is to blame, authors of complete models share a fifth of the fund besides, at most a fifth of it each; what is left of it is burnt"
      : undefined,
  };
}
