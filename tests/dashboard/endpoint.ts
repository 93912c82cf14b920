/**
 * A chain's address that outlives the chain behind it: it can stop responding, come back, and lead
 * to another chain, like a port of a development machine.
 *
 * @module
 */

/** An RPC endpoint of a test. */
export interface Endpoint {
  url: string;
  /** The chain behind it; may be set to another one */
  target: string;
  /** Stops listening: connections are refused. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  start(): void;
  close(): Promise<void>;
}

/** Opens an endpoint that leads to a chain. */
export function openEndpoint(target: string): Endpoint {
  const listen = (port: number) =>
    Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
      const { method, headers } = request;
      const response = await fetch(endpoint.target, {
        method,
        headers,
        body: method === "POST" ? await request.text() : undefined,
      });
      return new Response(response.body, { status: response.status, headers: response.headers });
    });
  let server: ReturnType<typeof listen> | undefined = listen(0);
  const { port } = server.addr;
  const stop = async () => {
    // Connections that the browser keeps are cut, not waited for.
    const ending = server?.shutdown();
    server = undefined;
    await ending;
  };
  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${port}`,
    target,
    stop,
    start: () => void (server ??= listen(port)),
    close: stop,
  };
  return endpoint;
}
