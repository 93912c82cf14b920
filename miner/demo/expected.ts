/**
 * What the demo's accounts must receive, by PROTOCOL.md, sections 1 and 7; from the contract it
 * takes only the scores.
 *
 * @module
 */
import type { Terms } from "../../protocol/terms/terms.ts";
import type { Standing } from "../../protocol/history/ranking.ts";
import { isScore } from "../../protocol/score/score.ts";

/** Wei that each kind of account receives, and that nobody does. */
export interface Expected {
  miners: bigint;
  participants: bigint;
  organizer: bigint;
  burnt: bigint;
}

/** Units of a part: DeMLState.PART_BITS. */
const UNITS = 1n << 24n;

/**
 * Expects a competition in which all miners agree on every model, and every author entered one.
 */
export function expectedOf(
  { maxModels, seats, seatStake, returnsBuyIns }: Terms,
  fund: bigint,
  { miners, authors, standings }: { miners: number; authors: number; standings: Standing[] },
): Expected {
  const buyIn = fund / 10n;
  const part = fund / 5n / BigInt(maxModels);
  const judged = BigInt(standings.filter(({ state }) => state === "scored").length);
  const evaluations = judged * BigInt(miners);
  const shares = BigInt(Math.max(seats, judged === 0n ? 0 : miners));
  const fees = evaluations * (UNITS / shares) * (part / UNITS);
  const pot = fund + BigInt(authors) * buyIn - fees;
  const won = standings.some(({ score }) => score !== undefined && isScore(score));
  const stakes = BigInt(miners) * seatStake;
  // With a winner, buy-ins of judged models are refunded if the terms say so; otherwise everybody's.
  const refunds = won && !returnsBuyIns ? 0n : BigInt(authors) * buyIn - judged * part;
  if (won) {
    const most = fund + (returnsBuyIns ? 0n : BigInt(authors) * buyIn);
    const prize = pot - refunds < most ? pot - refunds : most;
    return {
      miners: stakes + fees,
      participants: refunds + prize,
      organizer: 0n,
      burnt: pot - refunds - prize,
    };
  }
  const left = pot - refunds;
  const back = left < fund ? left : fund;
  return { miners: stakes + fees, participants: refunds, organizer: back, burnt: left - back };
}
