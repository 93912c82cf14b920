/**
 * One request to a gateway. It is bounded in bytes and time, and goes to that gateway alone: a
 * response cannot redirect the miner to other hosts or ports of its network.
 *
 * @module
 */
import { addressOf, withoutAddress } from "./address.ts";
import type { CID } from "./cid.ts";
import type { Refusal } from "./failures.ts";
import { bodyTime, PATIENCE } from "./limits.ts";
import { readBounded } from "./read_bounded.ts";

/** A gateway did not return a block. */
export class GatewayFailure extends Error {
  override readonly name = "GatewayFailure";

  /** @param rest Milliseconds to leave it alone before another try; undefined if it is useless */
  constructor(
    readonly refusal: Refusal,
    readonly rest?: number,
    options: { cause?: unknown } = {},
  ) {
    super(refusal.why, options);
  }
}

/** How a gateway is asked for a block. */
export interface RequestOptions {
  /** Milliseconds to find it; the time for its bytes is added */
  timeout?: number;
  signal?: AbortSignal;
  /** Called when the bytes begin to come */
  onAnswer?: () => void;
}

/**
 * Asks a gateway for a block. The bytes are not verified yet.
 *
 * @param maxBytes No more is read
 * @throws GatewayFailure, or what the signal was aborted with
 */
export async function requestBlock(
  gateway: string,
  cid: CID,
  maxBytes: number,
  { timeout = PATIENCE, signal, onAnswer }: RequestOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = addressOf(gateway);
  if (url === undefined) throw new GatewayFailure({ why: "not-http" });
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/ipfs/${cid}`;
  url.searchParams.set("format", "raw");
  const pace = paceOf(timeout);
  try {
    const response = await fetch(url, {
      headers: { accept: "application/vnd.ipld.raw" },
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, pace.signal]) : pace.signal,
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      const { refusedBy } = await import("./refusal.ts");
      const { refusal, rest } = refusedBy(response, url);
      throw new GatewayFailure(refusal, rest);
    }
    onAnswer?.();
    pace.read(0);
    const bytes = await readBounded(response.body, maxBytes, pace.read);
    if (bytes === undefined) throw new GatewayFailure({ why: "too-long", most: maxBytes });
    return bytes;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof GatewayFailure) throw error;
    if (pace.signal.aborted) throw pace.signal.reason;
    const reason = withoutAddress(error);
    throw new GatewayFailure({ why: "unreachable", reason }, undefined, { cause: error });
  } finally {
    pace.end();
  }
}

/** Aborts a request whose answer does not begin in time, or is slower than the least rate. */
function paceOf(patience: number) {
  const controller = new AbortController();
  const stop = (refusal: Refusal) => controller.abort(new GatewayFailure(refusal));
  const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1_000);
  let began: number | undefined;
  let timer = setTimeout(() => stop({ why: "late", seconds: seconds(patience) }), patience);
  return {
    signal: controller.signal,
    read(bytes: number) {
      clearTimeout(timer);
      began ??= performance.now();
      const within = bodyTime(bytes, patience);
      timer = setTimeout(
        () => stop({ why: "slow", bytes, seconds: seconds(within) }),
        Math.max(0, began + within - performance.now()),
      );
    },
    end: () => clearTimeout(timer),
  };
}
