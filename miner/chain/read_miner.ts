/**
 * One miner in one competition.
 *
 * @module
 */
import type { Address } from "viem";
import { call } from "./call.ts";
import type { Connection } from "./client.ts";
import type { Round } from "./read_rounds.ts";

/** What a miner has, and may do. Amounts are wei. */
export interface Miner {
  address: Address;
  enrolled: boolean;
  /** The running round it has a seat in */
  seatedIn: number | undefined;
  /** Whether its row there is revealed */
  revealed: boolean;
  /** What claim would pay now; 0 while the seat is live */
  claimable: bigint;
  /** To pay before the next commit */
  shortfall: bigint;
  /** Running rounds in which it may take a seat now */
  mayCommit: Set<number>;
  /** What it may withdraw as winner, organizer or refunded participant */
  owed: bigint;
}

/** Reads a miner. */
export async function readMiner(
  connection: Connection,
  id: bigint,
  address: Address,
  rounds: Round[],
): Promise<Miner> {
  const open = rounds.filter((round) => round.commitsOpen);
  const [seat, owed, ...allowed] = await Promise.all([
    call(connection, "seatOf", [id, address]),
    call(connection, "owedTo", [id, address]),
    ...open.map((round) => call(connection, "mayCommit", [id, BigInt(round.index), address])),
  ]);
  const seated = seat.committed || seat.revealed;
  return {
    address,
    enrolled: seat.enrolled,
    seatedIn: seated ? seat.round : undefined,
    revealed: seat.revealed,
    claimable: seat.claimable,
    shortfall: seat.shortfall,
    mayCommit: new Set(open.filter((_, i) => allowed[i]).map((round) => round.index)),
    owed,
  };
}
