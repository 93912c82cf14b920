/**
 * The duty to settle: anyone may, and somebody must.
 *
 * @module
 */
import { packRows } from "../../protocol/round/groups.ts";
import { placesOf } from "../chain/read_rounds.ts";
import type { Round } from "../../protocol/state/round.ts";
import { readRows } from "../chain/read_rows.ts";
import { mediansOf } from "../../protocol/round/medians.ts";
import type { Sending } from "./context.ts";
import type { Situation } from "./due.ts";
import { type Progress, sendDuty } from "./progress.ts";

/** Settles a round with every posted row, equal ones in one group. */
export async function settleRound(
  context: Sending,
  { competition: { id } }: Situation,
  round: Round,
): Promise<Progress> {
  const rows = await readRows(context.connection, id, round);
  return await sendDuty(context, {
    functionName: "settle",
    args: [
      id,
      BigInt(round.index),
      mediansOf(rows, placesOf(round)),
      packRows(rows),
      "0x",
    ],
    purpose: `settle round ${round.index} of competition ${id}`,
  });
}
