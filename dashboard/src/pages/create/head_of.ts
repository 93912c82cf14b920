/**
 * The bytes that show a file's format, without the code that decompresses a whole file.
 *
 * @module
 */
import { HEAD } from "../../../../miner/dataset/sniff.ts";

/** gzip's first bytes say nothing about these before there are so many. */
const PACKED = 65_536;

/** The first bytes of a file, decompressed if gzip compressed it. The worker judges the rest. */
export async function headOf(file: Blob): Promise<Uint8Array> {
  const head = await bytesOf(file.slice(0, HEAD));
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
  const stream = file.slice(0, PACKED).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  try {
    const { value } = await reader.read();
    return value?.subarray(0, HEAD) ?? new Uint8Array();
  } catch {
    return head;
  } finally {
    // What follows may be cut off.
    void reader.cancel().catch(() => {});
  }
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
