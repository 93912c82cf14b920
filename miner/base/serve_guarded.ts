/**
 * A small HTTP server that strangers may reach. `Deno.serve` speaks HTTP and knows no bounds; under
 * Deno, `node:http` ignores its own (`headersTimeout`, `requestTimeout`, `maxConnections`). So
 * `Deno.serve` listens on a socket that only this user can open, and in front of it stands a relay of
 * bytes that counts connections and looks at the clock. A connection serves one request.
 *
 * @module
 */

/** What is held at once, and for how long. */
export interface Bounds {
  /** Connections; one more is answered with 503. A browser opens six. */
  connections: number;
  /** Milliseconds until a request has come whole and is answered: a block has 2 MiB */
  request: number;
  /** Milliseconds in which nobody takes anything of an answer */
  stall: number;
  /** Milliseconds that a connection lives at most */
  connection: number;
}

/** A browser's six, twenty times; a block is sent in a second, and taken in some. */
export const BOUNDS: Bounds = {
  connections: 128,
  request: 10_000,
  stall: 20_000,
  connection: 600_000,
};

/** How long a client is listened to that has its answer and still sends, in milliseconds. */
const LINGER = 1_000;
/** Bytes that a connection holds in each direction. */
const PIECE = 16_384;
/** How HTTP/2 begins, which `Deno.serve` speaks as well: hundreds of requests on one connection. */
const HTTP2 = "PRI ";

/** A running server. */
export interface Guarded {
  hostname: string;
  port: number;
  close(): Promise<void>;
}

/** Answers a request; its URL comes beside it, with the host that the client named. */
export type Handler = (request: Request, url: URL) => Response | Promise<Response>;

/**
 * Serves within bounds.
 *
 * @param port 0 takes a free one
 * @throws What `Deno.listen` throws, when the address is taken
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

/** The URL that a client asked for; undefined where its Host is none. */
function urlOf({ url, headers }: Request): URL | undefined {
  const host = headers.get("host") ?? "";
  // Deno puts the header into the URL as it came, whatever it is.
  const start = url.indexOf("://") + 3;
  if (!/^[\w.:[\]-]+$/.test(host) || !url.startsWith(`${host}/`, start)) return undefined;
  const text = `http://${url.slice(start)}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Takes a request to the server and its answer back, no longer than they may take. */
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
    // A browser opens connections in advance: one that said nothing is closed without a word.
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
    // Whoever is closed on while it sends may lose the answer that it was given.
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

/** Takes what a client sends to the server, and away when the server wants no more. */
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
    // It was closed, by itself or by the clock.
  }
}

async function refuse(client: Deno.Conn, status: string): Promise<void> {
  const text = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  // So few bytes fit any socket: nobody is waited for.
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
    // It is closed already.
  }
}

/** Serves where nobody but this user comes: a socket in a folder of its own. */
function serveInside(handler: (request: Request) => Promise<Response>) {
  const onListen = () => {};
  if (Deno.build.os === "windows") {
    // Sockets of files are not there; who finds the port meets no bounds.
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
