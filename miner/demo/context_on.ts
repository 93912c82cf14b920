/**
 * A miner of a stage, ready for its duties.
 *
 * @module
 */
import type { MinerContext } from "../duties/context.ts";
import { FUND } from "./play.ts";
import type { Actor, Stage } from "./stage.ts";

/** What each miner brings; it has no block store of its own, so it fetches and verifies every byte. */
export function contextOn(
  stage: Stage,
  { sender, journal }: Actor,
  own: Pick<MinerContext, "evaluator" | "log" | "signal">,
): MinerContext {
  return {
    connection: stage.connection,
    sender,
    journal,
    sources: { gateways: [stage.gateway.url] },
    maxStake: FUND,
    ...own,
  };
}
