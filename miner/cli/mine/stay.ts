/**
 * A miner that stays: it polls again and again, and continues whatever fails.
 *
 * @module
 */
import type { MinerContext } from "../../duties/context.ts";
import { createBackOff } from "./back_off.ts";
import { failureOf } from "../../../protocol/errors.ts";
import { lookAndJudge, type Looked } from "./look.ts";
import { pause } from "../../base/pause.ts";

/** When a staying miner polls. */
export interface Pauses {
  /** Milliseconds until the next poll */
  next(): number;
  /** Whether the first poll comes before the first pause */
  lookAtOnce: boolean;
}

/**
 * The longest pause of a failing competition, in blocks: five minutes of mainnet, a fraction of the
 * shortest commit window that miners accept. Urgent duties, reveals, do not pause.
 */
const LONGEST_PAUSE = 25;

/** Polls until the signal to stop; nothing else ends it. */
export async function stay(
  context: MinerContext & { signal: AbortSignal },
  wanted: bigint[],
  { next, lookAtOnce }: Pauses,
): Promise<void> {
  const signal = context.signal;
  const blocks = 1_000 * Math.max(1, context.blockTime);
  const backOff = createBackOff(blocks, LONGEST_PAUSE * blocks);
  let looked: Looked | undefined;
  while (!signal.aborted) {
    const wait = next();
    if (looked !== undefined || !lookAtOnce) {
      await pause(Math.min(wait, 1_000 * (looked?.nextTurn ?? Infinity), soon(context)), signal);
    }
    if (signal.aborted) break;
    const started = performance.now();
    try {
      const resting = backOff.resting(Date.now());
      looked = await lookAndJudge(context, wanted, { patience: wait, resting });
      for (const [competition, rest] of backOff.note(looked.ids, looked.failed, Date.now())) {
        context.log(`competition ${competition}: tried again in ${Math.ceil(rest / 1_000)} s`, {
          level: "warn",
          event: "postponed",
          competition,
        });
      }
    } catch (error) {
      if (signal.aborted) break;
      context.log("", { level: "error", event: "failed", failure: failureOf(error) });
      looked = { nextTurn: Infinity, failure: error, ids: [], failed: new Set() };
    }
    context.meter?.looked(looked.failure);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    context.log(`polled in ${seconds} s`, { level: "debug", event: "looked" });
  }
  context.log("stopped; the journal keeps what a reveal needs", { event: "stopped" });
}

/** While a call is pending, the next block may contain it; in milliseconds. */
function soon({ sender, blockTime }: MinerContext): number {
  return sender.underWay().length > 0 ? 1_000 * Math.max(1, blockTime / 2) : Infinity;
}
