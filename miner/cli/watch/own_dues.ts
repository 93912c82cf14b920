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

/** Read at the same time; the transport makes one request of them. */
const AT_ONCE = 50;

/** The competitions in which an account takes part, or that it organizes, the newest first. */
export async function ownCompetitions(
  connection: Connection,
  address: Address,
  count: number,
  onProgress: (done: number) => void,
): Promise<bigint[]> {
  const all = Array.from({ length: count }, (_, index) => BigInt(count - index));
  const own: bigint[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    onProgress(at);
    const looked = await Promise.all(
      all.slice(at, at + AT_ONCE).map(async (id) => {
        const [registered, owed, { organizer }] = await Promise.all([
          call(connection, "isRegistered", [id, address]),
          call(connection, "owedTo", [id, address]),
          call(connection, "standingOf", [id]),
        ]);
        const takesPart = registered || owed > 0n ||
          organizer.toLowerCase() === address.toLowerCase();
        return takesPart ? id : undefined;
      }),
    );
    own.push(...looked.filter((id) => id !== undefined));
  }
  return own;
}
