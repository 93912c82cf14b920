/**
 * A block of a file's tree, read strictly: UnixFS in dag-pb, or plain bytes. Whatever is wrong with it
 * is one kind of error.
 * Format: https://specs.ipfs.tech/unixfs/
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { decode } from "@ipld/dag-pb";
import protobuf from "protobufjs/minimal";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { type CID, RAW, requireKnown } from "./cid.ts";

/** A block: bytes of its own, then those of its children. */
export interface TreeNode {
  content: Uint8Array;
  children: Child[];
  /** Bytes of the file that this block and all below it say they hold */
  size: number;
}

/** What a block says of one below it. */
export interface Child {
  cid: CID;
  /** At least 1 */
  size: number;
}

/** UnixFS' types of entry that hold a file's bytes, and its names of the others. */
const TYPES = ["raw", "a folder", "file", "metadata", "a symbolic link", "a folder"];
const [TYPE_RAW, TYPE_FILE] = [0, 2];

/**
 * Reads a block whose bytes have been verified.
 *
 * @throws DemlError `ipfs` for anything but a block of a file whose sizes add up
 */
export function readNode(cid: CID, bytes: Uint8Array): TreeNode {
  if (cid.code === RAW) return { content: bytes, children: [], size: bytes.length };
  let node: TreeNode | string;
  try {
    node = nodeOf(bytes);
  } catch (cause) {
    // The decoders throw errors of many kinds at strangers' bytes.
    throw malformed(cid, reasonOf(cause), cause);
  }
  if (typeof node === "string") throw malformed(cid, node);
  return node;
}

/** A block that is no part of a file. */
export function malformed(cid: CID, because: string, cause?: unknown): DemlError {
  return new DemlError(
    "ipfs",
    `Block ${cid} is no part of a file: ${because.slice(0, 200)}`,
    "Ask the publisher to add the file again, as `ipfs add --cid-version 1` does",
    { cause },
  );
}

/** The node, or what is wrong with it. */
function nodeOf(bytes: Uint8Array): TreeNode | string {
  const { Data, Links } = decode(bytes);
  if (Data === undefined) return "it has no UnixFS data";
  const { type, content, fileSize, blockSizes } = readUnixFs(Data);
  if (type !== TYPE_FILE && type !== TYPE_RAW) {
    return `it is ${TYPES[type] ?? `of the unknown type ${type}`}`;
  }
  if (blockSizes.length !== Links.length) {
    return `it has ${Links.length} links and ${blockSizes.length} sizes of them`;
  }
  let size = content.length;
  for (const below of blockSizes) {
    if (below === 0) return "it links a block that holds nothing";
    size += below;
  }
  // Beyond 2^53 a sum of sizes is no exact number, nor is anything so large a data set.
  if (!Number.isSafeInteger(size)) return "its size is no number that a file has";
  if (fileSize !== undefined && fileSize !== size) {
    return `it says that it holds ${fileSize} bytes, and its parts that they hold ${size}`;
  }
  const children = zip(Links, blockSizes).map(([{ Hash }, size]) => ({
    // Trees of CIDv0 have the same blocks.
    cid: requireKnown(Hash.toV1()),
    size,
  }));
  return { content, children, size };
}

/**
 * The fields of UnixFS' message that say what a file holds. The library of IPFS has no access to
 * `filesize`, and a size that is not checked is one that lies.
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
