/**
 * The rows that a round's miners revealed, from its events. The contract checks each against its
 * hash, so a node that lies can only make the call fail.
 *
 * @module
 */
import { type Address, getAddress, parseAbiItem } from "viem";
import { readEvents } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { PostedRow } from "../../protocol/round/groups.ts";
import type { Round } from "./read_rounds.ts";

const REVEALED = parseAbiItem(
  "event Revealed(uint256 indexed id, uint256 seat, bytes32 evidence, bytes scores)",
);

/** Reads a round's revealed rows. */
export async function readRows(
  connection: Connection,
  id: bigint,
  round: Pick<Round, "index" | "openedAt">,
): Promise<PostedRow[]> {
  const logs = await readEvents(connection, REVEALED, { id }, round.openedAt);
  return logs.map(({ args }) => ({ ...unpackSeat(args.seat), scores: args.scores }))
    .filter((row) => row.round === round.index)
    .map(({ miner, scores }) => ({ miner, scores }));
}

/** A seat as events name it: round (10 bytes) ‖ seat (2) ‖ miner (20). */
export function unpackSeat(word: bigint): { round: number; seat: number; miner: Address } {
  return {
    round: Number(word >> 176n),
    seat: Number((word >> 160n) & 0xffffn),
    miner: getAddress(`0x${(word & ((1n << 160n) - 1n)).toString(16).padStart(40, "0")}`),
  };
}
