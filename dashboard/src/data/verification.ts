/**
 * Somebody's report of a verification: fetched by its CID, its signature checked, and that it is about
 * this chain.
 *
 * @module
 */
import { told } from "../../../protocol/errors.ts";
import {
  MAX_REPORT_BYTES,
  readReport,
  type VerificationReport,
} from "../../../protocol/verification/report.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { parseCid } from "../../../miner/ipfs/cid.ts";
import { fetchVerified } from "../../../miner/ipfs/fetch.ts";
import { blocks } from "./blocks.ts";

/** Where a report is about, and where to get it. */
export interface Wanted {
  connection: Connection;
  gateways: string[];
  competition: bigint;
  cid: string;
  signal?: AbortSignal;
}

/**
 * Fetches a report and checks what a page can: who signed it, and that its competition and its block
 * are this chain's. Whether it is true, only a verification shows.
 *
 * @throws DemlError `ipfs` or `data`
 */
export async function fetchVerification(
  { connection, gateways, competition, cid, signal }: Wanted,
): Promise<VerificationReport> {
  const from = { gateways, store: blocks, signal, maxBytes: MAX_REPORT_BYTES };
  const report = await readReport(await fetchVerified(parseCid(cid.trim()), from));
  const { client, chainId, contract } = connection;
  const same = report.chainId === chainId && report.competition === String(competition) &&
    report.contract.toLowerCase() === contract.toLowerCase();
  if (!same) {
    throw told(
      "data",
      `The report is about competition ${report.competition} of the contract ` +
        `${report.contract} on chain ${report.chainId}, and not about this one`,
      "Ask whoever gave it to you for the right one",
    );
  }
  const number = BigInt(report.block.number);
  const block = number <= await client.getBlockNumber()
    ? await client.getBlock({ blockNumber: number })
    : undefined;
  if (block?.hash.toLowerCase() !== report.block.hash) {
    throw told(
      "data",
      `Block ${number} of this chain is not the one that the report is about`,
      "Ask whoever gave it to you for a new one",
    );
  }
  return report;
}
