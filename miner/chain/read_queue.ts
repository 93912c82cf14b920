/**
 * The models that wait for a round, in order.
 *
 * @module
 */
import { call } from "./call.ts";
import type { Connection } from "./client.ts";

/** Models that a round takes: DeMLState.MAX_ROUND_MODELS. */
export const ROUND_MODELS = 32;

/** Reads the front of the queue, by default as many as the next round takes. */
export async function readQueue(
  connection: Connection,
  id: bigint,
  most = ROUND_MODELS,
): Promise<number[]> {
  return (await call(connection, "queueOf", [id, 0n, BigInt(most)])).map(Number);
}
