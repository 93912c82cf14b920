/**
 * Publishes data: blocks to the host of this page, if it accepts them, or a CAR file that any IPFS
 * node and pinning service imports.
 *
 * @module
 */
import type { BlockStore } from "../../../miner/ipfs/block_store.ts";
import type { CID } from "../../../miner/ipfs/cid.ts";
import { type DemlError, told } from "../../../protocol/errors.ts";
import { loadPart } from "../parts/load_part.ts";

/** Blocks of some files, in the order they were made. */
export interface Blocks extends BlockStore {
  all(): [CID, Uint8Array][];
  bytes(): number;
}

/** A block store that only this page sees, until it is published. */
export function memoryBlocks(): Blocks {
  const kept = new Map<string, [CID, Uint8Array]>();
  return {
    read: (cid) => Promise.resolve(kept.get(String(cid))?.[1]),
    put: (cid, bytes) => {
      kept.set(String(cid), [cid, bytes]);
      return Promise.resolve(cid);
    },
    all: () => [...kept.values()],
    bytes: () => [...kept.values()].reduce((sum, [, bytes]) => sum + bytes.length, 0),
  };
}

/**
 * Hands blocks to the host of this page.
 *
 * @param onProgress Called with the number of blocks that arrived
 * @throws DemlError `ipfs`
 */
export async function putBlocks(
  blocks: [CID, Uint8Array][],
  onProgress: (done: number) => void,
): Promise<void> {
  let done = 0;
  for (const [cid, bytes] of blocks) {
    const response = await fetch(new URL(`ipfs/${cid}`, document.baseURI), {
      method: "PUT",
      body: bytes as Uint8Array<ArrayBuffer>,
    }).catch((cause) => {
      throw refused("it does not answer", cause);
    });
    if (!response.ok) throw refused((await response.text()).trim().slice(0, 200));
    onProgress(++done);
  }
}

/**
 * The blocks as a CAR file.
 *
 * @param roots What an importer pins; a raw block does not link to others, so every file needs its
 * own
 */
export async function carOf(roots: CID | CID[], blocks: [CID, Uint8Array][]): Promise<Blob> {
  const { carHeader, carSection } = await loadPart(() => import("../../../miner/ipfs/car.ts"));
  return new Blob([carHeader([roots].flat()), ...blocks.map(carSection)], {
    type: "application/vnd.ipld.car",
  });
}

function refused(reason: string, cause?: unknown): DemlError {
  return told(
    "ipfs",
    `This page's host does not accept the data: ${reason}`,
    "Download the CAR file and import it where you publish, e.g. with `ipfs dag import`",
    { cause },
  );
}
