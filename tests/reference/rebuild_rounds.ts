/**
 * What the events of a round tell: who sits, what rows say, what comes of them.
 *
 * @module
 */
import { type Address, getAddress, type Hex, hexToNumber, size, slice, toHex } from "viem";
import { unpackScores } from "../../miner/chain/commitment.ts";
import { windowEnd } from "./rounds.ts";
import { isInlier } from "./settle.ts";
import { type Competition, feeOf, type Round } from "./state.ts";

/** Bytes of a model's result in RoundSettled: number (2), score (3), median (3), inliers (2). */
const RESULT_BYTES = 10;

/** `round (10 bytes) ‖ seat (2) ‖ miner (20)`. */
export function unpackSeat(seat: bigint): { round: number; number: number; miner: Address } {
  return {
    round: Number(seat >> 176n),
    number: Number((seat >> 160n) & 0xffffn),
    miner: getAddress(slice(toHex(seat, { size: 32 }), 12)),
  };
}

export function takeSeat(competition: Competition, seat: bigint, time: number): void {
  const { terms, rounds, miners } = competition;
  const { round: index, number, miner } = unpackSeat(seat);
  const round = rounds[index]!;
  round.seats[number] = { miner, commitment: "0x" };
  miners.get(miner)!.seat = { round: index, number };
  const taken = round.seats.length;
  const late = time >= windowEnd(competition, round) && taken === terms.quorum;
  if (taken === terms.seats || late) round.closedAt = time;
}

/** Groups of equal rows: `scores ‖ evidence ‖ count (2 bytes) ‖ count × seat (2)`. */
export function readGroups(round: Round, groups: Hex): void {
  const width = 3 * round.models.length;
  for (let at = 0; at < size(groups);) {
    const scores = unpackScores(slice(groups, at, at + width));
    at += width + 32;
    const count = hexToNumber(slice(groups, at, at + 2));
    at += 2;
    for (let i = 0; i < count; i++, at += 2) {
      round.seats[hexToNumber(slice(groups, at, at + 2))]!.scores = scores;
    }
  }
}

/** Gives every model of a round its verdict, and every seat what it keeps and earns. */
export function settle(competition: Competition, index: number, results: Hex): void {
  const { terms, models, queue, rounds, miners } = competition;
  const round = rounds[index]!;
  round.status = "Settled";
  const seats = round.seats.filter(({ scores }) => scores !== undefined);
  const kept = seats.map(() => 0);
  const paid = seats.map(() => 0);
  round.models.forEach((_, position) => {
    const at = RESULT_BYTES * position;
    const read = (from: number, to: number) => hexToNumber(slice(results, at + from, at + to));
    const [number, score, median, inliers] = [read(0, 2), read(2, 5), read(5, 8), read(8, 10)];
    const model = models[number!]!;
    const agreed = 3 * inliers! >= 2 * seats.length;
    if (!agreed) round.contested++;
    if (agreed || model.status === "Contested") {
      Object.assign(model, { status: "Scored", score });
    } else {
      model.status = "Contested";
      queue.push(number!);
    }
    seats.forEach(({ scores }, i) => {
      const inlier = isInlier(scores![position]!, median!, terms.tolerance);
      if (!agreed || inlier) kept[i]!++;
      if (agreed && inlier) paid[i]!++;
    });
  });
  seats.forEach(({ miner: address }, i) => {
    const miner = miners.get(address)!;
    const fees = feeOf(competition) * BigInt(paid[i]!);
    miner.deposit = terms.seatStake * BigInt(kept[i]!) / BigInt(round.models.length);
    miner.fees += fees;
    competition.fees += fees;
  });
  takeFromSilent(competition, round);
}

export function takeFromSilent({ miners }: Competition, { seats }: Round): void {
  for (const { miner, scores } of seats) {
    if (scores === undefined) miners.get(miner)!.deposit = 0n;
  }
}
