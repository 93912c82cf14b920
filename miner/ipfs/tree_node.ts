/**
 * A block of a file's tree, read strictly: UnixFS in dag-pb, or plain bytes. Every fault is one
 * kind of error. Format: https://specs.ipfs.tech/unixfs/
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { decode } from "@ipld/dag-pb";
import protobuf from "protobufjs/minimal";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { type CID, RAW, requireKnown } from "./cid.ts";
import type { IpfsFailure } from "./failures.ts";

/** A block: its own bytes, then those of its children. */
export interface TreeNode {
  content: Uint8Array;
  children: Child[];
  /** Bytes of the file in this block and all below it, as claimed */
  size: number;
}

/** A block's claim about a child. */
export interface Child {
  cid: CID;
  /** At least 1 */
  size: number;
}

/** UnixFS types of entries with a file's bytes. */
const [TYPE_RAW, TYPE_FILE] = [0, 2];

/**
 * Reads a block whose bytes have been verified.
 *
 * @throws DemlError `ipfs` for anything but a block of a file whose sizes add up
 */
export function readNode(cid: CID, bytes: Uint8Array): TreeNode {
  if (cid.code === RAW) return { content: bytes, children: [], size: bytes.length };
  let node: TreeNode | IpfsFailure;
  try {
    node = nodeOf(String(cid), bytes);
  } catch (cause) {
    if (cause instanceof DemlError) throw cause;
    // The decoders throw errors of many kinds for untrusted bytes.
    const reason = show(reasonOf(cause), 200);
    node = { kind: "ipfs/block-undecodable", cid: String(cid), reason };
    throw new DemlError<IpfsFailure>(node, { cause });
  }
  if ("kind" in node) throw new DemlError<IpfsFailure>(node);
  return node;
}

/** The node, or what is wrong with it. */
function nodeOf(cid: string, bytes: Uint8Array): TreeNode | IpfsFailure {
  const { Data, Links } = decode(bytes);
  if (Data === undefined) return { kind: "ipfs/block-without-unixfs", cid };
  const { type, content, fileSize, blockSizes } = readUnixFs(Data);
  if (type !== TYPE_FILE && type !== TYPE_RAW) {
    return { kind: "ipfs/block-type", cid, type };
  }
  if (blockSizes.length !== Links.length) {
    return { kind: "ipfs/block-links", cid, links: Links.length, sizes: blockSizes.length };
  }
  let size = content.length;
  for (const below of blockSizes) {
    if (below === 0) return { kind: "ipfs/block-empty-link", cid };
    size += below;
  }
  // Beyond 2^53 a sum of sizes is not exact, and no data set is so large.
  if (!Number.isSafeInteger(size)) return { kind: "ipfs/block-endless-size", cid };
  if (fileSize !== undefined && fileSize !== size) {
    return { kind: "ipfs/block-own-size", cid, size: fileSize, parts: size };
  }
  const children = zip(Links, blockSizes).map(([{ Hash }, size]) => ({
    // Trees of CIDv0 have the same blocks.
    cid: requireKnown(Hash.toV1()),
    size,
  }));
  return { content, children, size };
}

/**
 * The fields of UnixFS' message about a file's content. The library of IPFS does not expose
 * `filesize`, and an unchecked size may lie.
 */
function readUnixFs(data: Uint8Array) {
  const reader = protobuf.Reader.create(data);
  const number = () => Number(reader.uint64());
  let type = -1;
  let content: Uint8Array = new Uint8Array();
  let fileSize: number | undefined;
  const blockSizes: number[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 8) type = number();
    else if (tag === 18) content = reader.bytes();
    else if (tag === 24) fileSize = number();
    else if (tag === 32) blockSizes.push(number());
    else reader.skipType(tag & 7);
  }
  return { type, content, fileSize, blockSizes };
}
