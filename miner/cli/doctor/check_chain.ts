/**
 * The chain, and this machine's clock beside it.
 *
 * @module
 */
import { createPublicClient, isAddress, type PublicClient } from "viem";
import { isHttp } from "../../chain/client.ts";
import { isLocal } from "../../chain/local_chains.ts";
import { boundedHttp, refusedAnswer } from "../../chain/transport.ts";
import { withoutSecrets } from "../../secrets.ts";
import type { Finding } from "./finding.ts";

/** Mainnet's blocks come every 12 s; a head older than five of them is behind, in seconds. */
const STALE = 60;
/** Whoever sees the chain so much later than it is judges and reveals too late, in seconds. */
const FAR = 600;
/** A provider that takes longer costs windows, in milliseconds. */
const ANSWERS_WITHIN = 10_000;

/** Whether an endpoint answers, with which chain and how old a head, and whether DeML is there. */
export async function checkChain(url: string, contract: string | undefined): Promise<Finding> {
  const check = `rpc ${withoutSecrets(url)}`;
  if (!isHttp(url)) {
    return { check, level: "fail", found: "is no HTTP URL", remedy: "Check --rpc" };
  }
  const client = createPublicClient({
    transport: boundedHttp(url, { timeout: ANSWERS_WITHIN, retryCount: 0 }),
  });
  const started = performance.now();
  let chainId: number;
  try {
    chainId = await client.getChainId();
  } catch (error) {
    return {
      check,
      level: "fail",
      found: refusedAnswer(error)?.message ?? "does not answer",
      remedy: "Check the URL, and that the node is running",
    };
  }
  const milliseconds = Math.round(performance.now() - started);
  const { number, timestamp } = await client.getBlock();
  const age = Math.round(Date.now() / 1_000) - Number(timestamp);
  const details = { chainId, block: String(number), headAge: age, milliseconds };
  const found = `chain ${chainId}, block ${number} of ${clockOf(age)}, ${milliseconds} ms`;
  if (contract !== undefined) {
    const code = isAddress(contract) ? await client.getCode({ address: contract }) : undefined;
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
 * @param ticking Whether blocks come by themselves: otherwise an old one says nothing
 */
export async function checkClock(
  client: Pick<PublicClient, "getBlock">,
  ticking: boolean,
): Promise<Finding> {
  const age = Math.round(Date.now() / 1_000) - Number((await client.getBlock()).timestamp);
  return {
    check: "clock",
    found: `the latest block is of ${clockOf(age)}`,
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
