/**
 * The duty to send home whoever missed a round that expired: absence must not fill the bench.
 *
 * @module
 */
import { readMissing } from "../chain/read_missing.ts";
import type { MinerContext } from "./context.ts";
import type { Situation } from "./due.ts";

/** Sends them home; answers whether there were any. */
export async function evictMissing(
  context: MinerContext,
  { competition }: Situation,
  round: number,
): Promise<boolean> {
  const { id } = competition;
  const missing = await readMissing(context.connection, competition);
  if (missing.length === 0) {
    context.memory.swept.add(`${id}/${round}`);
    return false;
  }
  await context.sender.send({
    functionName: "evict",
    args: [id, missing],
    purpose: `send home ${missing.length} that missed round ${round} of competition ${id}`,
  });
  return true;
}
