/**
 * CAR files: the blocks of some roots in one file, which every IPFS node and most pinning services
 * read. Written as CARv1, read as CARv1 and CARv2. Format: https://ipld.io/specs/transport/car/
 *
 * @module
 */
import { close, createWriter, headerLength } from "@ipld/car/buffer-writer";
import { asyncIterableReader, type BytesReader, createDecoder } from "@ipld/car/decoder";
import protobuf from "protobufjs/minimal";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import type { Block, Blocks } from "./blocks.ts";
import { type CID, matches, requireKnown } from "./cid.ts";
import type { IpfsFailure } from "./failures.ts";
import { LARGEST_BLOCK } from "./limits.ts";

/** Roots of one CAR file: a competition has at most five files. */
const MOST_ROOTS = 1_024;

/**
 * A CAR file's bytes, in parts of at most one block.
 *
 * @param roots What an importer pins
 */
export async function* carOf(roots: CID[], blocks: Blocks): AsyncGenerator<Uint8Array, void> {
  yield carHeader(roots);
  for await (const block of blocks) yield carSection(block);
}

/** The beginning of a CAR file. */
export function carHeader(roots: CID[]): Uint8Array<ArrayBuffer> {
  // The library writes whole files; this one has no blocks yet.
  const options = { roots: roots as never[] };
  const writer = createWriter(new ArrayBuffer(headerLength(options)), options);
  return close(writer) as Uint8Array<ArrayBuffer>;
}

/** A block within a CAR file: the length of what follows, the CID, the bytes. */
export function carSection([cid, bytes]: Block): Uint8Array<ArrayBuffer> {
  const prefix = protobuf.Writer.create().uint32(cid.bytes.length + bytes.length).finish();
  const section = new Uint8Array(prefix.length + cid.bytes.length + bytes.length);
  section.set(prefix);
  section.set(cid.bytes, prefix.length);
  section.set(bytes, prefix.length + cid.bytes.length);
  return section;
}

/** An untrusted CAR file that has been opened. */
export interface OpenCar {
  roots: CID[];
  /** Each block hashed and compared with its CID; CIDv0 becomes CIDv1 */
  blocks: AsyncIterable<Block>;
}

/**
 * Reads a CAR file, as it comes.
 *
 * @throws DemlError `ipfs`, here and while its blocks are read
 */
export async function readCar(parts: AsyncIterable<Uint8Array>): Promise<OpenCar> {
  let opened = false;
  const reader = bounded(
    asyncIterableReader(parts),
    (bytes) =>
      opened
        ? { kind: "ipfs/car-large-block", bytes, most: LARGEST_BLOCK }
        // Other files begin with any number.
        : { kind: "ipfs/car-unreadable", reason: `its header would have ${bytes} bytes` },
  );
  const decoder = createDecoder(reader);
  const { roots } = await decoding(() => decoder.header());
  opened = true;
  if (roots.length === 0 || roots.length > MOST_ROOTS) {
    throw wrong({ kind: "ipfs/car-roots", roots: roots.length, most: MOST_ROOTS });
  }
  return { roots: roots.map((root) => ownCid(root as unknown as CID)), blocks: verified(decoder) };
}

/** The library reads as many bytes into memory as the file claims. */
function bounded(reader: BytesReader, failure: (bytes: number) => IpfsFailure): BytesReader {
  return {
    upTo: (length) => reader.upTo(length),
    exactly: (length, seek) => {
      if (length > LARGEST_BLOCK) {
        throw wrong(failure(length));
      }
      return reader.exactly(length, seek);
    },
    seek: (length) => reader.seek(length),
    get pos() {
      return reader.pos;
    },
  };
}

async function* verified(decoder: ReturnType<typeof createDecoder>): AsyncGenerator<Block, void> {
  const blocks = decoder.blocks()[Symbol.asyncIterator]();
  for (;;) {
    const next = await decoding(() => blocks.next());
    if (next.done) return;
    const cid = ownCid(next.value.cid as unknown as CID);
    // A part of a larger buffer would keep all of it in memory.
    const bytes = next.value.bytes.slice();
    if (!await matches(cid, bytes)) throw wrong({ kind: "ipfs/car-other-bytes", cid: String(cid) });
    yield [cid, bytes];
  }
}

/** CIDv0 is another way to write the CIDv1 of a UnixFS node. */
function ownCid(cid: CID): CID {
  return requireKnown(cid.toV1());
}

async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DemlError) throw cause;
    // The library throws errors of many kinds for untrusted bytes.
    throw wrong({ kind: "ipfs/car-unreadable", reason: show(reasonOf(cause), 200) }, cause);
  }
}

function wrong(failure: IpfsFailure, cause?: unknown): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>(failure, { cause });
}
