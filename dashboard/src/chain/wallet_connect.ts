/**
 * Wallets on another device, or in another app of this one, by WalletConnect. Its code and its relay
 * are asked for nothing before the reader chooses it, and only where settings.json names a project.
 *
 * @module
 */
import type { Address } from "viem";
import { createConnector, type CreateConnectorFn } from "wagmi";
import type { Remote } from "./wallet_connect_session.ts";
import { loadPart } from "../parts/load_part.ts";

/** Names it among the connectors. */
export const WALLET_CONNECT = "walletConnect";
/** Whether there is a session to restore: otherwise not even its code is loaded. */
const SESSION = "deml.walletConnect";

/** What a wallet must be given: shown as a picture, or opened in an app. */
let pairing: string | undefined;
const listeners = new Set<() => void>();

/** The address of the connection that is being offered, as it changes. */
export const pairingUri = {
  get: () => pairing,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function offer(uri: string | undefined): void {
  pairing = uri;
  listeners.forEach((listener) => listener());
}

/** Gives up waiting for a wallet. */
export const abandoned = { now: () => {} };

/** The connector. */
export function walletConnect(projectId: string, chainId: number, rpc: string): CreateConnectorFn {
  let opened: Promise<Remote> | undefined;
  return createConnector<Remote["provider"]>((config) => {
    const open = () =>
      opened ??= loadPart(() => import("./wallet_connect_session.ts"))
        .then(({ openRemote }) =>
          openRemote(projectId, chainId, rpc, {
            accounts: (accounts) =>
              accounts.length === 0
                ? config.emitter.emit("disconnect")
                : config.emitter.emit("change", { accounts }),
            chain: (id) => config.emitter.emit("change", { chainId: id }),
            gone() {
              remember(false);
              config.emitter.emit("disconnect");
            },
          })
        ).catch((error) => {
          opened = undefined;
          throw error;
        });
    const accounts = async (): Promise<readonly Address[]> => (await open()).accounts();
    return {
      id: WALLET_CONNECT,
      name: "A wallet on your phone, by WalletConnect",
      type: WALLET_CONNECT,
      // wagmi asks every connector for it when the page opens; those without are left alone.
      getProvider: async () =>
        (opened || hasSession() ? (await open()).provider : undefined) as Remote["provider"],
      async connect({ isReconnecting = false } = {}) {
        const remote = await open();
        if (!isReconnecting || remote.accounts().length === 0) {
          const left = Promise.withResolvers<never>();
          abandoned.now = () => left.reject(Object.assign(new Error("Given up"), { code: 4001 }));
          try {
            await Promise.race([remote.pair(offer), left.promise]);
          } catch (error) {
            remote.abandon();
            throw error;
          } finally {
            offer(undefined);
            abandoned.now = () => {};
          }
        }
        remember(true);
        return { accounts: await accounts() as never, chainId };
      },
      async disconnect() {
        remember(false);
        await (await open()).end();
      },
      getAccounts: accounts,
      // A session is for this chain alone.
      getChainId: () => Promise.resolve(chainId),
      isAuthorized: async () => hasSession() && (await accounts()).length > 0,
      switchChain: () => Promise.resolve(config.chains[0]),
      onAccountsChanged() {},
      onChainChanged: (id) => config.emitter.emit("change", { chainId: Number(id) }),
      onDisconnect: () => config.emitter.emit("disconnect"),
    };
  });
}

function remember(session: boolean): void {
  try {
    if (session) localStorage.setItem(SESSION, "1");
    else localStorage.removeItem(SESSION);
  } catch {
    // Until the page is left.
  }
}

function hasSession(): boolean {
  try {
    return localStorage.getItem(SESSION) !== null;
  } catch {
    return false;
  }
}
