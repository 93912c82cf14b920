/**
 * A file in a tree of blocks, read in order, one block at a time. Reading any untrusted tree ends:
 * blocks, bytes and levels are counted, and a block's claims about its children are checked.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { type CID, RAW } from "./cid.ts";
import { type GetBlock, tooLarge } from "./fetch_block.ts";
import type { IpfsFailure } from "./failures.ts";
import { DEEPEST_TREE, LARGEST_BLOCK, mostBlocks, mostBytes } from "./limits.ts";
import { readNode, type TreeNode } from "./tree_node.ts";

/** A file whose bytes come in parts, never all at once. */
export interface StreamedFile {
  /** Bytes */
  length: number;
  /** The content from its start, each time it is called; all of `length`, or it throws */
  parts(): AsyncIterable<Uint8Array>;
}

/**
 * Opens a file: its root is read, which has the size.
 *
 * @param maxBytes The largest file accepted
 * @throws DemlError `ipfs`, here and while its parts are read
 */
export async function openFile(
  cid: CID,
  maxBytes: number,
  getBlock: GetBlock,
): Promise<StreamedFile> {
  if (cid.code === RAW) {
    const block = await getBlock(cid, Math.min(maxBytes, LARGEST_BLOCK));
    return {
      length: block.length,
      async *parts() {
        yield block;
      },
    };
  }
  const block = await getBlock(cid, LARGEST_BLOCK);
  const root = readNode(cid, block);
  if (root.size > maxBytes) throw tooLarge(cid, maxBytes);
  return { length: root.size, parts: () => walk(cid, root, block.length, getBlock) };
}

async function* walk(
  cid: CID,
  root: TreeNode,
  rootBytes: number,
  getBlock: GetBlock,
): AsyncGenerator<Uint8Array, void> {
  const { size } = root;
  const most = mostBlocks(size);
  let blocks = 1;
  let bytesLeft = mostBytes(size) - rootBytes;

  async function* below(node: TreeNode, depth: number): AsyncGenerator<Uint8Array, void> {
    if (node.content.length > 0) yield node.content;
    // All links of a block are counted at once, including those still in memory.
    blocks += node.children.length;
    if (blocks > most) {
      throw wrong({ kind: "ipfs/tree-blocks", cid: String(cid), most, size });
    }
    for (const child of node.children) {
      if (depth === DEEPEST_TREE) {
        throw wrong({ kind: "ipfs/tree-levels", cid: String(cid), most: DEEPEST_TREE });
      }
      const block = await getBlock(child.cid, LARGEST_BLOCK);
      const next = readNode(child.cid, block);
      if (next.size !== child.size) {
        throw wrong({
          kind: "ipfs/block-size-above",
          cid: String(child.cid),
          size: next.size,
          above: child.size,
        });
      }
      bytesLeft -= block.length;
      if (bytesLeft < 0) throw wrong({ kind: "ipfs/tree-bytes", cid: String(cid), size });
      yield* below(next, depth + 1);
    }
  }

  yield* below(root, 1);
}

function wrong(failure: IpfsFailure): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>(failure);
}
