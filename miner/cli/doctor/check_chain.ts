/**
 * The chain, and this machine's clock compared with it.
 *
 * @module
 */
import { type Address, createPublicClient, custom, type PublicClient } from "viem";
import { isEndpoint } from "../../chain/client.ts";
import { type Endpoint, openEndpoint } from "../../chain/endpoint.ts";
import { faultOf } from "../../chain/endpoint_failure.ts";
import { isLocal } from "../../chain/local_chains.ts";
import { withoutSecrets } from "../../../protocol/text/secrets.ts";
import type { Finding } from "./finding.ts";
import { tell } from "../failures/tell.ts";

/** Mainnet's blocks come every 12 s; a head older than five of them is behind, in seconds. */
const STALE = 60;
/** A miner that sees the chain this much later judges and reveals too late, in seconds. */
const FAR = 600;
/** A provider that takes longer costs windows, in milliseconds. */
const ANSWERS_WITHIN = 10_000;

/**
 * Whether an endpoint answers, for which chain, how old its head is, and whether DeML is there.
 *
 * @param contractOf Throws if the contract's address is not one
 */
export async function checkChain(
  url: string,
  contractOf: () => Address | undefined,
): Promise<Finding> {
  const check = `rpc ${withoutSecrets(url)}`;
  if (!isEndpoint(url)) {
    const found = "is neither an HTTP nor a WebSocket URL";
    return { check, level: "fail", found, remedy: "Check --rpc" };
  }
  const contract = contractOf();
  const endpoint = openEndpoint(url, { log: () => {}, timeout: ANSWERS_WITHIN });
  try {
    return await checkEndpoint(endpoint, contract);
  } catch (error) {
    const known = faultOf(endpoint.shown, "eth_chainId", error);
    if (known !== undefined) {
      return { check, level: "fail", found: known.failure.what, remedy: tell(known).remedy };
    }
    const found = "does not say which chain it is on";
    return { check, level: "fail", found, remedy: "Check that this is an Ethereum node" };
  } finally {
    endpoint.close();
  }
}

async function checkEndpoint(
  { shown, request }: Endpoint,
  contract: Address | undefined,
): Promise<Finding> {
  const check = `rpc ${shown}`;
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  const started = performance.now();
  const chainId = await client.getChainId();
  const milliseconds = Math.round(performance.now() - started);
  const { number, timestamp } = await client.getBlock();
  const age = Math.round(Date.now() / 1_000) - Number(timestamp);
  const details = { chainId, block: String(number), headAge: age, milliseconds };
  const found = `chain ${chainId}, block ${number} of ${clockOf(age)}, ${milliseconds} ms`;
  if (contract !== undefined) {
    const code = await client.getCode({ address: contract });
    if (code === undefined || code === "0x") {
      const remedy = "Check --contract, and that --rpc is the right chain";
      return {
        check,
        level: "fail",
        found: `${found}, no contract at ${contract}`,
        remedy,
        details,
      };
    }
  }
  return { check, found, details, ...clockLevel(age, !isLocal(chainId)) };
}

/**
 * How far this machine's clock and the chain's are apart.
 *
 * @param ticking Whether blocks come without transactions: otherwise an old one means nothing
 */
export async function checkClock(
  client: Pick<PublicClient, "getBlock">,
  ticking: boolean,
): Promise<Finding> {
  const age = Math.round(Date.now() / 1_000) - Number((await client.getBlock()).timestamp);
  return {
    check: "clock",
    found: `the latest block is from ${clockOf(age)}`,
    details: { headAge: age },
    ...clockLevel(age, ticking),
  };
}

function clockLevel(age: number, ticking: boolean): Pick<Finding, "level" | "remedy"> {
  if (Math.abs(age) <= STALE) return { level: "ok" };
  return {
    level: ticking && Math.abs(age) > FAR ? "fail" : "warn",
    remedy: age > 0
      ? "Either this provider is behind, or this clock is ahead: compare with `date -u`"
      : "This machine's clock is behind the chain: set it by NTP",
  };
}

function clockOf(age: number): string {
  return age >= 0 ? `${age} s ago` : `${-age} s in this clock's future`;
}
