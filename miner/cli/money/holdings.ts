/**
 * What an account can take out of competitions.
 *
 * @module
 */
import type { Address } from "viem";
import { call } from "../../chain/call.ts";
import type { Connection } from "../../chain/client.ts";
import { countCompetitions } from "../../chain/read_competition.ts";

/** What an account can take out of one competition, in wei. */
export interface Holding {
  id: bigint;
  /** As winner, organizer or refunded participant: `withdraw` pays it */
  owed: bigint;
  /** Stake and fees of a miner: `claim` pays them; 0 while its seat is live */
  claimable: bigint;
}

/** Read at the same time; the transport makes one request of them. */
const AT_ONCE = 50;

/**
 * Reads what an account has in every competition, or in one.
 *
 * @returns Only competitions that owe it something, oldest first
 */
export async function readHoldings(
  connection: Connection,
  account: Address,
  only: bigint | undefined,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<Holding[]> {
  const all = only !== undefined ? [only] : Array.from(
    { length: Number(await countCompetitions(connection)) },
    (_, index) => BigInt(index + 1),
  );
  const found: Holding[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    onProgress(at, all.length);
    const read = await Promise.all(
      all.slice(at, at + AT_ONCE).map(async (id) => {
        const [owed, { claimable }] = await Promise.all([
          call(connection, "owedTo", [id, account]),
          call(connection, "seatOf", [id, account]),
        ]);
        return { id, owed, claimable };
      }),
    );
    found.push(...read.filter(({ owed, claimable }) => owed > 0n || claimable > 0n));
  }
  return found;
}
