/**
 * `deml verify --report`: who signed a report, what it says, and whether it is about this chain.
 *
 * @module
 */
import { EXIT } from "../../../protocol/errors.ts";
import { show } from "../../../protocol/text/visible.ts";
import {
  MAX_REPORT_BYTES,
  readReport,
  type VerificationReport,
} from "../../../protocol/verification/report.ts";
import { readFile } from "../../base/read_file.ts";
import { readBlock } from "../../chain/at_block.ts";
import { readHead } from "../../chain/blocks.ts";
import { parseCid } from "../../ipfs/cid.ts";
import { fetchVerified } from "../../ipfs/fetch.ts";
import { openConnection } from "../chain_option.ts";
import type { Invocation } from "../command.ts";
import { gatewaysOf, homeOf } from "../home_option.ts";
import { toJson } from "../json.ts";
import { keptBlocks } from "../kept_blocks.ts";
import { exitOf, requireSame } from "./keep_report.ts";

/**
 * Checks a report in a file or at a CID.
 *
 * @returns The exit code of the verification that it reports; 1 if its block is not on the chain
 */
export async function checkReport(invocation: Invocation, named: string): Promise<number> {
  const { terminal, signal, json } = invocation;
  const report = await readReport(await bytesOf(invocation, named));
  const connection = await openConnection(invocation);
  requireSame(connection, report);
  signal.throwIfAborted();
  const { number, hash } = report.block;
  const head = await readHead(connection);
  const known = BigInt(number) <= head.number
    ? await readBlock(connection, BigInt(number))
    : undefined;
  const onChain = known?.hash.toLowerCase() === hash;
  if (json) terminal.out(toJson({ ...report, signedBy: report.by, onChain }));
  else for (const line of reportLines(report, onChain)) terminal.out(line);
  return onChain ? exitOf(report) : EXIT.failed;
}

async function bytesOf(invocation: Invocation, named: string): Promise<Uint8Array> {
  if (!/^b[a-z2-7]{50,110}$/.test(named)) return await readFile(named);
  return await fetchVerified(parseCid(named), {
    gateways: gatewaysOf(invocation),
    store: keptBlocks(homeOf(invocation)),
    signal: invocation.signal,
    maxBytes: MAX_REPORT_BYTES,
  });
}

function reportLines(report: VerificationReport, onChain: boolean): string[] {
  const { by, competition, block, verified, models, evaluated, rows, engine, ended } = report;
  const who = by === undefined ? "Nobody signed it: it" : `Signed by ${by}, who`;
  const { differences, unchecked, first } = report;
  const what = verified
    ? "found no difference"
    : differences > 0
    ? `found ${differences} differences${
      first ? `, the first in ${show(first.kind, 30)}${place(first)}` : ""
    }`
    : `could not check ${unchecked} models`;
  return [
    `${who} says that on ${
      new Date(1_000 * report.at).toISOString().slice(0, 10)
    } a verification of competition ${competition} ` +
    `up to block ${block.number} ${what}`,
    `${evaluated} of ${models} judged models were evaluated again` +
    `${engine === undefined ? "" : ` with ${engine}`}, and the evidence of ${rows} rows; the ` +
    `competition was ${ended ? "over" : "not over"}`,
    onChain
      ? `Block ${block.number} is on this chain`
      : `Block ${block.number} of this chain is another: what it says is not about this chain`,
    "A signature shows who claims it, not that it is true: without --report, you verify it yourself",
  ];
}

function place({ model, round }: { model?: number; round?: number }): string {
  return (model === undefined ? "" : ` of model ${model}`) +
    (round === undefined ? "" : ` in round ${round}`);
}
