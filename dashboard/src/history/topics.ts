/**
 * Which logs are asked for, and what a log shows without being parsed. A node is a stranger: what it
 * gives is checked to be asked for.
 *
 * @module
 */
import {
  type AbiEvent,
  type Address,
  type Hex,
  type LogTopic,
  numberToHex,
  type RpcLog,
  toEventSelector,
} from "viem";
import type { Event } from "../../../protocol/abi.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";

/** Packages are large, and read only if needed. */
const SKIPPED = "ModelPart";

const BY_NAME = new Map(
  (demlAbi.filter(({ type }) => type === "event") as unknown as AbiEvent[])
    .filter(({ name }) => name !== SKIPPED)
    .map((event) => [event.name, toEventSelector(event)]),
);
const SELECTORS = [...BY_NAME.values()];

/** The first topic of the logs of some events. */
export function selectorsOf(...names: Event["eventName"][]): Hex[] {
  return names.flatMap((name) => BY_NAME.get(name) ?? []);
}

/** The topics of one competition's events, or of all competitions' events. */
export function topicsOf(id?: bigint): LogTopic[] {
  return id === undefined ? [SELECTORS] : [SELECTORS, numberToHex(id, { size: 32 })];
}

/** The competition that a log is about; every event names it first. Undefined if it is not ours. */
export function competitionIn(log: RpcLog, contract: Address): number | undefined {
  const [selector, id] = log.topics;
  if (log.address.toLowerCase() !== contract.toLowerCase()) return undefined;
  if (!SELECTORS.includes(selector as Hex) || id === undefined) return undefined;
  const found = Number(id);
  return Number.isSafeInteger(found) ? found : undefined;
}

/** A competition has nothing older than this event. */
export const [CREATED] = selectorsOf("CompetitionCreated") as [Hex];

/** Newer nodes include it; https://github.com/ethereum/execution-apis names the field. */
export function timeOf(log: RpcLog): number | undefined {
  const { blockTimestamp } = log as { blockTimestamp?: Hex };
  return blockTimestamp === undefined ? undefined : Number(blockTimestamp);
}

/** The same log, with its time. */
export function timed(log: RpcLog, seconds: number): RpcLog {
  return { ...log, blockTimestamp: numberToHex(seconds) } as RpcLog;
}

/** The number of a log's block. */
export function blockOf({ blockNumber }: { blockNumber: Hex | null }): bigint {
  return BigInt(blockNumber ?? 0);
}
