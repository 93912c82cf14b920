/**
 * Who won a competition, and how much: its ranking and its events side by side.
 *
 * @module
 */
import type { Address } from "viem";
import type { History } from "../../../protocol/history/history.ts";
import type { Standing } from "../../../protocol/history/ranking.ts";
import type { Competition } from "../../../protocol/state/competition.ts";

/** One winner. */
export interface Winner {
  place: number;
  author: Address;
  model: number;
  score: number | undefined;
  /**
   * Wei that the contract credited; absent where one account has several places, which the events
   * do not tell apart, except at its first
   */
  amount: bigint | undefined;
}

/** The winners, the first first. */
export function winnersOf(
  { ending, prizeShares }: Pick<Competition, "ending" | "prizeShares">,
  standings: readonly Standing[],
  { credits }: Pick<History, "credits">,
): Winner[] {
  if (ending !== "won") return [];
  const places = Math.max(1, prizeShares.length);
  const told = new Set<string>();
  return standings.flatMap(({ author, id, rank, score }): Winner[] => {
    if (rank === undefined || rank > places) return [];
    const account = author.toLowerCase();
    const amount = credits.filter((credit) => credit.account.toLowerCase() === account)
      .reduce((sum, credit) => sum + credit.amount, 0n);
    const first = !told.has(account);
    told.add(account);
    return [{ place: rank, author, model: id, score, amount: first ? amount : undefined }];
  });
}
