/**
 * Serving the dashboard: its built files, its settings, and the blocks of this machine.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import type { BlockStore } from "../ipfs/block_store.ts";
import { type CID, matches, parseCid } from "../ipfs/cid.ts";
import { readBounded } from "../ipfs/read_bounded.ts";
import { answerBlock } from "../ipfs/gateway.ts";
import { type Bounds, type Guarded, type Handler, serveGuarded } from "../base/serve_guarded.ts";
import { pageHeaders } from "./headers.ts";
import type { ServerFailure } from "../base/failures.ts";

/** What is served. */
export interface DashboardOptions {
  /** The built page's files by name, e.g. index.html */
  page: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** settings.json, whose addresses the page may connect to */
  settings: Record<string, unknown>;
  hosts: string[];
  hostname: string;
  /** 0 picks a free one */
  port: number;
  /** Blocks that are served below ipfs/ */
  store?: BlockStore;
  /** Whether the page may add blocks to the store */
  publish?: boolean;
  /** Limits of connections and time, if not the default ones */
  bounds?: Bounds;
}

/** A running dashboard. */
export interface Served {
  /** e.g. `http://127.0.0.1:8123/` */
  url: string;
  close(): Promise<void>;
}

/** The largest block that IPFS nodes exchange, and so that a page may add, in bytes. */
const LARGEST_BLOCK = 2 * 1024 * 1024;
/** Blocks that are accepted at once: sixteen megabytes; a page sends one after the other. */
const MOST_TAKEN = 8;

/** Bytes of a file that are sent at once. */
const PIECE = 64 * 1024;

const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};

/**
 * Serves the dashboard.
 *
 * @throws DemlError `file` if the page is not built
 */
export function serveDashboard(options: DashboardOptions): Served {
  const headers = pageHeaders(options.hosts);
  const taking = { count: 0 };
  const { hostname, port, close } = start(options, async (request, url) => {
    const response = await answer(options, taking, request, url);
    for (const [name, value] of Object.entries(headers)) {
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    return response;
  });
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return { url: `http://${host}:${port}/`, close };
}

function start({ hostname, port, bounds }: DashboardOptions, handler: Handler): Guarded {
  try {
    return serveGuarded({ hostname, port }, handler, bounds);
  } catch (cause) {
    throw new DemlError<ServerFailure>({
      kind: "usage/cannot-listen",
      address: `${hostname}:${port}`,
      reason: reasonOf(cause),
    }, { cause });
  }
}

async function answer(
  options: DashboardOptions,
  taking: { count: number },
  request: Request,
  url: URL,
): Promise<Response> {
  // A page of another host whose name points here may not do what only this machine may.
  if (isLoopback(options.hostname) && !isLoopback(url.hostname)) {
    return new Response("Ask for 127.0.0.1 or localhost\n", { status: 421 });
  }
  if (options.store && url.pathname.startsWith("/ipfs/")) {
    if (request.method === "PUT") return await take(options, taking, request, url);
    return await answerBlock(options.store, request.method, url.pathname);
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response("GET or HEAD only\n", { status: 405 });
  }
  const name = url.pathname === "/" ? "index.html" : url.pathname.slice(1);
  if (name === "settings.json") {
    return Response.json(options.settings, { headers: { "cache-control": "no-cache" } });
  }
  const file = options.page.get(name);
  if (file === undefined) return new Response("No such file\n", { status: 404 });
  const body = request.method === "HEAD" ? null : inPieces(file);
  return new Response(body, {
    headers: {
      "content-type": TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream",
      "content-length": String(file.length),
      // The names of built files contain their hash.
      "cache-control": name.startsWith("assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
    },
  });
}

/** Stores a block from the page, if it matches its CID. */
async function take(
  { store, publish }: DashboardOptions,
  taking: { count: number },
  request: Request,
  url: URL,
): Promise<Response> {
  const refuse = (status: number, reason: string) => new Response(`${reason}\n`, { status });
  if (!publish || store === undefined) return refuse(403, "This dashboard does not accept data");
  // Browsers send an Origin with every PUT, and newer ones its relation to this server. A client
  // that sends neither is a program on this machine.
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  const origin = request.headers.get("origin") ?? url.origin;
  if (site !== "same-origin" || origin !== url.origin) {
    return refuse(403, "Only the dashboard itself publishes here");
  }
  let cid: CID;
  try {
    cid = parseCid(url.pathname.slice("/ipfs/".length));
  } catch {
    return refuse(400, "Not a CID that this gateway can serve");
  }
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_BLOCK) {
    return refuse(413, "A block has at most 2 MiB");
  }
  if (taking.count >= MOST_TAKEN) return refuse(503, "Too much is being published at once");
  taking.count++;
  let bytes: Uint8Array<ArrayBuffer> | null | undefined;
  try {
    bytes = request.body && await readBounded(request.body, LARGEST_BLOCK);
  } finally {
    taking.count--;
  }
  if (!bytes) return refuse(413, "A block has at most 2 MiB");
  if (!await matches(cid, bytes)) return refuse(400, "These bytes do not match the CID");
  await store.put(cid, bytes);
  return new Response(null, { status: 201 });
}

/** Whether only this machine reaches a host's name. */
export function isLoopback(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "::1", "[::1]"].includes(hostname);
}

/** Piece by piece: the engine's module has megabytes, and a client may read them slowly. */
function inPieces(file: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      // A copy: the stream's reader may transfer it.
      if (at < file.length) controller.enqueue(file.slice(at, at += PIECE));
      if (at >= file.length) controller.close();
    },
  });
}
