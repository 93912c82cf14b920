/**
 * Endpoints whose faults a test sets: one that lags, stands still, refuses, is of another chain,
 * answers HTML, takes no batches, caps logs or does not answer at all.
 *
 * @module
 */
import { numberToHex } from "viem";
import type { Question } from "./nodes.ts";

/** How an endpoint answers; a test changes it as it goes. */
export interface Manner {
  chainId: number;
  genesis: string;
  /** Its latest block */
  head: number;
  /** When the first block was, in seconds since 1970; further ones come each 12 s */
  start: number;
  /** Answers every request in place of the node */
  instead?(asked: Question | Question[]): Response | Promise<Response> | undefined;
  /** Responds instead of the node: with a result, or an error */
  answer?(asked: Question): { result: unknown } | { error: unknown } | undefined;
  /** Whether it takes batches */
  batches: boolean;
  /** Whether requests are taken and never answered */
  hangs: boolean;
}

/** A served endpoint. */
export interface FakeEndpoint {
  url: string;
  socketUrl: string;
  manner: Manner;
  /** What it was asked, in order */
  asked: Question[];
  /** How many requests asked it */
  requests(): number;
  close(): Promise<void>;
}

/** Seconds between two blocks. */
const BLOCK = 12;

/** Serves an endpoint by HTTP and websocket; its head is as young as can be. */
export function serveEndpoint(changes: Partial<Manner> = {}): FakeEndpoint {
  const manner: Manner = {
    chainId: 1,
    genesis: `0x${"11".repeat(32)}`,
    head: 1_000,
    start: Math.floor(Date.now() / 1_000) - 1_000 * BLOCK,
    batches: true,
    hangs: false,
    ...changes,
  };
  const asked: Question[] = [];
  let requests = 0;
  const ended = new AbortController();

  function answer(question: Question): unknown {
    asked.push(question);
    const { id, method, params } = question;
    const own = manner.answer?.(question);
    if (own !== undefined) return { jsonrpc: "2.0", id, ...own };
    return { jsonrpc: "2.0", id, ...usual(method, params) };
  }

  function usual(method: string, params: unknown[]): { result: unknown } | { error: unknown } {
    if (method === "eth_chainId") return { result: numberToHex(manner.chainId) };
    if (method === "eth_blockNumber") return { result: numberToHex(manner.head) };
    if (method === "eth_getCode") {
      return { result: String(params[0]).toLowerCase().startsWith("0xca11") ? "0x" : "0x60" };
    }
    if (method === "eth_getBalance") return { result: "0x1" };
    if (method === "eth_getBlockByNumber") {
      const number = params[0] === "latest" ? manner.head : Number(params[0]);
      if (number > manner.head) return { result: null };
      return {
        result: {
          number: numberToHex(number),
          hash: number === 0 ? manner.genesis : `0x${number.toString(16).padStart(64, "0")}`,
          timestamp: numberToHex(manner.start + BLOCK * number),
          transactions: [],
        },
      };
    }
    return { error: { code: -32_601, message: `the method ${method} does not exist` } };
  }

  async function respond(given: Question | Question[]): Promise<Response> {
    requests++;
    if (manner.hangs) {
      await new Promise((resolve) => ended.signal.addEventListener("abort", resolve));
    }
    const own = await manner.instead?.(given);
    if (own !== undefined) return own;
    if (!Array.isArray(given)) return Response.json(answer(given));
    if (manner.batches) return Response.json(given.map(answer));
    const error = { code: -32_600, message: "batches are not supported" };
    return Response.json({ jsonrpc: "2.0", id: null, error });
  }

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      if (request.headers.get("upgrade") !== "websocket") return respond(await request.json());
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onmessage = async ({ data }) => {
        const text = await (await respond(JSON.parse(data))).text();
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      };
      return response;
    },
  );
  const { port } = server.addr;
  return {
    url: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}`,
    manner,
    asked,
    requests: () => requests,
    async close() {
      ended.abort();
      await server.shutdown();
    },
  };
}
