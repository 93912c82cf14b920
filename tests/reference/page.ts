/**
 * What the dashboard tells from the events, against the reference model.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { agreementOf, minersOf, potOf } from "../../dashboard/src/history/facts.ts";
import { historyOf } from "../../dashboard/src/history/history.ts";
import type { TimedEvent } from "./chain.ts";
import { potOf as expectedPot } from "./ending.ts";
import { buyInOf, type Competition, feeOf } from "./state.ts";

/**
 * Compares the pot, the participants and the miners' records.
 *
 * @param drained Everybody has claimed: what was earned is what was paid
 */
export function comparePage(
  events: TimedEvent[],
  competition: Competition,
  drained: boolean,
  what: string,
): void {
  const { id, fund, terms, participants, models, forfeits } = competition;
  const own = events.filter(({ args }) => Number(args.id) === id);
  const history = historyOf(own);
  const fee = feeOf(competition);
  const sheet = potOf(history, { fund, buyIn: buyInOf(competition), fee });
  assertEquals(sheet.pot, expectedPot(competition), `${what}: the pot`);
  assertEquals(sheet.forfeits, forfeits, `${what}: forfeits`);
  assertEquals(history.participants.length, participants.length, `${what}: participants`);
  const judged = [...agreementOf(history).keys()].filter((model) => !models[model]);
  assertEquals(judged, [], `${what}: models that there are`);
  const miners = minersOf(history, { tolerance: terms.tolerance, seatStake: terms.seatStake, fee });
  const lost = miners.reduce((sum, { forfeited }) => sum + forfeited, 0n);
  assertEquals(lost, forfeits, `${what}: what miners lost`);
  if (!drained) return;
  for (const { address, earned, claimed } of miners) {
    assertEquals(earned, claimed, `${what}: what ${address} earned`);
  }
}
