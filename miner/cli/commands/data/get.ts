import { DemlError, EXIT, told } from "../../../../protocol/errors.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { writeParts } from "../../../base/write_parts.ts";
import type { CID } from "../../../ipfs/cid.ts";
import { streamFile } from "../../../ipfs/fetch.ts";
import type { Command, Invocation } from "../../command.ts";
import { cidArgument, MOST_OPTION, sizeOf } from "../../data/given.ts";
import { byteProgress } from "../../data/progress.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeMade } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { keptBlocks } from "../../kept_blocks.ts";
import { refuseOverwrite } from "../../refuse_overwrite.ts";

export const get: Command = {
  name: "data get",
  summary: "Fetch a file by its CID, every block verified",
  positional: "CID",
  options: [
    { name: "output", value: "FILE", help: "Where to write it; the default is the CID" },
    { name: "force", help: "Overwrite an existing file" },
    MOST_OPTION,
    GATEWAY_OPTION,
    HOME_OPTION,
  ],
  notes: `Blocks are kept in --home while they come, so that a fetch that was interrupted continues
where it was. The file appears once it is whole. Several gateways are raced.`,
  examples: [
    "deml data get bafybei… --output test.csv --gateway http://127.0.0.1:8080",
    "deml data get bafybei… --most 20GB --gateway https://… --gateway https://…",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json, signal } = invocation;
  const cid = cidArgument(invocation);
  const output = invocation.text("output") ?? String(cid);
  const maxBytes = sizeOf(invocation, "most");
  await refuseOverwrite(output, invocation.flag("force"));
  const store = keptBlocks(await homeMade(invocation));
  terminal.progress(`Looking for ${cid}`);
  const sources = { gateways: gatewaysOf(invocation), store, signal };
  const file = await streamFile(cid, { ...sources, maxBytes }).catch((error) => {
    throw isTooLarge(error) ? larger(cid, maxBytes, error) : error;
  });
  const report = byteProgress(terminal, "Fetching", file.length);
  async function* parts() {
    let done = 0;
    for await (const part of file.parts()) {
      signal.throwIfAborted();
      yield part;
      report(done += part.length);
    }
  }
  const bytes = await writeParts(output, parts());
  terminal.clear();
  if (json) terminal.out(toJson({ cid: String(cid), file: output, bytes }));
  else terminal.out(`${output}: ${showBytes(bytes)}, as ${cid} names it`);
  return EXIT.ok;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof DemlError && error.kind === "ipfs/too-large";
}

function larger(cid: CID, most: number, cause: unknown): DemlError {
  return told(
    "ipfs",
    `${cid} is larger than ${showBytes(most)}`,
    "Give --most a larger size, if you want the file",
    { cause },
  );
}
