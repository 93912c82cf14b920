import { EXIT } from "../../../../protocol/errors.ts";
import { withoutSecrets } from "../../../../protocol/text/secrets.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { fileParts, fileSize } from "../../../base/file_parts.ts";
import { publicationOf } from "../../../ipfs/blocks.ts";
import type { BlockStore } from "../../../ipfs/block_store.ts";
import type { CID } from "../../../ipfs/cid.ts";
import { homeBlocks } from "../../../ipfs/home_blocks.ts";
import { publishFile } from "../../../ipfs/publish.ts";
import { publishToKubo } from "../../../ipfs/publish_kubo.ts";
import { type Command, type Invocation, usage } from "../../command.ts";
import { byteProgress } from "../../data/progress.ts";
import { HOME_OPTION, homeMade } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { renderTable } from "../../render_table.ts";

export const add: Command = {
  name: "data add",
  summary: "Cut files into IPFS blocks, keep them, print their CIDs",
  positional: "FILE...",
  options: [
    HOME_OPTION,
    { name: "to", value: "URL", help: "Also give them to a Kubo node, by its RPC address" },
  ],
  notes: `The blocks are copied into the folder published of --home, where they stay until you
delete them. The CID is that of profile unixfs-v1-2025, as a Kubo node configured with it
prints: 1 MiB blocks, raw leaves, 1,024 links.

Miners must be able to fetch them: give them to a Kubo node with --to, which pins them;
serve them yourself with \`deml data serve\`; or export them with \`deml data export\`.`,
  examples: [
    "deml data add t10k-images-idx3-ubyte t10k-labels-idx1-ubyte",
    "deml data add test.csv --to http://127.0.0.1:5001",
    "deml data add test.csv --json",
  ],
  run,
};

/** A file that was added. */
interface Added {
  file: string;
  cid: CID;
  bytes: number;
}

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json, positional } = invocation;
  if (positional.length === 0) throw usage(add, "FILE is missing");
  const sizes = await Promise.all(positional.map(fileSize));
  const store = homeBlocks(await homeMade(invocation)).published;
  const added: Added[] = [];
  for (const [index, file] of positional.entries()) {
    added.push(await addFile(invocation, file, sizes[index] ?? 0, store));
  }
  const to = invocation.text("to");
  if (to !== undefined) {
    const report = byteProgress(terminal, "Sending to the node");
    const roots = added.map(({ cid }) => cid);
    await publishToKubo(to, publicationOf(roots, store), {
      signal: invocation.signal,
      onProgress: ({ bytes }) => report(bytes),
    });
  }
  terminal.clear();
  const node = to && withoutSecrets(to);
  if (json) {
    const files = added.map(({ file, cid, bytes }) => ({ file, cid: String(cid), bytes }));
    terminal.out(toJson({ files, pinnedBy: node }));
    return EXIT.ok;
  }
  terminal.block(
    renderTable(
      [{ heading: "CID" }, { heading: "size", right: true }, { heading: "file" }],
      added.map(({ file, cid, bytes }) => [String(cid), showBytes(bytes), file]),
    ),
  );
  terminal.note(
    node === undefined
      ? "Kept on this machine alone: `deml data serve` serves it, --to URL gives it to a Kubo node"
      : `${node} has pinned it`,
  );
  return EXIT.ok;
}

async function addFile(
  { terminal, signal }: Invocation,
  file: string,
  size: number,
  store: BlockStore,
): Promise<Added> {
  const report = byteProgress(terminal, `Adding ${file}`, size);
  let bytes = 0;
  async function* parts() {
    for await (const part of fileParts(file)) {
      signal.throwIfAborted();
      yield part;
      bytes += part.length;
      report(bytes);
    }
  }
  return { file, cid: await publishFile(parts(), store), bytes };
}
