/**
 * The events of one competition, read as far as they are new.
 *
 * @module
 */
import {
  type AbiEvent,
  type Hex,
  hexToBigInt,
  numberToHex,
  parseEventLogs,
  type RpcLog,
  toEventSelector,
} from "viem";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import type { Event } from "../../../protocol/abi.ts";
import type { Connection } from "../../../miner/chain/client.ts";

/** Packages are large, and read where they are needed. */
const SKIPPED = "ModelPart";

const SELECTORS = (demlAbi.filter(({ type }) => type === "event") as unknown as AbiEvent[])
  .filter(({ name }) => name !== SKIPPED)
  .map((event) => toEventSelector(event));

/** A range that every node answers, in blocks. */
const SMALLEST = 500n;
/** Ranges that are asked for at the same time. */
const LANES = 4;

/**
 * Reads a competition's events between two blocks, both included, oldest first.
 *
 * One question is tried first; where a node refuses so many blocks, halves are asked for.
 */
export async function readLogs(
  connection: Connection,
  id: bigint,
  from: bigint,
  to: bigint,
): Promise<Event[]> {
  if (from > to) return [];
  try {
    return await ask(connection, id, from, to);
  } catch (error) {
    if (to - from < SMALLEST) throw error;
  }
  const size = (to - from) / BigInt(LANES) + 1n;
  const starts = Array.from({ length: LANES }, (_, lane) => from + BigInt(lane) * size);
  const parts = await Promise.all(starts.map((start) => {
    const end = start + size - 1n;
    return readLogs(connection, id, start, end < to ? end : to);
  }));
  return parts.flat();
}

async function ask(
  { client, contract }: Connection,
  id: bigint,
  from: bigint,
  to: bigint,
): Promise<Event[]> {
  const logs = await client.request({
    method: "eth_getLogs",
    params: [{
      address: contract,
      fromBlock: numberToHex(from),
      toBlock: numberToHex(to),
      topics: [SELECTORS, numberToHex(id, { size: 32 })],
    }],
  });
  return parse(logs);
}

function parse(logs: readonly RpcLog[]): Event[] {
  const times = new Map(logs.map((log) => [log.blockNumber, timeOf(log)]));
  const formatted = logs.map((log) => ({
    ...log,
    blockNumber: log.blockNumber && hexToBigInt(log.blockNumber),
    logIndex: log.logIndex && Number(log.logIndex),
  }));
  return parseEventLogs({ abi: demlAbi, logs: formatted as never, strict: true }).map((event) => ({
    ...event,
    time: times.get(numberToHex(event.blockNumber)),
  }));
}

/** Newer nodes say it; https://github.com/ethereum/execution-apis names the field. */
function timeOf(log: RpcLog): number | undefined {
  const { blockTimestamp } = log as { blockTimestamp?: Hex };
  return blockTimestamp === undefined ? undefined : Number(blockTimestamp);
}
