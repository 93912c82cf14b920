/**
 * Why a seat was paid or lost, why a model ranks where it does, and who gets a buy-in back: steps with
 * their numbers, from events and the contract's state. PROTOCOL.md, sections 5 to 7. Pure.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import type { Event } from "../abi.ts";
import type { Competition, Ending } from "../state/competition.ts";
import type { Model } from "../state/model.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../score/score.ts";
import { unpackSeat } from "../round/seat.ts";
import type { History, RoundHistory } from "./history.ts";
import { isAgreed, isInlier, judgementsOf, quorumOf } from "./judgements.ts";
import { seatsOf } from "./miners.ts";
import { rankModels, type Standing } from "./ranking.ts";
import { penaltyOf, refundsOf } from "./pot.ts";

/** Where something is on the chain. */
export interface At {
  transaction: Hex;
  block: bigint;
}

/** What became of one score of a row. */
export type ScoreResult = "paid" | "unpaid" | "lost" | "abstained" | "not agreed" | "open";

/** One score of a row beside its model's median. */
export interface ScoreStep {
  step: "score";
  round: number;
  /** Absent for the test set, in round zero of a sealed competition */
  model: number | undefined;
  score: number;
  /** Absent until the round is settled */
  median: number | undefined;
  tolerance: number;
  inliers: number;
  reveals: number;
  result: ScoreResult;
  /** Wei for it, if the seat is paid */
  fee: bigint;
}

/** What became of one seat. */
export type SeatResult =
  | "paid"
  | "unpaid"
  | "lost"
  | "silent"
  | "released"
  | "running"
  | "sat out";

/** A miner in one round. */
export interface SeatStep {
  step: "seat";
  round: number;
  result: SeatResult;
  outcome: RoundHistory["outcome"];
  /** Absent if it sat out */
  seat: number | undefined;
  committed: number;
  reveals: number;
  quorum: number;
  counted: number;
  /** Wei */
  earned: bigint;
  lost: bigint;
  commit: At | undefined;
  reveal: At | undefined;
  end: At | undefined;
}

/** One round over a model. */
export interface JudgementStep {
  step: "judgement";
  round: number;
  model: number;
  median: number;
  average: number;
  inliers: number;
  reveals: number;
  agreed: boolean;
  /** How many miners posted each score, the most frequent first */
  scores: { score: number; miners: number }[];
  settled: At | undefined;
}

/** A model's state. */
export interface ModelStep {
  step: "model";
  model: number;
  author: Address;
  state: string;
  score: number | undefined;
  rank: number | undefined;
  ranked: number;
  /** The one directly above */
  above: { model: number; score: number } | undefined;
  /** Earlier models with the same score, which rank above */
  ties: number[];
  /** The earliest model with the same digest */
  copyOf: number | undefined;
  tries: number;
  published: number;
  size: number;
  /** Models that wait before it, or with it in the running round */
  queued: number;
  nextRound: number;
}

/** What its author claims of a model, and what became of it. */
export interface ClaimStep {
  step: "claim";
  model: number;
  claimed: number;
  /** Wei that back it */
  bond: bigint;
  /**
   * `shut` models were not opened in time; an INVALID model loses its bond by whichever rule; it is
   * `returned` for one without a verdict, and for all of a cancelled competition
   */
  result: "open" | "kept" | "invalid" | "shut" | "returned";
  at: At | undefined;
}

/** The rule that an INVALID model breaks: known to whoever looks at its package. */
export interface RuleStep {
  step: "rule";
  model: number;
  /** Whether a score was claimed, which may be false */
  claimed: boolean;
  /** Absent if none of those that need no run is broken, or it could not be looked at */
  rule?: string;
  found?: string;
  /** Why it could not be looked at */
  unknown?: string;
}

/** How the competition ended, or that it did not. */
export interface EndingStep {
  step: "ending";
  ending: Ending;
  pot: bigint;
  fund: bigint;
  burnt: bigint;
  at: At | undefined;
}

/** A participant's buy-in. */
export interface RefundStep {
  step: "refund";
  account: Address;
  buyIn: bigint;
  part: bigint;
  parts: number;
  refund: bigint;
  penalty: bigint;
  /** Bonds of claimed scores that come back */
  bonds: bigint;
  ending: Ending;
}

/** What became of the organizer's fund. */
export interface OrganizerStep {
  step: "organizer";
  ending: Exclude<Ending, "running">;
  fund: bigint;
  /** What it lost for a test set that was missing or bad */
  penalty: bigint;
  /** What came back to it; 0 if somebody won */
  returned: bigint;
  at: At | undefined;
}

/** Wei that were credited to or withdrawn by an account. */
export interface MoneyStep {
  step: "credited" | "withdrawn" | "claimed";
  account: Address;
  amount: bigint;
  at: At;
}

