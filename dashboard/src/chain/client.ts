/**
 * The page's way to the chain: viem's client with the questions that the page asks. viem's own public
 * client has a hundred more, half of the first page's code.
 *
 * @module
 */
import { createClient, fallback, type PublicClient, zeroHash } from "viem";
import {
  call,
  estimateFeesPerGas,
  estimateGas,
  getBalance,
  getBlock,
  getBlockNumber,
  getChainId,
  getCode,
  getGasPrice,
  getLogs,
  getTransaction,
  getTransactionCount,
  getTransactionReceipt,
  readContract,
  sendRawTransaction,
} from "viem/actions";
import {
  chainOf,
  type Connection,
  MULTICALL,
  MULTICALL_BYTES,
  pollingOf,
} from "../../../miner/chain/client.ts";
import { boundedHttp } from "../../../miner/chain/transport.ts";

const ACTIONS = {
  call,
  estimateFeesPerGas,
  estimateGas,
  getBalance,
  getBlock,
  getBlockNumber,
  getChainId,
  getCode,
  getGasPrice,
  getLogs,
  getTransaction,
  getTransactionCount,
  getTransactionReceipt,
  readContract,
  sendRawTransaction,
};

/** Milliseconds for a request; retries bridge a provider's hiccup, a dead one fails within seconds. */
const PATIENCE = { timeout: 20_000, retryCount: 2, retryDelay: 200 };

/**
 * The way to a contract that is known to exist; nothing is asked of the chain yet.
 *
 * @param urls JSON-RPC endpoints of one chain, the preferred first
 */
export function connectionTo(
  urls: string[],
  { chainId, contract }: Pick<Connection, "chainId" | "contract">,
): Connection {
  const client = createClient({
    chain: chainOf(chainId, urls, false),
    transport: fallback(
      urls.map((url) => boundedHttp(url, { batch: true, ...PATIENCE })),
      { retryCount: 0 },
    ),
    pollingInterval: pollingOf(...urls),
    // A cached block number would miss events that have just happened.
    cacheTime: 0,
    // Until `joinReads` finds the contract, each view is a separate question.
    batch: { multicall: { batchSize: MULTICALL_BYTES } },
  }).extend((client) =>
    Object.fromEntries(
      Object.entries(ACTIONS).map(([name, action]) => [
        name,
        (...args: unknown[]) => (action as (...all: unknown[]) => unknown)(client, ...args),
      ]),
    )
  );
  // The page stores nothing that depends on which chain with this number it is.
  return { client: client as unknown as PublicClient, chainId, genesis: zeroHash, contract };
}

/**
 * From now on, views that are read in one tick are joined into one call, if the chain has Multicall3.
 * Views that fail, fail alone.
 *
 * @returns Whether it has
 */
export async function joinReads({ client }: Pick<Connection, "client">): Promise<boolean> {
  const code = await client.getCode({ address: MULTICALL });
  const has = code !== undefined && code !== "0x";
  Object.assign(client.chain?.contracts ?? {}, {
    multicall3: has ? { address: MULTICALL } : undefined,
  });
  return has;
}
