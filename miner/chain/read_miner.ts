/**
 * One miner in one competition.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { type Answer, call } from "./call.ts";
import type { Connection } from "./client.ts";
import type { Round } from "../../protocol/state/round.ts";

/** A miner's state, and what it may do. Amounts are wei. */
export interface Miner {
  address: Address;
  /** Has a deposit here */
  enrolled: boolean;
  /** Its deposit would count in a round opened now */
  counts: boolean;
  /** The running round in which it has a seat */
  seatedIn: number | undefined;
  /** Whether its row there is posted */
  revealed: boolean;
  /** The first 20 bytes of its commitment there, until its row is posted */
  commitment: Hex | undefined;
  /** What claim would pay now; 0 while the seat is live */
  claimable: bigint;
  /** Whether it may take a seat in the running round now */
  mayCommit: boolean;
  /** What it may withdraw as winner, organizer or refunded participant */
  owed: bigint;
}

/** Reads a miner. */
export async function readMiner(
  connection: Connection,
  id: bigint,
  address: Address,
  round: Pick<Round, "index" | "commitsOpen"> | undefined,
): Promise<Miner> {
  const [seat, owed, mayCommit] = await Promise.all([
    call(connection, "seatOf", [id, address]),
    call(connection, "owedTo", [id, address]),
    round?.commitsOpen
      ? call(connection, "mayCommit", [id, BigInt(round.index), address])
      : Promise.resolve(false),
  ]);
  return minerOf(address, seat, owed, mayCommit);
}

/** Assembles what was read. */
export function minerOf(
  address: Address,
  seat: Answer<"seatOf">,
  owed: bigint,
  mayCommit: boolean,
): Miner {
  const { enrolled, counts, revealed, claimable } = seat;
  return {
    address,
    enrolled,
    counts,
    seatedIn: seat.committed || revealed ? seat.round : undefined,
    revealed,
    commitment: seat.committed ? seat.commitment : undefined,
    claimable,
    mayCommit,
    owed,
  };
}
