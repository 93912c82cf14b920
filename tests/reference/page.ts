/**
 * What the dashboard tells from the events, against the reference model.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type Address, zeroHash } from "viem";
import { historyOf } from "../../protocol/history/history.ts";
import { agreementOf, unjudgedOf } from "../../protocol/history/judgements.ts";
import { minersOf } from "../../protocol/history/miners.ts";
import { burnsOf, potOf, refundsOf } from "../../protocol/history/pot.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { TimedEvent } from "./chain.ts";
import { buyInOf, feeUnitOf, partOf, potOf as expectedPot, refundOf } from "./money.ts";
import type { ReferenceCompetition } from "./state.ts";

/**
 * Compares the pot, what was burnt, who gets a buy-in back, the rounds and the miners' records.
 *
 * @param drained Everybody has claimed: what was earned is what was paid
 */
export function comparePage(
  events: TimedEvent[],
  competition: ReferenceCompetition,
  drained: boolean,
  what: string,
): void {
  const { id, fund, terms, participants, models, burnt, ending } = competition;
  const own = events.filter(({ args }) => Number(args.id) === id);
  const history = historyOf(own);
  const { tolerance, seatStake, seats } = terms;
  const [buyIn, part] = [buyInOf(competition), partOf(competition)];
  const rules = { tolerance, seatStake, seats, part };
  const sheet = potOf(history, { ...rules, fund, buyIn });
  assertEquals(sheet.pot, expectedPot(competition), `${what}: the pot`);
  assertEquals(sheet.fees, competition.paidUnits * feeUnitOf(competition), `${what}: fees`);
  const burns = burnsOf(history, sheet);
  assertEquals(burns.all, burnt, `${what}: what was burnt`);
  assert(burns.surplus >= 0n, `${what}: no more was lost than was burnt`);
  if (ending === "Running") assertEquals(burns.surplus, 0n, `${what}: nothing else was burnt`);

  assertEquals(history.participants.length, participants.length, `${what}: participants`);
  assertEquals(history.places.size, models.length, `${what}: places`);
  const judged = [...agreementOf(history).keys()].filter((model) => !models[model]);
  assertEquals(judged, [], `${what}: models that there are`);
  const unjudged = models.flatMap(({ status }, model) => status === "Unjudged" ? [model] : []);
  assertEquals([...unjudgedOf(history)].sort((a, b) => a - b), unjudged, `${what}: unjudged`);
  assertEquals(
    history.rounds.map(({ outcome, counted, seats: taken, testSet }) => ({
      outcome,
      counted,
      taken: taken.size,
      testSet,
    })),
    competition.rounds.map(({ status, counted, seats: taken, testSet }) => ({
      outcome: status.toLowerCase(),
      counted,
      taken: taken.length,
      testSet,
    })),
    `${what}: rounds`,
  );

  if (ending !== "Running") {
    const refunds = refundsOf(
      history.participants,
      models.map((model): Pick<Model, "author" | "status" | "score" | "claim"> => ({
        author: model.author ?? NOBODY,
        status: model.status.toLowerCase() as Model["status"],
        score: model.status === "Scored" ? model.score : undefined,
        claim: model.claim === zeroHash ? undefined : model.claim,
      })),
      {
        buyIn,
        part,
        fund,
        returnsBuyIns: terms.returnsBuyIns,
        testKey: competition.testKey,
        testSet: competition.testSet.toLowerCase() as "unjudged" | "good" | "bad",
      },
      ending.toLowerCase() as "won" | "unwon" | "cancelled",
    );
    for (const { account, refund, penalty, bonds } of refunds) {
      assertEquals(
        refund + penalty + bonds,
        refundOf(competition, account),
        `${what}: what comes back to ${account}`,
      );
    }
  }

  const miners = minersOf(history, rules);
  const lost = miners.reduce((sum, record) => sum + record.lost, 0n);
  assertEquals(lost, sheet.lost, `${what}: what miners lost`);
  if (!drained) return;
  for (const { address, earned, claimed } of miners) {
    assertEquals(earned, claimed, `${what}: what ${address} earned`);
  }
}

/** The author of a place that is only reserved, as the contract's views have it. */
const NOBODY: Address = "0x0000000000000000000000000000000000000000";
