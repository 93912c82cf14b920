/**
 * The rows that a round's miners revealed, from its events. The contract checks each against its
 * hash, so a lying node can only make the call fail.
 *
 * @module
 */
import { eventOf } from "../../protocol/abi.ts";
import { unpackSeat } from "../../protocol/round/seat.ts";
import { readEvents } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { PostedRow } from "../../protocol/round/groups.ts";
import type { Round } from "../../protocol/state/round.ts";

const REVEALED = eventOf("Revealed");

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
