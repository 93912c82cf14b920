/**
 * Nodes that are strangers: JSON-RPC endpoints that answer whatever a test wants.
 *
 * @module
 */
import { createPublicClient, type PublicClient, zeroAddress, zeroHash } from "viem";
import type { Connection } from "../../miner/chain/client.ts";
import { boundedHttp, type TransportOptions } from "../../miner/chain/transport.ts";

/** One question of JSON-RPC. */
export interface Question {
  id: number;
  method: string;
  params: unknown[];
}

/** What a node sends: text, bytes, a stream or a whole response. */
export type Answered = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | Response;

export interface Node {
  url: string;
  close(): Promise<void>;
}

/** Serves a node. */
export function serveNode(answer: (asked: Question | Question[]) => Answered): Node {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const given = answer(await request.json());
      if (given instanceof Response) return given;
      return new Response(given, { headers: { "content-type": "application/json" } });
    },
  );
  return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}

/** The way to a node; nothing is tried twice unless told. */
export function connectionThrough(
  url: string,
  options: TransportOptions = { retryCount: 0, timeout: 5_000 },
): Connection {
  const client = createPublicClient({ transport: boundedHttp(url, options) }) as PublicClient;
  return { client, chainId: 31_337, genesis: zeroHash, contract: zeroAddress };
}

/** Bytes without end until the reader stops; reports how many were read. */
export function endless(piece: Uint8Array<ArrayBuffer>): {
  stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  sent(): number;
} {
  let sent = 0;
  return {
    stream: new ReadableStream({
      pull(controller) {
        controller.enqueue(piece);
        sent += piece.length;
      },
    }),
    sent: () => sent,
  };
}
