/**
 * How old each endpoint's latest block is.
 *
 * @module
 */
import { zip } from "../../protocol/zip.ts";
import { createPublicClient, custom } from "viem";
import { openEndpoint } from "../chain/endpoint.ts";
import { withoutSecrets } from "../../protocol/text/secrets.ts";

/** The state of an endpoint. */
export interface Head {
  /** Its address without secrets; numbered if several look the same */
  endpoint: string;
  /** Seconds since the latest block's time; undefined if it does not answer */
  age: number | undefined;
}

/** How long a scrape waits for an endpoint, in milliseconds. */
const ANSWERS_WITHIN = 3_000;
/**
 * Providers count requests: endpoints are asked at most this often, however frequent the scrapes.
 */
const FRESH_FOR = 10_000;

/** Asks endpoints for their heads, on demand. */
export function watchHeads(urls: readonly string[]): () => Promise<Head[]> {
  const shown = urls.map(withoutSecrets);
  const endpoints = zip(urls, shown).map(([url, name], index) => {
    const first = shown.indexOf(name) === index;
    const { request } = openEndpoint(url, { log: () => {}, timeout: ANSWERS_WITHIN });
    return {
      endpoint: first ? name : `${name} #${index + 1}`,
      client: createPublicClient({ transport: custom({ request }, { retryCount: 0 }) }),
    };
  });
  let known: { at: number; heads: Promise<Head[]> } | undefined;
  return () => {
    if (known === undefined || Date.now() - known.at > FRESH_FOR) {
      const heads = Promise.all(endpoints.map(async ({ endpoint, client }) => {
        const block = await client.getBlock().catch(() => undefined);
        const age = block && Date.now() / 1_000 - Number(block.timestamp);
        return { endpoint, age };
      }));
      known = { at: Date.now(), heads };
    }
    return known.heads;
  };
}
