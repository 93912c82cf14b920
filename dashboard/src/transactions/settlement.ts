/**
 * Settles a round whose rows are all revealed, as anybody may.
 *
 * @module
 */
import type { Connection } from "../../../miner/chain/client.ts";
import { packRows } from "../../../protocol/round/groups.ts";
import { placesOf, readRound } from "../../../miner/chain/read_rounds.ts";
import { readRows } from "../../../miner/chain/read_rows.ts";
import { mediansOf } from "../../../protocol/round/medians.ts";
import type { Call } from "./call.ts";

/** The call that settles a round, from the rows in its events. */
export async function settlement(
  connection: Connection,
  id: bigint,
  index: number,
): Promise<Call<"settle">> {
  const round = await readRound(connection, id, index);
  const rows = await readRows(connection, id, round);
  return {
    functionName: "settle",
    args: [id, BigInt(index), mediansOf(rows, placesOf(round)), packRows(rows), "0x"],
    purpose: `settle round ${index} of competition ${id}`,
    facts: [["Rows", String(rows.length)]],
  };
}
