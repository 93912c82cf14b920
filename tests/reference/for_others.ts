/**
 * What the reference model lets one account do for others: `enrolFor` and `commitFor`, PROTOCOL.md,
 * section 6.
 *
 * @module
 */
import { type Address, type Hex, size as sizeOf } from "viem";
import { commit, requireBeforeEnd, requireCommits, seedOf } from "./rounds.ts";
import { findCompetition, findRound, type Moment, Refusal, refuse, type World } from "./state.ts";

/** A commitment and its EIP-2098 signature, in bytes. */
const SIGNED_BYTES = 96;

/** A commitment as a miner signed it: perhaps for another round, or with a byte gone wrong. */
export interface SignedCommit {
  signer: Address;
  id: number;
  round: number;
  commitment: Hex;
  spoiled: boolean;
}

/** What `commitFor` is given; `tail` are bytes that belong to no entry. */
export interface CommitBatch {
  entries: SignedCommit[];
  tail: Hex;
}

export function enrolFor(
  world: World,
  { now }: Moment,
  id: number,
  addresses: Address[],
  value: bigint,
): void {
  const competition = findCompetition(world, id);
  const { terms, miners, rounds } = competition;
  requireBeforeEnd(competition, now);
  const due = terms.seatStake * BigInt(addresses.length);
  if (value !== due) refuse("WrongValue", value, due);
  for (const address of addresses) {
    if (miners.has(address)) refuse("AlreadyEnrolled", address);
    miners.set(address, {
      deposit: terms.seatStake,
      fees: 0n,
      enrolledBefore: rounds.length,
    });
  }
  competition.held += value;
}

export function commitFor(
  world: World,
  moment: Moment,
  id: number,
  index: number,
  { entries, tail }: CommitBatch,
): void {
  if (sizeOf(tail) > 0) refuse("BadBatch", SIGNED_BYTES * entries.length + sizeOf(tail));
  const { competition, round } = findRound(world, id, index);
  requireCommits(competition, round, moment.now);
  round.seed = seedOf(competition, round, moment);
  for (const entry of entries) {
    // The signature of anything else is somebody else's, whom nobody knows.
    if (entry.spoiled || entry.id !== id || entry.round !== index) continue;
    try {
      commit(world, moment, entry.signer, id, index, entry.commitment);
    } catch (error) {
      // Whoever may not sit is passed over; so are those that come after the last seat.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
