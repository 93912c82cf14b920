/**
 * What the reference model lets anybody bring for miners that signed: `commitFor`, PROTOCOL.md,
 * section 6.
 *
 * @module
 */
import { type Address, type Hex, size as sizeOf } from "viem";
import { takesCommits } from "./clock.ts";
import { Refusal, refuse } from "./refusal.ts";
import { commit, findCommitting } from "./rounds.ts";
import type { Moment, World } from "./state.ts";

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

/** What `commitFor` is given; `tail` are bytes that do not belong to an entry. */
export interface CommitBatch {
  entries: SignedCommit[];
  tail: Hex;
}

export function commitFor(
  world: World,
  moment: Moment,
  id: number,
  index: number,
  { entries, tail }: CommitBatch,
): void {
  if (sizeOf(tail) > 0) refuse("BadBatch", SIGNED_BYTES * entries.length + sizeOf(tail));
  const { round } = findCommitting(world, moment, id, index);
  for (const entry of entries) {
    // The signature of anything else is somebody else's, whom nobody knows.
    if (entry.spoiled || entry.id !== id || entry.round !== index) continue;
    // What comes after the last deposit that counts is not looked at.
    if (!takesCommits(round, moment.now)) return;
    try {
      commit(world, moment, entry.signer, id, index, entry.commitment);
    } catch (error) {
      // Whoever may not sit is passed over.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
