/**
 * A miner's place in a competition and its seat in a round, as the journal names them.
 *
 * @module
 */
import type { PlaceKey, SeatKey } from "../journal/journal.ts";
import type { MinerContext } from "./context.ts";

/** Names this miner in a competition. */
export function placeKey(context: MinerContext, competition: bigint): PlaceKey {
  return {
    chainId: context.connection.chainId,
    contract: context.connection.contract,
    competition,
    miner: context.sender.account.address,
  };
}

/** Names the seat of this miner in a round. */
export function seatKey(context: MinerContext, competition: bigint, round: number): SeatKey {
  return { ...placeKey(context, competition), round };
}
