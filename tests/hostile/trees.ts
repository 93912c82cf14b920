/**
 * Trees of blocks as a stranger may publish them. To add one: put it into `HOSTILE_TREES`.
 *
 * @module
 */
import { encode, prepare } from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import * as Digest from "multiformats/hashes/digest";
import type { BlockStore } from "../../miner/ipfs/block_store.ts";
import { cidOfBytes, DAG_PB, sha256, SHA2_256 } from "../../miner/ipfs/cid.ts";
import { varint } from "./build.ts";

/** Blocks in memory, and how often they were read. */
export interface Forest extends BlockStore {
  blocks: Map<string, Uint8Array>;
  reads: number;
}

/** An empty forest. */
export function forest(): Forest {
  const blocks = new Map<string, Uint8Array>();
  return {
    blocks,
    reads: 0,
    read(cid) {
      this.reads++;
      return Promise.resolve(blocks.get(String(cid)));
    },
    put(cid, bytes) {
      blocks.set(String(cid), bytes);
      return Promise.resolve(cid);
    },
  };
}

/** Adds plain bytes. */
export async function leaf(to: BlockStore, bytes: Uint8Array): Promise<CID> {
  return await to.put(await cidOfBytes(bytes), bytes);
}

/** Adds bytes under the codec of UnixFS, whatever they are. */
export async function inner(to: BlockStore, bytes: Uint8Array): Promise<CID> {
  return await to.put(CID.createV1(DAG_PB, Digest.create(SHA2_256, await sha256(bytes))), bytes);
}

/** What UnixFS says of a block; each field is written as it is given. */
export interface Says {
  /** 2, a file, by default; null omits it */
  type?: number | null;
  content?: Uint8Array;
  fileSize?: number;
  blockSizes?: number[];
}

/** UnixFS' message. */
export function unixFs({ type = 2, content, fileSize, blockSizes = [] }: Says): Uint8Array {
  return Uint8Array.from([
    ...(type === null ? [] : [8, ...varint(type)]),
    ...(content === undefined ? [] : [18, ...varint(content.length), ...content]),
    ...(fileSize === undefined ? [] : [24, ...varint(fileSize)]),
    ...blockSizes.flatMap((size) => [32, ...varint(size)]),
  ]);
}

/** The bytes of a block that links others and says something of them. */
export function linking(links: CID[], says: Says): Uint8Array {
  const Links = links.map((Hash) => ({ Hash, Name: "", Tsize: 0 }));
  return encode(prepare({ Data: unixFs(says), Links }));
}

/** Adds a block that links others, each with its size; it says their sum unless said otherwise. */
export async function file(
  to: BlockStore,
  parts: [CID, number][],
  says: Says = {},
): Promise<CID> {
  const blockSizes = parts.map(([, size]) => size);
  const fileSize = blockSizes.reduce((sum, size) => sum + size, 0);
  return await inner(to, linking(parts.map(([cid]) => cid), { blockSizes, fileSize, ...says }));
}

/** One hostile tree. */
export interface HostileTree {
  name: string;
  /** What the refusal says, in part */
  says: string;
  /** Blocks that may be read until then */
  reads: number;
  plant(to: BlockStore): Promise<CID>;
}

const ABC = new TextEncoder().encode("abc");
const HUGE = Number.MAX_SAFE_INTEGER;

/** A root whose bytes are given. */
const root = (name: string, says: string, bytes: () => Uint8Array): HostileTree => ({
  name,
  says,
  reads: 1,
  plant: (to) => inner(to, bytes()),
});

/** A root that says something of one leaf, "abc". */
const over = (name: string, says: string, claim: Says, reads = 1): HostileTree => ({
  name,
  says,
  reads,
  plant: async (to) => await inner(to, linking([await leaf(to, ABC)], claim)),
});

/** A root that links something which no file has. */
const linked = (name: string, says: string, link: () => Promise<CID>): HostileTree => ({
  name,
  says,
  reads: 1,
  plant: async (to) => await inner(to, linking([await link()], { blockSizes: [3] })),
});

const digest = async () => Digest.create(SHA2_256, await sha256(ABC));

/** Sixty levels of two links to the same block below: 2^60 leaves. */
export async function sixtyLevels(to: BlockStore, sizeOf: (level: number) => number): Promise<CID> {
  let below = await leaf(to, ABC.subarray(0, 1));
  for (let level = 0; level < 60; level++) {
    below = await file(to, [[below, sizeOf(level)], [below, sizeOf(level)]]);
  }
  return below;
}

/** A root that links one leaf of 2 MiB so often. */
export async function oneLeaf(to: BlockStore, times: number, size: number): Promise<CID> {
  const bytes = await leaf(to, new Uint8Array(2 * 1024 * 1024).fill(7));
  return await file(to, Array.from({ length: times }, () => [bytes, size]));
}

