/**
 * A miner of a stage, ready for its duties.
 *
 * @module
 */
import type { MinerContext } from "../duties/context.ts";
import { createMemory } from "../duties/memory.ts";
import type { RefusedTermName } from "../../protocol/terms/refused_terms.ts";
import { type Actor, FUND, type Stage } from "./stage.ts";

/** Terms of a stage that miners elsewhere may refuse: there are few accounts, and perhaps one core. */
export const ACCEPTED: RefusedTermName[] = ["few-seats", "commit-window-short"];

/** Each miner's own parts; what is public and verified, all miners of the stage share. */
export function contextOn(
  stage: Stage,
  { sender, journal }: Actor,
  own: Pick<MinerContext, "judges" | "log" | "signal" | "onJudged" | "onRefused"> & {
    accepted?: RefusedTermName[];
  },
): MinerContext {
  return {
    connection: stage.connection,
    sender,
    journal,
    memory: createMemory(),
    sources: { gateways: [stage.gateway.url], shared: stage.shared },
    maxStake: 2n * FUND,
    // Nobody else mines this chain, and it makes a block for every transaction.
    blockTime: 0,
    ...own,
    accepted: new Set(own.accepted ?? ACCEPTED),
  };
}
