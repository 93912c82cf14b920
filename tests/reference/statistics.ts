/**
 * What histories came to, so that it can be seen whether they reach every state.
 *
 * @module
 */
import {
  ENDINGS,
  isSealed,
  MODEL_STATUSES,
  type ReferenceCompetition,
  ROUND_STATUSES,
} from "./state.ts";

/** How often each state was reached. */
export type Statistics = Map<string, number>;

/** Every state that histories should reach, told by a competition at its end. */
function statesOf(competition: ReferenceCompetition): [state: string, times: number][] {
  const { ending, models, rounds, terms, testSet, testKey, burnt } = competition;
  const sealed = isSealed(competition);
  const has = (condition: boolean) => Number(condition);
  const zero = rounds.filter((round) => round.testSet);
  const roundsThat = (status: string) => rounds.filter((round) => round.status === status);
  return [
    ["open competition", has(!sealed)],
    ["sealed competition", has(sealed)],
    ["returnsBuyIns", has(terms.returnsBuyIns)],
    ["offChainModels", has(terms.offChainModels)],
    ["prizeShares", has(terms.prizeShares.length > 0)],
    ...ENDINGS.slice(1).flatMap((name): [string, number][] => [
      ...(name === "Cancelled"
        ? []
        : [[`open: ${name}`, has(!sealed && ending === name)] satisfies [string, number]]),
      [`sealed: ${name}`, has(sealed && ending === name)],
    ]),
    ["cancelled: no key", has(ending === "Cancelled" && testKey === undefined)],
    ["cancelled: bad test set", has(ending === "Cancelled" && testSet === "Bad")],
    [
      "cancelled: not judged",
      has(ending === "Cancelled" && testKey !== undefined && testSet === "Unjudged"),
    ],
    ["Won with returnsBuyIns", has(ending === "Won" && terms.returnsBuyIns)],
    ["Won with several winners", has(ending === "Won" && terms.prizeShares.length > 1)],
    ["burnt", has(burnt > 0n)],
    ...ROUND_STATUSES.slice(2).map((
      status,
    ): [string, number] => [
      `round ${status}`,
      roundsThat(status).filter((round) => !round.testSet).length,
    ]),
    ["round zero: Good", has(testSet === "Good")],
    ["round zero: Bad", has(testSet === "Bad")],
    ["round zero: not agreed", zero.filter((r) => r.status === "Settled" && r.agreed === 0).length],
    ["round zero: Failed", zero.filter((r) => r.status === "Failed").length],
    ["round zero: Expired", zero.filter((r) => r.status === "Expired").length],
    ["round zero again", has(zero.length > 1)],
    [
      "round closed early",
      rounds.filter((r) => r.closesAt < r.openedAt + terms.commitWindow).length,
    ],
    ["round with more reveals than seats", rounds.filter((r) => r.revealed > terms.seats).length],
    ["round with all models agreed", rounds.filter((r) => r.agreed === r.models.length).length],
    ["round of 32", rounds.filter((r) => r.models.length === 32).length],
    ["round after evaluationEnd", rounds.filter((r) => r.openedAt >= terms.evaluationEnd).length],
    ...MODEL_STATUSES.slice(1).map((
      status,
    ): [string, number] => [
      `model ${status}`,
      models.filter((model) => model.status === status).length,
    ]),
    ["model INVALID", models.filter((m) => m.status === "Scored" && m.score > 100_000).length],
    [
      "model scored at its second try or later",
      models.filter((m) => m.status === "Scored" && m.tries > 0).length,
    ],
  ];
}

/** Adds what a competition came to. */
export function tell(statistics: Statistics, competition: ReferenceCompetition): void {
  for (const [state, times] of statesOf(competition)) {
    statistics.set(state, (statistics.get(state) ?? 0) + times);
  }
}

/** All of it as a text. */
export function tellAll(steps: number, reached: Statistics, outcomes: Map<string, number>): string {
  const lines = (entries: [string, number][]) =>
    entries.map(([name, times]) => `${String(times).padStart(7)}  ${name}`).join("\n");
  const errors = new Map<string, number>();
  for (const [outcome, times] of outcomes) {
    const reason = outcome.split(" ")[1]!;
    errors.set(reason, (errors.get(reason) ?? 0) + times);
  }
  return [
    `${steps} steps`,
    lines([...reached]),
    lines([...outcomes].sort()),
    `${errors.size - 1} errors`,
    lines([...errors].sort()),
  ].join("\n\n");
}
