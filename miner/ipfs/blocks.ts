/**
 * Blocks on their way out: to a node, into a CAR file.
 *
 * @module
 */
import type { BlockStore } from "./block_store.ts";
import type { CID } from "./cid.ts";
import type { BlockSources, GetBlock } from "./fetch_block.ts";

/** A block and its name. */
export type Block = [cid: CID, bytes: Uint8Array];
/** Blocks, in any order, each of them once. */
export type Blocks = Iterable<Block> | AsyncIterable<Block>;

/** What is published: files and single blocks by their roots, with all blocks below them. */
export interface Publication {
  /** What the receiver keeps; a spec does not link to its data, so each file is a root */
  roots: CID[];
  blocks: Blocks;
}

/** How far a publication has come. */
export interface Sent {
  blocks: number;
  /** Bytes of these blocks */
  bytes: number;
}

/** What every way of publishing takes. */
export interface PublishOptions {
  signal?: AbortSignal;
  onProgress?: (sent: Sent) => void;
}

/**
 * Every block of a file, each once, its root first: read, and checked as when it is fetched.
 *
 * @param maxBytes The largest file accepted
 * @throws DemlError `ipfs` if a block is missing or is not part of a file
 */
export async function* treeBlocks(
  cid: CID,
  getBlock: GetBlock,
  maxBytes = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Block, void> {
  const { openFile } = await import("./open_file.ts");
  const seen = new Set<string>();
  const read: Block[] = [];
  const file = await openFile(cid, maxBytes, async (each, most) => {
    const bytes = await getBlock(each, most);
    const name = String(each);
    if (!seen.has(name)) read.push([each, bytes]);
    seen.add(name);
    return bytes;
  });
  yield* read.splice(0);
  for await (const _ of file.parts()) yield* read.splice(0);
  yield* read.splice(0);
}

/**
 * The blocks of several roots, from a store and, if there are any, gateways.
 *
 * @throws DemlError `ipfs/not-found`, while it is read, if a block is missing
 */
export function publicationOf(
  roots: CID[],
  store: BlockStore,
  others: Partial<BlockSources> = {},
): Publication {
  return { roots, blocks: blocksBelow(roots, { gateways: [], ...others, store }) };
}

async function* blocksBelow(roots: CID[], sources: BlockSources): AsyncGenerator<Block, void> {
  const { blockReader } = await import("./fetch_block.ts");
  const seen = new Set<string>();
  for (const root of roots) {
    for await (const block of treeBlocks(root, blockReader(sources))) {
      const name = String(block[0]);
      if (!seen.has(name)) yield block;
      seen.add(name);
    }
  }
}

/** Groups blocks until a group has so many bytes; a group has at least one block. */
export async function* batchesOf(blocks: Blocks, bytes: number): AsyncGenerator<Block[], void> {
  let batch: Block[] = [];
  let size = 0;
  for await (const block of blocks) {
    if (batch.length > 0 && size + block[1].length > bytes) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(block);
    size += block[1].length;
  }
  if (batch.length > 0) yield batch;
}

/** Calls back with the blocks that went past. */
export async function* counted(
  blocks: Blocks,
  { signal, onProgress }: PublishOptions,
): AsyncGenerator<Block, void> {
  const sent = { blocks: 0, bytes: 0 };
  for await (const block of blocks) {
    signal?.throwIfAborted();
    yield block;
    sent.blocks++;
    sent.bytes += block[1].length;
    onProgress?.({ ...sent });
  }
}
