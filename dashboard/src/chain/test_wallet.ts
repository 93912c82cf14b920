/**
 * A wallet for local chains, so that a demo can be tried without an extension: a key in this
 * browser, which signs without asking. Its account is worth nothing on any other chain.
 *
 * @module
 */
import type { Address } from "viem";
import { createConnector, type CreateConnectorFn } from "wagmi";
import type { TestProvider } from "./test_wallet_provider.ts";
import { loadPart } from "../parts/load_part.ts";

/** Names it among the connectors. */
export const TEST_WALLET = "deml.testWallet";
/** Whether its owner has connected it. */
const CONNECTED = "deml.testWallet.connected";

/** The connector of a chain's test wallet. Only for local chains. */
export function testWallet(rpc: string, chainId: number): CreateConnectorFn<TestProvider> {
  let provider: Promise<TestProvider> | undefined;
  const open = () =>
    provider ??= loadPart(() => import("./test_wallet_provider.ts")).then(({ openTestWallet }) =>
      openTestWallet(rpc, chainId)
    );
  const accounts = async (): Promise<readonly Address[]> => [(await open()).address];
  return createConnector<TestProvider>((config) => ({
    id: TEST_WALLET,
    name: "Test wallet of this browser",
    type: TEST_WALLET,
    // wagmi asks every connector for it when the page opens; those without are left alone.
    getProvider: async () => (provider || isConnected() ? await open() : undefined) as TestProvider,
    async connect({ isReconnecting = false } = {}) {
      const opened = await open();
      // An empty one could do nothing; where the chain gives nothing, a button says why.
      if (!isReconnecting) await opened.fill(false).catch(() => {});
      remember(true);
      return { accounts: await accounts() as never, chainId };
    },
    disconnect() {
      remember(false);
      return Promise.resolve();
    },
    getAccounts: accounts,
    getChainId: () => Promise.resolve(chainId),
    isAuthorized: () => Promise.resolve(isConnected()),
    switchChain: () => Promise.resolve(config.chains[0]),
    onAccountsChanged() {},
    onChainChanged: () => config.emitter.emit("change", { chainId }),
    onDisconnect: () => config.emitter.emit("disconnect"),
  }));
}

function remember(connected: boolean): void {
  try {
    if (connected) localStorage.setItem(CONNECTED, "1");
    else localStorage.removeItem(CONNECTED);
  } catch {
    // Until the page is left.
  }
}

function isConnected(): boolean {
  try {
    return localStorage.getItem(CONNECTED) !== null;
  } catch {
    return false;
  }
}
