/**
 * The dashboard, served as `deml dashboard` serves it, on a stage's chain.
 *
 * @module
 */
import { readPageFrom } from "../../miner/dashboard/read_page.ts";
import { type Served, serveDashboard } from "../../miner/dashboard/serve.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { builtPage } from "./built_page.ts";

/** What differs between tests. */
export interface SiteOptions {
  /** Blocks until a transaction is confirmed; 1 by default */
  confirmations?: number;
  /** More settings, or other values; undefined removes one */
  settings?: Record<string, unknown>;
  /** Hosts other than the chain and the gateway that the policy lets the page connect to */
  hosts?: string[];
}

/** Serves the page; it publishes into the stage's blocks. */
export async function serveSite(stage: Stage, options: SiteOptions = {}): Promise<Served> {
  const { connection: { chainId, contract }, chain, gateway, folder } = stage;
  const settings = {
    rpc: [chain.url],
    chainId,
    contract,
    gateways: ["./", gateway.url],
    confirmations: options.confirmations,
    publishes: true,
    ...options.settings,
  };
  return serveDashboard({
    page: await readPageFrom(await builtPage()),
    settings,
    hosts: [chain.url, gateway.url, ...options.hosts ?? []],
    hostname: "127.0.0.1",
    port: 0,
    store: await openBlockStore(`${folder}/blocks`),
    publish: true,
  });
}

/**
 * Serves the same files below a path, as an IPFS gateway would: without the headers that `deml
 * dashboard` sends, so the page's own policy applies. Requests outside the path get nothing.
 */
export function serveBelow(path: string, site: Served): Served {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(path)) return new Response("Nothing is here\n", { status: 404 });
      const response = await fetch(new URL(pathname.slice(path.length), site.url));
      const type = response.headers.get("content-type") ?? "application/octet-stream";
      return new Response(response.body, {
        status: response.status,
        headers: { "content-type": type },
      });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}${path}`,
    close: () => server.shutdown(),
  };
}
