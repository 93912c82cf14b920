/**
 * What can go wrong with content identifiers, blocks, gateways and the folder of blocks.
 *
 * @module
 */

/** Why a gateway did not return a block. */
export type Refusal =
  | { why: "not-http" }
  /**
   * `to` is an origin, if known; redirects are not followed. `instead` is the address that does not
   * redirect, of a Kubo node asked by the name localhost
   */
  | { why: "redirects"; to?: string; instead?: string }
  /** `tries` if more than one */
  | { why: "status"; status: number; tries?: number }
  | { why: "no-body" }
  | { why: "too-long"; most: number }
  /** No beginning of an answer */
  | { why: "late"; seconds: number }
  /** Fewer bytes than the least rate demands */
  | { why: "slow"; bytes: number; seconds: number }
  /** Bytes with another hash */
  | { why: "other-bytes" }
  | { why: "unreachable"; reason: string };

/**
 * A refusal, and the gateway's origin: its address may contain a secret. Undefined if it has none.
 */
export type GatewayRefusal = Refusal & { gateway?: string };

export type IpfsFailure =
  | { kind: "ipfs/not-a-cid"; text: string }
  /** Another version, codec or hash than the one that DeML reads */
  | { kind: "ipfs/other-cid"; cid: string }
  | {
    kind: "ipfs/not-found";
    cid: string;
    failures: readonly GatewayRefusal[];
    /**
     * The limit at which the gateways were given up, if they were: seconds for a number of bytes
     */
    waited?: { seconds: number; bytes: number };
    passing: true;
  }
  | { kind: "ipfs/too-large"; cid: string; most: number }
  | { kind: "ipfs/no-memory"; bytes: number }
  // A block that does not match the tree of a file
  | { kind: "ipfs/block-undecodable"; cid: string; reason: string }
  | { kind: "ipfs/block-without-unixfs"; cid: string }
  /** `type` is UnixFS' number: 1 and 5 a folder, 3 metadata, 4 a symbolic link */
  | { kind: "ipfs/block-type"; cid: string; type: number }
  | { kind: "ipfs/block-links"; cid: string; links: number; sizes: number }
  | { kind: "ipfs/block-empty-link"; cid: string }
  /** Sizes that add up to more than any file can have */
  | { kind: "ipfs/block-endless-size"; cid: string }
  | { kind: "ipfs/block-own-size"; cid: string; size: number; parts: number }
  | { kind: "ipfs/block-size-above"; cid: string; size: number; above: number }
  // A tree that would not end
  | { kind: "ipfs/tree-blocks"; cid: string; most: number; size: number }
  | { kind: "ipfs/tree-levels"; cid: string; most: number }
  | { kind: "ipfs/tree-bytes"; cid: string; size: number }
  // CAR files
  | { kind: "ipfs/car-unreadable"; reason: string }
  | { kind: "ipfs/car-roots"; roots: number; most: number }
  | { kind: "ipfs/car-large-block"; bytes: number; most: number }
  | { kind: "ipfs/car-other-bytes"; cid: string }
  // Publishing. `host` is an origin: the address may contain a secret
  | { kind: "ipfs/host-not-http" }
  | { kind: "ipfs/host-unreachable"; host: string; reason: string; passing: true }
  | { kind: "ipfs/host-late"; host: string; seconds: number; passing: true }
  | { kind: "ipfs/host-refused"; host: string; status: number; reason: string }
  /** An answer other than its interface describes */
  | { kind: "ipfs/host-other-answer"; host: string; reason: string }
  | { kind: "ipfs/not-pinned"; host: string; cid: string; reason: string }
  /** `status` is `queued` or `pinning`: the service continues to look for the blocks */
  | {
    kind: "ipfs/pin-unfinished";
    host: string;
    cid: string;
    status: string;
    seconds: number;
    passing: true;
  }
  // The store. A full disk means nothing for the block itself: somebody may free space
  | { kind: "file/disk-reserve"; folder: string; reserve: number; passing: true }
  | { kind: "file/store-quota"; folder: string; quota: number; passing: true }
  | { kind: "file/block-not-written"; folder: string; reason: string; passing: true };
