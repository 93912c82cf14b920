/**
 * One request to a gateway. It is bounded in bytes and time, and goes to that gateway alone: a
 * response cannot redirect the miner to other hosts or ports of its network.
 *
 * @module
 */
import { addressOf, withoutAddress } from "./address.ts";
import type { CID } from "./cid.ts";
import type { Refusal } from "./failures.ts";
import { requestTime } from "./limits.ts";
import { readBounded } from "./read_bounded.ts";
import { redirectOf } from "./redirect.ts";

/** A gateway did not return a block. */
export class GatewayFailure extends Error {
  override readonly name = "GatewayFailure";

  constructor(readonly refusal: Refusal, options: { cause?: unknown } = {}) {
    super(refusal.why, options);
  }
}

/**
 * Asks a gateway for a block. The bytes are not verified yet.
 *
 * @param maxBytes No more is read
 * @param options.timeout Milliseconds to find it; the time for its bytes is added
 * @throws GatewayFailure, or what the signal was aborted with
 */
export async function requestBlock(
  gateway: string,
  cid: CID,
  maxBytes: number,
  { timeout, signal }: { timeout?: number; signal?: AbortSignal },
): Promise<Uint8Array<ArrayBuffer>> {
  const url = addressOf(gateway);
  if (url === undefined) throw new GatewayFailure({ why: "not-http" });
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/ipfs/${cid}`;
  url.searchParams.set("format", "raw");
  const within = requestTime(maxBytes, timeout);
  const late = AbortSignal.timeout(within);
  try {
    const response = await fetch(url, {
      headers: { accept: "application/vnd.ipld.raw" },
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    const refused = refusalOf(response);
    if (refused !== undefined || response.body === null) {
      await response.body?.cancel();
      throw new GatewayFailure(refused ?? { why: "no-body" });
    }
    const bytes = await readBounded(response.body, maxBytes);
    if (bytes === undefined) throw new GatewayFailure({ why: "too-long", most: maxBytes });
    return bytes;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof GatewayFailure) throw error;
    if (late.aborted) {
      throw new GatewayFailure({ why: "late", seconds: Math.ceil(within / 1_000) });
    }
    const reason = withoutAddress(error);
    throw new GatewayFailure({ why: "unreachable", reason }, { cause: error });
  }
}

function refusalOf(response: Response): Refusal | undefined {
  const redirect = redirectOf(response);
  if (redirect !== undefined) return { why: "redirects", ...redirect };
  return response.ok ? undefined : { why: "status", status: response.status };
}
