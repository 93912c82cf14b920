/**
 * Which rows settle a round of the reference model: PROTOCOL.md, section 6.
 *
 * @module
 */
import type { Address } from "viem";
import { revealEnd, takesCommits } from "./clock.ts";
import { judge, medianOf } from "./judge.ts";
import { findRunning, refuse } from "./refusal.ts";
import { checkScores, findSeat, type Opening, opens, requireQuorum, widthOf } from "./rounds.ts";
import type { Moment, Payment, ReferenceCompetition, TakenSeat, World } from "./state.ts";

/** What a caller supplies to settle a round. */
export interface Settlement {
  medians: number[];
  rows: { miner: Address; scores: number[] }[];
  openings: Opening[];
}

export function settle(
  world: World,
  { now }: Moment,
  id: number,
  index: number,
  settlement: Settlement,
): Payment[] {
  const { competition, round } = findRunning(world, id, index);
  if (takesCommits(round, now)) refuse("CommitsOpen");
  const width = 3 * widthOf(round);
  const given = 3 * settlement.medians.length;
  if (given !== width) refuse("RowsMissing", given, width);
  checkScores(settlement.medians);
  const rows = collectRows(world, competition, index, settlement);
  const opened = [...rows.keys()].filter(({ scores }) => scores === undefined).length;
  const posted = rows.size - opened;
  if (posted !== round.revealed) refuse("RowsMissing", posted, round.revealed);
  const open = now < revealEnd(competition, round);
  if (opened > 0 && !open) refuse("RevealsClosed");
  if (open && rows.size < round.seats.length) {
    refuse("RowsMissing", rows.size, round.seats.length);
  }
  requireQuorum(round, rows.size);
  settlement.medians.forEach((claimed, position) => {
    const median = medianOf([...rows.values()].map((row) => row[position]!));
    if (claimed !== median) refuse("BadMedian", position, claimed);
  });
  for (const [seat, scores] of rows) seat.scores = scores;
  round.revealed = rows.size;
  competition.settledAt = now;
  competition.firstReveals ??= rows.size;
  return judge(competition, round);
}

/** The supplied rows by seat, each checked against what was posted or committed. */
function collectRows(
  world: World,
  competition: ReferenceCompetition,
  index: number,
  { rows, openings }: Settlement,
): Map<TakenSeat, number[]> {
  const round = competition.rounds[index]!;
  const found = new Map<TakenSeat, number[]>();
  const add = (seat: TakenSeat, scores: number[]) => {
    if (found.has(seat)) refuse("SeatTwice", seat.miner);
    found.set(seat, scores);
  };
  for (const group of groupsOf(rows, ({ scores }) => String(scores))) {
    checkScores(group[0]!.scores);
    for (const { miner, scores } of group) {
      const seat = findSeat(round, miner);
      if (String(seat.scores) !== String(scores)) refuse("BadRow", miner);
      add(seat, scores);
    }
  }
  for (const group of groupsOf(openings, ({ scores, evidence }) => `${scores} ${evidence}`)) {
    checkScores(group[0]!.scores);
    for (const opening of group) {
      const { miner, scores } = opening;
      const seat = findSeat(round, miner);
      // One that was posted in the meantime counts as a posted row.
      const fits = seat.scores === undefined
        ? opens(world, competition.id, index, seat, opening)
        : String(seat.scores) === String(scores);
      if (!fits) refuse("WrongOpening", miner);
      add(seat, scores);
    }
  }
  return found;
}

/** Rows are sent in groups of those that are alike. */
function groupsOf<Row>(rows: Row[], alike: (row: Row) => string): Row[][] {
  return [...Map.groupBy(rows, alike).values()];
}
