/**
 * The way to a chain and to the DeML contract on it.
 *
 * @module
 */
import {
  type Address,
  type Chain,
  createPublicClient,
  defineChain,
  type Hex,
  type PublicClient,
} from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { withoutSecrets } from "../../protocol/text/secrets.ts";
import type { ChainFailure } from "./failures.ts";
import { asked } from "./asked.ts";
import { type Endpoints, type EndpointsOptions, openEndpoints } from "./endpoints.ts";
import { pauseFor } from "./pause_for.ts";

/** A contract on a chain, reached through a client. */
export interface Connection {
  client: PublicClient;
  chainId: number;
  /** Hash of the chain's first block */
  genesis: Hex;
  contract: Address;
  /** Its endpoints and what is known about them; absent in a browser's page */
  endpoints?: Endpoints;
}

/** Where Multicall3 is on every chain that has it. */
export const MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11";
/** Calldata per call: some sixty views, within every node's gas limit for a call. */
export const MULTICALL_BYTES = 4_096;
/** A cached block number would miss events that have just happened. */
const NO_CACHE = 0;
/** Between two attempts to find a chain, in milliseconds. */
const LONGEST_WAIT = 30_000;

/** How a connection is made. */
export interface ConnectOptions extends EndpointsOptions {
  /** Whether to wait for a chain that does not answer, until the signal is aborted */
  waits?: boolean;
}

/**
 * Connects to a contract.
 *
 * @param urls JSON-RPC endpoints of one chain, the preferred first
 * @param contract Where DeML is deployed
 * @throws DemlError `chain` if no endpoint answers, or there is no contract; `usage` if endpoints
 * are of two chains
 */
export async function connect(
  urls: string[],
  contract: Address,
  options: ConnectOptions = {},
): Promise<Connection> {
  urls.forEach(requireEndpoint);
  const endpoints = openEndpoints(urls, options);
  try {
    const probe = createPublicClient({ transport: endpoints.transport });
    const [{ chainId, genesis }, code, multicall] = await patiently(options, async () => {
      const identity = await endpoints.introduce();
      const codes = await asked("look for the contract", () =>
        Promise.all([
          probe.getCode({ address: contract }),
          probe.getCode({ address: MULTICALL }),
        ]));
      return [identity, ...codes] as const;
    });
    if (code === undefined || code === "0x") {
      throw new DemlError<ChainFailure>({ kind: "chain/no-contract", chainId, contract });
    }
    const hasMulticall = multicall !== undefined && multicall !== "0x";
    const client = createPublicClient({
      chain: chainOf(chainId, urls, hasMulticall),
      transport: endpoints.transport,
      pollingInterval: pollingOf(...urls),
      cacheTime: NO_CACHE,
      // Without the contract, viem would make an error for every call, and catch it.
      batch: { multicall: hasMulticall && { batchSize: MULTICALL_BYTES } },
    });
    return { client: client as PublicClient, chainId, genesis, contract, endpoints };
  } catch (error) {
    endpoints.close();
    throw error;
  }
}

/** Retries while no chain answers, if requested. */
async function patiently<T>(
  { waits = false, signal, log = () => {} }: ConnectOptions,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let wait = 1_000;; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!waits || !(error instanceof DemlError) || error.code !== "chain") throw error;
      log(`not connected, tried again in ${wait / 1_000} s`, { failure: error.failure });
      await pauseFor(wait, signal);
    }
  }
}

/** A chain as viem describes it. */
export function chainOf(chainId: number, urls: string[], multicall: boolean): Chain {
  return defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: urls } },
    contracts: multicall ? { multicall3: { address: MULTICALL } } : {},
  });
}

/** Refuses an endpoint that is not an HTTP URL. */
export function requireHttp(url: string): void {
  if (isHttp(url)) return;
  throw new DemlError<ChainFailure>({ kind: "usage/not-http", url: withoutSecrets(url) });
}

/** Refuses a text that is not the URL of an endpoint. */
function requireEndpoint(url: string): void {
  if (isEndpoint(url)) return;
  throw new DemlError<ChainFailure>({ kind: "usage/not-an-endpoint", url: withoutSecrets(url) });
}

/** Whether a text is an HTTP URL. */
export function isHttp(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}

/** Whether a text is a URL for JSON-RPC. */
export function isEndpoint(url: string): boolean {
  return /^(https?|wss?):\/\//.test(url) && URL.canParse(url);
}

/** No endpoint answers. `shown` names them without their secrets. */
export function noChain(shown: string, cause: unknown): DemlError {
  return new DemlError<ChainFailure>({ kind: "chain/no-answer", endpoints: [shown] }, { cause });
}

/** How often to poll, in milliseconds: a node on this machine may be polled often. */
export function pollingOf(...urls: string[]): number {
  const [url = ""] = urls;
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname) ? 50 : 2_000;
}
