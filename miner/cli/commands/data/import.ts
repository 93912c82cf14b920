import { DemlError, EXIT } from "../../../../protocol/errors.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { fileParts, fileSize } from "../../../base/file_parts.ts";
import { treeBlocks } from "../../../ipfs/blocks.ts";
import type { BlockStore } from "../../../ipfs/block_store.ts";
import { readCar } from "../../../ipfs/car.ts";
import type { CID } from "../../../ipfs/cid.ts";
import { blockReader } from "../../../ipfs/fetch_block.ts";
import { homeBlocks } from "../../../ipfs/home_blocks.ts";
import type { Command, Invocation } from "../../command.ts";
import { byteProgress } from "../../data/progress.ts";
import { tell } from "../../failures/tell.ts";
import { HOME_OPTION, homeMade } from "../../home_option.ts";
import { toJson } from "../../json.ts";

export const importCar: Command = {
  name: "data import",
  summary: "Keep the blocks of a CAR file",
  positional: "FILE",
  options: [HOME_OPTION],
  notes:
    `Reads CARv1 and CARv2, as \`ipfs dag export\` and pinning services write them. Each block is
hashed and kept in the folder published of --home; then each root is read to its end. The
exit code is 1 if a root lacks blocks or is not a file.`,
  examples: ["ipfs dag export QmYwAP… > data.car && deml data import data.car"],
  run: importFile,
};

/** A root, and what is wrong with it. */
interface Root {
  cid: string;
  bytes?: number;
  error?: { message: string; remedy: string };
}

async function importFile(invocation: Invocation): Promise<number> {
  const { terminal, json, signal } = invocation;
  const path = invocation.argument(0, "FILE");
  const report = byteProgress(terminal, `Importing ${path}`, await fileSize(path));
  const car = await readCar(fileParts(path));
  const store = homeBlocks(await homeMade(invocation)).published;
  let [blocks, bytes] = [0, 0];
  for await (const [cid, block] of car.blocks) {
    signal.throwIfAborted();
    await store.put(cid, block);
    blocks++;
    report(bytes += block.length);
  }
  const roots: Root[] = [];
  for (const cid of car.roots) roots.push(await readRoot(cid, store, signal));
  terminal.clear();
  if (json) terminal.out(toJson({ file: path, blocks, bytes, roots }));
  else {
    const { out, paint } = terminal;
    out(`${path}: ${blocks === 1 ? "one block" : `${blocks} blocks`}, ${showBytes(bytes)}`);
    for (const { cid, bytes, error } of roots) {
      if (bytes !== undefined) out(`${paint.green("ok")}       ${cid}: ${showBytes(bytes)}`);
      else out(`${paint.red("failed")}   ${error?.message}. ${error?.remedy}.`);
    }
  }
  return roots.some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.ok;
}

async function readRoot(cid: CID, store: BlockStore, signal: AbortSignal): Promise<Root> {
  let bytes = 0;
  try {
    const getBlock = blockReader({ gateways: [], store, signal });
    for await (const [, block] of treeBlocks(cid, getBlock)) bytes += block.length;
    return { cid: String(cid), bytes };
  } catch (error) {
    if (!(error instanceof DemlError) || signal.aborted) throw error;
    return { cid: String(cid), error: tell(error) };
  }
}
