/**
 * One session of WalletConnect: how a wallet is found, and what it is asked. Loaded when chosen.
 *
 * @module
 */
import { UniversalProvider } from "@walletconnect/universal-provider";
import { type Address, getAddress, isAddress } from "viem";

/** A wallet elsewhere. */
export interface Remote {
  provider: { request(request: { method: string; params?: unknown }): Promise<unknown> };
  /** Those of the session, if there is one */
  accounts(): Address[];
  /** Offers a connection and waits until a wallet takes it */
  pair(offer: (uri: string) => void): Promise<void>;
  /** Offers it no longer */
  abandon(): void;
  end(): Promise<void>;
}

/** What a session reports. */
export interface Reports {
  accounts(accounts: Address[]): void;
  chain(chainId: number): void;
  gone(): void;
}

/** What a wallet must be able to do. */
const METHODS = ["eth_sendTransaction"];

/** Opens WalletConnect, with the last session if that still holds. */
export async function openRemote(
  projectId: string,
  chainId: number,
  rpc: string,
  reports: Reports,
): Promise<Remote> {
  const chain = `eip155:${chainId}`;
  const provider = await UniversalProvider.init({
    projectId,
    logger: "silent",
    telemetryEnabled: false,
    metadata: {
      name: "DeML",
      description: "Machine-learning competitions without a central judge",
      url: location.origin,
      icons: [],
    },
  });
  const accounts = () => accountsOf(provider.session?.namespaces["eip155"]?.accounts, chainId);
  provider.on(
    "accountsChanged",
    (given: unknown) => reports.accounts(accountsOf(Array.isArray(given) ? given : [], chainId)),
  );
  provider.on("chainChanged", (given: unknown) => {
    const id = Number(given);
    if (Number.isSafeInteger(id)) reports.chain(id);
  });
  for (const event of ["session_delete", "session_expire", "disconnect"]) {
    provider.on(event, () => reports.gone());
  }
  return {
    provider: {
      request: ({ method, params = [] }) =>
        method === "eth_accounts" || method === "eth_requestAccounts"
          ? Promise.resolve(accounts())
          : provider.request({ method, params: params as never }, chain),
    },
    accounts,
    async pair(offer) {
      const show = (uri: unknown) => typeof uri === "string" && /^wc:/.test(uri) && offer(uri);
      provider.on("display_uri", show);
      try {
        await provider.connect({
          namespaces: {
            eip155: {
              methods: METHODS,
              chains: [chain],
              events: ["accountsChanged", "chainChanged"],
              rpcMap: { [chainId]: rpc },
            },
          },
        });
      } finally {
        provider.off("display_uri", show);
      }
      if (accounts().length === 0) throw new Error("The wallet offers no account on this chain");
    },
    abandon: () => provider.abortPairingAttempt(),
    async end() {
      if (provider.session) await provider.disconnect();
    },
  };
}

/** Accounts of one chain, from `eip155:1:0x…` or plain addresses; what is neither is skipped. */
export function accountsOf(given: readonly unknown[] | undefined, chainId: number): Address[] {
  return (given ?? []).flatMap((text) => {
    if (typeof text !== "string") return [];
    const [, chain, address = text] = /^eip155:(\d+):(.+)$/.exec(text) ?? [];
    if (chain !== undefined && Number(chain) !== chainId) return [];
    return isAddress(address, { strict: false }) ? [getAddress(address)] : [];
  });
}
