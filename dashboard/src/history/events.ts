/**
 * The contract's logs as events.
 *
 * @module
 */
import { type Address, parseEventLogs, type RpcLog } from "viem";
import type { Event } from "../../../protocol/abi.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { blockOf, competitionIn, timeOf } from "./topics.ts";

/** Parses the logs of one competition; those of others are skipped. */
export function eventsOf(logs: readonly RpcLog[], id: bigint, contract: Address): Event[] {
  const own = logs.filter((log) => competitionIn(log, contract) === Number(id));
  const formatted = own.map((log) => ({
    ...log,
    blockNumber: blockOf(log),
    logIndex: log.logIndex && Number(log.logIndex),
  }));
  const times = new Map(own.map((log) => [blockOf(log), timeOf(log)]));
  return parseEventLogs({ abi: demlAbi, logs: formatted as never, strict: true })
    .map((event) => ({ ...event, time: times.get(event.blockNumber) }));
}