/** What an account may withdraw now. */
export interface OwedStep {
  step: "owed";
  account: Address;
  role: "organizer" | "participant" | "neither";
  amount: bigint;
}

/** One step of an answer. */
export type Step =
  | ScoreStep
  | SeatStep
  | JudgementStep
  | ModelStep
  | ClaimStep
  | RuleStep
  | EndingStep
  | OrganizerStep
  | RefundStep
  | MoneyStep
  | OwedStep;

/** What answers are made of. */
export interface Known {
  competition: Competition;
  history: History;
  events: readonly Event[];
}

/** A miner's rounds, or one of them. */
export function whyMiner({ competition, history, events }: Known, miner: Address): Step[] {
  const same = (other: Address) => other.toLowerCase() === miner.toLowerCase();
  const steps: Step[] = [];
  for (const round of history.rounds) {
    if (round === undefined) continue;
    const { seats, fee } = seatsOf(round, competition);
    const own = seats.find((each) => same(each.miner));
    const row = own && round.rows.get(own.seat);
    const lost = own?.mark.loses ? competition.seatStake : 0n;
    const seatIn = (name: "Committed" | "Revealed") =>
      at(events.find((event) => {
        if (event.eventName !== name || own === undefined) return false;
        const found = unpackSeat(event.args.seat);
        return found.round === round.index && found.seat === own.seat;
      }));
    steps.push({
      step: "seat",
      round: round.index,
      result: seatResult(round, own),
      outcome: round.outcome,
      seat: own?.seat,
      committed: round.seats.size,
      reveals: round.outcome === "running" ? round.rows.size : round.reveals,
      quorum: quorumOf(history, round.index, competition),
      counted: round.counted,
      earned: own?.earned ?? 0n,
      lost,
      commit: seatIn("Committed"),
      reveal: seatIn("Revealed") ?? (row && roundIn(events, "RevealedTogether", round.index)),
      end: endOf(events, round.index),
    });
    const tolerance = round.testSet ? 0 : competition.tolerance;
    for (const [place, score] of (row?.scores ?? []).entries()) {
      const result = round.results[place];
      const verdict = scoreResult(round, place, score, tolerance);
      steps.push({
        step: "score",
        round: round.index,
        model: round.testSet ? undefined : result?.model,
        score,
        median: result?.median,
        tolerance,
        inliers: result?.inliers ?? 0,
        reveals: round.reveals,
        result: verdict,
        fee: verdict === "paid" && lost === 0n ? fee : 0n,
      });
    }
  }
  for (const event of events) {
    if (event.eventName !== "Claimed" || !same(event.args.miner)) continue;
    const amount = event.args.stake + event.args.fees;
    steps.push({ step: "claimed", account: miner, amount, at: at(event) });
  }
  return steps;
}

/** A model's judgements, its state and its rank. */
export function whyModel(
  { competition, history, events }: Known,
  models: readonly Model[],
  number: number,
): Step[] {
  const judgements = judgementsOf(history, number, competition);
  const steps: Step[] = judgements.map(({ round, result, agreed, scores }) => ({
    step: "judgement",
    round: round.index,
    model: number,
    median: result.median,
    average: result.average,
    inliers: result.inliers,
    reveals: round.reveals,
    agreed,
    scores: [...Map.groupBy(scores, ({ score }) => score)]
      .map(([score, { length }]) => ({ score, miners: length }))
      .sort((a, b) => b.miners - a.miners || a.score - b.score),
    settled: endOf(events, round.index),
  }));
  const standings = rankModels(models, new Map(), competition);
  const own = standings.find(({ id }) => id === number);
  if (own === undefined) return steps;
  if (own.claimed !== undefined) {
    const claim = events.find((event) =>
      event.eventName === "ScoreClaimed" && Number(event.args.model) === number
    );
    const { claimed } = own;
    const bond = competition.buyIn;
    steps.push({
      step: "claim",
      model: number,
      claimed,
      bond,
      result: claimResult(own, competition),
      at: at(claim),
    });
  }
  const ranked = standings.filter(({ rank }) => rank !== undefined);
  const above = own.rank === undefined ? undefined : ranked[own.rank - 2];
  const first = models.find(({ digest }) => digest === own.digest && BigInt(digest) !== 0n);
  steps.push({
    step: "model",
    model: number,
    author: own.author,
    state: own.score === INVALID_SCORE ? "invalid" : own.state,
    score: own.score,
    rank: own.rank,
    ranked: ranked.length,
    above: above && { model: above.id, score: above.score ?? 0 },
    ties: own.rank === undefined
      ? []
      : ranked.filter(({ id, score }) => score === own.score && id < number).map(({ id }) => id),
    copyOf: first !== undefined && first.id < number ? first.id : undefined,
    tries: own.tries,
    published: own.published,
    size: own.size,
    queued: competition.queued,
    nextRound: competition.nextRound,
  });
  return steps;
}

