/**
 * The usual ways of cutting a file into a tree: the same file has another CID in each.
 *
 * Covered are fixed chunks of 256 KiB or 1 MiB, plain or in UnixFS leaves, balanced or trickle, with
 * the widths that Kubo and its profiles use. Not covered are chunks that follow the content (`buzhash`,
 * `rabin`), other sizes and other widths: such a file is compared with the fetched tree instead.
 *
 * @module
 */
import { importFile } from "ipfs-unixfs-importer";
import { fixedSize } from "ipfs-unixfs-importer/chunker";
import { balanced, trickle } from "ipfs-unixfs-importer/layout";
import type { BlockStore } from "./block_store.ts";
import { type CID, parseCid } from "./cid.ts";

/** How our reports call a way of cutting files. */
export type ProfileName =
  | "unixfs-v1-2025"
  | "unixfs-v0-2015"
  | "cid-v1"
  | "test-cid-v1"
  | "cid-v0-raw-leaves"
  | "cid-v1-unixfs-leaves"
  | "trickle-cid-v0"
  | "trickle-cid-v1";

/** A way of cutting files. */
export interface Profile {
  /** Kubo's name of it, if it has one */
  name: ProfileName;
  chunk: number;
  /** Leaves are plain bytes, not UnixFS nodes */
  raw: boolean;
  /** Version of the CIDs within the tree */
  version: 0 | 1;
  width: number;
  trickle?: true;
}

const [KIB_256, MIB] = [256 * 1024, 1024 * 1024];

/** The profile of this program: IPIP-499's unixfs-v1-2025. */
export const OWN: Profile = {
  name: "unixfs-v1-2025",
  chunk: MIB,
  raw: true,
  version: 1,
  width: 1_024,
};

/** All of them, the most frequent first. */
export const PROFILES: readonly Profile[] = [
  OWN,
  { name: "unixfs-v0-2015", chunk: KIB_256, raw: false, version: 0, width: 174 },
  { name: "cid-v1", chunk: KIB_256, raw: true, version: 1, width: 174 },
  { name: "test-cid-v1", chunk: MIB, raw: true, version: 1, width: 174 },
  { name: "cid-v0-raw-leaves", chunk: KIB_256, raw: true, version: 0, width: 174 },
  {
    name: "cid-v1-unixfs-leaves",
    chunk: KIB_256,
    raw: false,
    version: 1,
    width: 174,
  },
  { name: "trickle-cid-v0", chunk: KIB_256, raw: false, version: 0, width: 174, trickle: true },
  {
    name: "trickle-cid-v1",
    chunk: KIB_256,
    raw: true,
    version: 1,
    width: 174,
    trickle: true,
  },
];

/** A file: all of its bytes, or in parts from the start. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Cuts a file into blocks, and returns the CID of its root; CIDv1 in every profile.
 *
 * @param put Called with each block, under its CIDv1
 */
export async function cutFile(
  content: Content,
  put: BlockStore["put"],
  profile: Profile = OWN,
): Promise<CID> {
  const { chunk, raw, version, width } = profile;
  const ownCid = (cid: unknown) => {
    const known = cid as CID;
    return parseCid(String(known.version === 0 ? known.toV1() : known));
  };
  const added = await importFile({ content }, {
    // The importer's store may also stream; ours receives whole blocks.
    put: (cid: unknown, block: unknown) => put(ownCid(cid), block as Uint8Array) as never,
  }, {
    cidVersion: version,
    rawLeaves: raw,
    fieldOrder: "links-first",
    // Kubo's trickle trees differ in their leaves, and always have a root.
    leafType: profile.trickle ? "raw" : "file",
    reduceSingleLeafToSelf: !profile.trickle,
    chunker: fixedSize({ chunkSize: chunk }),
    layout: profile.trickle
      ? trickle({ maxChildrenPerNode: width })
      : balanced({ maxChildrenPerNode: width }),
  });
  return ownCid(added.cid);
}
