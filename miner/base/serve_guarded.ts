/**
 * A small HTTP server for untrusted clients. `Deno.serve` speaks HTTP and has no limits; under
 * Deno, `node:http` ignores its own (`headersTimeout`, `requestTimeout`, `maxConnections`). So
 * `Deno.serve` listens on a socket that only this user can open, behind a relay of bytes that
 * counts connections and enforces time limits. A connection serves one request.
 *
 * @module
 */

/** How much is open at once, and for how long. */
export interface Bounds {
  /** Connections; one more is answered with 503. A browser opens six. */
  connections: number;
  /** Milliseconds until a request has fully arrived and is answered: a block has 2 MiB */
  request: number;
  /** Milliseconds in which the client reads nothing of a response */
  stall: number;
  /** Milliseconds that a connection may live */
  connection: number;
}

/** A browser's six, twenty times; a block is sent in a second, and received in a few. */
export const BOUNDS: Bounds = {
  connections: 128,
  request: 10_000,
  stall: 20_000,
  connection: 600_000,
};

/** How long to read from a client that has its response and still sends, in milliseconds. */
const LINGER = 1_000;
/** Bytes that a connection buffers in each direction. */
const PIECE = 16_384;
/** How HTTP/2 begins, which `Deno.serve` speaks as well: hundreds of requests on one connection. */
const HTTP2 = "PRI ";

/** A running server. */
export interface Guarded {
  hostname: string;
  port: number;
  close(): Promise<void>;
}

/** Responds to a request; its URL, with the host that the client named, is passed separately. */
export type Handler = (request: Request, url: URL) => Response | Promise<Response>;

/**
 * Serves within limits.
 *
 * @param port 0 picks a free one
 * @throws What `Deno.listen` throws, if the address is in use
 */
export function serveGuarded(
  { hostname, port }: { hostname: string; port: number },
  handler: Handler,
  bounds: Bounds = BOUNDS,
): Guarded {
  const listener = Deno.listen({ hostname, port });
  const inner = serveInside((request) => answer(request, handler));
  const open = new Map<Deno.Conn, Promise<void>>();

  const accepting = (async () => {
    for (;;) {
      let client: Deno.Conn;
      try {
        client = await listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        // Too many files are open, or the client left: the next one may come.
        await pause(20);
        continue;
      }
      if (open.size >= bounds.connections) {
        void refuse(client, "503 Service Unavailable");
        continue;
      }
      open.set(client, relay(client, inner.connect, bounds).finally(() => open.delete(client)));
    }
  })();

  const address = listener.addr as Deno.NetAddr;
  return {
    hostname: address.hostname,
    port: address.port,
    async close() {
      listener.close();
      await accepting;
      const relays = [...open.values()];
      for (const client of open.keys()) close(client);
      await Promise.all(relays);
      await inner.close();
    },
  };
}

async function answer(request: Request, handler: Handler): Promise<Response> {
  let response: Response;
  try {
    const url = urlOf(request);
    if (request.headers.has("expect")) {
      // "Continue" would be the start of an answer, and the clock of the request would stop.
      response = new Response("Send the request whole\n", { status: 417 });
    } else if (url === undefined) {
      response = new Response("The request names no host, or a wrong one\n", { status: 400 });
    } else response = await handler(request, url);
  } catch {
    response = new Response("This request failed\n", { status: 500 });
  }
  response.headers.set("connection", "close");
  return response;
}

/** The URL that a client requested; undefined if its Host is not valid. */
function urlOf({ url, headers }: Request): URL | undefined {
  const host = headers.get("host") ?? "";
  // Deno copies the header into the URL unchecked.
  const start = url.indexOf("://") + 3;
  if (!/^[\w.:[\]-]+$/.test(host) || !url.startsWith(`${host}/`, start)) return undefined;
  const text = `http://${url.slice(start)}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Passes a request to the server and its response back, within the time limits. */
async function relay(
  client: Deno.Conn,
  connect: () => Promise<Deno.Conn>,
  bounds: Bounds,
): Promise<void> {
  let server: Deno.Conn | undefined;
  let heard = false;
  let answered = false;
  const end = () => {
    close(client);
    if (server) close(server);
  };
  const late = setTimeout(() => {
    if (answered) return;
    // A browser opens connections in advance: one without a request is closed silently.
    if (heard) void refuse(client, "408 Request Timeout").finally(end);
    else end();
  }, bounds.request);
  const old = setTimeout(end, bounds.connection);
  let sending: Promise<void> | undefined;
  try {
    const inside = server = await connect();
    sending = send(client, inside, () => heard = true);
    const buffer = new Uint8Array(PIECE);
    for (let read = await inside.read(buffer); read !== null; read = await inside.read(buffer)) {
      answered = true;
      const stalled = setTimeout(end, bounds.stall);
      try {
        await writeAll(client, buffer.subarray(0, read));
      } finally {
        clearTimeout(stalled);
      }
    }
    // A client whose connection is closed while it sends may lose the response.
    await client.closeWrite();
    const lingering = setTimeout(end, LINGER);
    await sending;
    clearTimeout(lingering);
  } catch {
    // One of the two left, or time was up.
  } finally {
    clearTimeout(late);
    clearTimeout(old);
    end();
    await sending;
  }
}

/** Passes a client's bytes to the server, and drops them once the server has stopped reading. */
async function send(client: Deno.Conn, server: Deno.Conn, onHeard: () => void): Promise<void> {
  const buffer = new Uint8Array(PIECE);
  let wanted = true;
  let head = "";
  try {
    for (let read = await client.read(buffer); read !== null; read = await client.read(buffer)) {
      onHeard();
      const bytes = buffer.subarray(0, read);
      if (head.length < HTTP2.length) {
        head += String.fromCharCode(...bytes.subarray(0, HTTP2.length - head.length));
        if (head === HTTP2) {
          await refuse(client, "505 HTTP Version Not Supported");
          break;
        }
      }
      if (wanted) await writeAll(server, bytes).catch(() => wanted = false);
    }
    await server.closeWrite();
  } catch {
    // It was closed, by the peer or by a time limit.
  }
}

async function refuse(client: Deno.Conn, status: string): Promise<void> {
  const text = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  // So few bytes fit into any socket's buffer: there is nothing to wait for.
  await client.write(new TextEncoder().encode(text)).catch(() => {});
  close(client);
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is already closed.
  }
}

/** Serves where only this user has access: a socket in its own folder. */
function serveInside(handler: (request: Request) => Promise<Response>) {
  const onListen = () => {};
  if (Deno.build.os === "windows") {
    // There are no Unix sockets here; a program that finds the port bypasses the limits.
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, handler);
    const { port } = server.addr;
    return {
      connect: () => Deno.connect({ hostname: "127.0.0.1", port }),
      close: () => server.shutdown(),
    };
  }
  const folder = Deno.makeTempDirSync({ prefix: "deml-" });
  const path = `${folder}/http`;
  const server = Deno.serve({ path, onListen }, handler);
  return {
    connect: () => Deno.connect({ transport: "unix", path }),
    async close() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
