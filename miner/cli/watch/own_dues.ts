/**
 * What is due for an account in a competition.
 *
 * @module
 */
import type { Address } from "viem";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { call } from "../../chain/call.ts";
import type { Connection } from "../../chain/client.ts";
import { type Due, duesOf } from "../../participant/dues.ts";

/** Reads what an account has there, and what follows. */
export async function readDues(
  connection: Connection,
  competition: Competition,
  models: readonly Model[],
  address: Address,
): Promise<{ dues: Due[]; own: Model[]; registered: boolean }> {
  const isOwn = (other: string) => other.toLowerCase() === address.toLowerCase();
  const [registered, owed] = await Promise.all([
    call(connection, "isRegistered", [competition.id, address]),
    call(connection, "owedTo", [competition.id, address]),
  ]);
  const own = models.filter(({ author }) => isOwn(author));
  const isOrganizer = isOwn(competition.organizer);
  const dues = duesOf(competition, { registered, models: own, owed, isOrganizer });
  return { dues, own, registered };
}
