/**
 * What only events report, against the reference model: each round's results and what it
 * cost its seats, and where every burnt wei went.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { TimedEvent } from "./chain.ts";
import { readResults } from "./rebuild_rounds.ts";
import type { ReferenceCompetition } from "./state.ts";

export function compareEvents(
  events: TimedEvent[],
  { id, rounds, burnt }: ReferenceCompetition,
  what: string,
): void {
  let sum = 0n;
  for (const event of events) {
    if (Number(event.args.id) !== id) continue;
    if (event.eventName === "Burnt") sum += event.args.amount;
    if (event.eventName === "RoundSettled") {
      const { round, reveals, lost, results } = event.args;
      const expected = rounds[Number(round)]!;
      assertEquals(
        [Number(reveals), Number(lost), readResults(results)],
        [expected.revealed, expected.lost, expected.results],
        `${what}: what round ${round} came to`,
      );
    }
    if (event.eventName === "RoundFailed") {
      const { round, reveals, lost } = event.args;
      const expected = rounds[Number(round)]!;
      assertEquals(
        [Number(reveals), Number(lost)],
        [expected.revealed, expected.lost],
        `${what}: how round ${round} failed`,
      );
    }
  }
  assertEquals(sum, burnt, `${what}: burnt`);
}
