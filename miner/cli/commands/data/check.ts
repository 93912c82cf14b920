import { EXIT } from "../../../../protocol/errors.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { fileParts, fileSize } from "../../../base/file_parts.ts";
import { readFile } from "../../../base/read_file.ts";
import type { Sent } from "../../../ipfs/blocks.ts";
import { type CID, matches, RAW } from "../../../ipfs/cid.ts";
import { fetchable } from "../../../ipfs/fetchable.ts";
import { profileOf } from "../../../ipfs/names_file.ts";
import type { ProfileName } from "../../../ipfs/profiles.ts";
import { sameFile } from "../../../ipfs/same_file.ts";
import { type Command, type Invocation, usage } from "../../command.ts";
import { cidArgument, MOST_OPTION, sizeOf } from "../../data/given.ts";
import { PROFILE_COMMANDS } from "../../data/profile_words.ts";
import { byteProgress } from "../../data/progress.ts";
import { GATEWAY_OPTION, gatewaysOf } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { tell } from "../../failures/tell.ts";

export const check: Command = {
  name: "data check",
  summary: "Can strangers fetch every block of a CID, and is it my file?",
  positional: "CID",
  options: [
    GATEWAY_OPTION,
    { name: "data", value: "FILE", help: "A local file that the CID should name" },
    MOST_OPTION,
  ],
  notes: `Every block is fetched from the gateways, none from this machine, and none is kept.

With --data, the file is compared with what the gateways return, however it was cut. If no
gateway has it, or none is given, the file is cut in the usual ways: our profile,
\`ipfs add\`, also with --cid-version 1, --raw-leaves or --trickle, and test-cid-v1, with
chunks of 256 KiB or 1 MiB. The chunkers buzhash and rabin, other sizes and other widths need a gateway.

The exit code is 1 if a block is missing or the file is another one.`,
  examples: [
    "deml data check bafybei… --gateway http://127.0.0.1:8080",
    "deml data check QmYwAP… --data test.csv",
  ],
  run,
};

/** What was found. */
interface Report {
  cid: string;
  /** Absent if no gateway was given */
  fetched?: Sent | { error: { message: string; remedy: string } };
  /** Absent without --data */
  names?: boolean;
  /** How the file must be cut to get this CID */
  profile?: ProfileName | "raw-block";
}

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json } = invocation;
  const cid = cidArgument(invocation);
  const path = invocation.text("data");
  const gateways = gatewaysOf(invocation);
  if (gateways.length === 0 && path === undefined) {
    throw usage(check, "Give --gateway URL, --data FILE, or both");
  }
  if (path !== undefined) await fileSize(path);
  const report: Report = { cid: String(cid) };
  if (gateways.length > 0) await askGateways(invocation, cid, path, report);
  if (path !== undefined && report.names === undefined) {
    report.profile = await profileNamed(invocation, cid, path);
    report.names = report.profile !== undefined;
  }
  terminal.clear();
  if (json) terminal.out(toJson(report));
  else print(invocation, report, path);
  const missing = report.fetched !== undefined && "error" in report.fetched;
  return missing || report.names === false ? EXIT.failed : EXIT.ok;
}

/** Fetches it, and compares it with a file in the same pass. */
async function askGateways(
  invocation: Invocation,
  cid: CID,
  path: string | undefined,
  report: Report,
): Promise<void> {
  const { terminal, signal } = invocation;
  const onBytes = byteProgress(terminal, "Fetching");
  const sources = { gateways: gatewaysOf(invocation), signal };
  const onProgress = ({ bytes }: Sent) => onBytes(bytes);
  const maxBytes = sizeOf(invocation, "most");
  try {
    if (path === undefined) {
      report.fetched = await fetchable(cid, sources, { maxBytes, onProgress });
    } else {
      const { same, ...found } = await sameFile(cid, fileParts(path), sources, {
        maxBytes,
        onProgress,
      });
      report.fetched = found;
      report.names = same;
    }
  } catch (error) {
    signal.throwIfAborted();
    report.fetched = { error: tell(error) };
  }
}

async function profileNamed(
  { terminal, signal }: Invocation,
  cid: CID,
  path: string,
): Promise<Report["profile"]> {
  if (cid.code === RAW) return await matches(cid, await readFile(path)) ? "raw-block" : undefined;
  return await profileOf(cid, () => fileParts(path), (name) => {
    signal.throwIfAborted();
    terminal.progress(`Cutting ${path} as by ${PROFILE_COMMANDS[name]}`);
  });
}

function print({ terminal }: Invocation, report: Report, path: string | undefined): void {
  const { out, paint } = terminal;
  const { cid, fetched, names, profile } = report;
  if (fetched !== undefined && "error" in fetched) {
    out(`${paint.red("missing")}  ${fetched.error.message}. ${fetched.error.remedy}.`);
  } else if (fetched !== undefined) {
    const blocks = fetched.blocks === 1 ? "one block" : `${fetched.blocks} blocks`;
    out(
      `${paint.green("ok")}       the gateways have all of ${cid}: ${blocks}, ${
        showBytes(fetched.bytes)
      }`,
    );
  }
  if (path === undefined) return;
  if (names) {
    const how = profile === undefined ? "" : `, ${wayOf(profile)}`;
    out(`${paint.green("ok")}       ${path} is the file that it names${how}`);
  } else if (fetched === undefined || "error" in fetched) {
    out(`${paint.red("other")}    ${path} does not have this CID, cut in any of the usual ways`);
    terminal.note("With a gateway that has it, the two are compared byte by byte");
  } else {
    out(`${paint.red("other")}    ${path} is not the file that it names`);
  }
}

function wayOf(profile: ProfileName | "raw-block"): string {
  return profile === "raw-block"
    ? "as one block"
    : `cut as by ${profile}: ${PROFILE_COMMANDS[profile]}`;
}
