/**
 * The report of `deml verify` for others: signed, in a file, at a CID.
 *
 * @module
 */
import { EXIT, told } from "../../../protocol/errors.ts";
import {
  encodeReport,
  signReport,
  type VerificationReport,
} from "../../../protocol/verification/report.ts";
import { writeDurably } from "../../base/files.ts";
import { VERSION } from "../../base/version.ts";
import type { Connection } from "../../chain/client.ts";
import { cidOfBytes } from "../../ipfs/cid.ts";
import { homeBlocks } from "../../ipfs/home_blocks.ts";
import { publishBlock } from "../../ipfs/publish.ts";
import type { Verification } from "../../verify/verify.ts";
import { type Invocation, type Option } from "../command.ts";
import { PUBLISH_OPTIONS, publishTo, type Target, targetsOf } from "../create/publish.ts";
import { refuseOverwrite } from "../refuse_overwrite.ts";
import { openSigner, SIGNER_OPTIONS } from "../signer_option.ts";

/** What becomes of the report. */
export const REPORT_OPTIONS: Option[] = [
  { name: "out", value: "FILE", help: "Write the report, as JSON" },
  { name: "force", help: "Overwrite FILE" },
  { name: "sign", help: "Sign the report; --publish does too" },
  ...PUBLISH_OPTIONS.filter(({ name }) => name === "publish"),
  ...SIGNER_OPTIONS,
];

/** What is asked of the report, checked before hours of work. */
export interface Wanted {
  out: string | undefined;
  targets: Target[];
  account: Awaited<ReturnType<typeof openSigner>> | undefined;
}

/** Reads the flags, and opens the key. */
export async function wantedReport(invocation: Invocation): Promise<Wanted> {
  const targets = targetsOf(invocation);
  const out = invocation.text("out");
  const signs = invocation.flag("sign") || targets.length > 0;
  if (out !== undefined) await refuseOverwrite(out, invocation.flag("force"));
  return { out, targets, account: signs ? await openSigner(invocation) : undefined };
}

/** What a verification says to others. */
export function reportOf(
  found: Verification,
  { chainId, contract }: Pick<Connection, "chainId" | "contract">,
  { seed, at }: { seed: string | undefined; at: number },
): VerificationReport {
  const { differences: [first], block, engine, competition } = found;
  const short = (value: string) => value.slice(0, 200);
  return {
    kind: "deml-verification",
    version: 1,
    chainId,
    contract,
    competition: String(competition),
    block: { number: String(block.number), hash: block.hash.toLowerCase() },
    verified: found.verified,
    ended: found.ended,
    events: found.events,
    rounds: found.rounds,
    accounts: found.accounts,
    models: found.models,
    evaluated: found.evaluated,
    ...(seed !== undefined && { seed: short(seed) }),
    rows: found.rows,
    rowsApart: found.rowsApart,
    ...(engine !== undefined && { engine }),
    differences: found.differences.length,
    ...(first && {
      first: {
        kind: first.kind,
        round: first.round,
        model: first.model,
        account: first.account,
        expected: short(first.expected),
        found: short(first.found),
      },
    }),
    unchecked: found.unchecked.length,
    program: VERSION,
    at,
  };
}

/** What was made of a report. */
export interface Kept {
  report: VerificationReport;
  /** Of its bytes */
  cid: string;
}

/** Signs, writes and publishes a report as asked; undefined if nothing was. */
export async function keepReport(
  invocation: Invocation,
  { out, targets, account }: Wanted,
  plain: VerificationReport,
  home: string,
): Promise<Kept | undefined> {
  if (out === undefined && account === undefined) return undefined;
  const report = account === undefined ? plain : await signReport(account, plain);
  const bytes = encodeReport(report);
  if (out !== undefined) await writeDurably(out, bytes);
  if (targets.length > 0) {
    const store = homeBlocks(home).published;
    const root = await publishBlock(bytes, store);
    await publishTo(invocation, targets, [root], store);
  }
  return { report, cid: String(await cidOfBytes(bytes)) };
}

/** What became of it, a line each. */
export function keptLines({ report, cid }: Kept, { out, targets }: Wanted): string[] {
  const signed = report.by === undefined ? "" : `, signed by ${report.by}`;
  const lines = out === undefined ? [] : [`Report written to ${out}${signed}`];
  if (out === undefined && targets.length === 0) lines.push(`Report ${cid}${signed}`);
  if (targets.length > 0) {
    lines.push(`Report published: ${cid}${signed}; the page shows it at ?verified=${cid}`);
  }
  return lines;
}

/** The exit code that a verification has. */
export function exitOf({ differences, unchecked }: {
  differences: number;
  unchecked: number;
}): number {
  if (differences > 0) return EXIT.failed;
  return unchecked > 0 ? EXIT.missed : EXIT.ok;
}

/** Refuses a report of another chain or contract. */
export function requireSame(
  { chainId, contract }: Pick<Connection, "chainId" | "contract">,
  report: VerificationReport,
): void {
  const same = report.chainId === chainId &&
    report.contract.toLowerCase() === contract.toLowerCase();
  if (same) return;
  throw told(
    "data",
    `The report is about the contract ${report.contract} on chain ${report.chainId}, not about ` +
      `${contract} on chain ${chainId}`,
    "Give the endpoint and the contract that it is about",
  );
}
