/**
 * What one judgement in the reader's browser says beside the rows of a round.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { ABSTAIN_SCORE, agree } from "../../../protocol/score/score.ts";

/** One miner's score of a model. */
export interface Said {
  miner: Address;
  score: number;
  /** The root over the round's models, 32 bytes */
  evidence: Hex;
}

/** The miners of a round, by what they say. */
export interface BesideRows {
  /** Exactly this score */
  same: number;
  /** Within what rounding explains, where the engine's bits differ */
  near: number;
  abstained: number;
  /** This score with evidence of other outputs; absent where the evidence is of several models */
  otherOutputs?: Said[];
  /** Something else: the furthest first */
  apart: Said[];
}

/**
 * Compares a score with those of a round's miners.
 *
 * @param tolerance In score units; 0 where every machine gets the same bits
 * @param root Of the outputs behind the score, if they have the same bits everywhere and the rows are
 * of this model alone
 */
export function besideRows(
  score: number,
  rows: readonly Said[],
  tolerance: number,
  root?: Hex,
): BesideRows {
  const found: BesideRows = { same: 0, near: 0, abstained: 0, apart: [] };
  if (root !== undefined) {
    found.otherOutputs = rows.filter((row) =>
      row.score === score && row.evidence.toLowerCase() !== root.toLowerCase()
    );
  }
  for (const row of rows) {
    if (row.score === ABSTAIN_SCORE) found.abstained++;
    else if (row.score === score) found.same++;
    else if (agree(row.score, score, tolerance)) found.near++;
    else found.apart.push(row);
  }
  const far = (row: Said) => Math.abs(row.score - score);
  found.apart.sort((a, b) => far(b) - far(a));
  return found;
}
