/**
 * The journal's keys for a miner in a competition, for its seat in a round, and for what the round
 * is about.
 *
 * @module
 */
import { type Address, concat, encodePacked, type Hex, keccak256, numberToHex } from "viem";
import type { Connection } from "../chain/client.ts";
import type { Round } from "../../protocol/state/round.ts";
import type { PlaceKey, SeatKey } from "../journal/journal.ts";

/** The owner of a key of the journal. */
export interface Owner {
  connection: Pick<Connection, "chainId" | "genesis" | "contract">;
  sender: { account: { address: Address } };
}

/** Names this miner in a competition. */
export function placeKey({ connection, sender }: Owner, competition: bigint): PlaceKey {
  const { chainId, genesis, contract } = connection;
  return { chainId, genesis, contract, competition, miner: sender.account.address };
}

/** Names the seat of this miner in a round. */
export function seatKey(owner: Owner, competition: bigint, round: number): SeatKey {
  return { ...placeKey(owner, competition), round };
}

/** Names the place of a model, on every chain: 32 bytes. */
export function modelPlace(
  { chainId, genesis, contract }: Owner["connection"],
  competition: bigint,
  model: number,
): Hex {
  return keccak256(encodePacked(
    ["uint256", "bytes", "address", "uint256", "uint256"],
    [BigInt(chainId), genesis, contract, competition, BigInt(model)],
  ));
}

/**
 * What a round is about. After a reorganization, one of the same number may be about other models: a
 * row is committed only in the round that it was made for.
 *
 * @param digests Of the round's models, in its order; none in round zero
 */
export function roundIdentity(
  { openedAt, testSet }: Pick<Round, "openedAt" | "testSet">,
  digests: readonly Hex[],
): Hex {
  return keccak256(
    concat([numberToHex(openedAt, { size: 32 }), testSet ? "0x01" : "0x00", ...digests]),
  );
}
