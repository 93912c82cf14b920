/**
 * Content identifiers: CIDv1 over sha2-256, codec raw for packages and specs, dag-pb for the root
 * of a file that was split into blocks.
 *
 * @module
 */
import { CID } from "multiformats/cid";
import * as Digest from "multiformats/hashes/digest";
import { DemlError } from "../../protocol/errors.ts";
import type { IpfsFailure } from "./failures.ts";
import { show } from "../../protocol/text/visible.ts";

export type { CID };

/** Multicodec of plain bytes. */
export const RAW = 0x55;
/** Multicodec of a UnixFS node. */
export const DAG_PB = 0x70;
/** Multicodec of a CID that contains the bytes themselves, without a hash. */
const IDENTITY = 0;
/** Multicodec of the one hash that DeML accepts. */
export const SHA2_256 = 0x12;

/** sha2-256 of some bytes, 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

/** The raw CIDv1 of a 32-byte sha2-256 digest, as the contract keeps it. */
export function cidOfDigest(digest: Uint8Array): CID {
  return CID.createV1(RAW, Digest.create(SHA2_256, digest));
}

/**
 * The raw CIDv1 of some bytes.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { cidOfBytes, matches, parseCid } from "./cid.ts";
 *
 * const bytes = new TextEncoder().encode("DeML");
 * const cid = await cidOfBytes(bytes);
 * assertEquals(String(cid), "bafkreie5r4uhgnfql6sowijsspm527lcq7my6rcmqjiyegmkuu3tkg6sia");
 *
 * // A gateway's answer is compared with the requested name.
 * assert(await matches(parseCid(String(cid)), bytes));
 * assert(!await matches(cid, new TextEncoder().encode("DeMl")));
 * ```
 */
export async function cidOfBytes(bytes: Uint8Array): Promise<CID> {
  return cidOfDigest(await sha256(bytes));
}

/**
 * Reads an untrusted CID.
 *
 * @throws DemlError `ipfs` unless it is a CIDv1, raw or dag-pb, over sha2-256
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { DemlError } from "../../protocol/errors.ts";
 * import { parseCid, RAW } from "./cid.ts";
 *
 * assertEquals(parseCid("bafkreie5r4uhgnfql6sowijsspm527lcq7my6rcmqjiyegmkuu3tkg6sia").code, RAW);
 * const old = "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n";
 * assertThrows(() => parseCid(old), DemlError, "ipfs/other-cid");
 * ```
 */
export function parseCid(text: string): CID {
  let cid: CID;
  try {
    cid = CID.parse(text);
  } catch (cause) {
    throw new DemlError<IpfsFailure>({ kind: "ipfs/not-a-cid", text: show(text, 80) }, { cause });
  }
  return requireKnown(cid);
}

/**
 * A CID of the kind that DeML reads.
 *
 * @throws DemlError `ipfs` unless it is a CIDv1, raw or dag-pb, over sha2-256
 */
export function requireKnown(cid: CID): CID {
  if (
    cid.version !== 1 || (cid.code !== RAW && cid.code !== DAG_PB) ||
    cid.multihash.code !== SHA2_256 || cid.multihash.digest.length !== 32
  ) {
    throw new DemlError<IpfsFailure>({ kind: "ipfs/other-cid", cid: String(cid).slice(0, 80) });
  }
  return cid;
}

/**
 * Reads an untrusted CID as people have it: a CIDv0, `Qm…`, becomes the CIDv1 of the same block.
 *
 * @throws DemlError `ipfs`, as parseCid
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { givenCid } from "./cid.ts";
 *
 * const { cid, converted } = givenCid("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n");
 * assertEquals(String(cid), "bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
 * assertEquals(converted, true);
 * ```
 */
export function givenCid(text: string): { cid: CID; converted: boolean } {
  let cid: CID;
  try {
    // What people copy has a path or a scheme in front.
    cid = CID.parse(text.replace(/^(ipfs:\/\/|\/ipfs\/)/, ""));
  } catch (cause) {
    throw new DemlError<IpfsFailure>({ kind: "ipfs/not-a-cid", text: show(text, 80) }, { cause });
  }
  return { cid: requireKnown(cid.version === 0 ? cid.toV1() : cid), converted: cid.version === 0 };
}

/** The bytes that a CID contains itself, if it does: gateways are probed with such a one. */
export function bytesWithin(text: string): Uint8Array | undefined {
  try {
    const { version, code, multihash } = CID.parse(text);
    return version === 1 && code === RAW && multihash.code === IDENTITY
      ? multihash.digest
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the bytes match a CID. */
export async function matches(cid: CID, bytes: Uint8Array): Promise<boolean> {
  const digest = await sha256(bytes);
  return digest.every((byte, index) => byte === cid.multihash.digest[index]);
}
