/**
 * What somebody can do who wants a competition never to end: open rounds again as long as they may
 * be, and keep them from judging.
 *
 * @module
 */
import type { Address } from "viem";
import { isCounting, takesCommits } from "./clock.ts";
import type { Move } from "./move.ts";
import { hashOf } from "./random.ts";
import { type Opening, widthOf } from "./rounds.ts";
import { commitmentTo } from "./secrets.ts";
import { type ReferenceCompetition, type Round, runningRound, type World } from "./state.ts";
import { roundOf, standingOf } from "./views.ts";

/** How they do it. */
export const OBSTRUCTIONS = ["nothing", "absence", "silence", "quarrel"] as const;
export type Obstruction = typeof OBSTRUCTIONS[number];

/** A row that agrees with nobody else's. */
function contrary(round: Round, miner: Address, index: number): Opening {
  const own = Number.parseInt(miner.slice(2, 8), 16) % 100_000;
  const scores = Array.from({ length: widthOf(round) }, () => own);
  return { miner, scores, evidence: hashOf("contrary"), salt: hashOf("contrary", index) };
}

/** The next move that keeps a competition from its end, if there is one. */
export function obstruct(
  world: World,
  competition: ReferenceCompetition,
  way: Obstruction,
  now: number,
): Move | undefined {
  if (way === "nothing") return undefined;
  const { id, miners, rounds } = competition;
  const players = [...miners.keys()].filter((miner) => miner !== world.contract);
  const index = runningRound(competition);
  if (index === undefined) {
    if (players.length === 0 || !standingOf(competition, now).canOpenRound) return undefined;
    return { sender: players[0]!, call: { name: "openRound", id } };
  }
  const round = rounds[index]!;
  if (way === "absence") return undefined;
  if (takesCommits(round, now)) {
    const next = players.find((player) =>
      isCounting(competition, miners.get(player)!, round.openedAt) &&
      !round.seats.some(({ miner }) => miner === player)
    );
    if (next === undefined) return undefined;
    const commitment = commitmentTo(world, id, index, contrary(round, next, index));
    return { sender: next, call: { name: "commit", id, round: index, commitment } };
  }
  if (way === "silence" || !roundOf(competition, index, now).revealsOpen) return undefined;
  const seat = round.seats.find(({ miner, scores, commitment }) =>
    scores === undefined &&
    commitmentTo(world, id, index, contrary(round, miner, index)).startsWith(commitment)
  );
  if (seat === undefined) return undefined;
  const opening = contrary(round, seat.miner, index);
  return { sender: seat.miner, call: { name: "reveal", id, round: index, opening } };
}
