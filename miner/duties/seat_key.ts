/**
 * A miner's seat in a round, as the journal names it.
 *
 * @module
 */
import type { SeatKey } from "../journal/journal.ts";
import type { MinerContext } from "./context.ts";

/** Names the seat of this miner in a round. */
export function seatKey(context: MinerContext, competition: bigint, round: number): SeatKey {
  return {
    chainId: context.connection.chainId,
    contract: context.connection.contract,
    competition,
    round,
    miner: context.sender.account.address,
  };
}
