/**
 * JSON-RPC through a websocket, in the shape of `fetch`, so that batches, bounds and timeouts are
 * those of HTTP. Subscriptions are not used.
 *
 * @module
 */

/** A connection to a websocket's node. */
export interface SocketWay {
  /** Sends one text of JSON-RPC, and returns the text of the answer. */
  ask(body: string, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** Idle time after which the socket is closed, in milliseconds. */
const IDLE = 60_000;

/**
 * Opens the socket for a question, and again after it was closed.
 *
 * @param mostBytes The longest answer; the socket of a node that sends a longer one is closed
 */
export function openSocketWay(url: string, mostBytes: number): SocketWay {
  let opening: Promise<WebSocket> | undefined;
  let open: WebSocket | undefined;
  /** The socket that is open or opening */
  let current: WebSocket | undefined;
  let idle: number | undefined;
  /** By the id of a question; of a batch, by that of its first */
  const waiting = new Map<number, { take(text: string): void; fail(error: Error): void }>();

  function end(reason: string): void {
    clearTimeout(idle);
    const socket = current;
    opening = open = current = undefined;
    const left = [...waiting.values()];
    waiting.clear();
    for (const { fail } of left) fail(new Error(reason));
    try {
      socket?.close();
    } catch {
      // It is closed.
    }
  }

  function connect(): Promise<WebSocket> {
    opening ??= new Promise((resolve, reject) => {
      const socket = current = new WebSocket(url);
      socket.onopen = () => resolve(open = socket);
      socket.onerror = socket.onclose = () => {
        reject(new Error("the connection was refused"));
        // One that was closed here may have a successor by now.
        if (current === socket) end("the node closed the connection");
      };
      socket.onmessage = ({ data }) => {
        if (current !== socket) return;
        if (typeof data !== "string" || data.length > mostBytes) {
          return end(`the node's answer is longer than ${mostBytes} bytes`);
        }
        const id = idsOf(data).find((each) => waiting.has(each)) ?? unnamed(data, waiting);
        if (id === undefined) return;
        waiting.get(id)?.take(data);
        waiting.delete(id);
      };
    });
    return opening;
  }

  return {
    async ask(body, signal) {
      signal.throwIfAborted();
      clearTimeout(idle);
      const [{ id }] = [JSON.parse(body)].flat() as [{ id: number }];
      const answer = Promise.withResolvers<string>();
      const abort = () => answer.reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      try {
        const socket = await Promise.race([connect(), answer.promise]) as WebSocket;
        waiting.set(id, { take: answer.resolve, fail: answer.reject });
        socket.send(body);
        return await answer.promise;
      } finally {
        signal.removeEventListener("abort", abort);
        answer.promise.catch(() => {});
        waiting.delete(id);
        // A host that does not even refuse is tried again the next time.
        if (signal.aborted && open === undefined) end("it does not open");
        if (waiting.size === 0 && open !== undefined) {
          clearTimeout(idle);
          idle = setTimeout(() => end("idle"), IDLE);
          Deno.unrefTimer(idle);
        }
      }
    },
    close: () => end("closed"),
  };
}

/**
 * The ids of an answer: of a batch, in any order. Only searched for, not parsed: untrusted nesting
 * is bounded later.
 */
function idsOf(text: string): IteratorObject<number> {
  return text.matchAll(/"id"\s*:\s*(\d{1,15})/g).map(([, id]) => Number(id));
}

/**
 * A question that a node did not understand is refused without its id: it is the first waiting one.
 */
function unnamed(text: string, waiting: ReadonlyMap<number, unknown>): number | undefined {
  return /"id"\s*:\s*null/.test(text) ? waiting.keys().next().value : undefined;
}
