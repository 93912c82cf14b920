/**
 * Verified retrieval: blocks come from anywhere, and count only when they hash to their CID.
 *
 * @module
 */
import { DemlError } from "../errors.ts";
import type { BlockStore } from "./block_store.ts";
import { readBounded } from "./read_bounded.ts";
import { type CID, DAG_PB, matches, parseCid } from "./cid.ts";

/** A block inside a tree may be this large: what IPFS nodes exchange at most, in bytes. */
const LARGEST_TREE_BLOCK = 2 * 1024 * 1024;

export interface FetchOptions {
  /** Trustless gateways, tried in turn, e.g. `http://127.0.0.1:8080` */
  gateways: string[];
  /** The largest content accepted, in bytes */
  maxBytes: number;
  /** Looked at first, and filled */
  store?: BlockStore;
  /** How long one request may take, in milliseconds */
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * Fetches what a CID names, whole.
 *
 * @throws DemlError `ipfs` when no gateway gives the right bytes within the limits
 */
export async function fetchVerified(cid: CID, options: FetchOptions): Promise<Uint8Array> {
  if (cid.code !== DAG_PB) return await fetchBlock(cid, options.maxBytes, options);
  // Only what was cut into blocks needs the library.
  const { exporter } = await import("ipfs-unixfs-exporter");
  const entry = await exporter(cid.toString(), {
    // The exporter's stores stream; ours yields one whole, verified block.
    get: async function* (block: unknown) {
      yield await fetchBlock(parseCid(String(block)), LARGEST_TREE_BLOCK, options);
    } as never,
  }, { signal: options.signal });
  if (entry.type !== "file") {
    throw new DemlError("ipfs", `${cid} is a ${entry.type}, not a file`, "Publish a single file");
  }
  const size = Number(entry.size);
  if (size > options.maxBytes) throw tooLarge(cid, options.maxBytes);
  const content = new Uint8Array(size);
  let filled = 0;
  for await (const part of entry.content()) {
    if (filled + part.length > size) throw tooLarge(cid, size);
    content.set(part, filled);
    filled += part.length;
  }
  if (filled !== size) {
    throw new DemlError("ipfs", `${cid} ends early`, "Ask the organizer to publish the file again");
  }
  return content;
}

async function fetchBlock(cid: CID, maxBytes: number, options: FetchOptions): Promise<Uint8Array> {
  const kept = await options.store?.read(cid);
  if (kept !== undefined) return kept;
  const failures: string[] = [];
  for (const gateway of options.gateways) {
    options.signal?.throwIfAborted();
    try {
      const bytes = await fetchFrom(gateway, cid, maxBytes, options);
      if (await matches(cid, bytes)) {
        await options.store?.put(cid, bytes);
        return bytes;
      }
      failures.push(`${gateway} sent other bytes`);
    } catch (error) {
      failures.push(`${gateway}: ${error instanceof Error ? error.message : error}`);
    }
  }
  options.signal?.throwIfAborted();
  const tried = failures.length > 0 ? failures.join("; ") : "no gateway is set";
  throw new DemlError(
    "ipfs",
    `Cannot fetch ${cid}: ${tried}`,
    "Name a gateway that has it with --gateway URL",
    { details: { cid: cid.toString(), failures } },
  );
}

async function fetchFrom(
  gateway: string,
  cid: CID,
  maxBytes: number,
  options: FetchOptions,
): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(options.timeout ?? 30_000);
  const response = await fetch(`${gateway.replace(/\/+$/, "")}/ipfs/${cid}?format=raw`, {
    headers: { accept: "application/vnd.ipld.raw" },
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  const bytes = await readBounded(response.body, maxBytes);
  if (bytes === undefined) throw tooLarge(cid, maxBytes);
  return bytes;
}

function tooLarge(cid: CID, maxBytes: number): DemlError {
  return new DemlError(
    "ipfs",
    `${cid} is larger than ${maxBytes} bytes`,
    "Raise the limit only if you trust its publisher",
  );
}
