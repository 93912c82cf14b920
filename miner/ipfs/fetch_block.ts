/**
 * Blocks from the store or from gateways: they come from anywhere, and count only if they hash to
 * their CID.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { originOf } from "./address.ts";
import type { BlockStore } from "./block_store.ts";
import { type CID, matches } from "./cid.ts";
import type { GatewayRefusal, IpfsFailure } from "./failures.ts";
import { fileTime } from "./limits.ts";
import { GatewayFailure, requestBlock } from "./request_block.ts";

/** Where blocks come from. */
export interface BlockSources {
  /** Trustless gateways, tried in turn, e.g. `http://127.0.0.1:8080` */
  gateways: string[];
  /** Read first, and filled */
  store?: BlockStore;
  /** How long a gateway may take to find a block, in milliseconds */
  timeout?: number;
  signal?: AbortSignal;
}

/** Gets one verified block of at most `maxBytes`. */
export type GetBlock = (cid: CID, maxBytes: number) => Promise<Uint8Array>;

/**
 * A reader of the blocks of one file. It first asks the gateway that answered last, and gives up if
 * gateways delayed the whole file for too long: the blocks received until then stay in the store.
 *
 * The reader throws DemlError `ipfs`, what the store throws, or what the signal was aborted with.
 */
export function blockReader(sources: BlockSources): GetBlock {
  const { store, timeout, signal } = sources;
  let gateways = sources.gateways;
  let [fetched, waited] = [0, 0];

  async function ask(gateway: string, cid: CID, maxBytes: number): Promise<Uint8Array> {
    const started = performance.now();
    try {
      const bytes = await requestBlock(gateway, cid, maxBytes, { timeout, signal });
      if (!await matches(cid, bytes)) throw new GatewayFailure({ why: "other-bytes" });
      fetched += bytes.length;
      gateways = [gateway, ...gateways.filter((other) => other !== gateway)];
      return bytes;
    } finally {
      waited += performance.now() - started;
    }
  }

  return async (cid, maxBytes) => {
    signal?.throwIfAborted();
    const kept = await store?.read(cid);
    if (kept !== undefined) {
      if (kept.length > maxBytes) throw tooLarge(cid, maxBytes);
      return kept;
    }
    const failures: GatewayRefusal[] = [];
    let gaveUp: { seconds: number; bytes: number } | undefined;
    for (const gateway of gateways) {
      if (waited > fileTime(fetched, timeout)) {
        gaveUp = { seconds: Math.round(waited / 1_000), bytes: fetched };
        break;
      }
      let bytes: Uint8Array;
      try {
        bytes = await ask(gateway, cid, maxBytes);
      } catch (error) {
        if (!(error instanceof GatewayFailure)) throw error;
        failures.push({ gateway: originOf(gateway), ...error.refusal });
        continue;
      }
      await store?.put(cid, bytes);
      return bytes;
    }
    throw new DemlError<IpfsFailure>({
      kind: "ipfs/not-found",
      cid: String(cid),
      failures,
      waited: gaveUp,
      passing: true,
    });
  };
}

/** A file, or a block of it, that is larger than it may be. */
export function tooLarge(cid: CID, most: number): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>({ kind: "ipfs/too-large", cid: String(cid), most });
}