/**
 * A participant's or the organizer's money.
 *
 * @param owed Wei that it may withdraw now
 */
export function whyAccount(
  { competition, history, events }: Known,
  models: readonly Model[],
  account: Address,
  { registered, owed }: { registered: boolean; owed: bigint },
): Step[] {
  const { ending, fund, burnt, buyIn, part } = competition;
  const same = (other: Address) => other.toLowerCase() === account.toLowerCase();
  const ended = events.find(({ eventName }) => eventName === "Ended");
  const steps: Step[] = [{
    step: "ending",
    ending,
    pot: history.ended?.pot ?? competition.pot,
    fund,
    burnt,
    at: at(ended),
  }];
  if (registered && ending !== "running") {
    const authors = models.filter(({ author }) => BigInt(author) !== 0n).map(({ author }) =>
      author
    );
    const everybody = [...new Map([account, ...authors].map((each) => [each.toLowerCase(), each]))
      .values()];
    const own = refundsOf(everybody, models, competition, ending)
      .filter((refund) => same(refund.account));
    for (const refund of own) steps.push({ step: "refund", buyIn, part, ending, ...refund });
  }
  if (ending !== "running" && same(competition.organizer)) {
    const hurt = models.some(({ status }) => status !== "reserved" && status !== "incomplete");
    steps.push({
      step: "organizer",
      ending,
      fund,
      penalty: ending === "cancelled" && hurt ? penaltyOf(competition) : 0n,
      returned: ending === "won" ? 0n : creditedIn(events, ended, account),
      at: at(ended),
    });
  }
  for (const event of events) {
    if (event.eventName !== "Credited" && event.eventName !== "Withdrawn") continue;
    if (!same(event.args.account)) continue;
    const step = event.eventName === "Credited" ? "credited" : "withdrawn";
    steps.push({ step, account, amount: event.args.amount, at: at(event) });
  }
  const role = same(competition.organizer) ? "organizer" : registered ? "participant" : "neither";
  steps.push({ step: "owed", account, role, amount: owed });
  return steps;
}

function claimResult(
  { state, score }: Standing,
  { ending, testSet, now, openingEnd }: Competition,
): ClaimStep["result"] {
  if (ending === "cancelled") return "returned";
  switch (state) {
    case "scored":
      return score === INVALID_SCORE ? "invalid" : "kept";
    case "unjudged":
    case "unscored":
      return "returned";
    case "not opened":
    case "incomplete":
      // Without a good test set no model can be opened, and nothing but `cancel` is left.
      return testSet === "good" && now >= openingEnd ? "shut" : "open";
    default:
      return "open";
  }
}

/** What one call credited to an account. */
function creditedIn(
  events: readonly Event[],
  call: Event | undefined,
  account: Address,
): bigint {
  return events.reduce((sum, event) => {
    const own = event.eventName === "Credited" &&
      event.transactionHash === call?.transactionHash &&
      event.args.account.toLowerCase() === account.toLowerCase();
    return own ? sum + event.args.amount : sum;
  }, 0n);
}

function seatResult(
  { outcome }: RoundHistory,
  own: ReturnType<typeof seatsOf>["seats"][number] | undefined,
): SeatResult {
  if (own === undefined) return "sat out";
  if (outcome === "running") return "running";
  if (outcome === "expired") return "released";
  if (own.mark.silent) return "silent";
  if (own.mark.loses) return "lost";
  return own.earned > 0n ? "paid" : outcome === "failed" ? "released" : "unpaid";
}

function scoreResult(
  round: RoundHistory,
  place: number,
  score: number,
  tolerance: number,
): ScoreResult {
  const result = round.results[place];
  if (result === undefined) return "open";
  if (score === ABSTAIN_SCORE) return "abstained";
  if (!isAgreed(result, round)) return "not agreed";
  if (isInlier(score, result.median, tolerance)) return "paid";
  return isInlier(score, result.median, 2 * tolerance) ? "unpaid" : "lost";
}

function endOf(events: readonly Event[], round: number): At | undefined {
  return roundIn(events, "RoundSettled", round) ?? roundIn(events, "RoundFailed", round) ??
    roundIn(events, "RoundExpired", round);
}

function roundIn(
  events: readonly Event[],
  name: "RoundSettled" | "RoundFailed" | "RoundExpired" | "RevealedTogether",
  round: number,
): At | undefined {
  return at(
    events.findLast((event) => event.eventName === name && Number(event.args.round) === round),
  );
}

function at(event: Event): At;
function at(event: Event | undefined): At | undefined;
function at(event: Event | undefined): At | undefined {
  return event && { transaction: event.transactionHash, block: event.blockNumber };
}
