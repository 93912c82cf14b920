/**
 * The way to a node, which is untrusted: its answers are bounded before they are parsed.
 *
 * @module
 */
import { BaseError, http, type HttpTransport, RpcRequestError } from "viem";
import { tooMuchJson } from "../../protocol/text/bounded_json.ts";
import type { ChainFailure } from "./failures.ts";
import { longQuantity } from "./long_quantity.ts";
import { DemlError } from "../../protocol/errors.ts";
import { readBounded } from "../ipfs/read_bounded.ts";
import { redirectOf } from "../ipfs/redirect.ts";

/**
 * The longest answer, in bytes. The most that DeML must get in one piece is the logs of one block:
 * with 60 million gas they contain 1.5 MB of packages, 3 MB as hex. Longer ranges are requested in
 * halves (`readEvents`). The longest answer to one call is the views' thousand rows, far below.
 */
export const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * JSON-RPC reserves −32000 to −32099 for servers; viem does not know this one, and so does not
 * retry.
 */
export const REFUSED = -32_071;

/** Questions of one tick per batch: few enough that no honest answer is too long. */
const BATCH = 50;

export interface TransportOptions {
  /** Milliseconds for a request and its whole answer */
  timeout?: number;
  retryCount?: number;
  retryDelay?: number;
  /** Whether questions are collected */
  batch?: boolean;
  /**
   * What carries a request, by default `boundedFetch`; its answers must be bounded in the same way
   */
  fetchFn?: typeof boundedFetch;
}

/** viem's HTTP transport, whose answers are bounded. Logs are requested alone: they are long. */
export function boundedHttp(url: string, options: TransportOptions = {}): HttpTransport {
  const { batch = false, fetchFn = boundedFetch, ...rest } = options;
  // Only our bound on bytes applies, so that there is one kind of error.
  const common = { ...rest, fetchFn, maxResponseBodySize: false } as const;
  const alone = http(url, common);
  const together = batch ? http(url, { ...common, batch: { batchSize: BATCH } }) : alone;
  return (given) => {
    const [one, many] = [alone(given), together(given)];
    const request = (async (body, more) => {
      const result = await (body.method === "eth_getLogs" ? one : many).request(body, more);
      const wrong = longQuantity(body.method, result);
      if (wrong === undefined) return result;
      throw new RpcRequestError({ body, url, error: refusal(wrong) });
    }) as typeof many.request;
    return { ...many, request };
  };
}

/**
 * `fetch` for JSON-RPC. An answer that is too long, too deep or too full, or that redirects the
 * miner to other hosts or ports of its network, becomes a node's refusal.
 */
export async function boundedFetch(
  input: string | URL | Request,
  // viem compiles against the DOM's types, whose body type differs from Deno's.
  init?: object,
): Promise<Response> {
  const response = await fetch(input, { ...init as RequestInit, redirect: "manual" });
  const redirect = redirectOf(response);
  if (redirect !== undefined) {
    await response.body?.cancel();
    const to = redirect.to === undefined ? "" : ` to ${redirect.to}`;
    return refuse(`it redirects${to}, which is not followed`);
  }
  const bytes = response.body === null
    ? new Uint8Array(0)
    : await readBounded(response.body, MOST_ANSWER_BYTES);
  if (bytes === undefined) return refuse(`it is longer than ${MOST_ANSWER_BYTES} bytes`);
  const tooMuch = tooMuchJson(bytes);
  if (tooMuch !== undefined) return refuse(tooMuch);
  const headers = new Headers(response.headers);
  // Both describe the bytes that were sent, perhaps compressed.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const { status, statusText } = response;
  return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers });
}

/** A node's refusal, in place of a rejected answer. */
export function refuse(because: string): Response {
  return Response.json({ jsonrpc: "2.0", id: null, error: refusal(because) });
}

function refusal(because: string) {
  return { code: REFUSED, message: because };
}

/** Why an answer was rejected; undefined for any other failure. */
export function unboundedBecause(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const found = error.walk((cause) => (cause as { code?: unknown }).code === REFUSED);
  if (found === null) return undefined;
  return found instanceof BaseError ? found.details : (found as Error).message;
}

/** The same as a failure. */
export function unboundedAnswer(error: unknown): DemlError<ChainFailure> | undefined {
  const because = unboundedBecause(error);
  if (because === undefined) return undefined;
  return new DemlError<ChainFailure>({ kind: "chain/unbounded-answer", because }, { cause: error });
}
