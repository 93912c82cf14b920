/**
 * A trustless gateway over a block store: raw blocks by CID, nothing else.
 * Source: https://specs.ipfs.tech/http-gateways/trustless-gateway/
 *
 * @module
 */
import { type Bounds, serveGuarded } from "../base/serve_guarded.ts";
import type { BlockStore } from "./block_store.ts";
import { bytesWithin, type CID, givenCid } from "./cid.ts";

/** A running gateway. */
export interface Gateway {
  /** e.g. `http://127.0.0.1:41873` */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves a block store.
 *
 * @param store The blocks
 * @param options.hostname Where to listen; loopback by default
 * @param options.port 0 picks a free one
 * @param options.bounds Limits of connections and time, if not the default ones
 */
export function serveGateway(
  store: BlockStore,
  options: { hostname?: string; port?: number; bounds?: Bounds } = {},
): Gateway {
  const { hostname, port, close } = serveGuarded(
    { hostname: options.hostname ?? "127.0.0.1", port: options.port ?? 0 },
    ({ method }, { pathname }) => answerBlock(store, method, pathname),
    options.bounds,
  );
  return {
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`,
    close,
  };
}

/** Responds to a request for a block. */
export async function answerBlock(
  store: BlockStore,
  method: string,
  pathname: string,
): Promise<Response> {
  const headers = new Headers({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
  });
  if (method !== "GET" && method !== "HEAD") {
    return new Response("GET or HEAD only\n", { status: 405, headers });
  }
  const [, name] = pathname.match(/^\/ipfs\/([a-z0-9]+)$/i) ?? [];
  if (name === undefined) {
    return new Response("Ask for /ipfs/CID?format=raw\n", { status: 404, headers });
  }
  let bytes = bytesWithin(name);
  if (bytes === undefined) {
    let cid: CID;
    try {
      cid = givenCid(name).cid;
    } catch {
      return new Response("Not a CID that this gateway can serve\n", { status: 400, headers });
    }
    bytes = await store.read(cid);
  }
  if (bytes === undefined) {
    return new Response(`No block ${name}\n`, { status: 404, headers });
  }
  headers.set("content-type", "application/vnd.ipld.raw");
  headers.set("cache-control", "public, max-age=29030400, immutable");
  headers.set("etag", `"${name}.raw"`);
  return new Response(method === "HEAD" ? null : bytes as Uint8Array<ArrayBuffer>, {
    headers,
  });
}
