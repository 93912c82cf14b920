/**
 * The reader's wallet: those that announce themselves (EIP-6963), the one that a browser injects,
 * one on another device (WalletConnect), or, on a local chain, this browser's test wallet.
 *
 * @module
 */
import { type Address, defineChain } from "viem";
import {
  type Config,
  type Connector,
  createConfig,
  injected,
  useConnect,
  useConnection,
  useConnectors,
  useDisconnect,
  useSwitchChain,
} from "wagmi";
import { isLocal } from "../../../miner/chain/local_chains.ts";
import { boundedHttp } from "../../../miner/chain/transport.ts";
import { useApp } from "../context.ts";
import type { Settings } from "../settings.ts";
import { TEST_WALLET, testWallet } from "./test_wallet.ts";
import type { TestProvider } from "./test_wallet_provider.ts";
import { WALLET_CONNECT, walletConnect } from "./wallet_connect.ts";
import { namesOf } from "./wallet_names.ts";

/** wagmi, for the one chain of the settings. */
export function walletConfig(settings: Settings): Config {
  const { chainId, chainName, rpc, walletConnect: projectId } = settings;
  const [endpoint = ""] = rpc;
  const chain = defineChain({
    id: chainId,
    name: chainName,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: rpc } },
  });
  return createConfig({
    chains: [chain],
    transports: { [chainId]: boundedHttp(endpoint) },
    connectors: [
      injected(),
      ...(projectId === undefined ? [] : [walletConnect(projectId, chainId, endpoint)]),
      ...(isLocal(chainId) ? [testWallet(endpoint, chainId)] : []),
    ],
    multiInjectedProviderDiscovery: true,
  });
}

/** A wallet that can be connected. */
export interface WalletChoice {
  id: string;
  /** Its name, bounded, and different from the others' */
  name: string;
  /** The wallet's picture: a data URL */
  icon: string | undefined;
  /** It belongs to this browser */
  own: boolean;
  connect(): Promise<void>;
}

/** The reader's wallet, if there is one. */
export interface Wallet {
  address: Address | undefined;
  /** The wallet's name */
  name: string | undefined;
  /** The wallet is on a different chain from the contract */
  wrongChain: boolean;
  /** A previously connected wallet is being asked */
  restoring: boolean;
  choices: WalletChoice[];
  /** Takes ether from a local chain's faucet; only the test wallet can */
  fill: (() => Promise<void>) | undefined;
  disconnect(): void;
  /** Asks the wallet to go to the contract's chain, and adds it if the wallet does not know it */
  switchChain(): Promise<void>;
}

/** Connectors of this page; every other one belongs to the browser. */
const OURS = [TEST_WALLET, WALLET_CONNECT];

/** The reader's wallet. */
export function useWallet(): Wallet {
  const { settings: { chainId } } = useApp();
  const { address, chainId: chosen, connector, status } = useConnection();
  const { mutateAsync: connect } = useConnect();
  const { mutate: disconnect } = useDisconnect();
  const { mutateAsync: switchChain } = useSwitchChain();
  const shown = shownOf(useConnectors());
  const names = namesOf(shown);
  const test = connector?.id === TEST_WALLET ? connector : undefined;
  return {
    address: status === "connected" ? address : undefined,
    name: names[shown.findIndex(({ uid }) => uid === connector?.uid)] ??
      (connector && namesOf([connector])[0]),
    wrongChain: status === "connected" && chosen !== chainId,
    restoring: status === "reconnecting",
    choices: shown.map((each, index) => ({
      id: each.uid,
      name: names[index] ?? each.name,
      icon: each.icon?.startsWith("data:image/") ? each.icon : undefined,
      own: !OURS.includes(each.id),
      connect: async () => {
        await connect({ connector: each });
      },
    })),
    fill: test && (async () => await (await test.getProvider() as TestProvider).fill(true)),
    disconnect: () => disconnect({}),
    switchChain: async () => {
      await switchChain({ chainId });
    },
  };
}

/** The unnamed one of window.ethereum is one of those that announce themselves. */
function shownOf(connectors: readonly Connector[]): Connector[] {
  const announces = connectors.some(({ id }) => id !== "injected" && !OURS.includes(id));
  const hasInjected = !announces && "ethereum" in globalThis;
  const rank = ({ id }: Connector) => OURS.includes(id) ? 1 : 0;
  return connectors.filter(({ id }) => id !== "injected" || hasInjected)
    .sort((a, b) => rank(a) - rank(b));
}
