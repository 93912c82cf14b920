/**
 * Random trees of blocks: valid ones, ones whose blocks were changed before they were named, and bytes
 * that never were a tree. Reading one gives its content, or one kind of error after a bounded number
 * of reads.
 *
 * @module
 */
import { encode } from "@ipld/dag-pb";
import { DemlError } from "../../protocol/errors.ts";
import type { CID } from "../../miner/ipfs/cid.ts";
import { fetchFile, fetchVerified } from "../../miner/ipfs/fetch.ts";
import { mostBlocks } from "../../miner/ipfs/limits.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, type Random } from "./mutate.ts";
import { type Forest, forest, inner, leaf, linking, type Says, unixFs } from "./trees.ts";

/** The largest file that is accepted, in bytes. */
const MOST = 4_096;
/** Milliseconds that a tree may take. */
const WITHIN = 3_000;

const NUMBERS = [0, 1, 2, 3, 61, 127, 128, 300, MOST, MOST + 1, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53];

/** A tree, and what it holds while nobody has changed it. */
interface Tree {
  cid: CID;
  content: number[];
}

export const NAME = "trees";

/** Promises that nobody awaited, of the trees read so far. */
const lost: unknown[] = [];

export const fuzz: Fuzz = async (random, until) => {
  const listen = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    lost.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listen);
  let count = 0;
  try {
    return await play(random, until, async (next) => {
      await readTree(next);
      if (count++ % 64 === 0) await new Promise((resolve) => setTimeout(resolve));
      if (lost.length > 0) throw new Error("a promise that nobody awaits", { cause: lost.shift() });
    }, WITHIN);
  } finally {
    globalThis.removeEventListener("unhandledrejection", listen);
  }
};

/** Plants a tree and reads it. */
async function readTree(next: Random): Promise<void> {
  const store = forest();
  // A third is valid, so that the door is not all that is tried.
  const changes = next() < 1 / 3 ? 0 : next() / 2;
  const { cid, content } = next() < 0.9
    ? await plant(next, store, 4, changes)
    : { cid: await inner(store, noise(next, 200)), content: [] };
  const complete = next() < 0.9;
  if (!complete) store.blocks.delete(pick(next, [...store.blocks.keys()]));
  const valid = complete && changes === 0 && content.length > 0 && content.length <= MOST;
  for (const fetch of [fetchVerified, fetchFile]) {
    store.reads = 0;
    let length: number | undefined;
    let bytes: Uint8Array | undefined;
    try {
      const found = await fetch(cid, { gateways: [], maxBytes: MOST, store });
      if (found instanceof Uint8Array) bytes = found;
      length = found.length;
    } catch (error) {
      if (!(error instanceof DemlError) || error.code !== "ipfs") throw error;
      if (valid) throw error;
    }
    if (length !== undefined && length > MOST) throw new Error(`${length} bytes`);
    if (bytes !== undefined && valid) requireEqual(bytes, content);
    if (store.reads > mostBlocks(MOST)) throw new Error(`${store.reads} reads`);
  }
}

function requireEqual(bytes: Uint8Array, content: number[]): void {
  const same = bytes.length === content.length && content.every((byte, i) => byte === bytes[i]);
  if (!same) throw new Error("it has other bytes");
}

/** Plants a random tree; each block is changed with some probability before it is named. */
async function plant(next: Random, to: Forest, levels: number, changes: number): Promise<Tree> {
  if (levels === 0 || next() < 0.3) {
    const content = [...noise(next, 1 + Math.floor(next() * 60))];
    if (next() < 0.5) return { cid: await leaf(to, Uint8Array.from(content)), content };
    const type = pick(next, [0, 2]);
    const says = { type, content: Uint8Array.from(content), fileSize: content.length };
    return { cid: await name(next, to, [], says, changes), content };
  }
  const parts: Tree[] = [];
  for (let count = 1 + Math.floor(next() * 4); count > 0; count--) {
    // The same block may well stand in several places.
    const again = parts.length > 0 && next() < 0.2;
    parts.push(again ? pick(next, parts) : await plant(next, to, levels - 1, changes));
  }
  const own = next() < 0.2 ? [...noise(next, 10)] : [];
  const content = [...own, ...parts.flatMap((part) => part.content)];
  const says: Says = {
    blockSizes: parts.map((part) => part.content.length),
    ...(own.length > 0 && { content: Uint8Array.from(own) }),
    ...(next() < 0.8 && { fileSize: content.length }),
  };
  return { cid: await name(next, to, parts.map(({ cid }) => cid), says, changes), content };
}

async function name(
  next: Random,
  to: Forest,
  links: CID[],
  says: Says,
  changes: number,
): Promise<CID> {
  if (next() >= changes) return await inner(to, linking(links, says));
  const claim = { ...says, blockSizes: [...says.blockSizes ?? []] };
  const below = [...links];
  switch (Math.floor(next() * 7)) {
    case 0:
      claim.type = pick(next, [null, 0, 1, 2, 3, 4, 5, 6, 2 ** 31]);
      break;
    case 1:
      claim.fileSize = pick(next, NUMBERS);
      break;
    case 2:
      if (claim.blockSizes.length > 0) {
        claim.blockSizes[Math.floor(next() * claim.blockSizes.length)] = pick(next, NUMBERS);
      }
      break;
    case 3:
      claim.blockSizes.push(pick(next, NUMBERS));
      break;
    case 4:
      if (below.length > 0) below.push(pick(next, below));
      break;
    case 5:
      return await inner(to, encode({ Data: flipped(next, unixFs(claim)), Links: [] }));
    case 6:
      return await inner(to, flipped(next, linking(below, claim)));
  }
  return await inner(to, linking(below, claim));
}

function noise(next: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(next() * 256));
}

/** Bytes with some of them changed, or cut short. */
function flipped(next: Random, bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice(0, next() < 0.3 ? Math.floor(next() * bytes.length) : bytes.length);
  for (let count = 1 + Math.floor(next() * 3); count > 0 && changed.length > 0; count--) {
    changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256);
  }
  return changed;
}
