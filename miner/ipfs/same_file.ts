/**
 * Whether a local file equals what a CID names, however the file was cut.
 *
 * @module
 */
import type { Sent } from "./blocks.ts";
import type { CID } from "./cid.ts";
import { blockReader, type BlockSources } from "./fetch_block.ts";
import { openFile } from "./open_file.ts";

/**
 * Fetches every block from the gateways, and compares the bytes with those of a local file. The
 * blocks are fetched to the end, whatever the comparison finds.
 *
 * @param local The file from its start
 * @throws DemlError `ipfs` if a block is missing
 */
export async function sameFile(
  cid: CID,
  local: AsyncIterable<Uint8Array>,
  { gateways, timeout, signal }: Omit<BlockSources, "store">,
  options: { maxBytes: number; onProgress?: (sent: Sent) => void },
): Promise<Sent & { same: boolean }> {
  const read = blockReader({ gateways, timeout, signal });
  const found = { blocks: 0, bytes: 0 };
  const seen = new Set<string>();
  const file = await openFile(cid, options.maxBytes, async (block, most) => {
    const bytes = await read(block, most);
    if (!seen.has(String(block))) {
      found.blocks++;
      found.bytes += bytes.length;
    }
    seen.add(String(block));
    options.onProgress?.({ ...found });
    return bytes;
  });
  const comparison = comparer(local);
  try {
    for await (const part of file.parts()) await comparison.next(part);
    return { ...found, same: await comparison.ended() };
  } finally {
    await comparison.close();
  }
}

/** Compares two streams whose parts have other boundaries. */
function comparer(local: AsyncIterable<Uint8Array>) {
  const parts = local[Symbol.asyncIterator]();
  let rest = new Uint8Array() as Uint8Array;
  let [same, over] = [true, false];
  const fill = async () => {
    while (rest.length === 0 && !over) {
      const { done, value } = await parts.next();
      if (done) over = true;
      else rest = value;
    }
  };
  return {
    async next(part: Uint8Array) {
      for (let at = 0; same && at < part.length;) {
        await fill();
        const length = Math.min(rest.length, part.length - at);
        same = length > 0 && equal(part.subarray(at, at + length), rest.subarray(0, length));
        rest = rest.subarray(length);
        at += length;
      }
    },
    async ended() {
      if (same) await fill();
      return same && over && rest.length === 0;
    },
    async close() {
      await parts.return?.();
    },
  };
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
