/**
 * A connection that sees the chain as it was at the end of one block, whatever happens after it.
 *
 * @module
 */
import { createPublicClient, type Hex, numberToHex, type PublicClient, type Transport } from "viem";
import { asked } from "./asked.ts";
import { readHead } from "./blocks.ts";
import type { Connection } from "./client.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { ChainFailure } from "./failures.ts";

/** One block. */
export interface Block {
  number: bigint;
  hash: Hex;
}

interface Asked {
  method: string;
  params?: readonly unknown[];
}

/** Where the block that a question is about is among its parameters. */
const TAG_AT: Record<string, number> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getStorageAt: 2,
  eth_getBlockByNumber: 0,
};

/** The block that so many others, itself included, make final. */
export async function finalBlock(connection: Connection, confirmations: number): Promise<Block> {
  const { number } = await readHead(connection);
  const depth = BigInt(confirmations - 1);
  return await readBlock(connection, number > depth ? number - depth : 0n);
}

/**
 * A block by its number.
 *
 * @throws DemlError `chain`
 */
export async function readBlock({ client }: Connection, number: bigint): Promise<Block> {
  return await asked(`read block ${number}`, async () => {
    const { hash } = await client.getBlock({ blockNumber: number });
    if (typeof hash !== "string") throw new DemlError<ChainFailure>({ kind: "chain/bad-block" });
    return { number, hash };
  });
}

/**
 * The same connection for which this block is the latest. Whoever must know that it was not
 * reorganized away reads its hash again afterwards. The node must keep its state.
 */
export function connectionAt(connection: Connection, { number }: Block): Connection {
  const { client } = connection;
  const block = numberToHex(number);
  const request = (asked: Asked) => {
    if (asked.method === "eth_blockNumber") return Promise.resolve(block);
    return client.request(pinned(asked, block) as never);
  };
  // The requests are those of the other client, with its retries: nothing is wrapped again.
  const transport = (() => ({
    config: {
      key: "pinned",
      name: "Pinned to a block",
      type: "pinned",
      request,
      retryCount: 0,
    },
    request,
  })) as unknown as Transport;
  const { chain, batch, pollingInterval } = client;
  const fixed = createPublicClient({ chain, batch, pollingInterval, transport, cacheTime: 0 });
  return { ...connection, client: fixed as PublicClient };
}

function pinned(asked: Asked, block: Hex): Asked {
  const at = TAG_AT[asked.method];
  if (at === undefined) return asked;
  const params = [...asked.params ?? []];
  params[at] ??= "latest";
  if (params[at] === "latest") params[at] = block;
  return { ...asked, params };
}
