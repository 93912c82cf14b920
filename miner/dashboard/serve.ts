/**
 * Serving the dashboard: its built files, its settings, and the blocks of this machine.
 *
 * @module
 */
import { DemlError } from "../errors.ts";
import type { BlockStore } from "../ipfs/block_store.ts";
import { type CID, matches, parseCid } from "../ipfs/cid.ts";
import { readBounded } from "../ipfs/read_bounded.ts";
import { answerBlock } from "../ipfs/gateway.ts";
import { pageHeaders } from "./headers.ts";

/** What is served. */
export interface DashboardOptions {
  /** The folder of the built page */
  folder: string;
  /** settings.json, whose addresses the page may connect to */
  settings: Record<string, unknown>;
  hosts: string[];
  hostname: string;
  /** 0 takes a free one */
  port: number;
  /** Blocks that are served below ipfs/ */
  store?: BlockStore;
  /** Whether the page may add blocks to the store */
  publish?: boolean;
}

/** A running dashboard. */
export interface Served {
  /** e.g. `http://127.0.0.1:8123/` */
  url: string;
  close(): Promise<void>;
}

/** What IPFS nodes exchange at most, and so what a page may add at once, in bytes. */
const LARGEST_BLOCK = 2 * 1024 * 1024;

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
 * @throws DemlError `file` when the page is not built
 */
export async function serveDashboard(options: DashboardOptions): Promise<Served> {
  const files = await listFiles(options.folder);
  if (!files.has("index.html")) {
    throw new DemlError(
      "file",
      `No dashboard in ${options.folder}`,
      "Build it with `deno task build:dashboard`",
    );
  }
  const headers = pageHeaders(options.hosts);
  const server = start(options, async (request) => {
    const response = await answer(options, files, request);
    for (const [name, value] of Object.entries(headers)) {
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    return response;
  });
  const { hostname, port } = server.addr;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return { url: `http://${host}:${port}/`, close: () => server.shutdown() };
}

function start({ hostname, port }: DashboardOptions, handler: Deno.ServeHandler) {
  try {
    return Deno.serve({ hostname, port, onListen: () => {} }, handler);
  } catch (cause) {
    throw new DemlError(
      "usage",
      `Cannot listen on ${hostname}:${port}: ${cause instanceof Error ? cause.message : cause}`,
      "Choose another --port, or 0 for a free one",
      { cause },
    );
  }
}

async function answer(
  options: DashboardOptions,
  files: Set<string>,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  // A page of another host whose name was pointed here may not use what only this machine may.
  if (isLoopback(options.hostname) && !isLoopback(url.hostname)) {
    return new Response("Ask for 127.0.0.1 or localhost\n", { status: 421 });
  }
  if (options.store && url.pathname.startsWith("/ipfs/")) {
    if (request.method === "PUT") return await take(options, request, url.pathname.slice(6));
    return await answerBlock(options.store, request);
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response("GET or HEAD only\n", { status: 405 });
  }
  const name = url.pathname === "/" ? "index.html" : url.pathname.slice(1);
  if (name === "settings.json") {
    return Response.json(options.settings, { headers: { "cache-control": "no-cache" } });
  }
  // Only what was found in the folder is served: no path leads out of it.
  if (!files.has(name)) return new Response("There is no such file\n", { status: 404 });
  const bytes = await Deno.readFile(`${options.folder}/${name}`);
  return new Response(request.method === "HEAD" ? null : bytes, {
    headers: {
      "content-type": TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream",
      "content-length": String(bytes.length),
      // The names of built files hold their hash.
      "cache-control": name.startsWith("assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
    },
  });
}

/** Takes a block from the page, when it is the one that its CID names. */
async function take(
  { store, publish }: DashboardOptions,
  request: Request,
  name: string,
): Promise<Response> {
  const refuse = (status: number, reason: string) => new Response(`${reason}\n`, { status });
  if (!publish) return refuse(403, "This dashboard takes no data: see `deml dashboard --help`");
  // Browsers send this with every request; another page's would say cross-site.
  if ((request.headers.get("sec-fetch-site") ?? "same-origin") !== "same-origin") {
    return refuse(403, "Only the dashboard itself publishes here");
  }
  let cid: CID;
  try {
    cid = parseCid(name);
  } catch {
    return refuse(400, "Not a CID that this gateway can serve");
  }
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_BLOCK) {
    return refuse(413, "A block has at most 2 MiB");
  }
  const bytes = request.body && await readBounded(request.body, LARGEST_BLOCK);
  if (!bytes) return refuse(413, "A block has at most 2 MiB");
  if (!await matches(cid, bytes)) return refuse(400, "These bytes are not those of the CID");
  await store!.put(cid, bytes);
  return new Response(null, { status: 201 });
}

/** Whether only this machine reaches a host's name. */
export function isLoopback(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "::1", "[::1]"].includes(hostname);
}

async function listFiles(folder: string, below = ""): Promise<Set<string>> {
  const found = new Set<string>();
  try {
    for await (const { name, isFile, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
      if (isFile) found.add(below + name);
      else if (isDirectory) {
        for (const file of await listFiles(folder, `${below}${name}/`)) found.add(file);
      }
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  return found;
}
