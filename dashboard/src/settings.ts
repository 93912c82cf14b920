/**
 * The one file that says where chain, contract and data are: settings.json next to the page.
 *
 * @module
 */
import { type Address, isAddress } from "viem";
import { isLocal } from "../../miner/chain/local_chains.ts";
import { type DemlError, reasonOf, told } from "../../protocol/errors.ts";

/** What a host of the dashboard sets. */
export interface Settings {
  /** JSON-RPC endpoints, tried in order */
  rpc: string[];
  chainId: number;
  /** The chain's name */
  chainName: string;
  contract: Address;
  /** Trustless IPFS gateways, tried in turn */
  gateways: string[];
  /** No event of the contract is in an earlier block */
  fromBlock: bigint;
  /** Blocks, including its own, after which a transaction counts as final */
  confirmations: number;
  /** A block explorer's page of a transaction, with `{hash}` in it */
  explorer?: string;
  /** A block explorer's page of an account, with `{address}` in it */
  explorerAddress?: string;
  /** A mainnet endpoint that knows ENS names */
  ensRpc?: string;
  /** Whether this host accepts blocks of data by PUT ipfs/CID, to serve them */
  publishes: boolean;
  /** WalletConnect's number of this page's project; without one, it is not offered */
  walletConnect?: string;
  /** Where the price of ether is reported; without one, no other currency is shown */
  price?: PriceSource;
}

/** A price of ether. */
export interface PriceSource {
  /** An aggregator on the contract's chain, with Chainlink's `latestRoundData` */
  feed: Address;
  /** What it is in: three letters, such as USD */
  currency: string;
}

const FILE = "settings.json";

/** Loads the settings file next to the page. */
export async function loadSettings(base: string): Promise<Settings> {
  const url = new URL(FILE, base);
  let value: unknown;
  try {
    const response = await fetch(url, { cache: "no-cache" });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    value = await response.json();
  } catch (cause) {
    throw wrong(`Cannot read ${FILE}: ${reasonOf(cause)}`);
  }
  return parseSettings(value, base);
}

/**
 * Checks settings.
 *
 * @param base Where relative addresses start: the page's own
 * @throws DemlError `usage` that names the wrong field
 */
export function parseSettings(value: unknown, base: string): Settings {
  if (typeof value !== "object" || value === null) throw wrong(`${FILE} is not a JSON object`);
  const given = value as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!KNOWN.has(name)) throw wrong(`${FILE} has an unknown field ${name.slice(0, 40)}`);
  }
  const chainId = whole(given, "chainId");
  const contract = given["contract"];
  if (typeof contract !== "string" || !isAddress(contract)) {
    throw wrong(`${FILE}: contract must be an address`);
  }
  const local = isLocal(chainId);
  return {
    rpc: urls(given, "rpc", base, 1),
    chainId,
    chainName: text(given, "chainName") ?? (local ? "Local chain" : `Chain ${chainId}`),
    contract,
    gateways: urls(given, "gateways", base, 0),
    fromBlock: BigInt(whole(given, "fromBlock", 0)),
    // A development chain mines when something is sent, and not by itself.
    confirmations: Math.max(1, whole(given, "confirmations", local ? 1 : 2)),
    explorer: explorer(given, "explorer", "{hash}"),
    explorerAddress: explorer(given, "explorerAddress", "{address}"),
    ensRpc: given["ensRpc"] === undefined ? undefined : urls(given, "ensRpc", base, 1)[0],
    publishes: given["publishes"] === true,
    walletConnect: project(given),
    price: priceSource(given),
  };
}

/**
 * A block explorer's page of an account; undefined if none is known. Most explorers name their pages
 * alike, so the one of a transaction shows where the others are.
 */
export function explorerPageOf(
  { explorer, explorerAddress }: Pick<Settings, "explorer" | "explorerAddress">,
  address: Address,
): string | undefined {
  const derived = explorer?.endsWith("/tx/{hash}")
    ? explorer.replace("/tx/{hash}", "/address/{address}")
    : undefined;
  return (explorerAddress ?? derived)?.replace("{address}", address);
}

const KNOWN = new Set([
  "rpc",
  "chainId",
  "chainName",
  "contract",
  "gateways",
  "fromBlock",
  "confirmations",
  "explorer",
  "explorerAddress",
  "ensRpc",
  "publishes",
  "walletConnect",
  "price",
]);

function whole(given: Record<string, unknown>, name: string, fallback?: number): number {
  const value = given[name] ?? fallback;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw wrong(`${FILE}: ${name} must be a whole number`);
}

function text(given: Record<string, unknown>, name: string): string | undefined {
  const value = given[name];
  if (value === undefined || typeof value === "string") return value;
  throw wrong(`${FILE}: ${name} must be text`);
}

function urls(
  given: Record<string, unknown>,
  name: string,
  base: string,
  fewest: number,
): string[] {
  const value = given[name] ?? [];
  const list = Array.isArray(value) ? value : [value];
  const found = list.map((item) =>
    typeof item === "string" && URL.canParse(item, base) ? new URL(item, base) : undefined
  );
  const usable = found.flatMap((url) =>
    url !== undefined && /^https?:$/.test(url.protocol) ? [url] : []
  );
  if (found.length < fewest || usable.length < found.length) {
    throw wrong(`${FILE}: ${name} must name HTTP addresses`);
  }
  return usable.map((url) => url.href.replace(/\/+$/, ""));
}

function explorer(
  given: Record<string, unknown>,
  name: string,
  part: string,
): string | undefined {
  const value = text(given, name);
  if (value === undefined) return undefined;
  if (/^https?:\/\//.test(value) && value.includes(part)) return value;
  throw wrong(`${FILE}: ${name} must be an HTTP address with ${part} in it`);
}

/** Projects have 32 hexadecimal digits, and their names reach a URL. */
function project(given: Record<string, unknown>): string | undefined {
  const value = text(given, "walletConnect");
  if (value === undefined || /^[0-9a-f]{32}$/.test(value)) return value;
  throw wrong(`${FILE}: walletConnect must be a project's 32 hexadecimal digits`);
}

function priceSource(given: Record<string, unknown>): PriceSource | undefined {
  const value = given["price"];
  if (value === undefined) return undefined;
  const { feed, currency, ...rest } = (value ?? {}) as Record<string, unknown>;
  if (typeof feed !== "string" || !isAddress(feed)) {
    throw wrong(`${FILE}: price.feed must be an address`);
  }
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
    throw wrong(`${FILE}: price.currency must be three capital letters`);
  }
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw wrong(`${FILE}: price has an unknown field ${unknown.slice(0, 40)}`);
  }
  return { feed, currency };
}

function wrong(message: string): DemlError {
  return told(
    "usage",
    message,
    "This page's host must fix it; `deml dashboard` writes it by itself",
  );
}
