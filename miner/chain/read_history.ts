/**
 * Every event of one competition, in the chain's order, decoded; of packages only how long their
 * parts are.
 *
 * @module
 */
import {
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  type LogTopic,
  numberToHex,
  parseEventLogs,
  type RpcLog,
  size,
  slice,
  toEventSelector,
} from "viem";
import { type Event, eventOf } from "../../protocol/abi.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { blockAt, readHead, SHIFT } from "./blocks.ts";
import type { Connection } from "./client.ts";
import { inBlocks } from "./read_events.ts";

/** Bytes of a package on the chain; not which ones. */
export interface PartEvent {
  eventName: "ModelPart";
  args: { id: bigint; model: bigint; offset: bigint; length: number };
  blockNumber: bigint;
  transactionHash: Hex;
}

/** An event as verification needs it: its memory does not grow with the models. */
export type PastEvent = Exclude<Event, { eventName: "ModelPart" }> | PartEvent;

const CREATED = toEventSelector(eventOf("CompetitionCreated"));
const MODEL_PART = toEventSelector(eventOf("ModelPart"));
/** Blocks that are searched together for the creation. */
const STEP = 100_000n;
/** Bytes of a word. */
const WORD = 32;

/**
 * Reads all events of a competition, oldest first, up to the connection's latest block.
 *
 * @param registrationEnd Seconds since 1970: it was created before
 * @returns Nothing if the node has no event of its creation
 * @throws DemlError `chain`
 */
export async function readHistory(
  connection: Connection,
  id: bigint,
  registrationEnd: number,
): Promise<PastEvent[]> {
  const from = await creationOf(connection, id, registrationEnd);
  if (from === undefined) return [];
  const { number } = await readHead(connection);
  return await inBlocks(connection, from, number, async (range) => {
    const logs = await readRange(connection, [null, topicOf(id)], range);
    return logs.flatMap((log) => {
      const event = eventIn(log, id);
      if (event === undefined) return [];
      return [{ event, length: event.eventName === "ModelPart" ? 0 : log.data.length }];
    });
  });
}

/** The block of a competition's creation, searched for from the end of its registration backwards. */
async function creationOf(
  connection: Connection,
  id: bigint,
  registrationEnd: number,
): Promise<bigint | undefined> {
  const [end, head] = await Promise.all([
    blockAt(connection, registrationEnd),
    readHead(connection),
  ]);
  let to = end.block + SHIFT < head.number ? end.block + SHIFT : head.number;
  while (to >= 0n) {
    const from = to >= STEP ? to - STEP + 1n : 0n;
    const [found] = await inBlocks(connection, from, to, async (range) => {
      const logs = await readRange(connection, [CREATED, topicOf(id)], range);
      return logs.flatMap((log) => {
        const event = eventIn(log, id);
        return event === undefined ? [] : [{ event: event.blockNumber, length: log.data.length }];
      });
    });
    if (found !== undefined) return found;
    to = from - 1n;
  }
  return undefined;
}

async function readRange(
  { client, contract }: Connection,
  topics: LogTopic[],
  { fromBlock, toBlock }: { fromBlock: bigint; toBlock: bigint },
): Promise<RpcLog[]> {
  const range = { fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) };
  const logs = await client.request({
    method: "eth_getLogs",
    params: [{ address: contract, topics, ...range }],
  });
  return logs.filter(({ address }) => address?.toLowerCase() === contract.toLowerCase());
}

function topicOf(id: bigint): Hex {
  return encodeAbiParameters([{ type: "uint256" }], [id]);
}

/** Anything but an event of this competition is skipped. */
function eventIn(log: RpcLog, id: bigint): PastEvent | undefined {
  try {
    if (log.topics[1] !== topicOf(id)) return undefined;
    const blockNumber = BigInt(log.blockNumber ?? 0);
    if (log.topics[0] === MODEL_PART) return partIn(log, id, blockNumber);
    const [event] = parseEventLogs({ abi: demlAbi, logs: [log], strict: true });
    if (event === undefined) return undefined;
    return { ...event, blockNumber, time: undefined } as PastEvent;
  } catch {
    // A node may give anything.
    return undefined;
  }
}

/** `offset ‖ where the bytes begin ‖ how many ‖ bytes`, in words. */
function partIn({ topics, data, transactionHash }: RpcLog, id: bigint, blockNumber: bigint) {
  const [, , place] = topics;
  if (place === undefined || transactionHash === null) return undefined;
  const length = Number(hexToBigInt(slice(data, 2 * WORD, 3 * WORD)));
  if (3 * WORD + length > size(data)) return undefined;
  const offset = hexToBigInt(slice(data, 0, WORD));
  const model = hexToBigInt(place);
  const args = { id, model, offset, length };
  return { eventName: "ModelPart", args, blockNumber, transactionHash } satisfies PartEvent;
}
