/**
 * A node before a test's chain that counts what it is asked, and has a provider's limits.
 *
 * @module
 */
import type { Served } from "../../miner/dashboard/serve.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { serveSite } from "./site.ts";

/** A node of a test. */
export interface CountedNode {
  url: string;
  /** The most blocks of one eth_getLogs */
  mostBlocks: number;
  /** How many of the next eth_getLogs are answered with 429 */
  limited: number;
  /**
   * How often each method was asked since the last call of this; polls that found no new block are
   * `idle`
   */
  take(): Record<string, number>;
  close(): Promise<void>;
}

interface Question {
  id: number;
  method: string;
  params?: unknown[];
}

/** Opens a node that leads to a chain. */
export function openCountedNode(target: string): CountedNode {
  let counts: Record<string, number> = {};
  let latest: unknown;
  const refusal = ({ method, params: [filter] = [] }: Question): string | undefined => {
    if (method !== "eth_getLogs") return undefined;
    const { fromBlock, toBlock } = filter as { fromBlock: string; toBlock: string };
    const blocks = Number(toBlock) - Number(fromBlock) + 1;
    if (blocks <= node.mostBlocks) return undefined;
    return `range is too large, max is ${node.mostBlocks} blocks`;
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { method, headers } = request;
      const body = method === "POST" ? await request.text() : undefined;
      const asked: Question[] = body === undefined ? [] : [JSON.parse(body)].flat();
      const open = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };
      const logs = asked.some(({ method }) => method === "eth_getLogs");
      if (logs && node.limited > 0) {
        node.limited--;
        count("429");
        return new Response("slow down", { status: 429, headers: { ...open, "retry-after": "1" } });
      }
      for (const question of asked) {
        const message = refusal(question);
        if (message === undefined) continue;
        count("refused");
        const error = { code: -32_602, message };
        return Response.json({ jsonrpc: "2.0", id: question.id, error }, { headers: open });
      }
      const response = await fetch(target, { method, headers, body });
      const text = await response.text();
      if (asked.length > 0) {
        const answers: { id: number; result?: { hash?: string } }[] = [JSON.parse(text)].flat();
        for (const { id, method, params } of asked) {
          const poll = method === "eth_getBlockByNumber" && params?.[0] === "latest";
          const hash = answers.find((answer) => answer.id === id)?.result?.hash;
          count(poll && hash === latest ? "idle" : method);
          if (poll) latest = hash;
        }
      }
      return new Response(text === "" ? null : text, {
        status: response.status,
        headers: response.headers,
      });
    },
  );
  const count = (name: string) => counts[name] = (counts[name] ?? 0) + 1;
  const node: CountedNode = {
    url: `http://127.0.0.1:${server.addr.port}`,
    mostBlocks: Infinity,
    limited: 0,
    take() {
      const taken = counts;
      counts = {};
      return taken;
    },
    close: () => server.shutdown(),
  };
  return node;
}

/** Everything that was asked because of something, without polls that found nothing. */
export function callsIn(counts: Record<string, number>): number {
  return Object.entries(counts).reduce(
    (sum, [name, count]) => name === "idle" ? sum : sum + count,
    0,
  );
}

/** The page on a counted node. */
export interface CountedSite extends AsyncDisposable {
  node: CountedNode;
  site: Served;
}

/** Serves the page on a counted node of a stage's chain. */
export async function countedSite(stage: Stage): Promise<CountedSite> {
  const node = openCountedNode(stage.chain.url);
  const site = await serveSite(stage, { settings: { rpc: [node.url] }, hosts: [node.url] });
  return {
    node,
    site,
    async [Symbol.asyncDispose]() {
      await site.close();
      await node.close();
    },
  };
}
