/**
 * The pot as its parts, from the events alone, and what becomes of it. PROTOCOL.md, sections 1 and 7.
 *
 * @module
 */
import type { Address } from "viem";
import type { Competition, Ending } from "../state/competition.ts";
import type { Model } from "../state/model.ts";
import type { History } from "./history.ts";
import { INVALID_SCORE } from "../score/score.ts";
import { agreementOf, unjudgedOf } from "./judgements.ts";
import { minersOf, type Rules } from "./miners.ts";

/** The pot. Amounts are wei. */
export interface PotSheet {
  fund: bigint;
  buyIns: bigint;
  /** For evaluations that agreed */
  fees: bigint;
  /** Parts of models without agreement: burnt */
  unjudged: bigint;
  /** What is left to share, including refunds */
  pot: bigint;
  /** Deposits that miners lost: burnt, and never in the pot */
  lost: bigint;
  /** Bonds of claimed scores that authors lost: burnt, and never in the pot */
  bonds: bigint;
}

/** Draws up the pot. */
export function potOf(
  history: History,
  terms: Rules & Pick<Competition, "fund" | "buyIn">,
): PotSheet {
  const { fund, buyIn, part, seatStake } = terms;
  const fees = minersOf(history, terms).reduce((sum, { earned }) => sum + earned, 0n);
  const buyIns = BigInt(history.participants.length) * buyIn;
  const unjudged = BigInt(unjudgedOf(history).size) * part;
  const lost = history.rounds.reduce((sum, round) => sum + (round?.lost ?? 0), 0);
  return {
    fund,
    buyIns,
    fees,
    unjudged,
    pot: fund + buyIns - fees - unjudged,
    lost: BigInt(lost) * seatStake,
    bonds: BigInt(lostBondsOf(history)) * buyIn,
  };
}

/** Claimed models that are INVALID, or were still shut when it was finalized. */
function lostBondsOf(history: History): number {
  const { places, ended } = history;
  const finalized = ended !== undefined && ended.ending !== "cancelled";
  const judged = agreementOf(history);
  return [...places].filter(([model, { claimed, opened }]) => {
    if (claimed === undefined) return false;
    if (!opened) return finalized;
    const last = judged.get(model);
    return last?.median === INVALID_SCORE && 2 * last.inliers > last.evaluations;
  }).length;
}

/** What nobody received, in wei. */
export interface Burns {
  /** Deposits that miners lost */
  lost: bigint;
  /** Parts of models without agreement */
  unjudged: bigint;
  /** Bonds of claimed scores that authors lost */
  bonds: bigint;
  /** The rest of a competition after everybody got their due */
  surplus: bigint;
  all: bigint;
}

/** What was burnt, and for what. */
export function burnsOf(
  { burnt }: Pick<History, "burnt">,
  { lost, unjudged, bonds }: Pick<PotSheet, "lost" | "unjudged" | "bonds">,
): Burns {
  return { lost, unjudged, bonds, surplus: burnt - lost - unjudged - bonds, all: burnt };
}

/** One participant's buy-in, and whether it is refunded. */
export interface Refund {
  account: Address;
  /** Of its models, those that were judged or unjudged: each costs a part */
  parts: number;
  /** Wei that are refunded, less the parts; 0 if the buy-in joins the prize */
  refund: bigint;
  /** A share of the organizer's penalty */
  penalty: bigint;
  /** Bonds of its claimed scores that are returned; they were never in the pot */
  bonds: bigint;
}

/** What decides who gets a buy-in back. */
export type RefundTerms = Pick<
  Competition,
  "buyIn" | "part" | "fund" | "returnsBuyIns" | "testKey" | "testSet"
>;

/** At most a fifth of the penalty goes to one author. */
const PENALTY_SHARES = 5;

/**
 * Every participant's buy-in at an ending, in the order in which they registered.
 *
 * @param models All of them; how complete each one is decides
 */
export function refundsOf(
  participants: readonly Address[],
  models: readonly Pick<Model, "author" | "status" | "score" | "claim">[],
  terms: RefundTerms,
  ending: Exclude<Ending, "running">,
): Refund[] {
  const { buyIn, part, returnsBuyIns } = terms;
  const byAuthor = Map.groupBy(models, ({ author }) => author.toLowerCase());
  const isComplete = (account: Address) =>
    (byAuthor.get(account.toLowerCase()) ?? []).some(({ status }) =>
      status !== "reserved" && status !== "incomplete"
    );
  const authors = participants.filter(isComplete).length;
  const share = authors === 0 ? 0n : penaltyOf(terms) / BigInt(Math.max(PENALTY_SHARES, authors));
  return participants.map((account): Refund => {
    const own = byAuthor.get(account.toLowerCase()) ?? [];
    const kept = own.filter((model) => keepsBond(model, ending)).length;
    const bonds = BigInt(kept) * buyIn;
    if (ending === "cancelled") {
      const penalty = isComplete(account) ? share : 0n;
      return { account, parts: 0, refund: buyIn, penalty, bonds };
    }
    const judged = own.filter(({ status }) => status === "scored").length;
    const parts = judged + own.filter(({ status }) => status === "unjudged").length;
    const seen = parts > 0 || own.some(({ status }) => status === "waiting");
    const returns = ending === "unwon" || returnsBuyIns || (seen && judged === 0);
    const refund = returns ? buyIn - BigInt(parts) * part : 0n;
    return { account, parts, refund, penalty: 0n, bonds };
  });
}

/** Whether the bond of a model's claimed score comes back at an ending. */
function keepsBond(
  { claim, status, score }: Pick<Model, "status" | "score" | "claim">,
  ending: Ending,
): boolean {
  if (claim === undefined) return false;
  if (ending === "cancelled") return true;
  return status !== "sealed" && status !== "incomplete" && score !== INVALID_SCORE;
}

/** What an organizer loses for a missing or bad test set, in wei. */
export function penaltyOf(
  { fund, testKey, testSet }: Pick<RefundTerms, "fund" | "testKey" | "testSet">,
): bigint {
  return testKey !== undefined && testSet !== "bad" ? 0n : fund / 5n;
}
