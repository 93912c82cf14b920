/**
 * Pinning by a service of the standard interface: it fetches the blocks from whoever has them, and
 * keeps them. Source: https://ipfs.github.io/pinning-services-api-spec/
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { askHost, type Host, hostAt, other } from "./ask_host.ts";
import type { CID } from "./cid.ts";
import type { IpfsFailure } from "./failures.ts";

/** What the service says about a pin. */
export type PinStatus = "queued" | "pinning" | "pinned" | "failed";

/** A pin, as the service describes it. */
export interface Pin {
  /** What the service calls the request */
  id: string;
  status: PinStatus;
  /** Multiaddresses to which the owner of the blocks should connect */
  delegates: string[];
}

/** How a pin is asked for. */
export interface PinOptions {
  /** A name that the service shows */
  name?: string;
  /** Multiaddresses of nodes that have the blocks, at most 20 */
  origins?: string[];
  signal?: AbortSignal;
  onProgress?: (pin: Pin) => void;
  /** Milliseconds until it is pinned; ten minutes by default */
  patience?: number;
  /** Milliseconds between two questions */
  every?: number;
}

const STATUSES: readonly string[] = ["queued", "pinning", "pinned", "failed"];
const PATIENCE = 600_000;
const EVERY = 2_000;
const ANSWERS_WITHIN = 30_000;

/**
 * Asks a pinning service for a tree, and waits until it has all of it.
 *
 * @param service Its address, and its access token, which no error shows
 * @throws DemlError `ipfs/host-…`, `ipfs/not-pinned`, `ipfs/pin-unfinished`, or what the signal was
 * aborted with
 */
export async function pinAtService(
  service: { url: string; token: string },
  cid: CID,
  options: PinOptions = {},
): Promise<Pin> {
  const { name, origins, signal, onProgress, patience = PATIENCE, every = EVERY } = options;
  const host = hostAt(service.url, service.token);
  const ask = async (method: "GET" | "POST", path: string, body?: string) =>
    pinIn(
      host,
      cid,
      await askHost(host, {
        method,
        path,
        body,
        headers: body === undefined ? {} : { "content-type": "application/json" },
        within: ANSWERS_WITHIN,
        signal,
      }),
    );
  const started = performance.now();
  let pin = await ask("POST", "/pins", JSON.stringify({ cid: String(cid), name, origins }));
  const { id } = pin;
  for (;;) {
    onProgress?.(pin);
    if (pin.status === "pinned") return pin;
    if (pin.status === "failed") throw notPinned(host, cid, "the service could not fetch it");
    const waited = performance.now() - started;
    if (waited > patience) {
      throw new DemlError<IpfsFailure>({
        kind: "ipfs/pin-unfinished",
        host: host.name,
        cid: String(cid),
        status: pin.status,
        seconds: Math.round(waited / 1_000),
        passing: true,
      });
    }
    await delay(every, { signal });
    pin = await ask("GET", `/pins/${encodeURIComponent(id)}`);
  }
}

/** An answer about the pin of this CID. */
function pinIn(host: Host, cid: CID, answer: string): Pin {
  let read: unknown;
  try {
    read = JSON.parse(answer);
  } catch {
    throw other(host, answer);
  }
  const { requestid, status, delegates, pin } = (read ?? {}) as Record<string, unknown>;
  if (typeof requestid !== "string" || requestid === "" || !STATUSES.includes(String(status))) {
    throw other(host, answer);
  }
  const named = (pin as { cid?: unknown } | undefined)?.cid;
  if (named !== String(cid)) {
    throw notPinned(host, cid, `the service pins another CID, ${show(String(named), 80)}`);
  }
  const known = Array.isArray(delegates) ? delegates.filter((one) => typeof one === "string") : [];
  return { id: requestid, status: status as PinStatus, delegates: known.slice(0, 20) };
}

function notPinned(host: Host, cid: CID, reason: string): DemlError<IpfsFailure> {
  return new DemlError<IpfsFailure>({
    kind: "ipfs/not-pinned",
    host: host.name,
    cid: String(cid),
    reason,
  });
}
