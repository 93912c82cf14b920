/**
 * Gateways as a stranger may run them. To add one: put it into `HOSTILE_GATEWAYS`.
 *
 * @module
 */

/** A running gateway. */
export interface HostileGateway {
  url: string;
  /** Requests that it got, by path */
  asked: string[];
  /** Bytes that it could send */
  sent(): number;
  close(): Promise<void>;
}

/** What a gateway does with a request. */
export type Answer = (
  request: Request,
  send: (bytes: number) => void,
) => Response | Promise<Response>;

/** Starts a gateway. */
export function openGateway(answer: Answer): HostileGateway {
  const asked: string[] = [];
  let sent = 0;
  const server = Deno.serve(
    // A reader that hangs up in the middle is what is wanted.
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, onError: () => new Response() },
    (request) => {
      asked.push(new URL(request.url).pathname);
      return answer(request, (bytes) => sent += bytes);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    sent: () => sent,
    close: () => server.shutdown(),
  };
}

/** A body of zeros without end, a chunk at a time. */
export function endless(send: (bytes: number) => void, chunk: number, every = 0): ReadableStream {
  let timer: number | undefined;
  return new ReadableStream<Uint8Array>({
    pull: (controller) =>
      new Promise((resolve) => {
        timer = setTimeout(() => {
          send(chunk);
          controller.enqueue(new Uint8Array(chunk));
          resolve();
        }, every);
      }),
    cancel: () => clearTimeout(timer),
  });
}

/** Takes a request and says nothing, until whoever asked hangs up. */
export function silent({ signal }: Request): Promise<Response> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(new Response())));
}

/** A gateway, and what is said of it. */
export interface GatewayCase {
  name: string;
  says: string;
  /** What it could send at most */
  bytes: number;
  answer: Answer;
}

/** All of them; asked for a block of at most 2 MiB with half a second to find it. */
export const HOSTILE_GATEWAYS: GatewayCase[] = [
  {
    name: "endless",
    says: "sent more than 2097152 bytes",
    // The runtime and the kernel take some bytes before they are asked for.
    bytes: 16 * 1024 * 1024,
    answer: (_, send) => new Response(endless(send, 65_536)),
  },
  {
    name: "dribbling",
    says: "is too slow: ",
    bytes: 1_000,
    answer: (_, send) => new Response(endless(send, 1, 20)),
  },
  {
    name: "lying",
    says: "sent other bytes",
    bytes: 0,
    answer: () => new Response("a lie"),
  },
  {
    name: "empty",
    says: "127.0.0.1",
    bytes: 0,
    answer: () => new Response(null),
  },
  {
    name: "refusing",
    says: "answered HTTP 451",
    bytes: 0,
    answer: () => new Response("\x1b[2Jno", { status: 451 }),
  },
  {
    name: "redirecting-nowhere",
    says: "redirects, which is not followed",
    bytes: 0,
    answer: () => new Response(null, { status: 302, headers: { location: "http://" } }),
  },
];