/** All of them; read as a file of at most 8 MiB. */
export const HOSTILE_TREES: HostileTree[] = [
  root("empty-block", "no UnixFS data", () => new Uint8Array()),
  root("no-data", "no UnixFS data", () => encode({ Links: [] })),
  root("cut-short", "unexpected end", () => Uint8Array.of(0x0a, 0x7f, 1)),
  root("no-protobuf", "invalid wireType", () => Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x07)),
  root("endless-varint", "varint overflow", () => new Uint8Array(64).fill(0xff)),
  root("unixfs-cut-short", "out of range", () => encode({ Data: Uint8Array.of(18, 9), Links: [] })),
  root(
    "unixfs-nested-groups",
    "not part of a file",
    () => encode({ Data: new Uint8Array(1_000_000).fill(0x4b), Links: [] }),
  ),
  root("no-type", "unknown type", () => encode({ Data: unixFs({ type: null }), Links: [] })),
  root("type-99", "unknown type 99", () => encode({ Data: unixFs({ type: 99 }), Links: [] })),
  root("folder", "a folder", () => encode({ Data: unixFs({ type: 1 }), Links: [] })),
  root("metadata", "metadata", () => encode({ Data: unixFs({ type: 3 }), Links: [] })),
  root("symbolic-link", "a symbolic link", () => encode({ Data: unixFs({ type: 4 }), Links: [] })),
  root("sharded-folder", "a folder", () => encode({ Data: unixFs({ type: 5 }), Links: [] })),
  over("fewer-sizes", "1 links and 0 sizes", {}),
  over("more-sizes", "1 links and 2 sizes", { blockSizes: [3, 3] }),
  over("size-zero", "links to an empty block", { blockSizes: [0] }),
  over("size-beyond-numbers", "more than any file can have", { blockSizes: [HUGE], content: ABC }),
  over("size-too-large", "larger than 8388608 bytes", { blockSizes: [HUGE] }),
  over("file-size-lies", "it claims 61 bytes", { blockSizes: [3], fileSize: 61 }),
  over("child-smaller", "has 3 bytes, but its parent claims 4", { blockSizes: [4] }, 2),
  over("child-larger", "has 3 bytes, but its parent claims 2", { blockSizes: [2] }, 2),
  linked(
    "codec-cbor",
    "another version, codec or hash",
    async () => CID.createV1(0x71, await digest()),
  ),
  linked(
    "hash-identity",
    "another version, codec or hash",
    () => Promise.resolve(CID.createV1(0x55, Digest.create(0, ABC))),
  ),
  linked(
    "hash-short",
    "another version, codec or hash",
    () => Promise.resolve(CID.createV1(0x55, Digest.create(SHA2_256, ABC))),
  ),
  {
    name: "leaf-that-nobody-has",
    says: "no gateway is set",
    reads: 2,
    plant: async (to) => await file(to, [[CID.createV1(0x55, await digest()), 3]]),
  },
  {
    name: "sixty-levels-of-one",
    says: "but its parent claims 1",
    reads: 2,
    plant: (to) => sixtyLevels(to, () => 1),
  },
  {
    name: "sixty-levels-that-add-up",
    says: "not part of a file",
    reads: 1,
    plant: (to) => sixtyLevels(to, (level) => 2 ** level),
  },
  {
    name: "a-thin-tree",
    says: "more than 16 levels",
    reads: 17,
    async plant(to) {
      let below = await leaf(to, ABC);
      for (let level = 0; level < 1_000; level++) below = await file(to, [[below, 3]]);
      return below;
    },
  },
  {
    name: "one-leaf-30000-times",
    says: "larger than 8388608 bytes",
    reads: 1,
    plant: (to) => oneLeaf(to, 30_000, 2 * 1024 * 1024),
  },
  {
    name: "one-leaf-30000-times-said-to-be-small",
    says: "more than 1026 blocks",
    reads: 1,
    plant: (to) => oneLeaf(to, 30_000, 1),
  },
  {
    name: "61-bytes-over-120-megabytes",
    says: "has 2000000 bytes, but its parent claims 1",
    reads: 2,
    async plant(to) {
      const parts: [CID, number][] = [];
      for (let i = 0; i < 61; i++) {
        parts.push([await leaf(to, new Uint8Array(2_000_000).fill(i)), 1]);
      }
      return await file(to, parts);
    },
  },
  {
    name: "61-bytes-padded-to-120-megabytes",
    says: "blocks of more bytes than 61 need",
    reads: 2,
    async plant(to) {
      const parts: [CID, number][] = [];
      // A field that UnixFS does not know, before one byte of content.
      const unknown = [122, ...varint(2_000_000), ...new Uint8Array(2_000_000)];
      for (let i = 0; i < 61; i++) {
        const Data = Uint8Array.from([...unknown, ...unixFs({ content: Uint8Array.of(i) })]);
        parts.push([await inner(to, encode({ Data, Links: [] })), 1]);
      }
      return await file(to, parts);
    },
  },
  {
    name: "bytes-one-by-one",
    says: "more than 1089 blocks",
    reads: 2,
    async plant(to) {
      const byte = await leaf(to, ABC.subarray(0, 1));
      const thousand = await file(to, Array.from({ length: 1_024 }, () => [byte, 1]));
      return await file(to, Array.from({ length: 1_025 }, () => [thousand, 1_024]));
    },
  },
];
