/**
 * What a browser loads of a page before its user has done anything.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import type { BrowserContext } from "playwright-core";

/** One script, in bytes. */
export interface Loaded {
  name: string;
  raw: number;
  gzipped: number;
}

/** Records every script that a context's pages request; the result reads what arrived by then. */
export function scriptsOf(context: BrowserContext): () => Promise<Loaded[]> {
  const bodies = new Map<string, Promise<Uint8Array>>();
  context.on("response", (response) => {
    const url = response.url();
    const type = response.headers()["content-type"] ?? "";
    // Preloaded modules and workers are scripts too, whatever the browser calls them.
    if (type.includes("javascript") && !bodies.has(url)) bodies.set(url, response.body());
  });
  return async () =>
    await Promise.all([...bodies].map(async ([url, body]) => {
      const bytes = await body;
      return {
        name: url.slice(url.lastIndexOf("/") + 1),
        raw: bytes.length,
        gzipped: gzipSync(bytes, { level: 9 }).length,
      };
    }));
}
