/**
 * WalletConnect's relay, as far as two parties need it: it passes sealed messages from one to the
 * other by topic, and keeps those that nobody has fetched.
 *
 * @module
 */

/** One party's line to the relay. */
interface Line {
  send(text: string): void;
}

interface Request {
  id: number;
  method?: string;
  params: Record<string, never>;
}

/** A relay without a network. */
export interface Relay {
  /** Takes what a party says; its answers and messages go to the line. */
  hear(line: Line, text: string): void;
  leave(line: Line): void;
  /** Methods that were asked for, in order */
  asked: string[];
}

/** Opens a relay. */
export function openRelay(): Relay {
  const subscribed = new Map<string, Set<Line>>();
  const kept = new Map<string, string[]>();
  let count = 1;

  const deliver = (line: Line, topic: string, message: string) => {
    const data = { topic, message, publishedAt: Date.now(), tag: 0 };
    const params = { id: topic, data };
    line.send(
      JSON.stringify({ id: Date.now() * 1000 + count++, jsonrpc: "2.0", method: METHOD, params }),
    );
  };
  const publish = (from: Line, topic: string, message: string) => {
    const others = [...subscribed.get(topic) ?? []].filter((line) => line !== from);
    if (others.length === 0) kept.set(topic, [...kept.get(topic) ?? [], message]);
    for (const line of others) deliver(line, topic, message);
  };
  const subscribe = (line: Line, topic: string) => {
    subscribed.set(topic, (subscribed.get(topic) ?? new Set()).add(line));
    const waiting = kept.get(topic) ?? [];
    kept.delete(topic);
    for (const message of waiting) setTimeout(() => deliver(line, topic, message), 0);
    return topic;
  };

  const relay: Relay = {
    asked: [],
    hear(line, text) {
      const { id, method, params } = JSON.parse(text) as Request;
      if (method === undefined) return;
      relay.asked.push(method);
      line.send(JSON.stringify({ id, jsonrpc: "2.0", result: answer(line, method, params) }));
    },
    leave(line) {
      subscribed.forEach((lines) => lines.delete(line));
    },
  };

  function answer(line: Line, method: string, params: Record<string, never>): unknown {
    switch (method) {
      case "irn_subscribe":
        return subscribe(line, params["topic"]!);
      case "irn_batchSubscribe":
        return (params["topics"]! as string[]).map((topic) => subscribe(line, topic));
      case "irn_publish":
        publish(line, params["topic"]!, params["message"]!);
        return true;
      case "irn_batchFetchMessages":
      case "irn_fetchMessages":
        return { messages: [], hasMore: false };
      case "wc_proposeSession":
        subscribe(line, params["pairingTopic"]!);
        publish(line, params["pairingTopic"]!, params["sessionProposal"]!);
        return true;
      case "wc_approveSession":
        subscribe(line, params["sessionTopic"]!);
        publish(line, params["pairingTopic"]!, params["sessionProposalResponse"]!);
        publish(line, params["sessionTopic"]!, params["sessionSettlementRequest"]!);
        return true;
      default:
        return true;
    }
  }
  return relay;
}

const METHOD = "irn_subscription";

/** Serves a relay to programs on this machine. */
export function serveRelay(relay: Relay): { url: string; close(): Promise<void> } {
  const sockets = new Set<WebSocket>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => sockets.add(socket);
    socket.onmessage = ({ data }) => relay.hear(socket, data);
    socket.onclose = () => {
      sockets.delete(socket);
      relay.leave(socket);
    };
    return response;
  });
  return {
    url: `ws://127.0.0.1:${server.addr.port}`,
    async close() {
      for (const socket of sockets) socket.close();
      await server.shutdown();
    },
  };
}
