/**
 * The way to a chain and to the DeML contract on it.
 *
 * @module
 */
import {
  type Address,
  createPublicClient,
  defineChain,
  fallback,
  type Hex,
  isAddress,
  type PublicClient,
} from "viem";
import type { Invocation, Option } from "../cli/command.ts";
import { DemlError } from "../errors.ts";
import { withoutSecrets } from "../secrets.ts";
import { CONTRACT_VARIABLE, RPC_VARIABLE } from "../variables.ts";
import { boundedHttp, refusedAnswer } from "./transport.ts";

/** The flags of every command that talks to the chain. */
export const CHAIN_OPTIONS: Option[] = [
  {
    name: "rpc",
    value: "URL",
    repeat: true,
    variable: RPC_VARIABLE,
    help: `JSON-RPC endpoint, may be repeated as fallbacks; also ${RPC_VARIABLE}`,
  },
  {
    name: "contract",
    value: "ADDRESS",
    variable: CONTRACT_VARIABLE,
    help: `Address of the DeML contract; also ${CONTRACT_VARIABLE}`,
  },
];

/** A contract on a chain, reached through a client. */
export interface Connection {
  client: PublicClient;
  chainId: number;
  /** Hash of the chain's first block */
  genesis: Hex;
  contract: Address;
}

/** The endpoints that flags or environment name. */
export function rpcOf(invocation: Invocation): string[] {
  const given = invocation.texts("rpc");
  if (given.length > 0) return given;
  return (Deno.env.get(RPC_VARIABLE) ?? "").split(",").filter((url) => url !== "");
}

/** Connects as the flags or the environment say. */
export async function openConnection(invocation: Invocation): Promise<Connection> {
  const urls = rpcOf(invocation);
  if (urls.length === 0) {
    throw new DemlError("usage", "No chain to talk to", `Give --rpc URL, or set ${RPC_VARIABLE}`);
  }
  const contract = invocation.text("contract") ?? Deno.env.get(CONTRACT_VARIABLE) ?? "";
  if (!isAddress(contract)) {
    throw new DemlError(
      "usage",
      contract === "" ? "No contract to talk to" : `"${contract}" is not an address`,
      `Give --contract ADDRESS, or set ${CONTRACT_VARIABLE}`,
    );
  }
  return await connect(urls, contract);
}

/**
 * Connects to a contract.
 *
 * @param urls JSON-RPC endpoints, tried in order
 * @param contract Where DeML is deployed
 * @throws DemlError `chain` when no endpoint answers, or no contract is there
 */
export async function connect(urls: string[], contract: Address): Promise<Connection> {
  const shown = urls.map(withoutSecrets).join(", ");
  for (const url of urls) {
    requireHttp(url);
  }
  const transport = transportTo(urls);
  let chainId: number;
  let code: string | undefined;
  let genesis: Hex;
  try {
    const probe = createPublicClient({ transport });
    const first = probe.getBlock({ blockNumber: 0n });
    [chainId, code, { hash: genesis }] = await Promise.all([
      probe.getChainId(),
      probe.getCode({ address: contract }),
      first,
    ]);
  } catch (cause) {
    throw refusedAnswer(cause) ?? noChain(shown, cause);
  }
  if (code === undefined || code === "0x") {
    throw new DemlError(
      "chain",
      `No contract at ${contract} on chain ${chainId}`,
      "Check --contract, and that --rpc is the right chain",
      { details: { chainId, contract } },
    );
  }
  return connectionTo(urls, { chainId, genesis, contract });
}

/** The way to a contract that is known to be there; nothing is asked of the chain yet. */
export function connectionTo(
  urls: string[],
  { chainId, genesis, contract }: Pick<Connection, "chainId" | "genesis" | "contract">,
): Connection {
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: urls } },
  });
  const transport = transportTo(urls);
  const client = createPublicClient({
    chain,
    transport,
    pollingInterval: pollingOf(urls[0]!),
    // A block number of a moment ago leaves out the events that somebody has just been told of.
    cacheTime: 0,
  });
  return { client: client as PublicClient, chainId, genesis, contract };
}

function transportTo(urls: string[]) {
  return fallback(
    // Retries bridge a provider's hiccup; a dead one fails within some seconds.
    urls.map((url) =>
      boundedHttp(url, { batch: true, timeout: 20_000, retryCount: 2, retryDelay: 200 })
    ),
    { retryCount: 0 },
  );
}

/** Refuses an endpoint that is no HTTP URL. */
export function requireHttp(url: string): void {
  if (isHttp(url)) return;
  throw new DemlError("usage", `"${withoutSecrets(url)}" is not an HTTP URL`, "Check --rpc");
}

/** Whether a text is an HTTP URL. */
export function isHttp(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}

/** No endpoint answers. `shown` names them without their secrets. */
export function noChain(shown: string, cause: unknown): DemlError {
  return new DemlError(
    "chain",
    `No chain answers at ${shown}`,
    "Check the URL, and that the node is running",
    { cause },
  );
}

/** How often to ask for news, in milliseconds: a node on this machine may be asked often. */
export function pollingOf(url: string): number {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname) ? 50 : 2_000;
}
