/**
 * A way to a node that counts: how many requests come, and how many questions of JSON-RPC are in
 * them.
 *
 * @module
 */

/** What was counted. */
export interface Counted {
  requests: number;
  calls: number;
  /** Calls by method */
  methods: Map<string, number>;
}

/** A counting proxy. */
export interface CountingProxy {
  url: string;
  /** What each answer waits, in milliseconds */
  delay: number;
  /** What came since the last time, by the way counting from zero again */
  take(): Counted;
  close(): Promise<void>;
}

const nothing = (): Counted => ({ requests: 0, calls: 0, methods: new Map() });

/** A proxy for a node. */
export function countRequests(url: string): CountingProxy {
  let counted = nothing();
  let delay = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const body = await request.text();
      counted.requests++;
      for (const { method } of [JSON.parse(body)].flat() as { method: string }[]) {
        counted.calls++;
        counted.methods.set(method, (counted.methods.get(method) ?? 0) + 1);
      }
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      return new Response(await response.text(), {
        status: response.status,
        headers: { "content-type": "application/json" },
      });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    get delay() {
      return delay;
    },
    set delay(milliseconds) {
      delay = milliseconds;
    },
    take() {
      const taken = counted;
      counted = nothing();
      return taken;
    },
    close: () => server.shutdown(),
  };
}
