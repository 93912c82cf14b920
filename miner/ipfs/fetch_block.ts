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
import { fileTime, LARGEST_BLOCK, LEAST_RATE } from "./limits.ts";
import { type Lane, race } from "./race.ts";
import { GatewayFailure, requestBlock } from "./request_block.ts";
import type { SharedBytes } from "./shared_bytes.ts";

/** Where blocks come from. */
export interface BlockSources {
  /** Trustless gateways, raced in this order, e.g. `http://127.0.0.1:8080` */
  gateways: string[];
  /** Read first, and filled */
  store?: BlockStore;
  /** What everybody in this process shares: looked into after the store, before the gateways */
  shared?: SharedBytes;
  /** How long a gateway may take to find a block, in milliseconds */
  timeout?: number;
  /**
   * How long gateways may delay the whole file, in milliseconds, in addition to the time for its
   * bytes; two minutes, or two `timeout`, by default
   */
  deadline?: number;
  signal?: AbortSignal;
}

/** Gets one verified block of at most `maxBytes`. */
export type GetBlock = (cid: CID, maxBytes: number) => Promise<Uint8Array>;

/**
 * A reader of the blocks of one file. It first asks the gateway that answered last, retries what may
 * pass, and gives up if gateways delayed the whole file for too long: the blocks received until then
 * stay in the store.
 *
 * The reader throws DemlError `ipfs`, what the store throws, or what the signal was aborted with.
 */
export function blockReader(sources: BlockSources): GetBlock {
  const { store, shared, timeout, signal } = sources;
  const patience = sources.deadline ?? (timeout && Math.max(fileTime(0), 2 * timeout));
  let gateways = sources.gateways;
  let [fetched, waited] = [0, 0];
  /** When a gateway that asked to be left alone may be asked again. */
  const rests = new Map<string, number>();

  async function ask(gateway: string, cid: CID, maxBytes: number, lane: Lane): Promise<Uint8Array> {
    let tries = 0;
    const once = async () => {
      const rest = (rests.get(gateway) ?? 0) - performance.now();
      if (rest > 0) {
        lane.onDelay();
        const { delay } = await import("./try_again.ts");
        await delay(rest, { signal: lane.signal });
      }
      tries++;
      const bytes = await requestBlock(gateway, cid, maxBytes, { timeout, ...lane });
      if (!await matches(cid, bytes)) throw new GatewayFailure({ why: "other-bytes" });
      gateways = [gateway, ...gateways.filter((other) => other !== gateway)];
      return bytes;
    };
    const isRetriable = (error: unknown) => {
      if (!(error instanceof GatewayFailure) || error.rest === undefined) return false;
      rests.set(gateway, performance.now() + error.rest);
      lane.onDelay();
      return true;
    };
    try {
      return await once();
    } catch (error) {
      if (!isRetriable(error)) throw error;
      const { tryAgain } = await import("./try_again.ts");
      return await tryAgain(once, error, isRetriable, lane.signal).catch((last) => {
        if (last instanceof GatewayFailure && last.refusal.why === "status" && tries > 1) {
          throw new GatewayFailure({ ...last.refusal, tries });
        }
        throw last;
      });
    }
  }

  /** The block from whichever gateway is the first, within what is left of the whole time. */
  async function askAll(cid: CID, maxBytes: number): Promise<Uint8Array> {
    const started = performance.now();
    const refusals = new Map<string, GatewayRefusal>();
    const notFound = (late: boolean) => {
      const spent = waited + performance.now() - started;
      return new DemlError<IpfsFailure>({
        kind: "ipfs/not-found",
        cid: String(cid),
        failures: sources.gateways.flatMap((gateway) => refusals.get(gateway) ?? []),
        waited: late ? { seconds: Math.round(spent / 1_000), bytes: fetched } : undefined,
        passing: true,
      });
    };
    const left = fileTime(fetched, patience) - waited;
    if (left <= 0) throw notFound(true);
    // Blocks beyond the usual size need their own time.
    const large = Math.max(0, maxBytes - LARGEST_BLOCK);
    const late = AbortSignal.timeout(left + 1_000 * large / LEAST_RATE);
    const run = async (gateway: string, lane: Lane) => {
      try {
        return await ask(gateway, cid, maxBytes, lane);
      } catch (error) {
        if (error instanceof GatewayFailure) {
          refusals.set(gateway, { gateway: originOf(gateway), ...error.refusal });
        }
        throw error;
      }
    };
    try {
      const bytes = await race([...new Set(gateways)], run, {
        signal: signal ? AbortSignal.any([signal, late]) : late,
        isFailure: (error) => error instanceof GatewayFailure,
      });
      if (bytes === undefined) throw notFound(false);
      fetched += bytes.length;
      return bytes;
    } catch (error) {
      signal?.throwIfAborted();
      throw late.aborted ? notFound(true) : error;
    } finally {
      waited += performance.now() - started;
    }
  }

  return async (cid, maxBytes) => {
    signal?.throwIfAborted();
    const fetch = () => askAll(cid, maxBytes);
    const kept = await store?.read(cid);
    const bytes = kept ?? await (shared?.get(String(cid), fetch, signal) ?? fetch());
    if (bytes.length > maxBytes) throw tooLarge(cid, maxBytes);
    if (kept === undefined) await store?.put(cid, bytes);
    return bytes;
  };
}

/** A file, or a block of it, that is larger than it may be. */
export function tooLarge(cid: CID, most: number): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>({ kind: "ipfs/too-large", cid: String(cid), most });
}
