/**
 * A phone with a wallet: WalletConnect's own client, on the other side of a relay.
 *
 * @module
 */
import { UniversalProvider } from "@walletconnect/universal-provider";
import type { Address } from "viem";

/** What the wallet's owner is asked. */
export type Ask = (method: string, params: unknown[]) => Promise<unknown>;

/** A wallet on a phone. */
export interface Phone {
  /** Scans what a page offers, and agrees to it. */
  scan(uri: string): Promise<void>;
  /** Ends the session from the phone. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

interface Proposal {
  id: number;
}

interface Question {
  topic: string;
  id: number;
  params: { request: { method: string; params: unknown[] } };
}

/** Takes a phone out of the pocket. */
export async function openPhone(
  relayUrl: string,
  chainId: number,
  account: Address,
  ask: Ask,
): Promise<Phone> {
  const kept = new Map<string, unknown>();
  const { client } = await UniversalProvider.init({
    projectId: "0".repeat(32),
    logger: "silent",
    relayUrl,
    telemetryEnabled: false,
    metadata: { name: "Phone", description: "A wallet", url: "http://127.0.0.1", icons: [] },
    storage: {
      getKeys: () => Promise.resolve([...kept.keys()]),
      getEntries: () => Promise.resolve([...kept] as never),
      getItem: (key: string) => Promise.resolve(kept.get(key) as never),
      setItem: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
      removeItem: (key: string) => Promise.resolve(void kept.delete(key)),
    } as never,
  });
  client.on("session_proposal", ({ id }: Proposal) => {
    const chain = `eip155:${chainId}`;
    void client.approve({
      id,
      namespaces: {
        eip155: {
          accounts: [`${chain}:${account}`],
          chains: [chain],
          methods: ["eth_sendTransaction"],
          events: ["accountsChanged", "chainChanged"],
        },
      },
    });
  });
  client.on("session_request", ({ topic, id, params: { request } }: Question) => {
    void ask(request.method, request.params).then(
      (result) => ({ id, jsonrpc: "2.0", result }),
      ({ code = -32_000, message }) => ({ id, jsonrpc: "2.0", error: { code, message } }),
    ).then((response) => client.respond({ topic, response: response as never }));
  });
  return {
    async scan(uri) {
      await client.pair({ uri });
    },
    async hangUp() {
      for (const { topic } of client.session.getAll()) {
        await client.disconnect({ topic, reason: { code: 6000, message: "User disconnected." } });
      }
    },
    async close() {
      await client.core.relayer.transportClose();
      client.core.heartbeat.stop();
    },
  };
}
